"""Orders, captures, refunds."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from tests.simulator.paypal.wire import HOUR, link, minor, missing, moment, money, no
from tests.simulator.wire import Call, Reply

UNAPPROVED = 3 * HOUR
"""How long an order waits for its payer; then nobody knows it."""


@define
class Refund:
    id: str
    key: str
    amount: int
    capture: Capture
    status: str = "COMPLETED"


@define
class Capture:
    id: str
    order: Order
    amount: int
    fee: int
    status: str = "COMPLETED"
    refunds: list[Refund] = field(factory=list)

    @property
    def refunded(self) -> int:
        """What went back, or is on its way."""
        return sum(each.amount for each in self.refunds if each.status in ("COMPLETED", "PENDING"))


@define
class Order:
    id: str
    key: str
    amount: int
    currency: str
    description: str
    return_url: str
    at: float
    status: str = "PAYER_ACTION_REQUIRED"
    capture: Capture | None = None


class Orders:
    """Over `half`, which keeps the book and writes the letters."""

    def __init__(self, half: Any) -> None:
        self.half = half
        self.orders: dict[str, Order] = {}
        self.captures: dict[str, Capture] = {}
        self.refunds: dict[str, Refund] = {}

    def create(self, call: Call) -> Reply:
        body = call.request.json
        unit, paypal = body["purchase_units"][0], body["payment_source"]["paypal"]
        currency = unit["amount"]["currency_code"]
        amount = minor(unit["amount"]["value"], currency)
        vault = paypal.get("vault_id")
        if vault and vault not in self.half.vault.saved:
            raise no(422, "TOKEN_ID_NOT_FOUND", "The specified vault token does not exist.")
        if call.fault == "decline":
            raise no(422, "INSTRUMENT_DECLINED", "The instrument presented was declined.")
        url = paypal.get("experience_context", {}).get("return_url", "")
        order = Order(self.half.names.new("ORDER"), unit["custom_id"], amount, currency, unit["description"], url, self.half.world.now())  # fmt: skip  # noqa: E501
        self.orders[order.id] = order
        if vault and call.fault != "requires_action":
            self._take(order, call.fault)
        return Reply(200 if vault else 201, self.view(order, call.request.address))

    def get(self, call: Call) -> Reply:
        return Reply(200, self.view(self.order(call.params["id"]), call.request.address))

    def capture(self, call: Call) -> Reply:
        order = self.order(call.params["id"])
        if order.capture is not None:
            raise no(422, "ORDER_ALREADY_CAPTURED", "Order already captured.")
        if order.status != "APPROVED":
            raise no(422, "ORDER_NOT_APPROVED", "Payer has not yet approved the Order for payment.")
        if call.fault == "decline":
            raise no(422, "INSTRUMENT_DECLINED", "The instrument presented was declined by the processor or bank.")
        self._take(order, call.fault)
        return Reply(201, self.view(order, call.request.address))

    def get_capture(self, call: Call) -> Reply:
        return Reply(200, self.view_capture(self._capture(call.params["id"])))

    def refund(self, call: Call) -> Reply:
        capture, body = self._capture(call.params["id"]), call.request.json
        amount = minor(body["amount"]["value"], body["amount"]["currency_code"])
        if body["amount"]["currency_code"] != capture.order.currency:
            raise no(422, "CURRENCY_MISMATCH", "The currency of the refund must be that of the capture.")
        if capture.refunded + amount > capture.amount:
            raise no(422, "REFUND_AMOUNT_EXCEEDED", "The refund amount must be at most what is left of the capture.")
        if call.fault == "decline":
            raise no(422, "REFUND_NOT_ALLOWED", "Full refund refused: a dispute is open.")
        refund = Refund(self.half.names.new("REF"), body["invoice_id"], amount, capture)
        self.refunds[refund.id] = refund
        capture.refunds.append(refund)
        capture.status = "REFUNDED" if capture.refunded == capture.amount else "PARTIALLY_REFUNDED"
        self.half.did("refund", refund.key)
        self.half.move("refund", refund.key, refund.id, capture.order.currency, amount, 0, -amount)
        self.half.tell("PAYMENT.CAPTURE.REFUNDED", "refund", self.view_refund(refund))
        return Reply(201, self.view_refund(refund))

    def get_refund(self, call: Call) -> Reply:
        if call.params["id"] not in self.refunds:
            raise missing("refund")
        return Reply(200, self.view_refund(self.refunds[call.params["id"]]))

    def approve(self, ref: str) -> Any:
        """The payer's yes. Again, or too late, it changes nothing."""
        order = self.order(ref)
        if order.status == "PAYER_ACTION_REQUIRED":
            order.status = "APPROVED"
            self.half.tell("CHECKOUT.ORDER.APPROVED", "checkout-order", self.view(order, self.half.world.address))
        return {"status": order.status}

    def fail_refund(self, ref: str) -> Any:
        """The payer's bank sends it back."""
        refund = self.refunds[ref]
        if refund.status == "COMPLETED":
            refund.status = "FAILED"
            order = refund.capture.order
            self.half.move("refund_returned", refund.key, refund.id, order.currency, refund.amount, 0, refund.amount)
            self.half.tell("PAYMENT.REFUND.FAILED", "refund", self.view_refund(refund))
        return {"status": refund.status}

    def review(self, ref: str, status: str) -> Any:
        """PayPal looks at a pending capture, and decides: COMPLETED or DECLINED."""
        capture = self.captures[ref]
        if capture.status == "PENDING":
            self._settle(capture, status)
        return {"status": capture.status}

    def order(self, ref: str) -> Order:
        """By its id, with or without our prefix, or by the key of ours. Forgotten where nobody approved it in time."""
        ref = ref.removeprefix("order/")
        found = self.orders.get(ref) or next((each for each in self.orders.values() if each.key == ref), None)
        if found is None:
            raise missing("order")
        waits = found.status == "PAYER_ACTION_REQUIRED"
        if waits and self.half.world.now() - found.at > UNAPPROVED:
            raise missing("order")
        return found

    def view(self, order: Order, address: str) -> dict[str, Any]:
        base = f"{address}/paypal/v2/checkout/orders/{order.id}"
        unit: dict[str, Any] = {
            "reference_id": "default",
            "amount": money(order.amount, order.currency),
            "description": order.description,
            "custom_id": order.key,
            "invoice_id": order.key,
        }
        if order.capture:
            unit["payments"] = {"captures": [self.view_capture(order.capture)]}
        links = [link(base, "self")]
        if order.status == "PAYER_ACTION_REQUIRED":
            links.append(link(f"{address}/pay/paypal/{order.id}", "payer-action"))
        return {
            "id": order.id,
            "intent": "CAPTURE",
            "status": order.status,
            "create_time": moment(order.at),
            "purchase_units": [unit],
            "links": links,
        }

    def view_capture(self, capture: Capture) -> dict[str, Any]:
        order = capture.order
        shown: dict[str, Any] = {
            "id": capture.id,
            "status": capture.status,
            "amount": money(capture.amount, order.currency),
            "custom_id": order.key,
            "invoice_id": order.key,
            "final_capture": True,
            "supplementary_data": {"related_ids": {"order_id": order.id}},
            "links": [link(f"{self.half.world.address}/paypal/v2/checkout/orders/{order.id}", "up")],
        }
        if capture.status == "PENDING":
            shown["status_details"] = {"reason": "PENDING_REVIEW"}
        elif capture.status != "DECLINED":
            shown["seller_receivable_breakdown"] = {
                "gross_amount": money(capture.amount, order.currency),
                "paypal_fee": money(capture.fee, order.currency),
                "net_amount": money(capture.amount - capture.fee, order.currency),
            }
        return shown

    def view_refund(self, refund: Refund) -> dict[str, Any]:
        currency = refund.capture.order.currency
        return {
            "id": refund.id,
            "status": refund.status,
            "amount": money(refund.amount, currency),
            "invoice_id": refund.key,
            "seller_payable_breakdown": {
                "gross_amount": money(refund.amount, currency),
                "paypal_fee": money(0, currency),
                "net_amount": money(refund.amount, currency),
            },
            "links": [link(f"{self.half.world.address}/paypal/v2/payments/captures/{refund.capture.id}", "up")],
        }

    def _capture(self, id: str) -> Capture:
        if id not in self.captures:
            raise missing("capture")
        return self.captures[id]

    def _take(self, order: Order, fault: str) -> None:
        amount = order.amount * 9 // 10 if fault == "wrong_amount" else order.amount
        fee = min(amount, amount * 29 // 1000 + 30)
        capture = Capture(self.half.names.new("CAP"), order, amount, fee, "PENDING")
        self.captures[capture.id] = order.capture = capture
        order.status = "COMPLETED"
        self.half.did("payment", order.key)
        if fault == "requires_action":
            self.half.tell("PAYMENT.CAPTURE.PENDING", "capture", self.view_capture(capture))
        else:
            self._settle(capture, "COMPLETED")

    def _settle(self, capture: Capture, status: str) -> None:
        capture.status, order = status, capture.order
        if status == "COMPLETED":
            net = capture.amount - capture.fee
            self.half.move("payment", order.key, capture.id, order.currency, capture.amount, capture.fee, net)
        event = "COMPLETED" if status == "COMPLETED" else "DENIED"
        self.half.tell(f"PAYMENT.CAPTURE.{event}", "capture", self.view_capture(capture))
