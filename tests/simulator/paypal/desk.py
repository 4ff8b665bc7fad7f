"""Disputes, saved accounts, and the reports."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Final

from attrs import define, evolve, field

from tests.simulator.ledger import PLATFORM, Effect
from tests.simulator.paypal.orders import Capture
from tests.simulator.paypal.wire import DAY, link, missing, moment, money, no
from tests.simulator.wire import Call, Reply

DISPUTE_FEE: Final = 1500
WINDOW: Final = 31 * DAY
CODES: Final = {
    "payment": "T0006",
    "refund": "T1107",
    "refund_returned": "T1107",
    "payout": "T0001",
    "payout_returned": "T1115",
    "chargeback": "T1201",
    "chargeback_returned": "T1202",
    "fee": "T0106",
}


@define
class Dispute:
    id: str
    capture: Capture
    amount: int
    at: float
    status: str = "WAITING_FOR_SELLER_RESPONSE"
    outcome: str = ""
    moved: list[tuple[str, int, str]] = field(factory=list)


class Disputes:
    """Over `half`."""

    def __init__(self, half: Any) -> None:
        self.half = half
        self.disputes: dict[str, Dispute] = {}

    def get(self, call: Call) -> Reply:
        return Reply(200, self.view(self._dispute(call.params["id"])))

    def answer(self, call: Call) -> Reply:
        """Evidence: JSON and a PDF file, in the parts that PayPal names."""
        dispute, body = self._dispute(call.params["id"]), call.request.body
        if dispute.status != "WAITING_FOR_SELLER_RESPONSE":
            raise no(422, "ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE", "The dispute waits for nothing of the seller.")
        kind = call.request.headers.get("content-type", "")
        if not kind.startswith("multipart/form-data") or b'name="input"' not in body or b"%PDF" not in body:
            raise no(400, "INVALID_REQUEST", "The evidence is missing.")
        dispute.status = "UNDER_REVIEW"
        self._tell(dispute, "UPDATED")
        return Reply(200, {"links": [link(f"{call.request.address}/paypal/v1/customer/disputes/{dispute.id}", "self")]})

    def open(self, ref: str, amount: int | None = None) -> Any:
        """The payer complains about a capture, named by its id or our key; PayPal takes the money meanwhile."""
        captures = self.half.orders.captures.values()
        found = [each for each in captures if ref in (each.id, each.order.key)]
        if not found:
            raise missing("capture")
        id, now = f"PP-D-{self.half.names.new('D')}", self.half.world.now()
        dispute = Dispute(id, found[0], amount or found[0].amount, now)
        self.disputes[dispute.id] = dispute
        self._move(dispute, "chargeback", "DEBIT", dispute.amount, "DISPUTE_SETTLEMENT")
        self._move(dispute, "fee", "DEBIT", DISPUTE_FEE, "CHARGEBACK_FEE")
        self._tell(dispute, "CREATED")
        return {"ref": dispute.id}

    def decide(self, ref: str, won: bool) -> Any:
        """PayPal's ruling; `won` by the marketplace."""
        dispute = self._dispute(ref)
        if dispute.status != "RESOLVED":
            dispute.status = "RESOLVED"
            dispute.outcome = "RESOLVED_SELLER_FAVOUR" if won else "RESOLVED_BUYER_FAVOUR"
            if won:
                self._move(dispute, "chargeback_returned", "CREDIT", dispute.amount, "DISPUTE_SETTLEMENT")
            self._tell(dispute, "RESOLVED")
        return {"status": dispute.status}

    def view(self, dispute: Dispute) -> dict[str, Any]:
        capture, currency = dispute.capture, dispute.capture.order.currency
        shown: dict[str, Any] = {
            "dispute_id": dispute.id,
            "create_time": moment(dispute.at),
            "disputed_transactions": [{"seller_transaction_id": capture.id}],
            "reason": "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED",
            "status": dispute.status,
            "dispute_amount": money(dispute.amount, currency),
            "money_movements": [
                {"affected_party": "SELLER", "amount": money(amount, currency), "type": way, "reason": reason}
                for way, amount, reason in dispute.moved
            ],
        }  # fmt: skip
        if dispute.status == "WAITING_FOR_SELLER_RESPONSE":
            shown["seller_response_due_date"] = moment(dispute.at + 10 * DAY)
        if dispute.outcome:
            shown["dispute_outcome"] = {"outcome_code": dispute.outcome}
        return shown

    def _dispute(self, ref: str) -> Dispute:
        if ref not in self.disputes:
            raise missing("dispute")
        return self.disputes[ref]

    def _move(self, dispute: Dispute, what: str, way: str, amount: int, reason: str) -> None:
        dispute.moved.append((way, amount, reason))
        net = amount if way == "CREDIT" else -amount
        order = dispute.capture.order
        id = self.half.names.new("TXN")
        self.half.move(what, order.key, dispute.id, order.currency, amount, 0, net, id, about=dispute.capture.id)

    def _tell(self, dispute: Dispute, event: str) -> None:
        self.half.tell(f"CUSTOMER.DISPUTE.{event}", "dispute", self.view(dispute))


