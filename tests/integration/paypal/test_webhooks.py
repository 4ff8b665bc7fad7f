"""Webhooks: PayPal's own pass, byte by byte; nothing forged, altered, old or smuggled has an effect."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.paypal.conftest import PayPal, eur, payment
from tests.integration.paypal.line import Line, listening
from upclone.adapters.paypal import Webhooks
from upclone.adapters.paypal.webhooks import notice
from upclone.application.ports.gateways import Notice, Operation
from upclone.domain.errors import NotSignedIn, Unavailable

KEY = "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d"
BATCH = "AGMB63T2CB6D5GSSBWHQUGZMHU-1"
SIGNED = {
    "Paypal-Transmission-Id": "t-1",
    "Paypal-Transmission-Time": "2026-11-20T12:00:00Z",
    "Paypal-Transmission-Sig": "c2ln",
    "Paypal-Cert-Url": "https://api.paypal.com/cert",
    "Paypal-Auth-Algo": "SHA256withRSA",
}
NOW = datetime(2026, 11, 20, 12, 1, tzinfo=UTC)


@pytest.fixture
def line() -> Iterator[Line]:
    with listening() as line:
        line.answers = [(200, {"verification_status": "SUCCESS"})]
        yield line


def checked(line: Line, body: bytes, headers: dict[str, str] = SIGNED, now: datetime = NOW) -> Notice:
    return Webhooks(line.client(), "WH1", lambda: now).verify(body, headers)


def letter(kind: str, resource: Any) -> dict[str, Any]:
    return {"id": "WH-1", "event_type": kind, "resource": resource}


def test_paypals_own_letters_pass(paypal: PayPal):
    asked = payment(eur(10_000))
    waits = paypal.gateway.request_payment(asked)
    paypal.act("pay", waits.ref)
    assert [(each.operation, each.key, each.ref) for each in paypal.notices()] == [
        (Operation.PAYMENT, asked.key, waits.ref)
    ]


def test_a_letter_that_was_altered_does_not(paypal: PayPal):
    """Whatever was changed in it, and whichever of the headers that are signed: nothing is believed."""
    paypal.paid(eur(10_000))
    body, headers = paypal.simulator.letters("paypal")[0]
    later = datetime.now(UTC).isoformat()
    altered = [(body.replace(b"APPROVED", b"COMPLETED"), headers)] + [
        (body, {**headers, f"PAYPAL-TRANSMISSION-{name}": value})
        for name, value in (("ID", "another1"), ("TIME", later), ("SIG", "c2lnbmF0dXJl"))
    ]
    for changed, given in altered:
        with pytest.raises(NotSignedIn):
            paypal.gateway.verify(changed, given)
    assert paypal.gateway.verify(body, headers).operation is Operation.PAYMENT


def test_a_letter_for_another_webhook_is_not_ours(paypal: PayPal):
    """Anybody can have PayPal sign letters to an account of their own."""
    paypal.paid(eur(10_000))
    body, _ = paypal.simulator.letters("paypal")[0]
    paypal.simulator.tell("hook", api="paypal", secret="WHOFSOMEBODYELSE")
    theirs = paypal.simulator.letters("paypal")[0][1]
    with pytest.raises(NotSignedIn):
        paypal.gateway.verify(body, theirs)


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "a"}, "webhook_id": "WH2"',
        b'{"id": "a"}, "webhook_id": "WH2", "webhook_event": {"id": "b"}',
        b'{"id": "a"}}',
        b"[]",
        b'"text"',
        b"",
        b"{",
        b'{"id": NaN}',
        b'\xef\xbb\xbf{"id": "a"}',
        '{"id": "a"}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"id": "' + b"a" * 300_000 + b'"}',
    ],
)
def test_nothing_is_smuggled_into_the_question(line: Line, body: bytes):
    """The letter is part of what PayPal is asked: more than one JSON object could name another webhook there."""
    with pytest.raises(NotSignedIn):
        checked(line, body)
    assert not line.bodies, "PayPal is not even asked"


def test_the_letter_is_asked_about_as_it_came(line: Line):
    """Spaces, order, escapes and numbers are part of what was signed."""
    body = b'{"b" : 1.10,"a":"\\u00e9",\n "id": "WH-1"}'
    checked(line, body)
    assert line.bodies[0].endswith(b'"webhook_event": ' + body + b"}")
    assert json.loads(line.bodies[0])["webhook_id"] == "WH1"


@pytest.mark.parametrize("header", sorted(SIGNED))
def test_a_letter_without_one_of_its_headers_is_not_signed(line: Line, header: str):
    for value in ("", "x" * 501):
        with pytest.raises(NotSignedIn):
            checked(line, b"{}", {**SIGNED, header: value})
    assert not line.bodies


@pytest.mark.parametrize(
    ("late", "good"),
    [
        (timedelta(days=3), True),
        (timedelta(days=3, hours=7), False),
        (timedelta(minutes=-4), True),
        (timedelta(minutes=-7), False),
    ],
)
def test_letters_are_good_for_three_days(line: Line, late: timedelta, good: bool):
    if good:
        assert checked(line, b'{"id": "WH-1"}', now=NOW + late).id == "WH-1"
    else:
        with pytest.raises(NotSignedIn):
            checked(line, b'{"id": "WH-1"}', now=NOW + late)
        assert not line.bodies


@pytest.mark.parametrize("answer", [(200, {"verification_status": "FAILURE"}), (200, {}), (400, {"name": "NO"})])
def test_what_paypal_does_not_own_up_to_is_forged(line: Line, answer: tuple[int, Any]):
    line.answers = [answer]
    with pytest.raises(NotSignedIn):
        checked(line, b"{}")


def test_a_check_that_takes_too_long_is_given_up_within_a_second(line: Line):
    """503: PayPal sends it again. Nothing is believed meanwhile."""
    line.stalled.set()
    began = time.monotonic()
    with pytest.raises(Unavailable):
        checked(line, b"{}")
    assert time.monotonic() - began < 1.4


CAPTURE = {"id": "CAP1", "custom_id": KEY, "links": [{"rel": "up", "href": "https://x/v2/checkout/orders/O"}]}
REFUND = {"id": "REF1", "invoice_id": f"{KEY}:1", "links": [{"rel": "up", "href": "https://x/v2/payments/captures/C"}]}
ITEM = {"payout_batch_id": "B1", "payout_item": {"sender_item_id": f"{KEY}:2"}}
HEADER = {"payout_batch_id": "B1", "sender_batch_header": {"sender_batch_id": BATCH}}


@pytest.mark.parametrize(
    ("kind", "resource", "operation", "key", "ref"),
    [
        ("CHECKOUT.ORDER.APPROVED", {"id": "O", "purchase_units": [{"custom_id": KEY}]}, "payment", KEY, "order/O"),
        ("PAYMENT.CAPTURE.COMPLETED", CAPTURE, "payment", KEY, "CAP1"),
        ("PAYMENT.CAPTURE.DENIED", CAPTURE, "payment", KEY, "CAP1"),
        ("PAYMENT.CAPTURE.PENDING", CAPTURE, "payment", KEY, "CAP1"),
        ("PAYMENT.CAPTURE.REFUNDED", REFUND, "refund", f"{KEY}:1", "REF1"),
        ("PAYMENT.CAPTURE.REVERSED", REFUND, "refund", f"{KEY}:1", "REF1"),
        ("PAYMENT.CAPTURE.REVERSED", CAPTURE, "payment", KEY, "CAP1"),
        ("PAYMENT.REFUND.FAILED", REFUND, "refund", f"{KEY}:1", "REF1"),
        ("PAYMENT.PAYOUTS-ITEM.UNCLAIMED", ITEM, "payout", f"{KEY}:2", "B1"),
        ("PAYMENT.PAYOUTSBATCH.DENIED", {"batch_header": HEADER}, "payout", f"{KEY}:1", "B1"),
        ("CUSTOMER.DISPUTE.CREATED", {"dispute_id": "PP-D-1"}, "chargeback", "PP-D-1", None),
        ("BILLING.PLAN.CREATED", {"id": "P"}, "other", "BILLING.PLAN.CREATED", None),
        ("PAYMENT.CAPTURE.COMPLETED", {"id": "CAP1"}, "other", "PAYMENT.CAPTURE.COMPLETED", None),
        ("PAYMENT.CAPTURE.DENIED", {**CAPTURE, "custom_id": "no good\x00"}, "other", "PAYMENT.CAPTURE.DENIED", None),
        ("PAYMENT.PAYOUTSBATCH.SUCCESS", {"batch_header": None}, "other", "PAYMENT.PAYOUTSBATCH.SUCCESS", None),
        ("PAYMENT.PAYOUTS-ITEM.DENIED", "what", "other", "PAYMENT.PAYOUTS-ITEM.DENIED", None),
        ("CHECKOUT.ORDER.APPROVED", {"id": "O", "purchase_units": []}, "other", "CHECKOUT.ORDER.APPROVED", None),
    ],
)  # fmt: skip
def test_each_kind_of_letter_says_what_it_is_about(kind: str, resource: Any, operation: str, key: str, ref: str | None):
    approval = kind == "CHECKOUT.ORDER.APPROVED" and ref is not None
    assert notice(letter(kind, resource)) == Notice("WH-1", Operation(operation), key, ref, approval)
