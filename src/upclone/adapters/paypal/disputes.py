"""Disputes: the payer's complaint at PayPal, or their bank's chargeback, and the one answer to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from attrs import frozen
from urllib3 import encode_multipart_formdata

from upclone.adapters.paypal.amounts import read
from upclone.adapters.paypal.calls import Ask
from upclone.adapters.paypal.client import PayPalClient
from upclone.application.ports.gateways import Claim, ClaimState, Evidence
from upclone.domain.money import Money, total

PATH: Final = "/v1/customer/disputes"
NOTES: Final = 2000
"""Characters that PayPal takes of them."""

_OPEN: Final = frozenset({"OPEN", "WAITING_FOR_SELLER_RESPONSE"})
_WON: Final = frozenset({"RESOLVED_SELLER_FAVOUR", "CANCELED_BY_BUYER", "DENIED", "RESOLVED_WITH_PAYOUT"})
"""RESOLVED_WITH_PAYOUT: PayPal pays the payer itself."""


@frozen
class Disputes:
    """Over one client. Raises Refusal for PayPal's no."""

    client: PayPalClient

    def get(self, ref: str) -> Claim:
        """As it stands."""
        return _claim(self.client.call(Ask("GET", f"{PATH}/{ref}")))

    def contest(self, ref: str, evidence: Evidence) -> Claim:
        """Answer it. One that is answered, or decided, is given back as it is."""
        claim = self.get(ref)
        if claim.state is not ClaimState.OPEN:
            return claim
        customer = f"{evidence.customer_name} <{evidence.customer_email}>, served on {evidence.service_at:%Y-%m-%d}."
        notes = f"{evidence.summary[: NOTES - len(customer) - 2]}\n\n{customer}"
        proof = {"evidences": [{"evidence_type": "PROOF_OF_FULFILLMENT", "notes": notes}]}
        parts: dict[str, tuple[str, str | bytes, str]] = {
            "input": ("input.json", json.dumps(proof), "application/json"),
            "evidence-file": ("dossier.pdf", evidence.dossier, "application/pdf"),
        }
        body, kind = encode_multipart_formdata(parts)
        self.client.call(Ask("POST", f"{PATH}/{ref}/provide-evidence", body, {"Content-Type": kind}))
        return self.get(ref)


def _claim(said: Mapping[str, Any]) -> Claim:
    amount = read(said["dispute_amount"])
    taken = _taken(said, "SETTLEMENT", amount.currency)
    due = said.get("seller_response_due_date")
    return Claim(
        ref=str(said["dispute_id"]),
        payment_ref=str(said["disputed_transactions"][0]["seller_transaction_id"]),
        amount=amount,
        state=_state(said, taken),
        reason=str(said.get("reason") or "OTHER"),
        withdrawn=taken > Money.zero(amount.currency),
        fee=_taken(said, "FEE", amount.currency) or None,
        answer_by=datetime.fromisoformat(str(due)) if due else None,
    )


def _state(said: Mapping[str, Any], taken: Money) -> ClaimState:
    status = str(said.get("status"))
    if status != "RESOLVED":
        return ClaimState.OPEN if status in _OPEN else ClaimState.ANSWERED
    outcome = str((said.get("dispute_outcome") or {}).get("outcome_code") or "NONE")
    if outcome in _WON:
        return ClaimState.WON
    lost = outcome in ("RESOLVED_BUYER_FAVOUR", "ACCEPTED") or taken > Money.zero(taken.currency)
    return ClaimState.LOST if lost else ClaimState.WON


def _taken(said: Mapping[str, Any], ending: str, currency: str) -> Money:
    """What was taken from the marketplace for reasons that end so, less what it was given back."""
    sums = []
    for moved in said.get("money_movements") or ():
        amount = read(moved["amount"])
        if _reason(moved) == ending and moved.get("affected_party") == "SELLER" and amount.currency == currency:
            sums.append(amount if moved.get("type") == "DEBIT" else -amount)
    return total(sums, currency)


def _reason(moved: Mapping[str, Any]) -> str:
    return str(moved.get("reason") or "").rpartition("_")[2]
