"""What operators read of the books: approvals, reconciliations, entries of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext as _

from upclone.domain.payments import approvals
from upclone.domain.payments.findings import Reason
from upclone.domain.payments.ledger import EntryKind
from upclone.entrypoints.web.words.tones import Said, States

STATES: Final[tuple[States, ...]] = (
    {
        approvals.State.REQUESTED: Said(_("Waits for a second person"), "wait"),
        approvals.State.CARRIED_OUT: Said(_("Done"), "done"),
        approvals.State.REFUSED: Said(_("Refused"), "calm"),
        approvals.State.EXPIRED: Said(_("Its time was over"), "calm"),
    },
)
_REASONS: Final[Mapping[StrEnum, Any]] = {
    Reason.MISSING_HERE: _("Missing here"),
    Reason.MISSING_THERE: _("Missing at the gateway"),
    Reason.AMOUNT_DIFFERS: _("Another amount"),
    Reason.FEE_DIFFERS: _("Another fee"),
    Reason.CURRENCY_DIFFERS: _("Another currency"),
    Reason.DUPLICATE_THERE: _("Twice at the gateway"),
    Reason.WRONG_GATEWAY: _("At the wrong gateway"),
    Reason.BALANCE_DIFFERS: _("Another balance"),
    Reason.TRANSIT_TOO_OLD: _("On its way for too long"),
}
_ENTRIES: Final[Mapping[StrEnum, Any]] = {
    EntryKind.FUND: _("Paid in"),
    EntryKind.RELEASE: _("Released to the freelancer"),
    EntryKind.REFUND: _("Refund"),
    EntryKind.REFUND_SUCCEEDED: _("Refund arrived"),
    EntryKind.REFUND_FAILED: _("Refund came back"),
    EntryKind.REFUND_RETRIED: _("Refund sent again"),
    EntryKind.PAYOUT: _("Payout"),
    EntryKind.PAYOUT_PAID: _("Payout arrived"),
    EntryKind.PAYOUT_FAILED: _("Payout came back"),
    EntryKind.PAYOUT_RETRIED: _("Payout sent again"),
    EntryKind.UNEXPECTED_PAYMENT: _("Payment set aside"),
    EntryKind.SUSPENSE_RETURNED: _("Set-aside payment sent back"),
    EntryKind.GATEWAY_FEE: _("Fee of a gateway"),
    EntryKind.CHARGEBACK: _("Chargeback"),
    EntryKind.CHARGEBACK_RETURNED: _("Chargeback won"),
    EntryKind.DEBT_RECOVERED: _("Debt made good"),
    EntryKind.GIVEN_BACK: _("Given back"),
    EntryKind.UNMATCHED: _("Unknown money set aside"),
    EntryKind.UNMATCHED_RESOLVED: _("Unknown money given its place"),
}
_DUE: Final[Mapping[StrEnum, Any]] = {approvals.Move.EXPIRE: _("It can be approved no longer")}
TERMS: Final[tuple[Mapping[StrEnum, Any], ...]] = (_REASONS, _ENTRIES, _DUE)
