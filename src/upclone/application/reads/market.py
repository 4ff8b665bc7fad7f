"""What people see of the market. Jobs are public; a proposal is its bidder's, the job's client's and the operators'."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import Person
from upclone.domain.actors import Actor
from upclone.domain.market.jobs import Job, State
from upclone.domain.market.proposals import Proposal


@frozen
class JobView:
    """A job, who asks for it, and the contract it led to, where the viewer takes part in that."""

    job: Job
    client: Person
    contract_id: UUID | None = None


@frozen
class ProposalView:
    """A proposal, who made it, and the contract it led to."""

    proposal: Proposal
    freelancer: Person
    contract_id: UUID | None = None


@frozen
class JobFilter:
    """None, or an empty word, lets everything through."""

    state: State | None = None
    category: str = ""
    client: UUID | None = None


class MarketReads(Protocol):
    """`viewer` is None for somebody who is not signed in."""

    def job(self, viewer: Actor | None, id: UUID) -> JobView | None: ...

    def jobs(self, viewer: Actor | None, wanted: JobFilter, page: Slice) -> Page[JobView]: ...

    def proposal(self, viewer: Actor, id: UUID) -> ProposalView | None: ...

    def proposals(self, viewer: Actor, job_id: UUID, page: Slice) -> Page[ProposalView] | None:
        """A job's, for its client and for operators. None for others, and where there is no such job."""
        ...

    def own_proposals(self, viewer: Actor, page: Slice) -> Page[ProposalView]:
        """Those that the viewer made."""
        ...
