"""Chargebacks: Stripe calls them disputes."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Final

import stripe
from attrs import frozen
from stripe import Dispute, StripeClient

from upclone.adapters.stripe.amounts import from_stripe
from upclone.adapters.stripe.line import missing, options
from upclone.application.ports.gateways import Claim, ClaimState, Evidence
from upclone.domain.errors import NotFound

_STATES: Final = {
    "needs_response": ClaimState.OPEN,
    "warning_needs_response": ClaimState.OPEN,
    "under_review": ClaimState.ANSWERED,
    "warning_under_review": ClaimState.ANSWERED,
    "won": ClaimState.WON,
    "warning_closed": ClaimState.WON,
    "prevented": ClaimState.WON,
    "lost": ClaimState.LOST,
}
_FILE: Final = 4_500_000
"""Bytes that all files of an answer may have together."""

_TEXT: Final = 20_000


@frozen
class Disputes:
    """What a payer's bank takes back, and what is said to that."""

    client: StripeClient

    def seen(self, ref: str) -> Claim:
        """Raises NotFound."""
        return _claim(self._get(ref))

    def contest(self, ref: str, evidence: Evidence) -> Claim:
        """Sends the summary, and the dossier as a file where it is not too large. Answered already, it stays so."""
        dispute = self._get(ref)
        if _claim(dispute).state is not ClaimState.OPEN:
            return _claim(dispute)
        given: stripe.params.DisputeUpdateParamsEvidence = {
            "uncategorized_text": evidence.summary[:_TEXT],
            "customer_name": evidence.customer_name,
            "customer_email_address": evidence.customer_email,
            "service_date": evidence.service_at.date().isoformat(),
        }
        if 0 < len(evidence.dossier) <= _FILE:
            given["uncategorized_file"] = self._upload(ref, evidence.dossier)
        # The dossier's file is a new one at each try: the answer is kept from being given twice by its state.
        return _claim(self.client.v1.disputes.update(ref, {"evidence": given, "submit": True}))

    def _upload(self, ref: str, dossier: bytes) -> str:
        file = io.BytesIO(dossier)
        file.name = f"{ref}.pdf"
        sent = self.client.v1.files.create({"purpose": "dispute_evidence", "file": file}, options())
        return sent.id

    def _get(self, ref: str) -> Dispute:
        try:
            return self.client.v1.disputes.retrieve(ref)
        except stripe.InvalidRequestError as fault:
            if not missing(fault):
                raise
            raise NotFound("chargeback", ref) from fault


def _claim(dispute: Dispute) -> Claim:
    booked = dispute.balance_transactions
    fee = sum(each.fee for each in booked)
    due = dispute.evidence_details.due_by
    return Claim(
        ref=dispute.id,
        payment_ref=_id(dispute.payment_intent),
        amount=from_stripe(dispute.amount, dispute.currency),
        state=_STATES[dispute.status],
        reason=dispute.reason,
        withdrawn=sum(each.amount for each in booked) < 0,
        fee=from_stripe(fee, booked[0].currency) if booked else None,
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
    )


def _id(intent: str | stripe.PaymentIntent | None) -> str:
    return intent if isinstance(intent, str) else (intent.id if intent is not None else "")
