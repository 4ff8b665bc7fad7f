"""Reconciliation: what the gateways say is held against the ledger, daily and by command."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from attrs import frozen

from upclone.application.ports.gateways import Gateways, Movement, PaymentGateway
from upclone.application.ports.reconciling import AgedHold, Books
from upclone.application.ports.store import StoreUnavailable, UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import CLOCK, Actor, Role, operator
from upclone.domain.errors import Invalid, NotFound, NotYours, Unavailable
from upclone.domain.money import MAX_MINOR, Money
from upclone.domain.payments import books as book_rules
from upclone.domain.payments import findings as finding_rules
from upclone.domain.payments import ledger, movements, reconciliation
from upclone.domain.payments.books import Period
from upclone.domain.payments.findings import NOBODYS, Finding
from upclone.domain.payments.ledger import LedgerAccount
from upclone.domain.payments.limits import Limits
from upclone.domain.payments.lines import RETURNS, Theirs, What
from upclone.domain.payments.reconciliation import (
    MARGIN,
    PERIOD,
    TOLERANCE,
    BooksDiffered,
    BooksUnread,
    FundsAged,
    ReconciliationAsked,
    Run,
)

TRIES = 3
"""How often a gateway's report is read where its balance moved meanwhile."""


class Place(StrEnum):
    """Where money without a partner goes, where it is nobody's."""

    INCOME = "income"
    FEES = "fees"
    LOSS = "loss"


