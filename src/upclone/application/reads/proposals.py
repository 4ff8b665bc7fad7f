"""What people see of negotiations: a proposal or an invitation is its two people's, and the operators'."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import Person
from upclone.domain.actors import Actor, Role
from upclone.domain.market.briefs import Payment, Visibility
from upclone.domain.market.invitations import Invitation
from upclone.domain.market.jobs import State
from upclone.domain.market.proposals import Proposal
from upclone.domain.market.proposals import State as ProposalState


@frozen
class JobLine:
    """What a negotiation is about."""

    id: UUID
    title: str
    payment: Payment
    visibility: Visibility
    state: State


@frozen
class ProposalView:
    """A proposal, its job and people, and the contract it led to."""

    proposal: Proposal
    job: JobLine
    client: Person
    freelancer: Person
    contract_id: UUID | None = None


@frozen
class InvitationView:
    """An invitation, its job and people."""

    invitation: Invitation
    job: JobLine
    client: Person
    freelancer: Person


class Sort(StrEnum):
    """Newest first; the lowest price first; those on the shortlist first, newest first among them."""

    NEWEST = "newest"
    PRICE = "price"
    SHORTLISTED = "shortlisted"


@frozen
class ProposalFilter:
    """`shortlisted` None lets both kinds through."""

    shortlisted: bool | None = None
    sort: Sort = Sort.NEWEST


class ProposalReads(Protocol):
    """None stands for what does not exist, or not for this viewer."""

    def proposal(self, viewer: Actor, id: UUID) -> ProposalView | None: ...

    def of_job(self, viewer: Actor, job_id: UUID, wanted: ProposalFilter, page: Slice) -> Page[ProposalView] | None:
        """A job's, for its client and for operators."""
        ...

    def own(
        self,
        viewer: Actor,
        state: ProposalState | None,
        page: Slice,
        since: datetime | None = None,
        side: Role = Role.FREELANCER,
    ) -> Page[ProposalView]:
        """Those in which the viewer is the freelancer: bids, and offers made to them; or, on the client's side, bids
        that came in, for any of their jobs. `since`: made then or later."""
        ...

    def offers(self, viewer: Actor, page: Slice) -> Page[ProposalView]:
        """The direct offers that the viewer made."""
        ...

    def invitation(self, viewer: Actor, id: UUID) -> InvitationView | None: ...

    def invitations(self, viewer: Actor, side: Role, page: Slice) -> Page[InvitationView]:
        """Those in which the viewer is the freelancer, or the client."""
        ...

    def invited(self, viewer: Actor, job_id: UUID, page: Slice) -> Page[InvitationView] | None:
        """A job's, for its client and for operators."""
        ...
