"""A payer's bank takes money back: halted, booked once where it belongs, answered once, undone once where it is won."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from attrs import evolve

from tests.gateway_world import Mood
from tests.invariants import check, check_step
from tests.snapshots import Snapshot, of_memory
from tests.unit.application.conftest import Town
from upclone.application.ports.gateways import Claim, ClaimState, Notice, Operation
from upclone.domain.errors import MoveNotAllowed, NotEnoughFunds, NotYours, Refused
from upclone.domain.money import Money
from upclone.domain.payments.chargebacks import Chargeback
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.ledger import available, debt, dispute_loss, escrow

EUR = "EUR"
PAID, NET = Money(10_300, EUR), Money(9_000, EUR)
NOTHING = Money.zero(EUR)


def claim(town: Town, hold: Hold, **changes: object) -> Claim:
    """What the gateway says of it from now on."""
    assert hold.gateway_ref is not None
    by = town.clock.now() + timedelta(days=9)
    said = Claim("cb_1", hold.gateway_ref, PAID, ClaimState.OPEN, "fraudulent", withdrawn=False, answer_by=by)
    town.world.claims["cb_1"] = evolve(said, **changes)
    return town.world.claims["cb_1"]


def news(town: Town, hold: Hold, **changes: object) -> Chargeback:
    claim(town, hold, **changes)
    town.place.operations.noticed("sandbox", Notice("evt", Operation.CHARGEBACK, "cb_1"))
    check(of_memory(town.store))
    return now(town)


def now(town: Town) -> Chargeback:
    with town.store() as work:
        found = work.chargebacks.of_ref("sandbox", "cb_1")
    assert found is not None
    return found


def on(town: Town, account: object) -> Money:
    return town.store.balances().get(account, NOTHING)  # type: ignore[call-overload, no-any-return]


def approve(town: Town, number: int = 1) -> None:
    town.place.milestones.approve(town.client.actor, town.milestone(number).id)


def test_a_claim_of_a_payment_that_pays_nothing_is_told_once(town: Town):
    """Paid twice, or nobody's: however often it is heard, and whatever becomes of it, operators are told once, and it
    is kept with its reason. No deal is touched; its money is for the reconciliation."""
    hold = town.fund()
    (seen,) = town.world.of(Operation.PAYMENT)
    twice = town.world.pay_again(seen, PAID)
    town.place.operations.settle(twice.answer)
    town.drain()
    before = town.store.balances()
    for state, withdrawn in ((ClaimState.OPEN, False), (ClaimState.OPEN, True), (ClaimState.LOST, True)):
        claim(town, hold, payment_ref=twice.ref, state=state, withdrawn=withdrawn)
        for _ in range(2):
            town.place.operations.noticed("sandbox", Notice("evt", Operation.CHARGEBACK, "cb_1"))
    town.drain()
    rows = town.store._tables.notifications.items()
    assert [account for (_, account), event in rows if event.name == "StrayClaimed"] == [town.operator.id]
    with town.store() as work:
        (kept,) = work.chargebacks.strays(10)
        assert work.chargebacks.of(town.contract.id) == ()
    assert (kept.ref, kept.payment_ref, kept.amount, kept.reason) == ("cb_1", twice.ref, PAID, "fraudulent")
    assert town.store.balances() == before


def test_first_news_keeps_all_of_the_contracts_money_where_it_is(town: Town):
    """Before anything was taken: no release, refund, ruling or cancellation; the clock waits; afterwards it goes on."""
    hold = town.fund()
    town.fund(2)
    town.place.milestones.submit(town.freelancer.actor, town.milestone().id, "Done.", ())
    opened = news(town, hold)
    assert (opened.state, opened.taken) == ("opened", None)
    for number in (1, 2):
        with pytest.raises(MoveNotAllowed, match="no bank contests"):
            approve(town, number)
    with pytest.raises(MoveNotAllowed):
        town.place.milestones.refund(town.freelancer.actor, town.milestone(2).id, None)
    with pytest.raises(MoveNotAllowed):
        town.place.contracts.cancel(town.freelancer.actor, town.contract.id, "No.")
    town.clock.advance(timedelta(days=40))
    town.place.deadlines.fire("milestone", town.milestone().id)
    assert town.milestone().state == "submitted"
    assert news(town, hold, state=ClaimState.WON).settled
    town.place.deadlines.fire("milestone", town.milestone().id)
    assert town.milestone().state == "approved"


def test_a_contract_does_not_end_while_the_bank_decides(town: Town):
    """All its work is paid: it ends once the bank has decided, and the news of that finds it."""
    hold, second = town.fund(), town.fund(2)
    approve(town)
    approve(town, 2)
    assert second.state == "held"
    news(town, hold, withdrawn=True)
    with pytest.raises(MoveNotAllowed, match="nothing is halted"):
        town.place.contracts.complete(town.client.actor, town.contract.id)
    assert news(town, hold, state=ClaimState.WON).settled
    assert town.place.contracts.complete(town.client.actor, town.contract.id).state == "completed"


def test_what_is_held_goes_back_first(town: Town):
    """Lost, the milestone ends as refunded, and nobody owes anything."""
    hold = town.fund()
    taken = news(town, hold, withdrawn=True).taken
    assert taken is not None
    assert (taken.escrow, taken.debt, taken.loss) == (PAID, NOTHING, NOTHING)
    assert on(town, escrow(hold.id, EUR)) == NOTHING
    news(town, hold, withdrawn=True, state=ClaimState.LOST)
    assert (town.milestone().state, on(town, debt(town.freelancer.id, EUR))) == ("refunded", NOTHING)


def test_won_everything_is_undone_once(town: Town):
    """The same news again, and old news, change nothing."""
    hold = town.fund()
    news(town, hold, withdrawn=True)
    for _ in range(2):
        assert news(town, hold, state=ClaimState.WON).returned
    assert on(town, escrow(hold.id, EUR)) == PAID
    approve(town)
    assert on(town, available(town.freelancer.id, "sandbox", EUR)) == NET


def test_what_was_paid_out_is_owed_and_made_good_by_later_work(town: Town):
    """The freelancer owes what they got, not the fees; what is released later pays it before it can be withdrawn."""
    hold = town.fund()
    approve(town)
    pay_out, dan = town.place.transfers.pay_out, town.freelancer
    pay_out(dan.actor, dan.id, NET, "sandbox", "bank")
    town.drain()
    taken = news(town, hold, withdrawn=True, state=ClaimState.LOST).taken
    assert taken is not None
    assert (taken.escrow, taken.debt, taken.loss) == (NOTHING, NET, PAID - NET)
    assert (on(town, debt(dan.id, EUR)), on(town, dispute_loss(EUR))) == (-NET, NET - PAID)
    town.fund(2)
    approve(town, 2)
    check(of_memory(town.store))
    assert on(town, debt(dan.id, EUR)) == NOTHING
    left = Money(22_500, EUR) - NET
    assert on(town, available(dan.id, "sandbox", EUR)) == left
    with pytest.raises(NotEnoughFunds):
        pay_out(dan.actor, dan.id, left + Money(1, EUR), "sandbox", "bank")


def test_what_is_still_available_makes_the_debt_good_at_once(town: Town):
    """And is back when the bank decides for the marketplace: the debt that was made good is theirs again."""
    hold = town.fund()
    approve(town)
    news(town, hold, withdrawn=True)
    assert on(town, available(town.freelancer.id, "sandbox", EUR)) == NOTHING
    news(town, hold, state=ClaimState.WON)
    assert on(town, available(town.freelancer.id, "sandbox", EUR)) == NET
    assert on(town, dispute_loss(EUR)) == NOTHING


def test_nobody_withdraws_what_they_owe(town: Town):
    """A bounce brings money back that is owed by now."""
    hold = town.fund()
    approve(town)
    pay_out, dan = town.place.transfers.pay_out, town.freelancer
    sent = pay_out(dan.actor, dan.id, NET, "sandbox", "bank")
    news(town, hold, withdrawn=True)
    town.drain(Mood.DECLINING)
    with pytest.raises(Refused) as no:
        town.place.transfers.retry(dan.actor, sent.id)
    assert no.value.rule == "debt_first"


def story(town: Town, hold: Hold) -> list[Claim]:
    """What a gateway may say, in its own order."""
    opened = claim(town, hold)
    answered = evolve(opened, withdrawn=True, state=ClaimState.ANSWERED, fee=Money(1_500, EUR))
    return [opened, evolve(opened, withdrawn=True), answered, evolve(answered, state=ClaimState.LOST)]


@pytest.mark.parametrize("order", list(permutations(range(4)))[::3])
def test_news_in_any_order_converge(town: Town, order: tuple[int, ...]):
    """Whatever comes first or twice: one claim, its money and its fee booked once, and an end."""
    hold = town.fund()
    told = story(town, hold)
    before: Snapshot | None = None
    for number in (*order, *order, 3):
        town.place.chargebacks.claimed("sandbox", told[number])
        snapshot = of_memory(town.store)
        check(snapshot)
        if before is not None:
            check_step(before, snapshot)
        before = snapshot
    assert (now(town).state, town.milestone().state) == ("lost", "refunded")
    kinds = [each.entry.kind for each in town.store._tables.entries.values()]
    assert (kinds.count("chargeback"), kinds.count("gateway_fee")) == (1, 1)


def test_a_dispute_waits_for_the_bank_and_ends_with_it(town: Town):
    """Its ruling is not carried out meanwhile; where the bank took everything there is nothing left to decide."""
    hold = town.fund()
    place = town.place
    dispute = place.disputes.open(town.client.actor, town.milestone().id, "It is blue.")
    offered = place.disputes.offer(town.freelancer.actor, dispute.id, Money(5_000, EUR))
    news(town, hold, withdrawn=True)
    with pytest.raises(MoveNotAllowed):
        place.disputes.accept_offer(town.client.actor, offered.id, None)
    news(town, hold, withdrawn=True, state=ClaimState.LOST)
    with town.store() as work:
        assert work.disputes.get(dispute.id).state == "resolved"
    assert town.milestone().state == "refunded"


def test_a_part_taken_for_good_leaves_the_rest_to_be_worked_for(town: Town):
    """To the cent: what is taken of the held money is work and the fee on it."""
    hold = town.fund()
    half = Money(5_001, EUR)
    news(town, hold, amount=half, withdrawn=True)
    news(town, hold, amount=half, withdrawn=True, state=ClaimState.LOST)
    approve(town)
    check(of_memory(town.store))
    with town.store() as work:
        left = work.holds.get(hold.id)
    assert (left.state, left.released + left.refunded) == ("split", left.work)


def test_the_clock_answers_two_days_before_it_is_too_late(town: Town):
    """With the dossier; once; an operator can be faster, nobody else may."""
    hold = town.fund()
    opened = news(town, hold)
    with pytest.raises(MoveNotAllowed):
        town.place.chargebacks.contest(town.client.actor, opened.id)
    with pytest.raises(NotYours):
        town.place.chargebacks.dossier(town.client.actor, opened.id)
    town.clock.advance(timedelta(days=6))
    town.place.deadlines.fire("chargeback", opened.id)
    assert now(town).state == "opened"
    town.clock.advance(timedelta(days=1, seconds=1))
    for _ in range(2):
        town.place.deadlines.fire("chargeback", opened.id)
    town.drain()
    assert now(town).state == "answered"


def test_an_answer_that_is_not_taken_can_be_tried_again(town: Town):
    """By an operator; the gateway's reason is kept."""
    opened = news(town, town.fund())
    town.place.chargebacks.contest(town.operator.actor, opened.id)
    town.drain(Mood.DECLINING)
    assert (now(town).state, now(town).failure) == ("unanswered", "It is too late.")
    town.place.chargebacks.contest(town.operator.actor, opened.id)
    town.drain()
    assert now(town).state == "answered"


