"""The repositories: objects by id, with the version that a save must have read, and the unique rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, cast
from uuid import UUID

from attrs import AttrsInstance, define, evolve, field

from upclone.application.ports.store import FIRST, Journal
from upclone.application.ports.waiting import Waiting
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import OPEN, Dispute
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.errors import AlreadyExists, NotFound, StaleVersion
from upclone.domain.market.jobs import Job
from upclone.domain.market.jobs import State as JobState
from upclone.domain.market.proposals import COUNTING, Proposal
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.escrow import State as HoldState
from upclone.domain.payments.transfers import State as TransferState
from upclone.domain.payments.transfers import Transfer
from upclone.domain.people.accounts import Account, AccountRole
from upclone.domain.people.accounts import State as AccountState


class Stored(AttrsInstance, Protocol):
    """What every kept object has."""

    @property
    def id(self) -> UUID: ...

    @property
    def state(self) -> Any: ...

    @property
    def version(self) -> int: ...


Object = TypeVar("Object", bound=Stored)


@define
class Rows(Generic[Object]):
    """One kind of object within one transaction.

    A row's version rises once in a transaction, at its first save there: whoever saves the same object again in the
    same transaction holds the version it had before.
    """

    kind: str
    rows: MutableMapping[UUID, Object]
    journal: Journal
    _saved: dict[UUID, int] = field(factory=dict)

    def get(self, id: UUID) -> Object:
        """Raises NotFound."""
        if id not in self.rows:
            raise NotFound(self.kind, str(id))
        return self.seen(self.rows[id])

    def lock(self, id: UUID) -> Object:
        """Raises NotFound. A transaction keeps the whole store to itself, so every row it reads is locked."""
        return self.get(id)

    def add(self, row: Object) -> None:
        """Raises AlreadyExists."""
        if row.id in self.rows:
            raise AlreadyExists(field="id")
        self.check(row)
        self._saved[row.id] = row.version
        self._keep(row)

    def save(self, row: Object) -> None:
        """Raises StaleVersion, and AlreadyExists where a unique value is taken."""
        present = self.rows.get(row.id)
        if present is None or row.version not in (present.version, self._saved.get(row.id)):
            raise StaleVersion(kind=self.kind, id=str(row.id))
        self.check(row)
        version = self._saved.setdefault(row.id, present.version)
        self._keep(evolve(cast(Any, row), version=version + 1))

    def check(self, row: Object) -> None:
        """Raises AlreadyExists where another row has what only one may have."""

    def seen(self, row: Object) -> Object:
        """The row itself, noted in the journal."""
        self.journal.saw(row)
        return row

    def where(self, matches: Callable[[Object], bool], order: Callable[[Object], Any]) -> tuple[Object, ...]:
        """All that match, in order; of equal ones, the older id first."""
        found = sorted(filter(matches, self.rows.values()), key=lambda row: (order(row), row.id))
        return tuple(self.seen(row) for row in found)

    def _keep(self, row: Object) -> None:
        self.rows[row.id] = row
        self.journal.kept(row)


class Accounts(Rows[Account]):
    """People."""

    def by_email(self, email: str) -> Account | None:
        found = self.where(lambda account: account.email == email, order=_created)
        return found[0] if found else None

    def lock_admins(self) -> tuple[Account, ...]:
        return self.where(
            lambda account: AccountRole.ADMIN in account.roles and account.state is AccountState.ACTIVE,
            order=lambda account: account.id,
        )

    def check(self, row: Account) -> None:
        unique("email", row, self.rows.values(), lambda other: other.email == row.email)


class Jobs(Rows[Job]):
    """What clients ask for."""

    def open_of(self, client_id: UUID) -> tuple[Job, ...]:
        return self.where(
            lambda job: job.client_id == client_id and job.state is JobState.OPEN, order=lambda job: job.id
        )


class Proposals(Rows[Proposal]):
    """What freelancers offer, and are offered."""

    def counting(self, job_id: UUID, freelancer_id: UUID) -> Proposal | None:
        found = self.where(
            lambda each: each.job_id == job_id and each.parties.freelancer == freelancer_id and each.state in COUNTING,
            order=lambda each: each.id,
        )
        return found[0] if found else None

    def bidders(self, job_id: UUID) -> tuple[UUID, ...]:
        over = ("declined", "withdrawn", "expired", "lapsed")
        counting = self.where(lambda each: each.job_id == job_id and each.state not in over, lambda each: each.id)
        return tuple(sorted({each.parties.freelancer for each in counting}))

    def check(self, row: Proposal) -> None:
        bidder = row.parties.freelancer
        if row.state in COUNTING:
            unique(
                "job_id",
                row,
                self.rows.values(),
                lambda other: (
                    other.job_id == row.job_id and other.parties.freelancer == bidder and other.state in COUNTING
                ),
            )


class Milestones(Rows[Milestone]):
    """Pieces of work."""

    def of(self, contract_id: UUID) -> tuple[Milestone, ...]:
        return self.where(lambda milestone: milestone.contract_id == contract_id, order=lambda each: each.number)


class Holds(Rows[Hold]):
    """Held money."""

    def of(self, contract_id: UUID) -> tuple[Hold, ...]:
        return self.where(lambda hold: hold.contract_id == contract_id, order=_requested)

    def waiting(self, since: datetime, limit: int, after: UUID = FIRST) -> tuple[Waiting, ...]:
        found = self.where(
            lambda hold: hold.state is HoldState.REQUESTED and hold.requested_at < since and hold.id > after,
            order=lambda hold: hold.id,
        )
        return tuple(Waiting(each.id, each.gateway, str(each.id), each.requested_at) for each in found[:limit])


class Transfers(Rows[Transfer]):
    """Money on its way out."""

    def waiting(self, since: datetime, limit: int, after: UUID = FIRST) -> tuple[Waiting, ...]:
        under_way = (TransferState.REQUESTED, TransferState.SENT)
        found = self.where(
            lambda each: each.state in under_way and each.requested_at < since and each.id > after,
            order=lambda each: each.id,
        )
        return tuple(Waiting(each.id, each.gateway, each.key, each.requested_at) for each in found[:limit])

    def looked_for(self, now: datetime, limit: int, after: UUID = FIRST) -> tuple[Waiting, ...]:
        found = self.where(
            lambda each: each.look_at is not None and each.look_at <= now and each.id > after,
            order=lambda each: each.id,
        )
        return tuple(Waiting(each.id, each.gateway, each.key, each.look_at) for each in found[:limit] if each.look_at)


class Disputes(Rows[Dispute]):
    """Disagreements."""

    def of(self, contract_id: UUID) -> tuple[Dispute, ...]:
        return self.where(lambda dispute: dispute.contract_id == contract_id, order=lambda each: each.opened_at)

    def check(self, row: Dispute) -> None:
        if row.state in OPEN:
            unique(
                "milestone_id",
                row,
                self.rows.values(),
                lambda other: other.milestone_id == row.milestone_id and other.state in OPEN,
            )


@define
class Contracts(Rows[Contract]):
    """Deals, and the way from their parts to them."""

    milestones: Milestones = field(kw_only=True)
    holds: Holds = field(kw_only=True)
    disputes: Disputes = field(kw_only=True)
    timesheets: Rows[Timesheet] = field(kw_only=True)
    time_entries: Rows[TimeEntry] = field(kw_only=True)

    def lock_of_milestone(self, milestone_id: UUID) -> Contract:
        return self.lock(self.milestones.get(milestone_id).contract_id)

    def lock_of_hold(self, hold_id: UUID) -> Contract:
        return self.lock(self.holds.get(hold_id).contract_id)

    def lock_of_dispute(self, dispute_id: UUID) -> Contract:
        return self.lock(self.disputes.get(dispute_id).contract_id)

    def lock_of_timesheet(self, timesheet_id: UUID) -> Contract:
        return self.lock(self.timesheets.get(timesheet_id).contract_id)

    def lock_of_time_entry(self, entry_id: UUID) -> Contract:
        return self.lock(self.time_entries.get(entry_id).contract_id)


def unique(name: str, row: Object, rows: Iterable[Object], collides: Callable[[Object], bool]) -> None:
    """Raises AlreadyExists, naming the field, where another row collides."""
    if any(other.id != row.id and collides(other) for other in rows):
        raise AlreadyExists(field=name)


def _created(row: Account) -> datetime:
    return row.created_at


def _requested(row: Hold) -> datetime:
    return row.requested_at
