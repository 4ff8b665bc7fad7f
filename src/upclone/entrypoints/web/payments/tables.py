"""Withdrawals, refunds, chargebacks and money that is held, as files."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from upclone.domain.payments.transfers import Kind
from upclone.entrypoints.api.payments import chargebacks, payouts
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.payments.withdrawing import kind_of
from upclone.entrypoints.web.sheets import Columns, every, number, sheet
from upclone.entrypoints.web.words import lexicon
from upclone.entrypoints.web.words.payments import gateway, reason

PAGES = Blueprint("payments_tables", __name__)

_PAYOUTS: Final[Columns] = {
    _("Asked for on"): lambda row: row.requested_at,
    _("Gateway"): lambda row: gateway(row.gateway),
    _("To"): lambda row: row.destination if row.kind is Kind.PAYOUT else "",
    _("State"): lambda row: lexicon.state(row.state).word,
    _("Amount"): lambda row: number(row.amount),
    _("Currency"): lambda row: row.amount.currency,
    _("Why it came back"): lambda row: row.failure,
    _("Contract"): lambda row: row.contract_id,
    _("Id"): lambda row: row.id,
}
_CHARGEBACKS: Final[Columns] = {
    _("Opened on"): lambda row: row.opened_at,
    _("Gateway"): lambda row: gateway(row.gateway),
    _("Reason"): lambda row: reason(row.reason),
    _("State"): lambda row: lexicon.state(row.state).word,
    _("Amount"): lambda row: number(row.amount),
    _("Currency"): lambda row: row.amount.currency,
    _("Contract"): lambda row: row.contract_id,
    _("Id"): lambda row: row.id,
}
_HELD: Final[Columns] = {
    _("Contract"): lambda row: row.title,
    _("With"): lambda row: row.other,
    _("You are"): lambda row: _("the client") if row.paying else _("the freelancer"),
    _("Held"): lambda row: row.amount,
    _("Currency"): lambda row: row.amount.currency,
    _("Contested"): lambda row: _("yes") if row.frozen else _("no"),
    _("Approved by itself on"): lambda row: row.approved_at,
    _("Id"): lambda row: row.contract_id,
}


@PAGES.get("/payouts.csv")
def sent() -> ResponseReturnValue:
    """Withdrawals, or refunds that came to a client."""
    kind, query = kind_of(request.args), request.args.copy()
    query["kind"] = kind.value
    return sheet("refunds" if kind is Kind.REFUND else "withdrawals", _PAYOUTS, every(payouts.payouts, query))


@PAGES.get("/chargebacks.csv")
def contested() -> ResponseReturnValue:
    """What payers' banks want back."""
    return sheet("chargebacks", _CHARGEBACKS, every(chargebacks.chargebacks))


@PAGES.get("/money/held.csv")
def held() -> ResponseReturnValue:
    """What is held under one's contracts."""
    return sheet("held", _HELD, desk().doors.wallet.held(desk().must_be_signed_in().actor))
