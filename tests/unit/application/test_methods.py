"""Means of being paid: asked for once, waited for, used; and payouts that leave by themselves, once a period."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve

from tests.builders import new_id
from tests.gateway_world import GatewayWorld, Mood
from tests.market_place import SwitchedOn
from tests.unit.application.conftest import Town
from upclone.application.payments.withdrawals import BATCH, Why
from upclone.application.ports.gateways import Notice, Operation
from upclone.application.ports.store import FIRST
from upclone.application.reads.payments import BalanceRow
from upclone.domain.errors import Invalid, MoneyHeld, NotYours, Refused
from upclone.domain.money import Money
from upclone.domain.payments.methods import Method, Purpose, State
from upclone.domain.payments.schedules import Rhythm
from upclone.domain.payments.transfers import Transfer

EUR = "EUR"
EARNED = Money(9_000, EUR)


def begin(town: Town, purpose: Purpose = Purpose.BEING_PAID, address: str = "") -> Method:
    method = town.place.methods.begin(town.freelancer.actor, purpose, "sandbox", address, "long enough", "")
    town.drain()
    return found(town, method.id)


def found(town: Town, id: UUID) -> Method:
    with town.store() as work:
        return work.methods.get(id)


def earn(town: Town) -> None:
    town.fund()
    town.place.milestones.approve(town.client.actor, town.milestone().id)
    town.drain()


def payouts(town: Town) -> list[Transfer]:
    return [each for each in town.store._tables.transfers.values() if each.kind == "payout"]


def later(town: Town, **by: int) -> None:
    town.clock.advance(timedelta(**by))


def activate(town: Town, method: Method) -> None:
    later(town, days=3, seconds=1)
    town.place.deadlines.fire("method", method.id)


def test_a_password_is_needed_and_another_gateway_is_not_taken(town: Town):
    """Whoever borrowed a session changes nothing."""
    begin = town.place.methods.begin
    with pytest.raises(Invalid):
        begin(town.freelancer.actor, Purpose.BEING_PAID, "sandbox", "", "a guess at it", "")
    with pytest.raises(Invalid):
        begin(town.freelancer.actor, Purpose.BEING_PAID, "nowhere", "", "long enough", "")
    assert not town.store._tables.methods


def test_the_first_place_of_who_never_earned_can_be_used_at_once(town: Town):
    """There is nothing to be had yet; every later one waits, and its account is told."""
    first, second = begin(town), begin(town)
    assert (first.state, first.usual) == (State.ACTIVE, True)
    assert (second.state, second.usual) == (State.WAITING, False)
    said = [letter for letter in town.place.mail.letters if letter.kind == "payout_method_added"]
    assert [bool(letter.facts["until"]) for letter in said] == [False, True]


def test_who_has_earned_waits_for_every_place(town: Town):
    """And withdraws by it from then on; the refusal says from when."""
    earn(town)
    place = begin(town)
    withdraw = town.place.transfers.pay_out
    with pytest.raises(MoneyHeld) as held:
        withdraw(town.freelancer.actor, town.freelancer.id, EARNED, "sandbox", method=place.id)
    assert held.value.until == place.active_from
    activate(town, place)
    sent = withdraw(town.freelancer.actor, town.freelancer.id, EARNED, "sandbox")
    assert sent.destination == found(town, place.id).token


def test_nobody_uses_anothers_place(town: Town):
    """A means that is somebody else's reads like one that does not exist."""
    earn(town)
    place = begin(town)
    for move in (town.place.methods.remove, town.place.methods.choose, town.place.methods.go_on):
        with pytest.raises(NotYours):
            move(town.stranger.actor, place.id)
    activate(town, place)
    with pytest.raises(Invalid):
        town.place.transfers.pay_out(town.stranger.actor, town.stranger.id, EARNED, "sandbox", method=place.id)


