"""Transactions: opened by the outermost block, joined by every block inside it, committed or rolled back at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

import psycopg
from attrs import define, evolve, field
from sqlalchemy import Connection, Engine

from upclone.adapters.postgres.deals.contracts import Contracts
from upclone.adapters.postgres.deals.disputes import Disputes
from upclone.adapters.postgres.deals.hours import TimeEntries
from upclone.adapters.postgres.deals.milestones import Milestones
from upclone.adapters.postgres.deals.timesheets import Timesheets
from upclone.adapters.postgres.deferring import Deferring
from upclone.adapters.postgres.failpoint import Failpoint
from upclone.adapters.postgres.failures import translated
from upclone.adapters.postgres.history import Events
from upclone.adapters.postgres.market.categories import Categories, Skills
from upclone.adapters.postgres.market.invitations import Invitations
from upclone.adapters.postgres.market.jobs import Jobs
from upclone.adapters.postgres.market.likenesses import Likenesses
from upclone.adapters.postgres.market.limits import Tallies
from upclone.adapters.postgres.market.proposals import Proposals
from upclone.adapters.postgres.market.recommendations import Recommendations
from upclone.adapters.postgres.market.searches import Searches
from upclone.adapters.postgres.market.standing import Standings
from upclone.adapters.postgres.messaging.news import News
from upclone.adapters.postgres.messaging.notifications import Notifications
from upclone.adapters.postgres.payments.approvals import Approvals
from upclone.adapters.postgres.payments.chargebacks import Chargebacks
from upclone.adapters.postgres.payments.escrow import Holds
from upclone.adapters.postgres.payments.invoices import Invoices
from upclone.adapters.postgres.payments.ledger import Ledger
from upclone.adapters.postgres.payments.methods import Methods, Schedules
from upclone.adapters.postgres.payments.taxes import TaxIdentities
from upclone.adapters.postgres.payments.transfers import Transfers
from upclone.adapters.postgres.people.factors import SecondFactors
from upclone.adapters.postgres.people.files import Files
from upclone.adapters.postgres.people.found import FoundAccounts, FoundProfiles
from upclone.adapters.postgres.people.identities import Identities
from upclone.adapters.postgres.people.profiles import ClientProfiles
from upclone.adapters.postgres.people.proofs import Proofs
from upclone.adapters.postgres.people.sessions import Sessions
from upclone.adapters.postgres.people.tokens import PersonalTokens
from upclone.adapters.postgres.transaction import Transaction
from upclone.adapters.postgres.trust.activity import Activities
from upclone.adapters.postgres.trust.sanctions import Sanctions
from upclone.adapters.postgres.trust.traces import Traces
from upclone.adapters.postgres.watch import CUT
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
from upclone.application.ports import reviewing as review_ports
from upclone.application.ports import searches as search_ports
from upclone.application.ports import store as ports
from upclone.application.ports import timesheets as timesheet_ports
from upclone.application.ports import trust as trust_ports
from upclone.application.ports.store import Journal
from upclone.application.ports.system import Ids
from upclone.domain.events import Event

_CHECK_NOW: Final = "SET CONSTRAINTS ALL IMMEDIATE"
_CHECK_LATER: Final = "SET CONSTRAINTS ALL DEFERRED"

_CURSORS: Final = "upclone.cursors"
"""Where a pooled connection keeps them: SQLAlchemy forgets what lies there with the connection."""


Found = TypeVar("Found")


class Part(Generic[Found]):
    """A repository that is made when a transaction first asks for it: a command asks for five of forty."""

    def __init__(self, make: Callable[[Transaction], Found]) -> None:
        self.make = make

    def __set_name__(self, owner: type[PostgresWork], name: str) -> None:
        self.name = name

    def __get__(self, work: PostgresWork, owner: type[PostgresWork]) -> Found:
        made = self.make(work.transaction)
        work.__dict__[self.name] = made  # found there from now on, and not asked here again
        return made


@define(eq=False, slots=False)
class PostgresWork:
    """One transaction."""

    transaction: Transaction
    ids: Ids
    doomed: bool = False
    accounts = Part[ports.Accounts](FoundAccounts)
    jobs = Part[ports.Jobs](Jobs)
    categories = Part[category_ports.Categories](Categories)
    skills = Part[category_ports.Skills](Skills)
    likenesses = Part[review_ports.Likenesses](Likenesses)
    proposals = Part[ports.Proposals](Proposals)
    searches = Part[search_ports.Searches](Searches)
    invitations = Part[market_ports.Invitations](Invitations)
    standings = Part[matching_ports.Standings](Standings)
    recommendations = Part[matching_ports.Recommendations](Recommendations)
    tallies = Part[market_ports.Tallies](Tallies)
    contracts = Part[ports.Contracts](Contracts)
    milestones = Part[ports.Milestones](Milestones)
    holds = Part[ports.Holds](Holds)
    transfers = Part[ports.Transfers](Transfers)
    disputes = Part[ports.Disputes](Disputes)
    timesheets = Part[timesheet_ports.Timesheets](Timesheets)
    time_entries = Part[timesheet_ports.TimeEntries](TimeEntries)
    ledger = Part[ports.Ledger](Ledger)
    events = Part[ports.Events](Events)
    notifications = Part[ports.Notifications](Notifications)
    news = Part[news_ports.News](News)
    files = Part[file_ports.Files](Files)
    freelancers = Part[profile_ports.FreelancerProfiles](FoundProfiles)
    clients = Part[profile_ports.ClientProfiles](ClientProfiles)
    sessions = Part[people_ports.Sessions](Sessions)
    identities = Part[identity_ports.Identities](Identities)
    proofs = Part[people_ports.Proofs](Proofs)
    personal_tokens = Part[people_ports.PersonalTokens](PersonalTokens)
    second_factors = Part[people_ports.SecondFactors](SecondFactors)
    sanctions = Part[trust_ports.Sanctions](Sanctions)
    activities = Part[trust_ports.Activities](Activities)
    traces = Part[trust_ports.Traces](Traces)
    tax_identities = Part[invoice_ports.TaxIdentities](TaxIdentities)
    invoices = Part[invoice_ports.Invoices](Invoices)
    methods = Part[method_ports.Methods](Methods)
    chargebacks = Part[chargeback_ports.Chargebacks](Chargebacks)
    approvals = Part[approval_ports.Approvals](Approvals)
    schedules = Part[method_ports.Schedules](Schedules)

    @property
    def journal(self) -> Journal:
        """What has been seen, kept, posted and recorded."""
        return self.transaction.journal

    def record(self, *events: Event | None) -> None:
        """Append events to their contract's history and defer their reactions, when the outermost block ends."""
        for event in filter(None, events):
            self.transaction.events.append((self.ids.new(), event))
            self.journal.events.append(event)