class Vault:
    """Saved PayPal accounts: a setup token that its payer approves, then a payment token."""

    def __init__(self, half: Any) -> None:
        self.half = half
        self.waiting: dict[str, str] = {}
        self.returns: dict[str, str] = {}
        self.saved: set[str] = set()

    def begin(self, call: Call) -> Reply:
        paypal = call.request.json["payment_source"]["paypal"]
        assert paypal["usage_type"] == "MERCHANT"
        id = self.half.names.new("SETUP")
        self.returns[id] = paypal.get("experience_context", {}).get("return_url", "")
        self.waiting[id] = "PAYER_ACTION_REQUIRED"
        return Reply(201, self._view(id))

    def get(self, call: Call) -> Reply:
        if call.params["id"] not in self.waiting:
            raise missing("setup token")
        return Reply(200, self._view(call.params["id"]))

    def save(self, call: Call) -> Reply:
        given = call.request.json["payment_source"]["token"]
        if given["type"] != "SETUP_TOKEN" or self.waiting.get(given["id"]) != "APPROVED":
            raise no(422, "TOKEN_NOT_APPROVED", "The setup token is not approved.")
        id = self.half.names.new("VAULT")
        self.saved.add(id)
        self.waiting[given["id"]] = "VAULTED"
        return Reply(201, {"id": id, "payment_source": {"paypal": {"email_address": "payer@example.org"}}})

    def approve(self, ref: str) -> Any:
        """The payer agrees."""
        self.waiting[ref] = "APPROVED"
        return {"status": "APPROVED"}

    def _view(self, id: str) -> dict[str, Any]:
        approve = link(f"{self.half.world.address}/pay/paypal/{id}", "approve")
        return {"id": id, "status": self.waiting[id], "links": [approve]}


class Reports:
    """What the half's own book says, as Transaction Search writes it. Both ends of a search are part of it."""

    def __init__(self, half: Any) -> None:
        self.half = half
        self.lines: list[tuple[Effect, str, str]] = []
        self.planted: list[tuple[Effect, str, str]] = []

    def transactions(self, call: Call) -> Reply:
        given = {name: values[0] for name, values in call.request.arguments.items()}
        start, end = (datetime.fromisoformat(given[name]).timestamp() for name in ("start_date", "end_date"))
        if end - start > WINDOW:
            raise no(400, "INVALID_REQUEST", "The date range must be at most 31 days.")
        size, page = int(given["page_size"]), int(given["page"])
        found = [line for line in self.lines if start <= int(line[0].at) <= end]
        shown = [{"transaction_info": self._line(*line)} for line in found[(page - 1) * size : page * size]]
        return Reply(200, {"transaction_details": shown, "page": page, "total_items": len(found), "total_pages": -(-len(found) // size)})  # fmt: skip  # noqa: E501

    def plant(self, what: str, how: str) -> Any:
        """`how` the first line of `what` is told: missing, amount, currency; double, or again as nobody's (extra)."""
        self.planted = list(self.lines)
        at = next(at for at, (effect, _, _) in enumerate(self.lines) if effect.what == what)
        effect, transaction, about = self.lines[at]
        if how == "missing":
            del self.lines[at]
        elif how == "amount":
            less = -1 if effect.net > 0 else 1
            self.lines[at] = (evolve(effect, amount=effect.amount - 1, net=effect.net + less), transaction, about)
        elif how == "currency":
            self.lines[at] = (evolve(effect, currency="USD"), transaction, about)
        elif how == "extra":
            self.lines.append((evolve(effect, key="", ref="nobodys"), self.half.names.new("TXN"), about))
        else:
            self.lines.append((effect, transaction, about))
        return self._settle(self.planted)

    def mend(self, ref: str) -> Any:
        """As it was before."""
        wrong, self.lines = self.lines, self.planted
        return self._settle(wrong)

    def _settle(self, before: list[tuple[Effect, str, str]]) -> Any:
        """The balance is what the lines say."""
        grown: Counter[str] = Counter()
        for sign, lines in ((-1, before), (1, self.lines)):
            for each, _, _ in lines:
                grown[each.currency] += sign * each.net
        for currency, net in grown.items():
            self.half.world.moved(effect(self.half, "planted", "", "", currency, abs(net), 0, net))
        return {}

    def balances(self, call: Call) -> Reply:
        currencies = dict.fromkeys(effect.currency for effect, _, _ in self.lines)
        shown = [{"currency": each, "total_balance": money(self.half.balance(each), each)} for each in currencies]
        return Reply(200, {"balances": shown, "as_of_time": moment(self.half.world.now())})

    def _line(self, effect: Effect, transaction: str, about: str) -> dict[str, Any]:
        gross = effect.net + effect.fee
        shown: dict[str, Any] = {
            "transaction_id": transaction,
            "transaction_event_code": CODES[effect.what],
            "transaction_initiation_date": moment(effect.at),
            "transaction_amount": money(gross, effect.currency),
            "transaction_status": "S",
        }
        if effect.fee:
            shown["fee_amount"] = money(-effect.fee, effect.currency)
        if effect.what in ("payment", "refund", "refund_returned", "payout", "payout_returned"):
            shown["custom_field" if effect.what.startswith("payout") else "invoice_id"] = effect.key
        if about:
            shown |= {"paypal_reference_id": about, "paypal_reference_id_type": "TXN"}
        return shown


def effect(half: Any, what: str, key: str, ref: str, currency: str, amount: int, fee: int, net: int) -> Effect:
    """One line of the simulator's book."""
    return Effect("paypal", PLATFORM, what, key, ref, currency, amount, fee, net, half.world.now())
