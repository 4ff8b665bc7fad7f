"""What was paid and came back without a word is asked about once a day, and comes home once."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from attrs import define, evolve, field

from tests.gateway_world import GatewayWorld, Seen
from tests.unit.application.conftest import Town
from upclone.application.ports.gateways import Answer, Operation, Status
from upclone.application.reactions.lookbacks import Lookbacks
from upclone.domain.errors import Unavailable
from upclone.domain.money import Money
from upclone.domain.payments import ledger
from upclone.domain.payments.transfers import State, Transfer

EUR = "EUR"
HALF = Money(4_500, EUR)
DAY = timedelta(days=1)


@define
class Bank(GatewayWorld):
    """A gateway that counts who is asked about, and breaks at some keys."""

    looked: Counter[str] = field(factory=Counter)
    breaks: dict[str, Exception] = field(factory=dict)

    def look_up(self, operation: Operation, key: str, ref: str | None) -> Answer | None:
        self.looked[key] += 1
        if key in self.breaks:
            raise self.breaks[key]
        return super().look_up(operation, key, ref)


@pytest.fixture
def world() -> Bank:
    return Bank()


@pytest.fixture
def town(world: Bank) -> Town:
    """90.00 were earned."""
    town = Town(world=world)
    town.fund()
    town.place.milestones.approve(town.client.actor, town.milestone().id)
    town.drain()
    return town


def paid_out(town: Town) -> Transfer:
    owner = town.freelancer
    sent = town.place.transfers.pay_out(owner.actor, owner.id, HALF, "sandbox", "acct_1")
    town.drain()
    assert found(town, sent.id).state is State.PAID
    return sent


def found(town: Town, id: UUID) -> Transfer:
    with town.store() as work:
        return work.transfers.get(id)


def available(town: Town) -> int:
    with town.store() as work:
        return work.ledger.balance(ledger.available(town.freelancer.id, "sandbox", EUR)).amount_minor


def sends_back(world: Bank, transfer: Transfer) -> Seen:
    seen = world.operations[Operation(str(transfer.kind)), transfer.key]
    world.end(seen, Status.FAILED)
    return seen


def test_a_payout_that_came_back_unheard_comes_home_once(town: Town, world: Bank):
    """A day later the gateway is asked; the letter that comes then, and any other question, changes nothing more."""
    sent = paid_out(town)
    seen = sends_back(world, sent)
    town.place.operations.poll()
    assert town.place.lookbacks.look() == 0, "not before its day"
    assert (found(town, sent.id).state, available(town)) == (State.PAID, 4_500)
    town.clock.advance(DAY)
    assert town.place.lookbacks.look() == 1
    assert (found(town, sent.id).state, available(town)) == (State.FAILED, 9_000)
    town.place.operations.settle(seen.answer)
    town.clock.advance(DAY)
    assert town.place.lookbacks.look() == 0
    assert available(town) == 9_000
    assert -world.funds()[EUR] == sum(
        minor for account, minor in town.store._tables.balances.items() if account.kind == "gateway_clearing"
    )


def test_a_refund_that_came_back_unheard_waits_in_suspense(town: Town, world: Bank):
    """As one does of which a letter tells."""
    town.fund(2)
    town.place.milestones.refund(town.freelancer.actor, town.milestone(2).id, None)
    town.drain()
    (refund,) = [each for each in town.store._tables.transfers.values() if each.kind == "refund"]
    sends_back(world, refund)
    town.clock.advance(DAY)
    town.place.lookbacks.look()
    assert found(town, refund.id).state is State.FAILED
    with town.store() as work:
        assert work.ledger.balance(ledger.suspense(refund.id, EUR)) == refund.amount


def test_what_stays_paid_is_asked_about_once_a_day_as_long_as_it_may_come_back(town: Town, world: Bank):
    """Ten days at this gateway, whoever was stopped and began anew meanwhile; what is asked for anew begins anew."""
    sent = paid_out(town)
    for _ in range(24 * 12):
        town.clock.advance(timedelta(hours=1))
        place = town.place
        Lookbacks(town.store, town.clock, place.lookbacks.gateways, place.transfers).look()
    assert world.looked[sent.key] == 10
    assert found(town, sent.id).look_at is None
    again = paid_out(town)
    sends_back(world, again)
    town.clock.advance(DAY)
    town.place.lookbacks.look()
    town.place.transfers.retry(town.freelancer.actor, again.id, None)
    town.drain()
    second = found(town, again.id)
    assert (second.state, second.attempt, second.look_at) == (State.PAID, 2, town.clock.now() + DAY)


def test_what_is_not_back_yet_is_asked_about_until_it_is(town: Town, world: Bank):
    """The gateway knows that it failed, and has not got the money itself: it waits, beyond its time if need be."""
    sent = paid_out(town)
    world.operations[Operation.PAYOUT, sent.key].status = Status.PENDING
    for _ in range(15):
        town.clock.advance(DAY)
        town.place.lookbacks.look()
    assert (world.looked[sent.key], found(town, sent.id).state) == (15, State.PAID)
    sends_back(world, sent)
    town.clock.advance(DAY)
    town.place.lookbacks.look()
    assert (found(town, sent.id).state, available(town)) == (State.FAILED, 9_000)


@pytest.mark.parametrize("error", [ZeroDivisionError("nobody foresaw it"), Unavailable("sandbox")], ids=str)
def test_one_that_breaks_holds_up_no_other(town: Town, world: Bank, error: Exception):
    """It is asked about again, though not in each round: what is on its way is more urgent."""
    first, second = paid_out(town), paid_out(town)
    sends_back(world, second)
    world.breaks = {first.key: error}
    town.clock.advance(DAY)
    for _ in range(60):
        with suppress(ExceptionGroup):
            town.place.lookbacks.look()
        town.clock.advance(timedelta(minutes=1))
    assert found(town, second.id).state is State.FAILED
    assert 2 <= world.looked[first.key] <= 4
    world.breaks = {}
    sends_back(world, first)
    town.clock.advance(DAY)
    town.place.lookbacks.look()
    assert available(town) == 9_000


def test_a_round_asks_about_so_many_at_most(town: Town, world: Bank, monkeypatch: pytest.MonkeyPatch):
    """The next one goes on with those that are left."""
    monkeypatch.setattr("upclone.application.reactions.lookbacks.MOST", 1)
    paid_out(town)
    paid_out(town)
    town.clock.advance(DAY)
    assert [town.place.lookbacks.look() for _ in range(3)] == [1, 1, 0]
    assert set(world.looked.values()) == {1}


def test_a_gateway_that_was_switched_off_is_not_asked(town: Town, world: Bank):
    """It is no mistake of the payout's; switched on again, it is asked."""
    sent = paid_out(town)
    sends_back(world, sent)
    town.clock.advance(DAY)
    off = evolve(town.place.lookbacks, gateways=type(town.place.lookbacks.gateways)(()))
    off.look()
    assert not world.looked
    town.clock.advance(DAY)
    town.place.lookbacks.look()
    assert available(town) == 9_000


def test_what_a_report_says_is_back_is_asked_about_at_once(town: Town, world: Bank):
    """Of strangers' keys, of what is back already and of another gateway's it asks nothing. It tells which of ours the
    gateway does not speak of yet, or could not be asked about: that money is nobody else's."""
    first, second = paid_out(town), paid_out(town)
    sends_back(world, first)
    asked = {first.key, second.key, "17", f"{first.id}:2", f"{town.client.id}:1"}
    assert town.place.lookbacks.came_back("stripe", asked) == frozenset()
    assert town.place.lookbacks.came_back("sandbox", asked) == {second.key}
    assert (found(town, first.id).state, found(town, second.id).state) == (State.FAILED, State.PAID)
    assert set(world.looked) == {first.key, second.key}
    world.breaks = {second.key: Unavailable("sandbox")}
    assert town.place.lookbacks.came_back("sandbox", asked) == {second.key}
    assert available(town) == 4_500
