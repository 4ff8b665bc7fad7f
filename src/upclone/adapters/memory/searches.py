"""Kept searches, and a plain way to see what they find."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from attrs import field, frozen

from upclone.adapters.memory.repositories import Rows
from upclone.application.ports.searches import Match
from upclone.application.ports.store import FIRST, UnitOfWork
from upclone.domain.market import folding
from upclone.domain.market.briefs import Visibility
from upclone.domain.market.jobs import Job
from upclone.domain.market.jobs import State as JobState
from upclone.domain.market.searches import Alert, Search, State, Wanted


class Searches(Rows[Search]):
    """What people look for again and again."""

    def due(self, now: datetime, limit: int, after: UUID = FIRST) -> tuple[UUID, ...]:
        rows = sorted((row for row in self.rows.values() if row.id > after), key=lambda row: row.id)
        return tuple(row.id for row in rows if row.tell_at is not None and row.tell_at <= now)[:limit]

    def kept(self, owner_id: UUID) -> int:
        return sum(row.owner_id == owner_id and row.state is State.ACTIVE for row in self.rows.values())


@frozen
class MemoryMatches:
    """Every word as it is, every skill, the category and the way of payment: enough to see who is told of what.

    It knows the searches and jobs that it was handed."""

    unit_of_work: UnitOfWork
    _watched: dict[UUID, Search] = field(factory=dict)
    _told: set[tuple[UUID, UUID]] = field(factory=set)
    _jobs: dict[UUID, Job] = field(factory=dict)

    def open(self, job: Job) -> None:
        """A job that searches can find."""
        self._jobs[job.id] = job

    def watch(self, search: Search) -> None:
        """As the store does."""
        self._watched.pop(search.id, None)
        if search.state is State.ACTIVE and search.alert is Alert.AT_ONCE:
            self._watched[search.id] = search

    def waiting(self, job_id: UUID, limit: int, after: UUID = FIRST) -> tuple[Match, ...]:
        """As the store does."""
        job = self._jobs.get(job_id)
        found = (search for id, search in sorted(self._watched.items()) if id > after and self._new(search, job))
        return tuple(Match(search.id, search.owner_id, search.name) for search in found)[:limit]

    def fresh(self, search: Search, limit: int) -> tuple[UUID, ...]:
        """As the store does."""
        jobs = sorted(self._jobs.values(), key=lambda job: (job.opened_at or job.created_at, job.id), reverse=True)
        since = search.told_at
        return tuple(job.id for job in jobs if (job.opened_at or job.created_at) >= since and self._new(search, job))[
            :limit
        ]

    def told(self, pairs: Sequence[tuple[UUID, UUID]]) -> None:
        """As the store does."""
        self._told.update(pairs)

    def _new(self, search: Search, job: Job | None) -> bool:
        if job is None or job.client_id == search.owner_id or (search.id, job.id) in self._told:
            return False
        public = job.state is JobState.OPEN and job.brief.visibility is Visibility.PUBLIC
        return public and _fits(search.wanted, job)


def _fits(wanted: Wanted, job: Job) -> bool:
    brief = job.brief
    words = set(folding.plain(f"{brief.title} {brief.description}").split())
    return (
        words.issuperset(folding.plain(wanted.words).split())
        and set(brief.skills).issuperset(wanted.skills)
        and wanted.category in ("", brief.category)
        and wanted.payment in (None, brief.payment)
    )
