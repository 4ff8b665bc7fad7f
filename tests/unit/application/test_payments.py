"""Money that goes wrong ways: what random walks have found once stays found."""

from __future__ import annotations

from uuid import UUID

import pytest
from attrs import define

from tests.gateway_world import GatewayWorld, Mood
from tests.unit.application.conftest import Town
from upclone.application.ports.gateways import Answer, Notice, Operation, PaymentRequest, Status
from upclone.domain.errors import Invalid, NotFound, NotYours, Refused
from upclone.domain.money import Money
from upclone.domain.payments.ledger import available, suspense
from upclone.domain.payments.methods import Purpose
from upclone.domain.payments.transfers import Transfer

EUR = "EUR"


def paid(hold_key: str, ref: str, minor: int) -> Answer:
    return Answer(Operation.PAYMENT, hold_key, Status.SUCCEEDED, ref, Money(minor, EUR))


def refunds(town: Town) -> list[Transfer]:
    return [each for each in town.store._tables.transfers.values() if each.kind == "refund"]


def test_nobody_else_withdraws_what_somebody_earned(town: Town):
    """A stranger, and the client who paid it, are refused; its owner is not."""
    town.fund()
    town.place.milestones.approve(town.client.actor, town.milestone().id)
    owner, whole = town.freelancer.id, Money(9_000, EUR)
    for thief in (town.stranger, town.client):
        with pytest.raises(NotYours):
            town.place.transfers.pay_out(thief.actor, owner, whole, "sandbox", "bank_of_the_thief")
    assert town.store.balances()[available(owner, "sandbox", EUR)] == whole
    payout = town.place.transfers.pay_out(town.freelancer.actor, owner, whole, "sandbox", "bank_1")
    assert payout.amount == whole


@pytest.mark.parametrize("asked_first", [True, False])
def test_what_is_not_kept_apart_is_not_sent_back(town: Town, asked_first: bool):
    """Before the payment has a reference, and after: an operator is told that there is nothing, and nothing moves."""
    hold = town.ask() if asked_first else town.fund()
    with pytest.raises(Refused, match="kept apart"):
        town.place.escrow.return_suspense(town.operator.actor, hold.id, EUR)
    with pytest.raises(NotYours):
        town.place.escrow.return_suspense(town.client.actor, hold.id, EUR)
    assert not refunds(town)


def test_an_unknown_currency_is_not_sent_back(town: Town):
    with pytest.raises(Invalid):
        town.place.escrow.return_suspense(town.operator.actor, town.fund().id, "???")


def test_each_payment_gets_back_what_it_brought(town: Town):
    """A wrong sum waits for an operator; a second payment goes back by itself, and takes nothing of the first along."""
    hold = town.ask()
    town.place.operations.settle(paid(str(hold.id), "first", 777))
    town.place.operations.settle(paid(str(hold.id), "second", 10_300))
    town.place.operations.settle(paid(str(hold.id), "second", 10_300))
    assert [(each.destination, each.amount.amount_minor) for each in refunds(town)] == [("second", 10_300)]
    town.place.escrow.return_suspense(town.operator.actor, hold.id, EUR)
    assert [(each.destination, each.amount.amount_minor) for each in refunds(town)][1:] == [("first", 777)]
    assert not town.store.balances()[suspense(hold.id, EUR)]


@pytest.mark.parametrize("waits", [True, False])
def test_a_payment_of_nothing_is_none(town: Town, waits: bool):
    """A gateway that took nothing of a few cents and calls it a success: nothing is booked, nothing goes back, however
    often it says so, and what waits for the money waits no longer."""
    hold = town.ask() if waits else town.fund()
    entries = len(town.store._tables.entries)
    for _ in range(2):
        town.place.operations.settle(paid(str(hold.id), "of nothing", 0))
    assert len(town.store._tables.entries) == entries
    assert not refunds(town)
    now = town.store._tables.holds[hold.id]
    assert (now.state, now.failure) == (("declined", "Nothing was paid.") if waits else ("held", hold.failure))
    assert town.milestone().state == ("planned" if waits else "funded")


@pytest.mark.parametrize(
    ("operation", "key"),
    [
        (Operation.PAYMENT, "order-17"),
        (Operation.PAYMENT, str(UUID(int=17))),
        (Operation.PAYMENT, f"{UUID(int=17)}:1"),
        (Operation.PAYOUT, str(UUID(int=17))),
        (Operation.PAYOUT, f"{UUID(int=17)}:1"),
        (Operation.REFUND, f"{UUID(int=17)}:first"),
        (Operation.REFUND, "order:1"),
    ],
)
def test_what_a_gateway_says_about_others_moves_nothing(town: Town, operation: Operation, key: str):
    """Another shop may use the same account at the gateway: its keys are none of ours."""
    town.fund()
    before = town.store.balances()
    town.place.operations.settle(Answer(operation, key, Status.SUCCEEDED, "theirs", Money(100, EUR)))
    assert town.store.balances() == before


