"""An operator holds the money of a milestone: nobody moves any of the contract's until it is let go, nor does time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.invariants import check
from tests.snapshots import of_memory
from tests.unit.application.conftest import Town
from tests.unit.application.test_chargebacks import PAID, news
from upclone.application.ports.gateways import ClaimState
from upclone.application.ports.mail import LetterKind
from upclone.domain.actors import CLOCK
from upclone.domain.errors import MoveNotAllowed, NotYours
from upclone.domain.money import Money

WHY = "A court of Lyon wants it."


def contract(town: Town) -> tuple[bool, bool]:
    with town.store() as work:
        found = work.contracts.get(town.contract.id)
    return found.withheld, found.halted


def hold(town: Town, number: int = 1) -> None:
    town.place.milestones.hold(town.operator.actor, town.milestone(number).id, WHY)


def unhold(town: Town, number: int = 1) -> None:
    town.place.milestones.unhold(town.operator.actor, town.milestone(number).id, "It does not.")


def test_nothing_of_the_contract_moves(town: Town):
    """Neither by its sides, nor by the clock, nor by a dispute; afterwards it goes on where it stood."""
    town.fund()
    town.fund(2)
    place, first = town.place, town.milestone()
    place.milestones.submit(town.freelancer.actor, first.id, "Done.", ())
    hold(town)
    by = {"client": town.client.actor, "freelancer": town.freelancer.actor, "operator": town.operator.actor}
    for move in (
        lambda: place.milestones.approve(by["client"], first.id),
        lambda: place.milestones.approve(by["client"], town.milestone(2).id),
        lambda: place.milestones.release_part(by["operator"], first.id, Money(100, "EUR")),
        lambda: place.milestones.refund(by["freelancer"], first.id, None),
        lambda: place.disputes.open(by["client"], first.id, "Not white.", "See."),
        lambda: place.contracts.cancel(by["freelancer"], town.contract.id, "I leave."),
    ):
        with pytest.raises(MoveNotAllowed):
            move()
    town.clock.advance(timedelta(days=60))
    assert place.milestones.auto_approve(CLOCK, first.id).state == "submitted"
    unhold(town)
    assert contract(town) == (False, False)
    assert place.milestones.auto_approve(CLOCK, first.id).state == "approved"
    town.drain()
    check(of_memory(town.store))


def test_both_sides_are_told_since_when_and_why(town: Town):
    """By letter and in the milestone itself; and again when it is over."""
    town.fund()
    before = len(town.place.mail.letters)
    hold(town)
    withheld = town.milestone().withheld
    assert withheld is not None
    assert (withheld.reason, withheld.since) == (WHY, town.clock.now())
    unhold(town)
    town.drain()
    letters = town.place.mail.letters[before:]
    for kind in (LetterKind.MONEY_WITHHELD, LetterKind.MONEY_LET_GO):
        of_kind = [each for each in letters if each.kind is kind]
        assert {each.to for each in of_kind} == {town.client.email, town.freelancer.email}
        assert {each.facts["amount"] for each in of_kind} == {"100.00 EUR"}
        assert len({each.key for each in of_kind}) == 2


def test_operators_alone_and_once(town: Town):
    """Strangers see nothing, the two sides may not, and it is held or it is not."""
    town.fund()
    for account in (town.client, town.freelancer):
        with pytest.raises(MoveNotAllowed):
            town.place.milestones.hold(account.actor, town.milestone().id, WHY)
    with pytest.raises(NotYours):
        town.place.milestones.hold(town.stranger.actor, town.milestone().id, WHY)
    with pytest.raises(MoveNotAllowed):
        unhold(town)
    hold(town)
    with pytest.raises(MoveNotAllowed):
        hold(town)
    with pytest.raises(MoveNotAllowed):
        hold(town, 2)  # nothing was paid for it


def test_each_milestone_and_the_bank_count_by_themselves(town: Town):
    """The contract goes on once none of its money is held and no bank contests a payment: in any order."""
    paid = town.fund()
    town.fund(2)
    hold(town)
    hold(town, 2)
    unhold(town)
    assert contract(town) == (True, True)
    news(town, paid)
    unhold(town, 2)
    assert contract(town) == (False, True)
    hold(town, 2)
    news(town, paid, state=ClaimState.WON)
    assert contract(town) == (True, True)
    unhold(town, 2)
    assert contract(town) == (False, False)


def test_what_a_bank_takes_meanwhile_can_be_let_go(town: Town):
    """The gateway does not ask us: nothing is left, and the contract must not stand still for good."""
    paid = town.fund()
    hold(town)
    news(town, paid, state=ClaimState.LOST, withdrawn=True, amount=PAID)
    assert town.milestone().state == "refunded"
    unhold(town)
    assert contract(town) == (False, False)


def test_a_halted_contract_is_not_completed(town: Town):
    """Else the bank's decision, or the operators', would find nothing that can go on."""
    paid = town.fund()
    town.place.milestones.approve(town.client.actor, town.milestone().id)
    with town.store() as work:
        assert work.milestones.of(town.contract.id)[1].state == "planned"
    news(town, paid)
    with pytest.raises(MoveNotAllowed):
        town.place.contracts.complete(town.client.actor, town.contract.id)
