"""Money that goes wrong ways: what random walks have found once stays found."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.unit.application.conftest import Town
from upclone.application.ports.gateways import Answer, Operation, Status
from upclone.domain.errors import Invalid, NotFound, NotYours, Refused
from upclone.domain.money import Money
from upclone.domain.payments.ledger import available, suspense
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
