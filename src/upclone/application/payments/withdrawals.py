"""What can be withdrawn, what holds it back and until when, and what leaves by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from functools import partial
from uuid import UUID

from attrs import frozen

from upclone.application.payments.transfers import withdraw
from upclone.application.ports.gateways import Gateways
from upclone.application.ports.methods import Resting
from upclone.application.ports.store import FIRST, UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.application.reads.payments import BalanceRow
from upclone.application.turns import Turns
from upclone.domain.actors import CLOCK, Actor
from upclone.domain.errors import MoneyHeld, Refused
from upclone.domain.money import Money
from upclone.domain.payments import ledger, methods, schedules
from upclone.domain.payments.ledger import TEST_GATEWAY
from upclone.domain.payments.methods import Method, Purpose
from upclone.domain.payments.schedules import Rhythm, Schedule
from upclone.domain.payments.transfers import Transfer
from upclone.domain.trust import sanctions

BATCH = 100


class Why(StrEnum):
    """What holds money back."""

    SANCTION = "sanction"
    DEBT = "debt"
    METHOD_WAITS = "method_waits"
    NO_METHOD = "no_method"
    CONTESTED = "contested"


@frozen
class Held:
    """`amount` does not leave, until `until` where that is known: all there is, or a part of it, or what is not yet
    available (CONTESTED: a dispute, or the payer's bank, keeps it)."""

    why: Why
    amount: Money
    until: datetime | None = None


@frozen
class Balance:
    """What one has in one currency at one gateway: `free` is what could leave now."""

    row: BalanceRow
    free: Money
    held: tuple[Held, ...]


@frozen
class Withdrawals:
    """Use cases of balances and schedules. `stops` says of a gateway that nothing may leave it by itself now."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    gateways: Gateways
    stops: Callable[[str], bool]

    def balances(self, actor: Actor, rows: Iterable[BalanceRow]) -> tuple[Balance, ...]:
        """One's own, with what holds them back: the same rules that a withdrawal asks."""
        assert actor.id is not None
        now = self.clock.now()
        with self.unit_of_work() as work:
            return tuple(_held_back(work, actor.id, row, now) for row in rows)

    def schedules(self, actor: Actor) -> tuple[Schedule, ...]:
        """One's own, by gateway: by hand where nobody chose anything."""
        assert actor.id is not None
        now = self.clock.now()
        with self.unit_of_work() as work:
            return tuple(
                work.schedules.of(actor.id, name) or schedules.by_hand(actor.id, name, now)
                for name in self.gateways.names
            )

    def schedule(self, actor: Actor, gateway: str, rhythm: Rhythm, day: int | None) -> Schedule:
        """Choose when one's money leaves a gateway by itself."""
        assert actor.id is not None
        self.gateways.get(gateway)
        now = self.clock.now()
        with self.unit_of_work() as work:
            work.accounts.lock(actor.id)
            before = work.schedules.of(actor.id, gateway) or schedules.by_hand(actor.id, gateway, now)
            after = schedules.chosen(before, rhythm, day, now)
            work.schedules.put(after)
        return after

    def pay_due(self) -> int:
        """What the clock does: pay out what is available to those whose period has come, or whose money leaves at
        once; how many payouts there were. Whatever stands in the way is looked at again within the period. Where a
        gateway's books differ too much, or can't be read, nothing leaves it. Raises ExceptionGroup where some owners'
        payouts broke, or some gateways' books: all others had theirs."""
        paid, turns, after = list[Transfer](), Turns(), FIRST
        going = set[str]()
        for name in self.gateways.names:
            turns.take(f"the books of the {name}", partial(self._look, name, going))
        while True:
            with self.unit_of_work() as work:
                found = work.schedules.resting(BATCH, after)
            for each in found:
                if each.gateway in going:
                    turns.take(f"the payout of {each.owner}", partial(self._pay, each, paid))
            if len({each.owner for each in found}) < BATCH:
                break
            after = found[-1].owner
        turns.over()
        return len(paid)

    def _look(self, gateway: str, going: set[str]) -> None:
        if not self.stops(gateway):
            going.add(gateway)

    def _pay(self, seen: Resting, paid: list[Transfer]) -> None:
        owner, gateway, currency = seen.owner, seen.gateway, seen.currency
        now = self.clock.now()
        if not _due(seen.schedule, now):
            return
        with self.unit_of_work() as work:
            work.accounts.lock(owner)
            schedule = work.schedules.of(owner, gateway)
            if schedule is None or not _due(schedule, now):
                return
            try:
                sanctions.may_withdraw(work.sanctions.standing(owner), now)
                token = _usual(work, owner, gateway).token
            except Refused:
                return
            work.ledger.lock_book(owner)
            free = _free(work, owner, gateway, currency)
            name = schedules.period(schedule, now)
            if free < schedules.least(currency) or (name and not work.schedules.claim(owner, gateway, currency, name)):
                return
            paid.append(withdraw(work, self.ids.new, owner, free, gateway, token, CLOCK, now))


def _usual(work: Work, owner: UUID, gateway: str) -> Method:
    return methods.usual(work.methods.of(owner, Purpose.BEING_PAID), gateway, Purpose.BEING_PAID)


def _due(schedule: Schedule, at: datetime) -> bool:
    return schedule.rhythm is Rhythm.AT_ONCE or schedules.period(schedule, at) is not None


def _free(work: Work, owner: UUID, gateway: str, currency: str) -> Money:
    return work.ledger.balance(ledger.available(owner, gateway, currency)) + work.ledger.balance(
        ledger.debt(owner, currency)
    )


def _held_back(work: Work, owner: UUID, row: BalanceRow, at: datetime) -> Balance:
    nothing = Money.zero(row.available.currency)
    owed = -work.ledger.balance(ledger.debt(owner, row.available.currency))
    free = max(row.available - owed, nothing)
    held, whole = [], []
    if owed:
        held.append(Held(Why.DEBT, owed))
    try:
        sanctions.may_withdraw(work.sanctions.standing(owner), at)
    except MoneyHeld as kept:
        whole.append(Held(Why.SANCTION, free, kept.until))
    if row.gateway != TEST_GATEWAY:
        try:
            _usual(work, owner, row.gateway)
        except MoneyHeld as waits:
            whole.append(Held(Why.METHOD_WAITS, free, waits.until))
        except Refused:
            whole.append(Held(Why.NO_METHOD, free))
    if row.contested:
        held.append(Held(Why.CONTESTED, row.contested))
    return Balance(row, nothing if whole else free, (*whole, *held))
