"""What people see of deals: the two parties and operators, nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import Person
from upclone.domain.actors import Actor, Role
from upclone.domain.deals.contracts import Contract, State
from upclone.domain.deals.disputes import Dispute
from upclone.domain.deals.disputes import State as DisputeState
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.payments.escrow import Hold
from upclone.domain.people.accounts import Account


@frozen
class ContractView:
    """A contract with everything under it: milestones by number, the rest oldest first."""

    contract: Contract
    client: Person
    freelancer: Person
    milestones: tuple[Milestone, ...]
    holds: tuple[Hold, ...]
    disputes: tuple[Dispute, ...]
    weeks: tuple[Timesheet, ...] = ()


@frozen
class ContractRow:
    """A contract in a list."""

    contract: Contract
    client: Person
    freelancer: Person


@frozen
class DisputeRow:
    """A dispute in a list: `title` is the contract's, `number` the milestone's."""

    dispute: Dispute
    title: str
    number: int
    client: Person
    freelancer: Person


@frozen
class MilestoneView:
    """A milestone and the contract that it is part of."""

    milestone: Milestone
    contract: Contract


@frozen
class HistoryRow:
    """One link of a contract's history: `hash` (SHA-256) covers the one before it. `facts` are plain JSON values."""

    seq: int
    event: str
    subject_id: UUID
    by: UUID | None
    role: Role
    at: datetime
    facts: dict[str, Any]
    hash: bytes


@frozen
class Deed:
    """What a contract's document prints: the contract with its milestones, its job's title and both accounts."""

    contract: Contract
    milestones: tuple[Milestone, ...]
    job_title: str
    client: Account
    freelancer: Account


class DealReads(Protocol):
    """None, or no rows, for strangers: the same as for what does not exist."""

    def contract(self, viewer: Actor, id: UUID) -> ContractView | None: ...

    def contracts(self, viewer: Actor, state: State | None, page: Slice, role: Role | None = None) -> Page[ContractRow]:
        """The viewer's own; for operators, everybody's. `role`: only those where the viewer is that side, the client
        or the freelancer."""
        ...

    def milestone(self, viewer: Actor, id: UUID) -> MilestoneView | None: ...

    def dispute(self, viewer: Actor, id: UUID) -> Dispute | None: ...

    def disputes(self, viewer: Actor, state: DisputeState | None, page: Slice) -> Page[DisputeRow]:
        """The viewer's own; for operators, everybody's."""
        ...

    def history(self, viewer: Actor, contract_id: UUID, after: int, limit: int) -> tuple[HistoryRow, ...] | None:
        """Links of a contract's history in order, those with a `seq` above `after`."""
        ...

    def deed(self, viewer: Actor, contract_id: UUID) -> Deed | None: ...