def test_a_dossier_says_what_was_agreed_and_delivered(town: Town):
    """For whoever never heard of the marketplace."""
    hold = town.fund()
    town.place.milestones.submit(town.freelancer.actor, town.milestone().id, "The fence is white.", ())
    dossier = town.place.chargebacks.dossier(town.operator.actor, news(town, hold).id)
    said = {part.heading: part.text for part in dossier.parts}
    assert "The fence is white." in said["Deliveries and approvals"]
    assert said["Signatures"].count(dossier.hashes[0]) == 2
    assert "work submitted" in said["History"]
    assert said["Disputes on the marketplace"] == "There were none."


def test_work_that_was_paid_is_given_back_with_all_fees(town: Town):
    """Paid and given back costs nobody anything; more than was released is refused."""
    hold = town.fund()
    approve(town)
    give_back = town.place.milestones.give_back
    dan = town.freelancer
    with pytest.raises(NotYours):
        give_back(town.stranger.actor, town.milestone().id, Money(100, EUR))
    give_back(dan.actor, town.milestone().id, Money(3_333, EUR))
    check(of_memory(town.store))
    give_back(dan.actor, town.milestone().id, Money(6_667, EUR))
    town.drain()
    check(of_memory(town.store))
    assert on(town, available(dan.id, "sandbox", EUR)) == NOTHING
    refunded = [each.amount for each in town.store._tables.transfers.values() if each.kind == "refund"]
    assert refunded[0] + refunded[1] == PAID
    with pytest.raises(Exception, match="at most"):
        give_back(dan.actor, town.milestone().id, Money(1, EUR))
    assert hold.total == PAID


