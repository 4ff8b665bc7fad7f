"""Each movement's entry, line by line as an accountant would write it: 100.00 of work, 3 % and 10 % of fees."""

import pytest
from attrs import evolve

from tests import builders as build
from tests.builders import AT, money, new_id
from upclone.domain.actors import GATEWAY, Role
from upclone.domain.money import Money
from upclone.domain.payments import discharges, ledger, movements, transfers
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.ledger import Entry, EntryKind
from upclone.domain.payments.transfers import Transfer


def lines(entry: Entry) -> dict[str, int]:
    """Minor units by account, each named by its kind alone."""
    return {str(posting.account.kind): posting.amount_minor for posting in entry.postings}


@pytest.fixture
def hold() -> Hold:
    return build.held(build.world((money("100.00"),)).hold)


@pytest.fixture
def payout() -> Transfer:
    return transfers.in_transit(build.payout(amount=money("90.00")), new_id())


@pytest.fixture
def refund(hold: Hold) -> Transfer:
    return transfers.in_transit(build.refund(hold), new_id())


def test_funding_brings_work_and_fee(hold: Hold):
    """What the client pays lies at the gateway and in the hold's account, in the contract's book."""
    entry = movements.fund(new_id(), hold, AT)
    assert lines(entry) == {"gateway_clearing": -103_00, "escrow": 103_00}
    assert (entry.kind, entry.book, entry.contract_id) == (EntryKind.FUND, hold.contract_id, hold.contract_id)
    assert entry.postings[1].account == ledger.escrow(hold.id, "EUR")


def test_a_release_pays_the_freelancer_and_both_fees(hold: Hold):
    """13.00 for the marketplace: 3.00 from the client, 10.00 from the freelancer."""
    nothing = Money.zero("EUR")
    after, amounts, _ = discharges.discharge(
        hold, hold.work, nothing, nothing, build.party(hold.parties, Role.CLIENT), AT
    )
    entry = movements.release(new_id(), after, amounts, AT)
    assert lines(entry) == {"escrow": -103_00, "freelancer_available": 90_00, "fee_income": 13_00}
    assert entry.postings[1].account == ledger.available(hold.parties.freelancer, hold.gateway, "EUR")


def test_each_part_has_a_key_of_its_own(hold: Hold):
    """Two releases of the same amount are two movements; the same one twice is one."""
    client, nothing, part = build.party(hold.parties, Role.CLIENT), Money.zero("EUR"), money("10.00")
    once, first, _ = discharges.discharge(hold, part, nothing, nothing, client, AT)
    twice, second, _ = discharges.discharge(once, part, nothing, part, client, AT)
    keys = [movements.release(new_id(), *each, AT).key for each in ((once, first), (twice, second), (once, first))]
    assert keys[0] != keys[1]
    assert keys[0] == keys[2]


def test_a_refund_leaves_escrow_with_its_fee(hold: Hold, refund: Transfer):
    """It is on its way until the gateway says that it arrived."""
    assert lines(movements.refund(new_id(), hold, refund, AT)) == {"escrow": -103_00, "refund_transit": 103_00}
    arrived = movements.paid(new_id(), refund, AT)
    assert lines(arrived) == {"refund_transit": -103_00, "gateway_clearing": 103_00}
    assert arrived.kind is EntryKind.REFUND_SUCCEEDED


def test_a_refund_that_fails_waits_in_suspense(refund: Transfer):
    """Nobody gets it by mistake: an operator sends it again from there."""
    failed = movements.failed(new_id(), refund, was_paid=False, at=AT)
    assert lines(failed) == {"refund_transit": -103_00, "suspense": 103_00}
    assert lines(movements.refund_retried(new_id(), refund, AT)) == {"suspense": -103_00, "refund_transit": 103_00}


def test_a_payout_goes_out_and_arrives(payout: Transfer):
    """From what can be withdrawn, over transit, out of the gateway; in the freelancer's own book."""
    out = movements.payout(new_id(), payout, AT)
    assert lines(out) == {"freelancer_available": -90_00, "payout_transit": 90_00}
    assert (out.book, out.contract_id) == (payout.owner, None)
    assert lines(movements.paid(new_id(), payout, AT)) == {"payout_transit": -90_00, "gateway_clearing": 90_00}


def test_a_payout_that_bounces_comes_back_once(payout: Transfer):
    """The entry names the one that it undoes; a bounce after success takes the money from the gateway again."""
    back = movements.failed(new_id(), payout, was_paid=False, at=AT)
    assert lines(back) == {"payout_transit": -90_00, "freelancer_available": 90_00}
    assert back.reverses == payout.transit_entry
    late = movements.failed(new_id(), payout, was_paid=True, at=AT)
    assert lines(late) == {"gateway_clearing": -90_00, "freelancer_available": 90_00}
    assert late.reverses is None


def test_each_attempt_of_a_transfer_is_a_movement_of_its_own(payout: Transfer):
    """The second attempt is posted beside the first, and named a retry."""
    failed, _ = transfers.fail(payout, "No such account.", GATEWAY, AT)
    again, _ = transfers.retry(failed, build.OPERATOR, AT)
    first, second = movements.payout(new_id(), payout, AT), movements.payout(new_id(), again, AT)
    assert (first.kind, second.kind) == (EntryKind.PAYOUT, EntryKind.PAYOUT_RETRIED)
    assert first.key != second.key


def test_a_wrong_payment_is_kept_apart(hold: Hold):
    """What came too late or in another amount goes to suspense and back, never into escrow."""
    came = movements.unexpected_payment(new_id(), hold, Money(5_00, "USD"), "pay_9", AT)
    assert lines(came) == {"gateway_clearing": -5_00, "suspense": 5_00}
    assert came.currency == "USD"
    source = ledger.suspense(hold.id, "USD")
    back = evolve(build.refund(hold), amount=Money(5_00, "USD"))
    assert lines(movements.suspense_returned(new_id(), back, source, AT)) == {"suspense": -5_00, "refund_transit": 5_00}
