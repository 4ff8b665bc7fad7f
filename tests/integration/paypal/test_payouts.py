"""Payouts: every state of PayPal's items, batches that are asked for twice, and money that comes back late."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.integration.paypal.conftest import PayPal, eur, transfer
from upclone.adapters.paypal.payouts import ITEMS, batch_id, key_of
from upclone.application.ports.gateways import Moved, Operation, Person, Purpose, Status
from upclone.domain.errors import Declined, NotFound, Unavailable

DAN = "dan@example.org"


@given(st.uuids(), st.integers(1, 999))
def test_a_batch_is_named_so_that_its_key_can_be_read(id: UUID, attempt: int):
    """In 30 characters, and no two keys alike."""
    key = f"{id}:{attempt}"
    assert len(batch_id(key)) <= 30
    assert key_of(batch_id(key)) == key


@pytest.mark.parametrize("batch", ["", "order-17", "A" * 26, "!" * 26 + "-1"])
def test_a_batch_of_somebody_else_has_no_key(batch: str):
    assert key_of(batch) is None


def test_a_payout_is_sent_first_and_arrives_later(paypal: PayPal):
    """The batch is PENDING in the answer; the item succeeds, and says what it cost."""
    paypal.paid(eur(10_000))
    key = transfer()
    sent = paypal.gateway.pay_out(key, eur(2_000), DAN)
    assert sent.status is Status.PENDING
    paypal.simulator.rest()
    paid = paypal.gateway.look_up(Operation.PAYOUT, key, sent.ref)
    assert paid is not None
    assert (paid.status, paid.ref, paid.amount, paid.fee) == (Status.SUCCEEDED, sent.ref, eur(2_000), eur(25))
    assert paypal.gateway.pay_out(key, eur(2_000), DAN).ref == sent.ref
    assert paypal.gateway.look_up(Operation.PAYOUT, transfer(), sent.ref) is None
    assert paypal.gateway.look_up(Operation.PAYOUT, key, None) is None


def test_what_comes_back_has_cost_its_fee(paypal: PayPal):
    """Whoever hears of a payout only when it is back hears of the fee, too. What nobody claimed has cost nothing."""
    key, back = paypal.paid_out(eur(2_000), "bounces@example.org")
    paypal.simulator.tell("clock", advance_s=2 * 3_600)
    answer = paypal.gateway.look_up(Operation.PAYOUT, key, back.ref)
    assert answer is not None
    assert (answer.status, answer.fee) == (Status.FAILED, eur(25))
    key, waits = paypal.paid_out(eur(2_000), "unclaimed@example.org")
    paypal.simulator.tell("clock", advance_s=31 * 86_400)
    answer = paypal.gateway.look_up(Operation.PAYOUT, key, waits.ref)
    assert answer is not None
    assert (answer.status, answer.fee) == (Status.FAILED, None)


def test_a_batch_that_paypal_knows_is_not_sent_again(paypal: PayPal):
    """It refuses the sender_batch_id, with a link to the batch that has it, when it has forgotten the request's id."""
    paypal.paid(eur(10_000))
    key = transfer()
    sent = paypal.gateway.pay_out(key, eur(2_000), DAN)
    paypal.simulator.rest()
    paypal.act("forget_requests")
    found = paypal.gateway.pay_out(key, eur(2_000), DAN)
    assert (found.ref, found.status) == (sent.ref, Status.SUCCEEDED)
    assert paypal.simulator.effects("paypal")["payout"] == 1


@pytest.mark.parametrize("fault", ["timeout_after", "error_after", "reset_after"])
def test_a_payout_whose_answer_was_lost_is_sent_once(paypal: PayPal, fault: str):
    paypal.paid(eur(10_000))
    key = transfer()
    paypal.fault(fault, operation="payout", times=1)
    paypal.client._timeout_s = 0.4
    with pytest.raises(Unavailable):
        paypal.gateway.pay_out(key, eur(2_000), DAN)
    paypal.client._timeout_s = 5.0
    assert paypal.gateway.look_up(Operation.PAYOUT, key, None) is None
    paypal.gateway.pay_out(key, eur(2_000), DAN)
    assert paypal.simulator.effects("paypal")["payout"] == 1


