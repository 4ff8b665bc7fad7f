"""The store: transactions one after the other, each on a draft that is merged at its end or dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from threading import RLock
from types import MappingProxyType
from typing import Any
from uuid import UUID

from attrs import define, field

from upclone.adapters.memory import people, repositories, trust
from upclone.adapters.memory.approvals import Approvals
from upclone.adapters.memory.categories import Categories, Skills
from upclone.adapters.memory.chargebacks import Chargebacks
from upclone.adapters.memory.files import Files
from upclone.adapters.memory.happenings import Events, Notifications
from upclone.adapters.memory.identities import Identities
from upclone.adapters.memory.invoices import Invoices, TaxIdentities
from upclone.adapters.memory.ledger import Ledger
from upclone.adapters.memory.likenesses import Likenesses
from upclone.adapters.memory.market import Invitations, Tallies
from upclone.adapters.memory.matching import Recommendations, Standings
from upclone.adapters.memory.methods import Methods, Schedules
from upclone.adapters.memory.news import News
from upclone.adapters.memory.profiles import ClientProfiles, FreelancerProfiles
from upclone.adapters.memory.searches import Searches
from upclone.adapters.memory.tables import Pending, Recorded, Tables
from upclone.adapters.memory.timesheets import TimeEntries, Timesheets
from upclone.application.ports import approvals as approval_ports
from upclone.application.ports import categories as category_ports
from upclone.application.ports import chargebacks as chargeback_ports
from upclone.application.ports import files as file_ports
from upclone.application.ports import identities as identity_ports
from upclone.application.ports import invoices as invoice_ports
from upclone.application.ports import market as market_ports
from upclone.application.ports import matching as matching_ports
from upclone.application.ports import methods as method_ports
from upclone.application.ports import news as news_ports
from upclone.application.ports import people as people_ports
from upclone.application.ports import profiles as profile_ports
from upclone.application.ports import searches as search_ports
from upclone.application.ports import store as ports
from upclone.application.ports import timesheets as timesheet_ports
from upclone.application.ports import trust as trust_ports
from upclone.application.ports.store import Journal
from upclone.application.ports.system import Ids
from upclone.domain.errors import NotFound
from upclone.domain.events import Event
from upclone.domain.money import Money
from upclone.domain.payments.ledger import LedgerAccount, SealedEntry

Listeners = Mapping[str, Sequence[str]]


@define
class MemoryWork:
    """One transaction, on `tables` that nobody else sees."""

    tables: Tables
    ids: Ids
    listeners: Listeners
    journal: Journal = field(factory=Journal)
    failed: bool = False
    accounts: ports.Accounts = field(init=False)
    jobs: ports.Jobs = field(init=False)
    categories: category_ports.Categories = field(init=False)
    searches: search_ports.Searches = field(init=False)
    skills: category_ports.Skills = field(init=False)
    likenesses: Likenesses = field(init=False)
    proposals: ports.Proposals = field(init=False)
    invitations: market_ports.Invitations = field(init=False)
    standings: matching_ports.Standings = field(init=False)
    recommendations: matching_ports.Recommendations = field(init=False)
    tallies: market_ports.Tallies = field(init=False)
    contracts: ports.Contracts = field(init=False)
    milestones: ports.Milestones = field(init=False)
    holds: ports.Holds = field(init=False)
    transfers: ports.Transfers = field(init=False)
    disputes: ports.Disputes = field(init=False)
    timesheets: timesheet_ports.Timesheets = field(init=False)
    time_entries: timesheet_ports.TimeEntries = field(init=False)
    ledger: ports.Ledger = field(init=False)
    events: ports.Events = field(init=False)
    notifications: ports.Notifications = field(init=False)
    news: news_ports.News = field(init=False)
    files: file_ports.Files = field(init=False)
    freelancers: profile_ports.FreelancerProfiles = field(init=False)
    clients: profile_ports.ClientProfiles = field(init=False)
    sessions: people_ports.Sessions = field(init=False)
    identities: identity_ports.Identities = field(init=False)
    proofs: people_ports.Proofs = field(init=False)
    personal_tokens: people_ports.PersonalTokens = field(init=False)
    second_factors: people_ports.SecondFactors = field(init=False)
    sanctions: trust_ports.Sanctions = field(init=False)
    activities: trust_ports.Activities = field(init=False)
    traces: trust_ports.Traces = field(init=False)
    tax_identities: invoice_ports.TaxIdentities = field(init=False)
    invoices: invoice_ports.Invoices = field(init=False)
    methods: method_ports.Methods = field(init=False)
    chargebacks: chargeback_ports.Chargebacks = field(init=False)
    approvals: approval_ports.Approvals = field(init=False)
    schedules: method_ports.Schedules = field(init=False)

    def __attrs_post_init__(self) -> None:
        tables, journal = self.tables, self.journal
        milestones = repositories.Milestones("milestone", tables.milestones, journal)
        holds = repositories.Holds("payment", tables.holds, journal)
        disputes = repositories.Disputes("dispute", tables.disputes, journal)
        timesheets = Timesheets("timesheet", tables.timesheets, journal)
        time_entries = TimeEntries("time entry", tables.time_entries, journal)
        self.accounts = repositories.Accounts("account", tables.accounts, journal)
        self.jobs = repositories.Jobs("job", tables.jobs, journal)
        self.categories = Categories(
            "category",
            tables.categories,
            journal,
            skills=tables.skills,
            tokens=tables.taxonomies,
            unknown=tables.unknown_skills,
        )
        self.searches = Searches("search", tables.searches, journal)
        self.skills = Skills("skill", tables.skills, journal, tokens=tables.taxonomies)
        self.likenesses = Likenesses(tables.likenesses, tables.jobs)
        self.proposals = repositories.Proposals("proposal", tables.proposals, journal)
        self.invitations = Invitations("invitation", tables.invitations, journal)
        self.standings = Standings(tables)
        self.recommendations = Recommendations(tables.recommendations)
        self.tallies = Tallies(tables)
        self.contracts = repositories.Contracts(
            "contract",
            tables.contracts,
            journal,
            milestones=milestones,
            holds=holds,
            disputes=disputes,
            timesheets=timesheets,
            time_entries=time_entries,
        )
        self.milestones = milestones
        self.holds = holds
        self.transfers = repositories.Transfers("transfer", tables.transfers, journal)
        self.disputes = disputes
        self.timesheets = timesheets
        self.time_entries = time_entries
        self.ledger = Ledger(tables, journal)
        self.events = Events(tables)
        self.notifications = Notifications(tables)
        self.news = News(tables)
        self.files = Files(tables)
        self.freelancers = FreelancerProfiles(tables)
        self.clients = ClientProfiles(tables)
        self.sessions = people.Sessions(tables)
        self.identities = Identities(tables)
        self.proofs = people.Proofs(tables)
        self.personal_tokens = people.PersonalTokens(tables)
        self.second_factors = people.SecondFactors(tables)
        self.sanctions = trust.Sanctions("sanction", tables.sanctions, journal, tables=tables)
        self.activities = trust.Activities(tables)
        self.traces = trust.Traces(tables)
        self.tax_identities = TaxIdentities(tables)
        self.invoices = Invoices(tables)
        self.methods = Methods("method", tables.methods, journal, tables=tables)
        self.schedules = Schedules(tables)
        self.approvals = Approvals("approval", tables.approvals, journal)
        self.chargebacks = Chargebacks("chargeback", tables.chargebacks, journal, tables=tables)

    @contextmanager
    def joined(self) -> Iterator[None]:
        """A block within the transaction. What it did can't be told from the rest: where it fails, everything does."""
        try:
            yield
        except BaseException:
            self.failed = True
            raise

    def record(self, *events: Event | None) -> None:
        """Append events to their histories, and queue what follows from them."""
        for event in filter(None, events):
            history = event.contract_id or event.subject_id
            seq = self.tables.lengths.get(history, 0) + 1
            recorded = Recorded(self.ids.new(), history, seq, event)
            self.tables.lengths[history] = seq
            self.tables.events[recorded.id] = recorded
            self.tables.pending.update(
                {Pending(recorded.id, name): None for name in self.listeners.get(event.name, ())}
            )
            self.journal.events.append(event)


