"""The jobs that follow from what happened, and those of them that were given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol


class DeadLetter(Protocol):
    """A job that failed every time it was tried."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def task(self) -> str:
        """What it was to do: `upclone.react`."""
        ...

    @property
    def args(self) -> Mapping[str, Any]:
        """With what, as plain JSON values."""
        ...

    @property
    def attempts(self) -> int:
        """How often it was tried."""
        ...

    @property
    def failed_at(self) -> datetime:
        """When it was given up."""
        ...


class Backlog(Protocol):
    """Jobs, as operators look at them."""

    def dead_letters(self) -> Sequence[DeadLetter]:
        """Every job that was given up, the oldest first."""
        ...

    def retry(self, id: int) -> bool:
        """Try one again, with all its attempts; whether there was one."""
        ...
