"""Where views of profiles are counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol
from uuid import UUID


class ViewCounter(Protocol):
    """One view a profile, day and viewer."""

    def add(self, profile_id: UUID, day: date, viewer: bytes) -> None:
        """At once: it is written a moment later, and lost where the process dies before that. `viewer` has 16 bytes
        that tell one viewer from another on that day, and say nothing else."""
        ...

    def by_day(self, profile_id: UUID) -> Mapping[date, int]:
        """How many there were on each day with any, of those that are written."""
        ...