@pytest.mark.parametrize(("state", "status"), sorted(ITEMS.items()))
def test_every_state_of_an_item_is_known(paypal: PayPal, state: str, status: Status):
    key, _ = paypal.paid_out(eur(2_000), DAN)
    paypal.act("payout", key, status=state)
    answer = paypal.found(Operation.PAYOUT, key)
    assert answer is not None
    assert answer.status is status
    assert bool(answer.reason) is (state not in ("SUCCESS", "PENDING"))


def test_what_nobody_claims_comes_back_after_30_days(paypal: PayPal):
    key, waits = paypal.paid_out(eur(2_000), "unclaimed@example.org")
    assert waits.status is Status.PENDING
    assert "does not have an account" in waits.reason
    before = paypal.simulator.balance("paypal", "EUR")
    paypal.simulator.tell("clock", advance_s=31 * 86_400)
    came_back = paypal.found(Operation.PAYOUT, key)
    assert came_back is not None
    assert came_back.status is Status.FAILED
    assert paypal.simulator.balance("paypal", "EUR") == before + 2_000


@pytest.mark.parametrize("address", ["", "dan", "dan@example", "d an@example.org", "d" * 120 + "@example.org"])
def test_a_payee_without_an_address_is_declined(paypal: PayPal, address: str):
    with pytest.raises(Declined, match="e-mail"):
        paypal.gateway.pay_out(transfer(), eur(2_000), address)
    with pytest.raises(NotFound):
        paypal.gateway.enrolment(Purpose.BEING_PAID, address)


def test_more_than_lies_there_is_declined(paypal: PayPal):
    with pytest.raises(Declined, match="sufficient funds"):
        paypal.gateway.pay_out(transfer(), eur(2_000), DAN)


def test_a_payee_is_paid_at_their_own_address(paypal: PayPal):
    person = Person(UUID(int=1), DAN, "Dan")
    payee = paypal.gateway.enrol(Purpose.BEING_PAID, "key", person, "")
    assert (payee.ready, payee.token, payee.label) == (True, DAN, "PayPal d•••@example.org")
    assert paypal.gateway.enrolment(Purpose.BEING_PAID, payee.ref) == payee


def test_the_report_adds_up_to_the_balance(paypal: PayPal):
    """Payments with their fees, refunds, payouts, what came back, over more than one window; each line once."""
    began = datetime.now(UTC)
    paid = paypal.paid(eur(10_000))
    paypal.gateway.refund(transfer(), paid.ref, eur(1_000))
    key, _ = paypal.paid_out(eur(2_000), "unclaimed@example.org")
    paypal.simulator.tell("clock", advance_s=45 * 86_400)
    dispute = paypal.act("dispute", paid.ref, amount=500)["ref"]
    paypal.act("decide", dispute, won=True)
    lines = list(paypal.gateway.movements(began - timedelta(seconds=2), began + timedelta(days=60)))
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert len({line.id for line in lines}) == len(lines)
    assert [line.what for line in lines if line.key == key] == [Moved.PAYOUT, Moved.PAYOUT_RETURNED]
    assert [(line.what, line.ref) for line in lines if line.what in (Moved.PAYMENT, Moved.CHARGEBACK)][::2] == [
        (Moved.PAYMENT, paid.ref),
        (Moved.CHARGEBACK, paid.ref),
    ]
    assert lines[0].fee == eur(320)
    assert {Moved.REFUND, Moved.FEE, Moved.CHARGEBACK_RETURNED} <= {line.what for line in lines}
    for line in lines:
        assert line.net.amount_minor in (
            line.amount.amount_minor - line.fee.amount_minor,
            -line.amount.amount_minor - line.fee.amount_minor,
        )
    held = sum(line.net.amount_minor for line in lines)
    assert paypal.gateway.balances() == (eur(held),)
    assert held == paypal.simulator.balance("paypal", "EUR")


def test_a_long_report_comes_in_pages(paypal: PayPal, monkeypatch: pytest.MonkeyPatch):
    began = datetime.now(UTC) - timedelta(seconds=2)
    for _ in range(5):
        paypal.paid(eur(1_000))
    monkeypatch.setattr("upclone.adapters.paypal.reports.PAGE", 2)
    assert len(list(paypal.gateway.movements(began, began + timedelta(minutes=1)))) == 5
