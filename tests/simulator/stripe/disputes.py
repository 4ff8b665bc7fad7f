"""Chargebacks, and the balance."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from tests.simulator.ledger import PLATFORM
from tests.simulator.stripe.state import NAME, State, Thing, refuse
from tests.simulator.wire import Call, Reply

FEE: Final = 1500
WEEK_S: Final = 7 * 24 * 3600


def open_dispute(state: State, intent: Thing, amount: int | None, reason: str) -> Thing:
    """The payer's bank takes it back, with a fee."""
    charge = state.get(intent["latest_charge"] or "", "charge")
    taken = amount or charge["amount"]
    dispute = state.add(
        "dp", "dispute", amount=taken, currency=charge["currency"], charge=charge["id"], payment_intent=intent["id"],
        reason=reason, status="needs_response", metadata={}, evidence={}, balance_transactions=[],
        is_charge_refundable=False,
        evidence_details={"due_by": int(state.world.now()) + WEEK_S, "has_evidence": False, "past_due": False,
                          "submission_count": 0},
    )  # fmt: skip
    key = charge["_key"]
    line = state.book("chargeback", dispute, key, taken, type="adjustment", category="dispute", fee=FEE, sign=-1)
    dispute["balance_transactions"].append(state.show(line, []))
    state.tell("charge.dispute.created", dispute)
    state.tell("charge.dispute.funds_withdrawn", dispute)
    return dispute


def decide(state: State, dispute: Thing, won: bool) -> None:
    """The bank's last word. Stripe keeps its fee."""
    if dispute["status"] in ("won", "lost"):
        refuse(400, "invalid_request_error", f"The dispute is {dispute['status']}.")
    dispute["status"] = "won" if won else "lost"
    if won:
        key = state.things[dispute["charge"]]["_key"]
        line = state.book(
            "chargeback_returned", dispute, key, dispute["amount"], type="adjustment", category="dispute_reversal"
        )
        dispute["balance_transactions"].append(state.show(line, []))
        state.tell("charge.dispute.funds_reinstated", dispute)
    state.tell("charge.dispute.closed", dispute)


def update(state: State, call: Call, given: Thing) -> Reply:
    """The one answer that there may be."""
    dispute = state.get(call.params["id"], "dispute")
    if dispute["status"] != "needs_response":
        refuse(400, "invalid_request_error", f"This dispute is already {dispute['status']}.")
    dispute["evidence"].update(given.get("evidence", {}))
    file = given.get("evidence", {}).get("uncategorized_file")
    if file is not None:
        state.get(file, "file")
    dispute["evidence_details"]["has_evidence"] = True
    if given.get("submit", "true") == "true":
        dispute["evidence_details"]["submission_count"] += 1
        dispute["status"] = "under_review"
        state.tell("charge.dispute.updated", dispute)
    return Reply(200, state.show(dispute, given.get("expand", [])))


def close(state: State, call: Call, given: Thing) -> Reply:
    """Given up."""
    dispute = state.get(call.params["id"], "dispute")
    decide(state, dispute, won=False)
    return Reply(200, state.show(dispute, given.get("expand", [])))


def upload(state: State, call: Call, given: Thing) -> Reply:
    """A file of evidence."""
    content = given["file"]
    file = state.add("file", "file", purpose=given["purpose"], size=len(content), type="pdf", _content=content)
    return Reply(200, state.show(file, []))


def balance(state: State, call: Call, given: Thing) -> Reply:
    """Of the platform, or of the account that is asked for. Half of it counts as pending."""
    account = call.request.headers.get("stripe-account") or PLATFORM
    sums: dict[str, int] = defaultdict(int)
    for each in state.world.ledger.effects:
        if (each.api, each.account) == (NAME, account):
            sums[each.currency.lower()] += each.net
    shown: dict[str, Any] = {"object": "balance", "livemode": False, "available": [], "pending": []}
    for currency, units in sums.items():
        shown["pending"].append({"amount": units // 2, "currency": currency, "source_types": {"card": units // 2}})
        rest = units - units // 2
        shown["available"].append({"amount": rest, "currency": currency, "source_types": {"card": rest}})
    return Reply(200, shown)