def test_the_old_places_are_told_of_a_new_one(town: Town):
    """Also where the account's letters go to a thief by now: the address that was paid to before hears of it."""
    begin(town, address="dan.old@example.org")
    begin(town, address="thief@example.org")
    said = [letter.to for letter in town.place.mail.letters if letter.kind == "payout_method_added"]
    assert said == ["dan@example.org", "dan@example.org", "dan.old@example.org"]


def test_what_the_person_has_still_to_do_is_asked_about_until_it_is_done(town: Town):
    """By the poller and by webhooks alike; the second to come changes nothing."""
    town.world.enrols = False
    place = begin(town)
    assert (place.state, place.url) == (State.BEGUN, f"https://gateway.example/{place.id}")
    town.place.operations.poll()
    assert found(town, place.id).state is State.BEGUN
    town.world.enrols = True
    for _ in range(2):
        town.place.operations.noticed("sandbox", Notice("evt", Operation.ENROLMENT, str(place.id)))
    town.place.operations.noticed("sandbox", Notice("evt", Operation.ENROLMENT, "unheard of"))
    assert found(town, place.id).state is State.ACTIVE


def test_what_nobody_sets_up_is_given_up_after_a_week(town: Town):
    """Not before, and not twice."""
    town.world.enrols = False
    place = begin(town)
    town.place.deadlines.fire("method", place.id)
    assert found(town, place.id).state is State.BEGUN
    later(town, days=7)
    town.place.deadlines.fire("method", place.id)
    assert found(town, place.id).state is State.BEGUN
    later(town, seconds=1)
    for _ in range(2):
        town.place.deadlines.fire("method", place.id)
    assert found(town, place.id).state is State.FAILED


def test_another_one_becomes_the_usual_one(town: Town):
    """There is one a gateway, as long as there is any."""
    first, second = begin(town), begin(town)
    town.place.methods.choose(town.freelancer.actor, second.id)
    assert [found(town, each.id).usual for each in (first, second)] == [False, True]
    town.place.methods.remove(town.freelancer.actor, second.id)
    assert [found(town, each.id).usual for each in (first, second)] == [True, False]
    town.place.methods.remove(town.freelancer.actor, first.id)
    assert town.place.methods.of(town.freelancer.actor, Purpose.BEING_PAID) == ()


def test_a_week_is_paid_out_once(town: Town):
    """However often the clock looks; nothing while the place waits, or before the period."""
    earn(town)
    place = begin(town)
    run = town.place.withdrawals.pay_due
    day = town.clock.now().isoweekday()
    town.place.withdrawals.schedule(town.freelancer.actor, "sandbox", Rhythm.WEEKLY, day)
    assert run() == 0
    activate(town, place)
    assert [run(), run()] == [1, 0]
    assert [(each.amount, each.destination) for each in payouts(town)] == [(EARNED, found(town, place.id).token)]
    town.fund(2)
    town.place.milestones.approve(town.client.actor, town.milestone(2).id)
    assert run() == 0
    later(town, days=7)
    assert [run(), run()] == [1, 0]


def test_what_leaves_at_once_stops_after_a_bounce(town: Town):
    """It is not sent again and again: its owner says when, and is told."""
    earn(town)
    begin(town)
    activate(town, begin(town))
    town.place.deadlines.fire("method", town.place.methods.of(town.freelancer.actor, Purpose.BEING_PAID)[0].id)
    town.place.withdrawals.schedule(town.freelancer.actor, "sandbox", Rhythm.AT_ONCE, None)
    assert town.place.withdrawals.pay_due() == 1
    town.drain(Mood.DECLINING)
    assert [each.state for each in payouts(town)] == ["failed"]
    assert town.place.withdrawals.pay_due() == 0
    assert town.place.withdrawals.schedules(town.freelancer.actor)[0].rhythm is Rhythm.BY_HAND


