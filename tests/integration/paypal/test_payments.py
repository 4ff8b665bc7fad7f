"""Payments and refunds over the SDK: approved by their payer, captured once, found again, refused in words."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.paypal.conftest import PayPal, eur, payment, transfer
from upclone.application.ports.gateways import Operation, Person, Purpose, Status
from upclone.domain.errors import Declined, Invalid, KeyReused, Unavailable
from upclone.domain.money import Money


def test_a_payment_is_captured_once_its_payer_approves(paypal: PayPal):
    """The order waits with a link; the look-up after the approval takes the money, and says what PayPal keeps."""
    asked = payment(eur(10_000))
    waits = paypal.gateway.request_payment(asked)
    assert (waits.status, waits.ref[:6]) == (Status.PENDING, "order/")
    assert waits.approve_url is not None
    assert "/pay/paypal/" in waits.approve_url
    assert paypal.gateway.look_up(Operation.PAYMENT, asked.key, waits.ref) == waits
    paypal.act("pay", waits.ref)
    paid = paypal.gateway.look_up(Operation.PAYMENT, asked.key, waits.ref)
    assert paid is not None
    assert (paid.status, paid.amount, paid.fee) == (Status.SUCCEEDED, eur(10_000), eur(320))
    for ref in (waits.ref, paid.ref):
        assert paypal.gateway.look_up(Operation.PAYMENT, asked.key, ref) == paid
    assert paypal.simulator.balance("paypal", "EUR") == 9_680


def test_many_who_look_at_once_capture_once(paypal: PayPal):
    """The webhook's job and the poller meet."""
    asked = payment(eur(10_000))
    waits = paypal.gateway.request_payment(asked)
    paypal.act("pay", waits.ref)
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: paypal.gateway.look_up(Operation.PAYMENT, asked.key, waits.ref), range(6)))
    assert {answer.status for answer in answers if answer} == {Status.SUCCEEDED}
    assert paypal.simulator.effects("paypal")["payment"] == 1


@pytest.mark.parametrize("fault", ["timeout_after", "error_after", "reset_after", "reset_before", "rate_limit"])
def test_a_lost_capture_is_made_once(paypal: PayPal, fault: str):
    asked = payment(eur(10_000))
    waits = paypal.gateway.request_payment(asked)
    paypal.act("pay", waits.ref)
    paypal.fault(fault, operation="capture", times=1)
    paypal.client._timeout_s = 0.4
    with pytest.raises(Unavailable):
        paypal.gateway.look_up(Operation.PAYMENT, asked.key, waits.ref)
    paypal.client._timeout_s = 5.0
    answer = paypal.gateway.look_up(Operation.PAYMENT, asked.key, waits.ref)
    assert answer is not None
    assert answer.status is Status.SUCCEEDED
    assert paypal.simulator.effects("paypal")["payment"] == 1


def test_an_order_whose_answer_was_lost_is_asked_for_again(paypal: PayPal):
    """PayPal finds nothing by our key: the same request under it is the look-up, and opens no second order."""
    asked = payment(eur(10_000))
    paypal.fault("error_after", operation="order", times=1)
    with pytest.raises(Unavailable):
        paypal.gateway.request_payment(asked)
    assert paypal.gateway.look_up(Operation.PAYMENT, asked.key, None) is None
    again = paypal.gateway.request_payment(asked)
    assert paypal.gateway.request_payment(asked).ref == again.ref


def test_a_capture_under_review_stays_pending(paypal: PayPal):
    asked = payment(eur(10_000))
    paypal.fault("requires_action", operation="capture")
    waits = paypal.gateway.request_payment(asked)
    paypal.act("pay", waits.ref)
    pending = paypal.gateway.look_up(Operation.PAYMENT, asked.key, waits.ref)
    assert pending is not None
    assert (pending.status, pending.ref, pending.reason) == (Status.PENDING, waits.ref, "PENDING_REVIEW")
    capture = next(each.ref for each in paypal.notices() if each.ref and not each.ref.startswith("order/"))
    paypal.act("review", capture, status="DECLINED")
    denied = paypal.found(Operation.PAYMENT, asked.key)
    assert denied is not None
    assert (denied.status, denied.reason) == (Status.FAILED, "PayPal declined the payment.")


def test_a_payer_without_money_is_declined(paypal: PayPal):
    asked = payment(eur(10_000))
    waits = paypal.gateway.request_payment(asked)
    paypal.act("pay", waits.ref)
    paypal.fault("decline", operation="capture")
    answer = paypal.gateway.look_up(Operation.PAYMENT, asked.key, waits.ref)
    assert answer is not None
    assert answer.status is Status.FAILED
    assert "declined" in answer.reason


def test_an_order_that_nobody_approved_expires(paypal: PayPal):
    """PayPal forgets it after some hours; what it does not know of a capture is no answer at all."""
    asked = payment(eur(10_000))
    waits = paypal.gateway.request_payment(asked)
    paypal.simulator.tell("clock", advance_s=4 * 3600)
    answer = paypal.gateway.look_up(Operation.PAYMENT, asked.key, waits.ref)
    assert answer is not None
    assert answer.status is Status.EXPIRED
    assert paypal.gateway.look_up(Operation.PAYMENT, asked.key, "CAPUNKNOWN") is None