def test_what_was_paid_out_is_given_back_by_order_alone(town: Town):
    """The freelancer can't give what they no longer have; an operator's order makes them owe it."""
    town.fund()
    town.fund(2)
    approve(town)
    dan = town.freelancer
    town.place.transfers.pay_out(dan.actor, dan.id, Money(8_000, EUR), "sandbox", "bank")
    town.drain()
    give_back, id = town.place.milestones.give_back, town.milestone().id
    with pytest.raises(NotEnoughFunds):
        give_back(dan.actor, id, Money(10_000, EUR))
    give_back(town.operator.actor, id, Money(10_000, EUR))
    town.drain()
    check(of_memory(town.store))
    assert on(town, debt(dan.id, EUR)) == Money(-8_000, EUR)


def test_what_the_bank_has_is_not_refunded_as_well(town: Town):
    """The gateway could not: its limit is what was captured."""
    hold = town.fund()
    approve(town)
    news(town, hold, withdrawn=True, state=ClaimState.LOST)
    with pytest.raises(Refused) as no:
        town.place.milestones.give_back(town.operator.actor, town.milestone().id, Money(100, EUR))
    assert no.value.rule == "refund_limit"


def test_nothing_is_given_back_while_the_bank_decides(town: Town):
    """The payer would get it twice: once of us, once of their bank, which has not taken it yet."""
    hold = town.fund()
    approve(town)
    news(town, hold, withdrawn=False, state=ClaimState.OPEN)
    with pytest.raises(Refused) as no:
        town.place.milestones.give_back(town.freelancer.actor, town.milestone().id, Money(100, EUR))
    assert no.value.rule == "claimed_by_bank"
    news(town, hold, withdrawn=False, state=ClaimState.WON)
    town.place.milestones.give_back(town.freelancer.actor, town.milestone().id, Money(100, EUR))
    check(of_memory(town.store))