def test_a_balance_says_what_holds_it_back(town: Town):
    """A sanction, with its end; what is contested; else it is free."""
    earn(town)
    row = BalanceRow("sandbox", EARNED, Money.zero(EUR), Money(500, EUR))
    balances = town.place.withdrawals.balances
    assert balances(town.freelancer.actor, [row])[0].free == EARNED
    until = town.clock.now() + timedelta(days=5)
    town.place.sanctions.suspend(town.operator.actor, town.freelancer.id, "Spam.", hold_money=timedelta(days=5))
    held = balances(town.freelancer.actor, [row])[0]
    assert held.free == Money.zero(EUR)
    assert [(each.why, each.amount, each.until) for each in held.held] == [
        (Why.SANCTION, EARNED, until),
        (Why.CONTESTED, Money(500, EUR), None),
    ]
    real = BalanceRow("stripe", EARNED, Money.zero(EUR), Money.zero(EUR))
    assert balances(town.client.actor, [real])[0].held[0].why is Why.NO_METHOD


def test_the_clock_pays_nobody_who_is_stopped(town: Town):
    """A hold on money holds what leaves by itself, too."""
    earn(town)
    activate(town, begin(town))
    town.place.withdrawals.schedule(town.freelancer.actor, "sandbox", Rhythm.AT_ONCE, None)
    town.place.sanctions.suspend(town.operator.actor, town.freelancer.id, "Spam.", hold_money=timedelta(days=5))
    assert town.place.withdrawals.pay_due() == 0
    later(town, days=5)
    assert town.place.withdrawals.pay_due() == 1
    assert payouts(town)[0].amount == EARNED


@pytest.mark.parametrize("wrong", [{}, {"rhythm": "never"}, {"currency": "ZZZ"}], ids=["nobody", "rhythm", "currency"])
def test_one_owner_whose_books_broke_holds_up_no_other(
    town: Town, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
):
    """The others are paid, and the log gets to know whose payout it was. So it is with what can't be read."""
    earn(town)
    activate(town, begin(town))
    town.place.withdrawals.schedule(town.freelancer.actor, "sandbox", Rhythm.AT_ONCE, None)
    broken = new_id()
    with town.store() as work:
        seen = work.schedules.resting(BATCH, FIRST)
        kind = type(work.schedules)
    stranger = evolve(seen[0], owner=broken, **wrong)
    monkeypatch.setattr(kind, "resting", lambda *_: [stranger, *seen])
    with pytest.raises(ExceptionGroup) as met:
        town.place.withdrawals.pay_due()
    assert [f"the payout of {broken}" in each.__notes__[0] for each in met.value.exceptions] == [True]
    assert [each.amount for each in payouts(town)] == [EARNED]


def test_books_that_cant_be_read_stop_their_gateway_alone(town: Town):
    """Nothing leaves it, for nobody knows how much differs there; from the other one people are paid."""
    earn(town)
    activate(town, begin(town))
    town.place.withdrawals.schedule(town.freelancer.actor, "sandbox", Rhythm.AT_ONCE, None)
    unread = {"sandbox"}

    def stops(gateway: str) -> bool:
        if gateway in unread:
            raise KeyError("findings")
        return False

    both = SwitchedOn((town.world, GatewayWorld(name="other")))
    run = evolve(town.place.withdrawals, gateways=both, stops=stops)
    with pytest.raises(ExceptionGroup) as met:
        run.pay_due()
    assert [each.__notes__ for each in met.value.exceptions] == [["at the books of the sandbox"]]
    assert payouts(town) == []
    unread = {"other"}
    with pytest.raises(ExceptionGroup) as met:
        run.pay_due()
    assert [each.__notes__ for each in met.value.exceptions] == [["at the books of the other"]]
    assert [each.amount for each in payouts(town)] == [EARNED]


def test_no_more_than_twenty(town: Town):
    """Each one is asked about: nobody makes the gateway's work endless."""
    for _ in range(20):
        town.place.methods.begin(town.client.actor, Purpose.PAYING, "sandbox", "", "long enough", "")
    with pytest.raises(Refused) as no:
        town.place.methods.begin(town.client.actor, Purpose.PAYING, "sandbox", "", "long enough", "")
    assert no.value.rule == "too_many_methods"