def test_what_another_order_brought_is_not_ours(paypal: PayPal):
    """A reference and a key that do not belong together prove nothing."""
    paid = paypal.paid(eur(5_000))
    assert paypal.gateway.look_up(Operation.PAYMENT, payment(eur(1)).key, paid.ref) is None


def test_a_saved_account_pays_while_its_owner_is_away(paypal: PayPal):
    person = Person(payment(eur(1)).payer, "ada@example.org", "Ada")
    begun = paypal.gateway.enrol(Purpose.PAYING, transfer(), person, "http://localhost/methods")
    assert (begun.ready, paypal.gateway.enrolment(Purpose.PAYING, begun.ref).ready) == (False, False)
    assert begun.url
    paypal.act("pay", begun.ref)
    saved = paypal.gateway.enrolment(Purpose.PAYING, begun.ref)
    assert (saved.ready, saved.label) == (True, "PayPal p•••@example.org")
    assert paypal.gateway.enrolment(Purpose.PAYING, begun.ref) == saved, "asked again, it is the same token"
    asked = payment(eur(2_500), saved.token, off_session=True)
    answer = paypal.gateway.request_payment(asked)
    assert (answer.status, answer.amount) == (Status.SUCCEEDED, eur(2_500))
    assert paypal.gateway.request_payment(asked) == answer
    paypal.fault("decline", operation="order")
    with pytest.raises(Declined, match="declined"):
        paypal.gateway.request_payment(payment(eur(2_500), saved.token))


@pytest.mark.parametrize(("method", "off_session"), [("tok no/good", False), ("", True), ("VAULTUNKNOWN", True)])
def test_what_pays_nothing_is_declined(paypal: PayPal, method: str, off_session: bool):
    with pytest.raises(Declined):
        paypal.gateway.request_payment(payment(eur(2_500), method, off_session))


@pytest.mark.parametrize(("amount", "brings"), [("1250 JPY", 1_250), ("12500.00 HUF", 1_250_000), ("9.99 USD", 999)])
def test_amounts_have_the_decimals_that_paypal_wants(paypal: PayPal, amount: str, brings: int):
    number, currency = amount.split()
    assert paypal.paid(Money.parse(number, currency)).amount == Money(brings, currency)


@pytest.mark.parametrize("amount", [Money(1_250, "KWD"), Money(1_250, "HUF"), Money(1_250, "INR")])
def test_a_sum_that_paypal_can_not_hold_is_refused_before_it_is_asked(paypal: PayPal, amount: Money):
    for ask in (
        lambda: paypal.gateway.request_payment(payment(amount)),
        lambda: paypal.gateway.refund(transfer(), "CAP", amount),
        lambda: paypal.gateway.pay_out(transfer(), amount, "dan@example.org"),
    ):
        with pytest.raises(Invalid, match="PayPal "):
            ask()


def test_a_payment_goes_back_in_parts(paypal: PayPal):
    """Found again by its own reference; asked for again it is the same; beyond what came it is declined."""
    paid = paypal.paid(eur(10_000))
    key = transfer()
    first = paypal.gateway.refund(key, paid.ref, eur(4_000))
    assert (first.status, first.amount) == (Status.SUCCEEDED, eur(4_000))
    assert paypal.gateway.refund(key, paid.ref, eur(4_000)) == first
    assert paypal.gateway.look_up(Operation.REFUND, key, first.ref) == first
    assert paypal.found(Operation.REFUND, key) == first
    assert paypal.gateway.look_up(Operation.REFUND, transfer(), first.ref) is None
    with pytest.raises(Declined, match="at most"):
        paypal.gateway.refund(transfer(), paid.ref, eur(6_001))
    paypal.gateway.refund(transfer(), paid.ref, eur(6_000))
    with pytest.raises(Declined):
        paypal.gateway.refund(transfer(), "CAPUNKNOWN", eur(1))
    assert paypal.simulator.effects("paypal")["refund"] == 2
    whole = paypal.gateway.look_up(Operation.PAYMENT, paid.key, paid.ref)
    assert whole == paid, "the payment is still one that succeeded"


def test_a_refund_may_come_back(paypal: PayPal):
    paid = paypal.paid(eur(10_000))
    key = transfer()
    paypal.gateway.refund(key, paid.ref, eur(10_000))
    paypal.act("fail", key)
    answer = paypal.found(Operation.REFUND, key)
    assert answer is not None
    assert answer.status is Status.FAILED


def test_the_same_key_for_another_sum_moves_nothing(paypal: PayPal):
    paid, key = paypal.paid(eur(10_000)), transfer()
    paypal.gateway.refund(key, paid.ref, eur(4_000))
    with pytest.raises(KeyReused):
        paypal.gateway.refund(key, paid.ref, eur(5_000))
    assert paypal.simulator.effects("paypal")["refund"] == 1


def test_a_token_that_ends_early_is_no_trouble(paypal: PayPal):
    paypal.paid(eur(10_000))
    paypal.act("end_tokens")
    assert paypal.paid(eur(10_000)).status is Status.SUCCEEDED
