"""Payments: an order that its payer approves at PayPal, captured at once into the marketplace's balance; and refunds.

While nothing is captured an order is referred to as `order/<id>`; from then on a payment is its capture's id, as
refunds, disputes and reports have it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen
from paypalcheckoutsdk.orders import OrdersCaptureRequest, OrdersCreateRequest, OrdersGetRequest
from paypalcheckoutsdk.payments import CapturesGetRequest, CapturesRefundRequest, RefundsGetRequest

from upclone.adapters.paypal.amounts import fee, read, written
from upclone.adapters.paypal.calls import NAME, Refusal, under
from upclone.adapters.paypal.client import PayPalClient
from upclone.application.ports.gateways import Answer, Operation, PaymentRequest, Status
from upclone.domain.errors import Declined
from upclone.domain.money import Money

ORDER: Final = "order/"
DESCRIPTION: Final = 127
"""Characters that PayPal keeps of one."""

_VAULT_ID: Final = re.compile(r"[0-9a-zA-Z_-]{1,255}", re.ASCII)
_CAPTURED: Final = frozenset({"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"})
_REFUSED: Final = frozenset({"DECLINED", "FAILED"})
_REFUNDS: Final = {"COMPLETED": Status.SUCCEEDED, "PENDING": Status.PENDING}
_REASONS: Final = {"DECLINED": "PayPal declined the payment.", "FAILED": "The payment failed at PayPal."}


@frozen
class Orders:
    """Payments and refunds over one client. Raises Refusal for PayPal's no."""

    client: PayPalClient

    def create(self, asked: PaymentRequest) -> Answer:
        """Open it. Paid with what its payer saved, it is captured in this call."""
        body = {
            "intent": "CAPTURE",
            "purchase_units": [
                {
                    "amount": written(asked.amount),
                    "description": asked.description[:DESCRIPTION] or "upclone",
                    "custom_id": asked.key,
                    "invoice_id": asked.key,
                }
            ],
            "payment_source": {"paypal": _source(asked)},
        }
        order = self.client.call(under(asked.key, OrdersCreateRequest()).request_body(body))
        return self._answer(asked.key, order)

    def look_up(self, key: str, ref: str) -> Answer | None:
        """What became of it; an order that its payer approved is captured now. None: it is another's."""
        if ref.startswith(ORDER):
            return self._ordered(key, ref.removeprefix(ORDER))
        capture = self.client.call(CapturesGetRequest(ref))
        return _captured(key, capture, "") if capture.get("custom_id") == key else None

    def refund(self, key: str, capture: str, amount: Money) -> Answer:
        """Send a captured payment back, in part or whole."""
        body = {"amount": written(amount), "invoice_id": key}
        return _refunded(key, self.client.call(under(key, CapturesRefundRequest(capture)).request_body(body)))

    def look_up_refund(self, key: str, ref: str) -> Answer | None:
        """What became of it. None: it is another's."""
        refund = self.client.call(RefundsGetRequest(ref))
        return _refunded(key, refund) if refund.get("invoice_id") == key else None

    def _ordered(self, key: str, id: str) -> Answer | None:
        try:
            order = self.client.call(OrdersGetRequest(id))
        except Refusal as no:
            if no.status != 404:
                raise
            # PayPal forgets an order that nobody approves within some hours; one that was paid it keeps.
            return Answer(Operation.PAYMENT, key, Status.EXPIRED, ORDER + id, reason="The order was not approved.")
        return self._answer(key, order) if _unit(order).get("custom_id") == key else None

    def _answer(self, key: str, order: Mapping[str, Any]) -> Answer:
        if order["status"] == "APPROVED":
            try:
                order = self._capture(key, order)
            except Refusal as no:
                if no.is_ours:
                    raise
                return Answer(Operation.PAYMENT, key, Status.FAILED, ORDER + str(order["id"]), reason=no.words)
        captures = _captures(order)
        if captures:
            return _captured(key, captures[0], str(order["id"]))
        status = Status.EXPIRED if order["status"] == "VOIDED" else Status.PENDING
        url = _link(order, "payer-action", "approve") if status is Status.PENDING else None
        return Answer(Operation.PAYMENT, key, status, ORDER + str(order["id"]), approve_url=url)

    def _capture(self, key: str, order: Mapping[str, Any]) -> Any:
        """Under a key of its own: whoever asks first takes the money, and all others are told the same."""
        try:
            ask = under(f"{key}-capture", OrdersCaptureRequest(order["id"])).request_body({})
            return self.client.call(ask)
        except Refusal as no:
            if no.issue not in ("ORDER_ALREADY_CAPTURED", "ORDER_NOT_APPROVED"):
                raise
            found = self.client.call(OrdersGetRequest(order["id"]))
            return {**found, "status": "COMPLETED" if _captures(found) else "CREATED"}


def _source(asked: PaymentRequest) -> dict[str, Any]:
    if asked.method:
        if not _VAULT_ID.fullmatch(asked.method):
            raise Declined(NAME, "That is no saved PayPal account.")
        return {"vault_id": asked.method}
    if asked.off_session:
        raise Declined(NAME, "The payer is not here, and has saved no PayPal account.")
    context = {
        "return_url": asked.return_url,
        "cancel_url": asked.return_url,
        "user_action": "PAY_NOW",
        "shipping_preference": "NO_SHIPPING",
        # What a bank takes days to confirm would come long after the payment's time is over.
        "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
    }
    return {"experience_context": context}


def _unit(order: Mapping[str, Any]) -> Mapping[str, Any]:
    return (order.get("purchase_units") or [{}])[0]  # type: ignore[no-any-return]


def _captures(order: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those that brought money first, what may still bring some before what never will."""
    captures = (_unit(order).get("payments") or {}).get("captures") or []
    return sorted(captures, key=lambda each: (each["status"] not in _CAPTURED, each["status"] in _REFUSED))


def _captured(key: str, capture: Mapping[str, Any], order: str) -> Answer:
    state, id = str(capture["status"]), str(capture["id"])
    if state in _CAPTURED:
        amount = read(capture["amount"])
        took = fee((capture.get("seller_receivable_breakdown") or {}).get("paypal_fee"), amount.currency)
        return Answer(Operation.PAYMENT, key, Status.SUCCEEDED, id, amount, fee=took)
    ref = ORDER + order if order else id
    if state in _REFUSED:
        return Answer(Operation.PAYMENT, key, Status.FAILED, ref, reason=_REASONS[state])
    reason = str((capture.get("status_details") or {}).get("reason") or "")
    return Answer(Operation.PAYMENT, key, Status.PENDING, ref, reason=reason)


def _refunded(key: str, refund: Mapping[str, Any]) -> Answer:
    status = _REFUNDS.get(str(refund["status"]), Status.FAILED)
    amount = read(refund["amount"]) if status is Status.SUCCEEDED else None
    reason = "" if status is not Status.FAILED else f"PayPal's refund is {str(refund['status']).lower()}."
    return Answer(Operation.REFUND, key, status, str(refund["id"]), amount, reason=reason)


def _link(said: Mapping[str, Any], *rels: str) -> str | None:
    links = {str(link.get("rel")): str(link.get("href")) for link in said.get("links") or ()}
    return next((links[rel] for rel in rels if rel in links), None)
