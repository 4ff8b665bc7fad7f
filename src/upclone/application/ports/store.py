"""The store: repositories, the ledger, and the unit of work that ties them into one transaction.

Every implementation passes tests/store_suite.py. `get` and `lock` raise NotFound. `save` raises StaleVersion where
the object changed since it was read. `lock` keeps every other `lock` of the same row waiting until the transaction
ends; commands on a contract's money lock the contract first, so that a contract is one unit.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from attrs import define, field, frozen

from upclone.application.ports.approvals import Approvals
from upclone.application.ports.categories import Categories, Skills
from upclone.application.ports.chargebacks import Chargebacks
from upclone.application.ports.files import Files
from upclone.application.ports.identities import Identities
from upclone.application.ports.invoices import Invoices, TaxIdentities
from upclone.application.ports.market import Invitations, Tallies
from upclone.application.ports.matching import Recommendations, Standings
from upclone.application.ports.methods import Methods, Schedules
from upclone.application.ports.news import News
from upclone.application.ports.people import PersonalTokens, Proofs, SecondFactors, Sessions
from upclone.application.ports.profiles import ClientProfiles, FreelancerProfiles
from upclone.application.ports.reviewing import Likenesses
from upclone.application.ports.searches import Searches
from upclone.application.ports.timesheets import TimeEntries, Timesheets
from upclone.application.ports.trust import Activities, Sanctions, Traces
from upclone.application.ports.waiting import Waiting
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import Dispute
from upclone.domain.deals.milestones import Milestone
from upclone.domain.errors import UpcloneError
from upclone.domain.events import Event
from upclone.domain.market.jobs import Job
from upclone.domain.market.proposals import Proposal
from upclone.domain.messaging.news import Posting
from upclone.domain.money import Money
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.ledger import Book, Entry, LedgerAccount
from upclone.domain.payments.transfers import Transfer
from upclone.domain.people.accounts import Account

FIRST: Final = UUID(int=0)
"""Below every id: where a walk by pages begins."""


class Accounts(Protocol):
    """People."""

    def get(self, id: UUID) -> Account: ...

    def lock(self, id: UUID) -> Account: ...

    def by_email(self, email: str) -> Account | None: ...

    def lock_admins(self) -> tuple[Account, ...]:
        """Every admin who may act, by id."""
        ...

    def add(self, account: Account) -> None:
        """Raises AlreadyExists(field="email")."""
        ...

    def save(self, account: Account) -> None: ...


class Jobs(Protocol):
    """What clients ask for."""

    def get(self, id: UUID) -> Job: ...

    def lock(self, id: UUID) -> Job: ...

    def add(self, job: Job) -> None: ...

    def save(self, job: Job) -> None: ...

    def open_of(self, client_id: UUID) -> tuple[Job, ...]:
        """Those of a client that are open, locked, in the order of their ids."""
        ...


class Proposals(Protocol):
    """What freelancers offer, and are offered. Locked after their job."""

    def get(self, id: UUID) -> Proposal: ...

    def lock(self, id: UUID) -> Proposal: ...

    def counting(self, job_id: UUID, freelancer_id: UUID) -> Proposal | None:
        """The freelancer's proposal on the job that still counts, if any."""

    def bidders(self, job_id: UUID) -> tuple[UUID, ...]:
        """The freelancers whose proposals on the job still count, by id."""
        ...

    def add(self, proposal: Proposal) -> None:
        """Raises AlreadyExists(field="job_id") where the freelancer has a proposal on the job that still counts
        (under negotiation, or hired)."""
        ...

    def save(self, proposal: Proposal) -> None: ...