def test_an_answer_about_ours_is_never_dropped(town: Town):
    """The payment is ours and a part of the deal can't be found: that is an error, not somebody else's money."""
    hold = town.ask()
    del town.store._tables.milestones[hold.milestone_id]
    with pytest.raises(NotFound):
        town.place.operations.settle(paid(str(hold.id), "first", 10_300))


@define
class Forgetful(GatewayWorld):
    """A gateway that finds operations by its own references alone."""

    def look_up(self, operation: Operation, key: str, ref: str | None) -> Answer | None:
        found = [seen for seen in self.of(operation) if seen.ref == ref]
        return self.say(found[0]) if found else None


@pytest.mark.parametrize("letter_says_it", [True, False])
def test_a_gateway_that_knows_no_keys_is_asked_by_its_own_reference(letter_says_it: bool):
    """The letter says it; where it does not, the answer that opened the payment did."""
    town = Town(world=Forgetful())
    hold = town.ask()
    town.drain(Mood.PENDING)
    seen = next(town.world.of(Operation.PAYMENT))
    town.world.succeed(seen)
    notice = Notice("evt_1", Operation.PAYMENT, seen.key, seen.ref if letter_says_it else None)
    town.place.operations.noticed("sandbox", notice)
    with town.store() as work:
        assert work.holds.get(hold.id).state == "held"


def test_a_letter_about_an_earlier_attempt_is_not_answered_with_the_present_one():
    """Its reference is the first attempt's, and nobody may take what it says for the second's."""
    town = Town(world=Forgetful())
    town.fund()
    town.place.milestones.approve(town.client.actor, town.milestone().id)
    payout = town.place.transfers.pay_out(town.freelancer.actor, town.freelancer.id, Money(9_000, EUR), "sandbox", "b")
    town.drain(Mood.PENDING)
    first = next(town.world.of(Operation.PAYOUT))
    town.world.end(first, Status.FAILED)
    town.place.operations.noticed("sandbox", Notice("evt_1", Operation.PAYOUT, first.key, first.ref))
    town.place.transfers.retry(town.freelancer.actor, payout.id)
    town.drain(Mood.INSTANT)
    town.place.operations.noticed("sandbox", Notice("evt_2", Operation.PAYOUT, first.key))
    with town.store() as work:
        assert work.transfers.get(payout.id).state == "paid"


def test_what_a_gateway_can_not_be_asked_for_is_declined_at_once():
    """A currency that it does not take: the payer is told why, instead of waiting a day."""

    @define
    class EurosOnly(GatewayWorld):
        def request_payment(self, asked: PaymentRequest) -> Answer:
            raise Invalid("currency", "This gateway does not take them.")

    town = Town(world=EurosOnly())
    hold = town.ask()
    town.drain()
    with town.store() as work:
        declined = work.holds.get(hold.id)
    assert (declined.state, declined.failure) == ("declined", "This gateway does not take them.")


@pytest.mark.parametrize("given_up", [True, False])
def test_an_approval_that_comes_too_late_takes_no_money(given_up: bool):
    """With some gateways to look is to take what the payer agreed to: nobody looks for a payment that was given up."""
    town = Town(world=Forgetful())
    hold = town.ask()
    town.drain(Mood.PENDING)
    seen = next(town.world.of(Operation.PAYMENT))
    town.world.succeed(seen)
    if given_up:
        town.place.escrow.cancel(town.client.actor, hold.id)
    notice = Notice("evt_1", Operation.PAYMENT, seen.key, seen.ref, approval=True)
    told = len(town.world.answers)
    town.place.operations.noticed("sandbox", notice)
    town.place.operations.noticed("sandbox", Notice("evt_2", Operation.PAYMENT, str(UUID(int=17)), seen.ref, True))
    with town.store() as work:
        assert work.holds.get(hold.id).state == ("expired" if given_up else "held")
    assert len(town.world.answers) == told + (not given_up)


def test_a_milestone_is_paid_by_what_its_client_keeps(town: Town):
    """By its token at its own gateway; nobody else's, no other gateway's, and not besides a token."""
    client, fund, milestone = town.client.actor, town.place.escrow.fund, town.milestone()
    theirs = town.place.methods.begin(town.freelancer.actor, Purpose.PAYING, "sandbox", "", "long enough", "")
    mine = town.place.methods.begin(client, Purpose.PAYING, "sandbox", "", "long enough", "")
    with pytest.raises(Refused, match="set one up first"):
        fund(client, town.contract.id, milestone.id, milestone.amount, None, method_id=mine.id)
    town.drain()
    for wrong in ((None, "", theirs.id), ("stripe", "", mine.id), ("sandbox", "tok_ok", mine.id)):
        with pytest.raises(Invalid, match="method_id"):
            fund(client, town.contract.id, milestone.id, milestone.amount, *wrong)
    hold = fund(client, town.contract.id, milestone.id, milestone.amount, None, method_id=mine.id)
    with town.store() as work:
        assert (hold.gateway, hold.payment_method) == ("sandbox", work.methods.get(mine.id).token)
    town.drain()
    assert town.milestone().state == "funded"
