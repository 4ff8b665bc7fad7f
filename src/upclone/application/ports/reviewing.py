"""What review remembers of jobs: how their texts are alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from upclone.domain.market.jobs import Job


class Likenesses(Protocol):
    """The bands of jobs' texts, as domain/market/likeness.py makes them."""

    def keep(self, job_id: UUID, bands: tuple[int, ...]) -> None:
        """They are its bands now; none forgets it."""
        ...

    def near(self, job_id: UUID, client_id: UUID, bands: Iterable[int]) -> tuple[Job, ...]:
        """Jobs that share a band with it and whose text counts, the newest few: other clients' that were ever
        submitted, and the client's own that are open, wait for a moderator, or were refused by one."""
        ...
