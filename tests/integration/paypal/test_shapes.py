"""The simulator holds every request body against PayPal's published documents, where those are at hand."""

import json
from typing import Any

import pytest

from tests.integration.paypal.conftest import PayPal, eur
from tests.simulator.paypal import shapes
from tests.simulator.wire import Request

pytestmark = pytest.mark.skipif(
    shapes.folder() is None, reason="PayPal's published documents are not at hand: set UPCLONE_SPECS to their folder"
)
ORDERS = "/v2/checkout/orders"
AMOUNT = {"currency_code": "EUR", "value": "1.00"}


def wrong(path: str, body: Any) -> list[str]:
    headers = {"content-type": "application/json"}
    return shapes.mistakes(Request("POST", path, "", headers, json.dumps(body).encode(), ""))


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        (ORDERS, {"purchase_units": []}, "'intent' is a required property"),
        (ORDERS, {"intent": "CAPTURE", "purchase_units": [{"amount": {**AMOUNT, "value": 1.0}}]}, "1.0 is not of type"),
        (ORDERS, {"intent": "CAPTURE", "purchase_units": [{"amount": AMOUNT, "custm": "x"}]}, "custm: is unknown"),
        (ORDERS, {"intent": "CAPTURE", "purchase_units": [{"amount": AMOUNT, "custom_id": "x" * 128}]}, "is too long"),
        ("/v2/payments/captures/C/refund", {"amount": {"value": "1.00"}}, "'currency_code' is a required property"),
        ("/v1/payments/payouts", {"items": []}, "'sender_batch_header' is a required property"),
        ("/v1/notifications/verify-webhook-signature", {"auth_algo": "a b"}, "does not match"),
    ],
)  # fmt: skip
def test_a_body_that_the_documents_do_not_have_is_a_mistake(path: str, body: Any, said: str):
    assert any(said in each for each in wrong(path, body)), wrong(path, body)


def test_what_the_gateway_sends_is_none(paypal: PayPal):
    """Order, capture, refund, payout and postback; the fixture says so of every other test."""
    paid = paypal.paid(eur(10_000))
    paypal.gateway.refund(f"{paid.key}:1", paid.ref, eur(100))
    paypal.paid_out(eur(1_000), "dan@example.org")
    checked = {each["operation"] for each in paypal.simulator.tell("trace")}
    assert {"order", "capture", "refund", "payout", "verify"} <= checked
    assert not paypal.simulator.state()["bugs"]
