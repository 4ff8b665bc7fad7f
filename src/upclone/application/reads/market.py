"""What people see of the market: jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import Person
from upclone.domain.actors import Actor
from upclone.domain.market.jobs import Job, State


@frozen
class JobView:
    """A job, who asks for it, and the contract it led to, where the viewer takes part in that.

    `invited`: the viewer has a proposal on it, or was asked for one. `proposals`: how many count on it now.
    `verified_payment`: its client has paid before."""

    job: Job
    client: Person
    contract_id: UUID | None = None
    invited: bool = False
    proposals: int = 0
    verified_payment: bool = False


@frozen
class JobFilter:
    """None, or an empty word, lets everything through."""

    state: State | None = None
    category: str = ""
    client: UUID | None = None


class MarketReads(Protocol):
    """`viewer` is None for somebody who is not signed in."""

    def job(self, viewer: Actor | None, id: UUID) -> JobView | None:
        """None for whoever may not see it: see adapters/postgres/reads/seeing.py."""
        ...

    def jobs(self, viewer: Actor | None, wanted: JobFilter, page: Slice) -> Page[JobView]:
        """Public ones that are out."""
        ...

    def own_jobs(self, viewer: Actor, state: State | None, page: Slice) -> Page[JobView]:
        """Those that the viewer asks for, in every state."""
        ...

    def review_queue(self, viewer: Actor, page: Slice) -> Page[JobView]:
        """Those that wait for a moderator, the oldest first; nothing for others, and nobody's own."""
        ...

    def views(self, viewer: Actor | None, ids: Sequence[UUID]) -> tuple[JobView, ...]:
        """Those of these jobs that the viewer may see, in any order."""
        ...