class Contracts(Protocol):
    """Deals. The `lock_of_…` forms find the contract of a part of it and lock the contract's row."""

    def get(self, id: UUID) -> Contract: ...

    def lock(self, id: UUID) -> Contract: ...

    def lock_of_milestone(self, milestone_id: UUID) -> Contract:
        """Raises NotFound("milestone", …)."""
        ...

    def lock_of_hold(self, hold_id: UUID) -> Contract:
        """Raises NotFound("payment", …)."""
        ...

    def lock_of_dispute(self, dispute_id: UUID) -> Contract:
        """Raises NotFound("dispute", …)."""
        ...

    def lock_of_timesheet(self, timesheet_id: UUID) -> Contract:
        """Raises NotFound("timesheet", …)."""
        ...

    def lock_of_time_entry(self, entry_id: UUID) -> Contract:
        """Raises NotFound("time entry", …)."""
        ...

    def add(self, contract: Contract) -> None: ...

    def save(self, contract: Contract) -> None: ...


class Milestones(Protocol):
    """Pieces of work. Read after their contract was locked."""

    def get(self, id: UUID) -> Milestone: ...

    def of(self, contract_id: UUID) -> tuple[Milestone, ...]:
        """All of a contract's, by number."""
        ...

    def add(self, milestone: Milestone) -> None: ...

    def save(self, milestone: Milestone) -> None: ...


class Holds(Protocol):
    """Held money. Read after their contract was locked."""

    def get(self, id: UUID) -> Hold: ...

    def of(self, contract_id: UUID) -> tuple[Hold, ...]:
        """All of a contract's, oldest first."""
        ...

    def add(self, hold: Hold) -> None: ...

    def save(self, hold: Hold) -> None: ...

    def waiting(self, since: datetime, limit: int, after: UUID = FIRST) -> tuple[Waiting, ...]:
        """Those still REQUESTED that were asked for before `since`, by id: the first `limit` above `after`."""
        ...


class Transfers(Protocol):
    """Money on its way out."""

    def get(self, id: UUID) -> Transfer: ...

    def lock(self, id: UUID) -> Transfer: ...

    def add(self, transfer: Transfer) -> None: ...

    def save(self, transfer: Transfer) -> None: ...

    def waiting(self, since: datetime, limit: int, after: UUID = FIRST) -> tuple[Waiting, ...]:
        """Those REQUESTED or SENT that were asked for before `since`, by id: the first `limit` above `after`."""
        ...

    def looked_for(self, now: datetime, limit: int, after: UUID = FIRST) -> tuple[Waiting, ...]:
        """Those PAID whose `look_at` has come, by id: the first `limit` above `after`. They wait since then."""
        ...


class Disputes(Protocol):
    """Disagreements. Read after their contract was locked."""

    def get(self, id: UUID) -> Dispute: ...

    def of(self, contract_id: UUID) -> tuple[Dispute, ...]:
        """All of a contract's, oldest first."""
        ...

    def add(self, dispute: Dispute) -> None:
        """Raises AlreadyExists(field="milestone_id") where one is open for the same milestone."""
        ...

    def save(self, dispute: Dispute) -> None: ...


class Ledger(Protocol):
    """Append-only."""

    def lock_book(self, id: UUID) -> Book:
        """The end of a chain, kept for this transaction. A book that does not exist yet begins empty."""
        ...

    def post(self, entry: Entry) -> None:
        """Lock the entry's book, seal the entry into it, write it. Raises AlreadyExists(field="key") for a key that
        was posted before, and NotEnoughFunds where a guarded account would go below zero."""
        ...

    def posted(self, key: str) -> bool:
        """Whether an entry with this key exists."""
        ...

    def balance(self, account: LedgerAccount) -> Money:
        """The sum of its postings, this transaction's included."""
        ...


class Events(Protocol):
    """What happened. Written by `Work.record`."""

    def get(self, id: UUID) -> Event: ...

    def of(self, contract_id: UUID) -> tuple[Event, ...]:
        """A contract's history, in its order."""
        ...


class Notifications(Protocol):
    """What people are told."""

    def add(self, event_id: UUID, event: Event, accounts: tuple[UUID, ...], posting: Posting | None = None) -> None:
        """One row an account; those that exist already are left alone. Whoever looks on now hears of it at commit.

        With a `posting`, those of them whom it names are written to as they chose: `Work.news` gathers it.
        """
        ...

    def read(self, account_id: UUID, at: datetime, only: UUID | None = None, up_to: UUID | None = None) -> int:
        """Mark what an account was told as read: one event, those up to one, or all; how many had not been read."""
        ...