# Of one store each, because a program may have several. Contexts are inherited copies: the mapping is never changed.
_OPEN: ContextVar[Mapping[Any, MemoryWork]] = ContextVar("open memory transactions", default=MappingProxyType({}))


@define(eq=False)
class MemoryStore:
    """A UnitOfWork that keeps everything in memory.

    `listeners` names, for each event's name, the reactions that follow from it; they wait in a queue, for
    `take_pending`. One transaction runs at a time, whatever the thread.
    """

    ids: Ids
    listeners: Listeners = field(factory=dict)
    _tables: Tables = field(factory=Tables, init=False)
    _lock: RLock = field(factory=RLock, init=False)

    @contextmanager
    def __call__(self) -> Iterator[MemoryWork]:
        """Join the open transaction of this thread of control, or open one and commit it at the end of the block."""
        work = _OPEN.get().get(self)
        if work is not None:
            with work.joined():
                yield work
            return
        with self._draft() as work:
            yield work
            assert not work.failed, "a part of this transaction failed: the rest can't be committed without it"
            self._tables.take(work.tables)

    @contextmanager
    def rehearsal(self) -> Iterator[Journal]:
        """Everything inside happens on a draft that is dropped. Inside an open transaction it sees what that did."""
        with self._draft() as work:
            yield work.journal

    @contextmanager
    def _draft(self) -> Iterator[MemoryWork]:
        with self._lock:
            present = _OPEN.get()
            beneath = present[self].tables if self in present else self._tables
            work = MemoryWork(beneath.draft(), self.ids, self.listeners)
            token = _OPEN.set({**present, self: work})
            try:
                yield work
            finally:
                _OPEN.reset(token)

    def take_pending(self) -> tuple[Pending, ...]:
        """The reactions that wait, oldest first; they are the caller's now."""
        with self._lock:
            taken = tuple(self._tables.pending)
            self._tables.pending.clear()
            return taken

    def event(self, id: UUID) -> Event:
        """Raises NotFound("event", …)."""
        with self._lock:
            if id not in self._tables.events:
                raise NotFound("event", str(id))
            return self._tables.events[id].event

    def history(self, id: UUID) -> tuple[Recorded, ...]:
        """What was recorded for a contract (or another subject), in order."""
        with self._lock:
            return tuple(recorded for recorded in self._tables.events.values() if recorded.history == id)

    def entries(self, book: UUID | None = None) -> tuple[SealedEntry, ...]:
        """The ledger as posted, or one book of it, in order."""
        with self._lock:
            return tuple(sealed for sealed in self._tables.entries.values() if book in (None, sealed.entry.book))

    def balances(self) -> dict[LedgerAccount, Money]:
        """Every account that was ever posted to."""
        with self._lock:
            return {account: Money(minor, account.currency) for account, minor in self._tables.balances.items()}