# Of one store each, because a program may have several. Contexts are inherited copies: the mapping is never changed.
_OPEN: ContextVar[Mapping[Any, PostgresWork]] = ContextVar("open PostgreSQL transactions", default=MappingProxyType({}))


@define(eq=False)
class PostgresUnitOfWork:
    """A UnitOfWork over `bind`: an engine, or, for tests, a connection in a transaction that is never committed.

    Raises StoreUnavailable at the end of the outermost block for what is the database's state and not a mistake.
    """

    bind: Engine | Connection
    ids: Ids
    deferring: Deferring = field(factory=Deferring)
    failpoint: Failpoint = field(factory=Failpoint)

    @contextmanager
    def __call__(self) -> Iterator[PostgresWork]:
        """Join the open transaction of this thread of control, or open one and commit it at the end of the block."""
        joined = _OPEN.get().get(self)
        if joined is None:
            with self._opened() as work:
                yield work
                self._finish(work)
            return
        try:
            yield joined
        except BaseException:
            joined.doomed = True
            raise

    @contextmanager
    def rehearsal(self) -> Iterator[Journal]:
        """Everything inside is rolled back. Inside an open transaction it sees what that did."""
        beneath = _OPEN.get().get(self)
        if beneath is None:
            with self._opened(kept=False) as work:
                yield work.journal
                work.transaction.connection.execute(_CHECK_NOW)
            return
        connection = beneath.transaction.connection
        with connection.transaction(force_rollback=True), self._entered(beneath.transaction.branch()) as work:
            yield work.journal
            connection.execute(_CHECK_NOW)

    @contextmanager
    def _opened(self, kept: bool = True) -> Iterator[PostgresWork]:
        opened = self._borrowed if isinstance(self.bind, Engine) else self._nested
        with opened(kept) as transaction, self._entered(transaction) as work:
            yield work

    @contextmanager
    def _entered(self, transaction: Transaction) -> Iterator[PostgresWork]:
        work = PostgresWork(transaction, self.ids)
        token = _OPEN.set({**_OPEN.get(), self: work})
        try:
            yield work
        finally:
            _OPEN.reset(token)

    def _finish(self, work: PostgresWork) -> None:
        """Write what waited for the end."""
        assert not work.doomed, "a block inside this transaction failed: it can't be committed"
        self.deferring.write(work.transaction)

    @contextmanager
    def _borrowed(self, kept: bool) -> Iterator[Transaction]:
        """On a connection of the engine's pool. This block ends the transaction."""
        assert isinstance(self.bind, Engine)
        committing = cut = reached = False
        try:
            pooled = self.bind.raw_connection()
            reached = True
            try:
                connection: psycopg.Connection[Any] = pooled.driver_connection  # type: ignore[assignment]
                lazy = not connection.closed
                try:
                    if lazy:
                        connection.autocommit = True
                    transaction = Transaction(connection, pooled.info.setdefault(_CURSORS, {}), lazy)
                    yield transaction
                    if transaction.is_begun:
                        committing = kept
                        self._commit(transaction) if kept else connection.rollback()
                except BaseException:
                    if not connection.closed:
                        connection.rollback()
                    raise
            finally:
                if connection.closed:
                    cut = bool(pooled.info.get(CUT))
                    pooled.invalidate()
                    self.bind.dispose()  # a connection dies with its server, and all the others with it
                else:
                    connection.autocommit = False  # as its other borrowers expect it
                pooled.close()
        except Exception as failure:  # the one place where the database's failures get their names
            named = translated(failure, committing)
            if named is None:
                raise
            # What hung, or can't be reached at all, is not tried again at once: that would only take longer.
            raise evolve(named, again=named.again and reached and not cut) from failure

    def _commit(self, transaction: Transaction) -> None:
        connection = transaction.connection
        assert connection.info.transaction_status != psycopg.pq.TransactionStatus.INERROR, (
            "a statement in this transaction failed: committing it would keep nothing, in silence"
        )
        if not self._writes(connection):
            transaction.commit()
            return
        self.failpoint.boundary()
        transaction.commit()
        self.failpoint.boundary()

    def _writes(self, connection: psycopg.Connection[Any]) -> bool:
        """Whether there is anything to lose; asked only where a failpoint is set."""
        if self.failpoint.at is None:
            return False
        row = connection.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL").fetchone()
        return bool(row and row[0])

    @contextmanager
    def _nested(self, kept: bool) -> Iterator[Transaction]:
        """On the given connection, in a savepoint."""
        assert isinstance(self.bind, Connection)
        connection: psycopg.Connection[Any] = self.bind.connection.driver_connection  # type: ignore[assignment]
        with connection.transaction(force_rollback=not kept):
            yield Transaction(connection)
            connection.execute(_CHECK_NOW)
            connection.execute(_CHECK_LATER)