@frozen
class Change:
    """An object that was saved: its state before (None: it is new) and itself as it is now."""

    before: str | None
    now: Any


@define
class Journal:
    """What a transaction did, in order: what a preview shows. Repositories call `saw` and `kept`."""

    changes: dict[UUID, Change] = field(factory=dict)
    entries: list[Entry] = field(factory=list)
    events: list[Event] = field(factory=list)
    _seen: dict[UUID, str] = field(factory=dict)

    def saw(self, subject: Any) -> None:
        """An object was loaded."""
        self._seen.setdefault(subject.id, str(subject.state))

    def kept(self, subject: Any) -> None:
        """An object was added or saved."""
        first = self.changes.get(subject.id)
        self.changes[subject.id] = Change(first.before if first else self._seen.get(subject.id), subject)


class Work(Protocol):
    """One transaction."""

    accounts: Accounts
    jobs: Jobs
    likenesses: Likenesses
    categories: Categories
    skills: Skills
    searches: Searches
    proposals: Proposals
    invitations: Invitations
    standings: Standings
    recommendations: Recommendations
    tallies: Tallies
    contracts: Contracts
    milestones: Milestones
    holds: Holds
    transfers: Transfers
    disputes: Disputes
    timesheets: Timesheets
    time_entries: TimeEntries
    ledger: Ledger
    events: Events
    notifications: Notifications
    news: News
    sessions: Sessions
    identities: Identities
    proofs: Proofs
    personal_tokens: PersonalTokens
    second_factors: SecondFactors
    files: Files
    freelancers: FreelancerProfiles
    clients: ClientProfiles
    sanctions: Sanctions
    activities: Activities
    traces: Traces
    tax_identities: TaxIdentities
    invoices: Invoices
    chargebacks: Chargebacks
    approvals: Approvals
    methods: Methods
    schedules: Schedules
    journal: Journal

    def record(self, *events: Event | None) -> None:
        """Append events to their contract's history and defer their reactions, in this transaction."""
        ...


class UnitOfWork(Protocol):
    """Opens transactions: commits at the end of the block, rolls back where it raises.

    A call inside an open transaction of the same thread of control joins it: only the outermost block commits. Where
    a joined block raised, the outermost one can't commit any more, whoever caught it: that is an AssertionError.
    """

    def __call__(self) -> AbstractContextManager[Work]: ...

    def rehearsal(self) -> AbstractContextManager[Journal]:
        """A transaction that everything inside joins and that is rolled back at its end: nothing is kept, nothing
        deferred, whatever was done is in the journal."""
        ...


@frozen
class Answer:
    """What a request was answered: an HTTP status, the body, and the headers that matter."""

    status: int
    body: bytes
    content_type: str


class Requests(Protocol):
    """Requests that must have their effect once, whatever is sent again."""

    def once(self, caller: UUID, key: str, fingerprint: str, perform: Callable[[], Answer]) -> tuple[Answer, bool]:
        """Run `perform` in one transaction with the key, and keep its answer; the flag says that it is a replay.

        The same key of the same caller again, at once or later, gets the kept answer. Raises KeyReused where the
        fingerprint (a hash of method, path and body) is another. Where `perform` raises, nothing is kept. Kept for
        at least 24 hours.
        """
        ...


@frozen
class StoreUnavailable(UpcloneError):
    """The store can't do it now, for `reason`. Raised by the outermost block; the edges answer "try again later".

    `again`: nothing was kept, and trying at once is likely to succeed. `unknown`: the connection broke while the
    transaction was being committed, so that nobody knows whether it was.
    """

    reason: str
    again: bool = False
    unknown: bool = False

    def __str__(self) -> str:
        return self.reason