@frozen
class Reconciliations:
    """Use cases of reconciliation. `limits`: differences beyond them stop what leaves by itself. `held_days`: money
    that is held for longer is listed. `came_back` asks about what a report says is back, by the gateway and the keys,
    and says of which of them the gateway itself does not say so yet."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    gateways: Gateways
    books: Books
    limits: Limits
    held_days: int
    came_back: Callable[[str, Iterable[str]], frozenset[str]]

    def run(
        self,
        gateway: str,
        since: datetime | None = None,
        until: datetime | None = None,
        by: Actor = CLOCK,
        kept: bool = True,
        id: UUID | None = None,
    ) -> Run:
        """Compare one gateway's report with the ledger. Asks the gateway first, outside any transaction.

        `kept`: the run is kept, what came and is nobody's is set apart, and operators are told what differs. `id`: the
        run's, where it was promised. Raises Unavailable where the gateway does not answer.
        """
        asked = self.gateways.get(gateway)
        now = self.clock.now()
        period = _period(since, until, now)
        there, told = _told(asked, period.since - MARGIN, now)
        returned = [each for each in told if each.what in RETURNS and each.key]
        late = self.came_back(gateway, {each.key for each in returned if each.key}) if kept else frozenset()
        seen = self.books.snapshot(gateway, period.since - MARGIN)
        matched = book_rules.match(gateway, told, seen.lines, period, seen.transits)
        findings = (
            *matched.findings,
            *book_rules.balances(matched, seen.balances, there, now),
            *finding_rules.too_old(seen.transits, now),
        )
        judged = (period.since, period.until, now, by.id, matched.theirs, matched.ours, matched.matched)
        done = Run(id or self.ids.new(), gateway, *judged, findings)
        if kept:
            self._keep(done, by, {each.id for each in returned if each.key in late})
        return done

    def ask(
        self, actor: Actor, gateway: str, since: datetime | None = None, until: datetime | None = None
    ) -> ReconciliationAsked:
        """Have one gateway compared, as an operator: a reaction does it, for the gateway is asked outside of every
        transaction. The run will have the id of what this answers."""
        if not actor.is_operator:
            raise NotYours(kind="gateway", id=gateway)
        self.gateways.get(gateway)
        now = self.clock.now()
        period = _period(since, until, now)
        facts: dict[str, Any] = {"subject_id": self.ids.new(), "by": actor.id, "role": Role.OPERATOR, "at": now}
        asked = ReconciliationAsked(**facts, gateway=gateway, since=period.since, until=period.until)
        with self.unit_of_work() as work:
            work.record(asked)
        return asked

    def asked(self, event: ReconciliationAsked) -> None:
        """Do what was asked for, once. Where the gateway does not answer, that is kept as the run."""
        assert event.by is not None, "an operator asked"
        if self.books.run(event.subject_id) is not None:
            return
        try:
            self.run(event.gateway, event.since, event.until, operator(event.by), id=event.subject_id)
        except Unavailable as silent:
            self._not_made(event.gateway, str(silent), event)

    def daily(self) -> int:
        """Every gateway, and the money that has been held for too long; how many gateways answered.

        Raises ExceptionGroup, once all of it was done, where one's books broke in a way that nobody foresaw.
        """
        answered = 0
        broken: list[Exception] = []
        for name in self.gateways.names:
            try:
                self.run(name)
            except Unavailable as silent:
                self._not_made(name, str(silent))  # tomorrow's run looks at today, too
            except StoreUnavailable:
                raise
            except Exception as failure:  # noqa: BLE001 - the other gateways' books are still to be compared
                self._not_made(name, f"{type(failure).__name__}: the log says more")
                broken.append(failure)
            else:
                answered += 1
        self._tell_aged()
        if broken:
            raise ExceptionGroup("what gateways reported could not be compared", broken)
        return answered

    def _tell_aged(self) -> None:
        if aged := self.aged():
            with self.unit_of_work() as work:
                facts: dict[str, Any] = {
                    "subject_id": aged[0].hold,
                    "by": None,
                    "role": Role.CLOCK,
                    "at": self.clock.now(),
                }
                work.record(FundsAged(**facts, holds=len(aged), days=self.held_days))

    def aged(self) -> tuple[AgedHold, ...]:
        """Money that has been held for longer than it should, the oldest first."""
        return self.books.aged(self.clock.now() - timedelta(days=self.held_days))

    def stops(self, gateway: str) -> bool:
        """Whether nothing leaves this gateway by itself now: more differs than may."""
        differing = [Money(min(each.size, MAX_MINOR), each.currency) for each in self.books.open(gateway)]
        return self.limits.exceeded((*differing, *(each.amount for each in self.books.apart(gateway))))

    def resolve(self, actor: Actor, gateway: str, line: str, to: Place | UUID) -> Money:
        """Give money without a partner its place; what it was. An account that it is given to can withdraw it.

        Money that left can only become an expense: FEES or LOSS. Raises NotFound where nothing waits for that line.
        """
        if not actor.is_operator:
            raise NotYours(kind="line", id=line)
        now = self.clock.now()
        with self.unit_of_work() as work:
            if isinstance(to, UUID):
                work.accounts.lock(to)
            work.ledger.lock_book(reconciliation.book_of(gateway))
            apart = next((each.amount for each in self.books.apart(gateway) if each.line == line), None)
            if apart is not None:
                target = _target(gateway, apart, to)
                work.ledger.post(movements.given_place(self.ids.new(), gateway, line, apart, target, now))
                return apart
            return self._write_off(work, gateway, line, to, now)

    def _write_off(self, work: Work, gateway: str, line: str, to: Place | UUID, at: datetime) -> Money:
        found = next((each for each in self.books.open(gateway) if each.line == line and each.reason in NOBODYS), None)
        if found is None or found.there is None:
            raise NotFound("line", line)
        went = Money(-found.there, found.currency)
        if to not in (Place.FEES, Place.LOSS):
            raise Invalid("to", "what left a gateway can only become fees or loss")
        work.ledger.post(
            movements.written_off(self.ids.new(), gateway, line, went, _target(gateway, went, to), at),
        )
        return -went

    def _keep(self, run: Run, by: Actor, ours: Collection[str]) -> None:
        with self.unit_of_work() as work:
            work.ledger.lock_book(reconciliation.book_of(run.gateway))
            for found in run.findings:
                if found.line not in ours:
                    self._set_apart(work, run, found)
            self.books.keep(run)
            if run.findings:
                facts: dict[str, Any] = {"subject_id": run.id, "by": by.id, "role": by.role or Role.CLOCK, "at": run.at}
                stopped = self.stops(run.gateway)
                work.record(BooksDiffered(**facts, gateway=run.gateway, rows=len(run.findings), stopped=stopped))

    def _not_made(self, gateway: str, reason: str, asked: ReconciliationAsked | None = None) -> None:
        """Keep that it could not be made, and tell the operators."""
        now = self.clock.now()
        period = Period(asked.since, asked.until) if asked else _period(None, None, now)
        id, by = (asked.subject_id, asked.by) if asked else (self.ids.new(), None)
        run = Run(id, gateway, period.since, period.until, now, by, 0, 0, 0, (), reason or "no answer")
        facts: dict[str, Any] = {"subject_id": run.id, "by": None, "role": Role.CLOCK, "at": now}
        with self.unit_of_work() as work:
            self.books.keep(run)
            work.record(BooksUnread(**facts, gateway=gateway, reason=run.failure))

    def _set_apart(self, work: Work, run: Run, found: Finding) -> None:
        if found.reason not in NOBODYS or not found.there or found.there < 0:
            return
        if not work.ledger.posted(movements.unmatched_key(run.gateway, found.line)):
            came = Money(found.there, found.currency)
            work.ledger.post(movements.set_apart(self.ids.new(), run.gateway, found.line, came, run.at))


def _period(since: datetime | None, until: datetime | None, now: datetime) -> Period:
    end = until or now - TOLERANCE
    begin = since or end - PERIOD
    if begin >= end:
        raise Invalid("since", "must be before the end")
    if end > now:
        raise Invalid("until", "is not over yet")
    return Period(begin, end)


def _told(gateway: PaymentGateway, since: datetime, now: datetime) -> tuple[dict[str, int], list[Theirs]]:
    """The balance and the report of one moment: read again where the balance moved between."""
    there = gateway.balances()
    for _ in range(TRIES):
        lines = [_line(each) for each in gateway.movements(since, now + timedelta(seconds=1))]
        again = gateway.balances()
        if again == there:
            break
        there = again
    return {each.currency: each.amount_minor for each in _summed(there)}, lines


def _summed(amounts: Iterable[Money]) -> Iterable[Money]:
    sums: dict[str, Money] = {}
    for each in amounts:
        sums[each.currency] = sums.get(each.currency, Money.zero(each.currency)) + each
    return sums.values()


def _line(each: Movement) -> Theirs:
    effect = each.net.amount_minor + each.fee.amount_minor
    what, currency = What(each.what.value), each.net.currency
    return Theirs(each.id, what, each.ref, each.key, currency, effect, each.fee.amount_minor, each.at)


def _target(gateway: str, amount: Money, to: Place | UUID) -> LedgerAccount:
    if isinstance(to, UUID):
        return ledger.available(to, gateway, amount.currency)
    if to is Place.INCOME:
        return ledger.fee_income(amount.currency)
    if to is Place.FEES:
        return ledger.gateway_fees(gateway, amount.currency)
    return ledger.dispute_loss(amount.currency)
