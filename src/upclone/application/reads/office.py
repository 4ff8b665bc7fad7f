"""What the people who work for the marketplace see of it: its figures, what waits for them, and everybody's rows."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.reads.deals import ContractRow, DisputeRow
from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import Person
from upclone.domain.actors import Actor
from upclone.domain.deals.contracts import State as ContractState
from upclone.domain.deals.disputes import State as DisputeState
from upclone.domain.market.briefs import Payment
from upclone.domain.market.jobs import State as JobState
from upclone.domain.money import Money

LONGEST_SPAN: Final = 366
"""Days that figures reach back, at most; as many before them are what they are compared with."""

YOUNG: Final = (7, 30)
"""Days after which held money is older; the third limit is the marketplace's own."""


@frozen
class Span:
    """`days` whole days, the last of which ends at `until`."""

    until: datetime
    days: int


@frozen
class Counted:
    """How many in the days of a span, day by day, and how many in as many days before them."""

    by_day: tuple[int, ...]
    before: int

    @property
    def now(self) -> int:
        """All of the span."""
        return sum(self.by_day)


@frozen
class Moved:
    """Money in one currency, in minor units, day by day; and in as many days before them. It may be below zero."""

    currency: str
    by_day: tuple[int, ...]
    before: int

    @property
    def now(self) -> int:
        """All of the span."""
        return sum(self.by_day)


@frozen
class Popular:
    """A category: how many jobs were posted in it, and how many before."""

    slug: str
    now: int
    before: int


@frozen
class Held:
    """Money in one currency that lies in escrow, by how long it has: up to a week, up to a month, up to the limit, and
    for longer. `payments` are as many."""

    currency: str
    by_age: tuple[int, int, int, int]
    payments: tuple[int, int, int, int]


@frozen
class MoneyFigures:
    """`volume` is what clients paid in, `revenue` the fees that the marketplace kept, `costs` what gateways kept."""

    volume: tuple[Moved, ...]
    revenue: tuple[Moved, ...]
    costs: tuple[Moved, ...]
    held: tuple[Held, ...]


@frozen
class Waiting:
    """What waits for somebody who works here. `rulings` are disputes that only an operator can end."""

    reviews: int
    appeals: int
    rulings: int
    approvals: int
    chargebacks: int
    failed_payouts: int


@frozen
class Figures:
    """How the marketplace does. `money` is for operators: None for moderators."""

    signups: Counted
    jobs: Counted
    disputes: Counted
    categories: tuple[Popular, ...]
    jobs_posted: int
    people: int
    open_disputes: int
    waiting: Waiting
    money: MoneyFigures | None


@frozen
class JobsWanted:
    """Which jobs. None lets everything through; `categories` are slugs."""

    state: JobState | None = None
    categories: tuple[str, ...] | None = None
    client: UUID | None = None


@frozen
class JobRow:
    """A job in a list. `budget` is that of an hour where `payment` is by the hour; `findings` are as many as the rules
    found in it."""

    id: UUID
    title: str
    client: Person
    state: JobState
    category: str
    budget: Money
    created_at: datetime
    opened_at: datetime | None
    findings: int
    payment: Payment


@frozen
class HeldRow:
    """Held money, since when, and for whose work. `withheld`: an operator keeps it where it is."""

    id: UUID
    contract_id: UUID
    milestone_id: UUID
    title: str
    client: Person
    freelancer: Person
    gateway: str
    held: Money
    since: datetime
    withheld: bool


class OfficeReads(Protocol):
    """Nothing for anybody else."""

    def figures(self, viewer: Actor, span: Span, held_days: int) -> Figures | None:
        """For moderators and operators; None for others."""
        ...

    def jobs(self, viewer: Actor, wanted: JobsWanted, page: Slice) -> Page[JobRow]:
        """Everybody's, newest first, for moderators and operators: all but drafts."""
        ...

    def contracts(
        self, viewer: Actor, state: ContractState | None, party: UUID | None, page: Slice
    ) -> Page[ContractRow]:
        """Everybody's, newest first, for operators; `party`: those that this account is a side of."""
        ...

    def cases(
        self, viewer: Actor, state: DisputeState | None, page: Slice, party: UUID | None = None
    ) -> Page[DisputeRow]:
        """Everybody's disputes, for operators: what is due first stands first, what has ended last. `party`: those that
        this account is a side of."""
        ...

    def held(self, viewer: Actor, before: datetime, page: Slice) -> Page[HeldRow]:
        """Money that has been held since before a time, for operators: the oldest first."""
        ...
