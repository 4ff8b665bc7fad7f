"""Kept searches, and the jobs that they find."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.market.searches import Search

_FIRST: Final = UUID(int=0)


class Searches(Protocol):
    """What people look for again and again. Passes tests/suites/searches.py."""

    def get(self, id: UUID) -> Search: ...

    def lock(self, id: UUID) -> Search: ...

    def add(self, search: Search) -> None: ...

    def save(self, search: Search) -> None: ...

    def due(self, now: datetime, limit: int, after: UUID = _FIRST) -> tuple[UUID, ...]:
        """Those whose owner is to be told by now, by id: the first `limit` above `after`."""
        ...

    def kept(self, owner_id: UUID) -> int:
        """How many somebody keeps that have not ended."""
        ...


@frozen
class Match:
    """A kept search that waits for just this job."""

    search_id: UUID
    owner_id: UUID
    name: str


class Matches(Protocol):
    """Which jobs kept searches find. Joins the open transaction. Nobody is matched with a job of their own, or with
    the same job by the same search twice."""

    def watch(self, search: Search) -> None:
        """Wait for jobs on its behalf, where it is to tell at once; or no longer."""
        ...

    def waiting(self, job_id: UUID, limit: int, after: UUID = _FIRST) -> tuple[Match, ...]:
        """The searches that wait for this job, by id: the first `limit` above `after`."""
        ...

    def fresh(self, search: Search, limit: int) -> tuple[UUID, ...]:
        """Jobs that it finds and that were opened since it last told, newest first."""
        ...

    def told(self, pairs: Sequence[tuple[UUID, UUID]]) -> None:
        """By these searches, people know of these jobs."""
        ...
