"""Movements of one's money, in words: what moved, because of what, and which way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from flask_babel import lazy_gettext as _

from upclone.application.ports.documents import Side, StatementLine
from upclone.domain.money import Money
from upclone.domain.payments.ledger import EntryKind
from upclone.entrypoints.web.words.payments import gateway


@frozen
class Look:
    """How a kind of movement looks; `%(name)s` is the other side, `%(gateway)s` the payment provider."""

    words: Any
    icon: str


@frozen
class Movement:
    """One line. `net` is what moved the balance; `gross` and `fee` are told apart where there is a fee. `gain`: it made
    the reader richer, not only what is held for them."""

    at: datetime
    words: str
    icon: str
    contract_id: UUID | None
    contract: str
    gross: Money
    fee: Money
    net: Money
    balance: Money
    gain: bool


_LOOKS: Final = {
    EntryKind.FUND: Look(_("Paid in for %(name)s’s work"), icon="shield-check"),
    EntryKind.RELEASE: Look(_("Work paid by %(name)s"), icon="banknote"),
    EntryKind.REFUND: Look(_("Refunded to %(name)s"), icon="undo-2"),
    EntryKind.REFUND_SUCCEEDED: Look(_("A refund arrived"), icon="check"),
    EntryKind.REFUND_FAILED: Look(_("A refund came back"), icon="circle-alert"),
    EntryKind.REFUND_RETRIED: Look(_("A refund was sent again"), icon="refresh-cw"),
    EntryKind.PAYOUT: Look(_("Withdrawal · %(gateway)s"), icon="arrow-up-right"),
    EntryKind.PAYOUT_PAID: Look(_("A withdrawal arrived"), icon="check"),
    EntryKind.PAYOUT_FAILED: Look(_("A withdrawal came back"), icon="circle-alert"),
    EntryKind.PAYOUT_RETRIED: Look(_("Sent again · %(gateway)s"), icon="refresh-cw"),
    EntryKind.UNEXPECTED_PAYMENT: Look(_("A payment was set aside"), icon="package-search"),
    EntryKind.SUSPENSE_RETURNED: Look(_("A payment was sent back"), icon="undo-2"),
    EntryKind.GATEWAY_FEE: Look(_("Fee · %(gateway)s"), icon="receipt"),
    EntryKind.CHARGEBACK: Look(_("The payer’s bank took money back"), icon="landmark"),
    EntryKind.CHARGEBACK_RETURNED: Look(_("The payer’s bank gave money back"), icon="landmark"),
    EntryKind.DEBT_RECOVERED: Look(_("Kept to make good what was owed"), icon="scale"),
    EntryKind.GIVEN_BACK: Look(_("Given back to %(name)s"), icon="undo-2"),
    EntryKind.UNMATCHED: Look(_("Set aside until it is explained"), icon="package-search"),
    EntryKind.UNMATCHED_RESOLVED: Look(_("Explained, and put right"), icon="check"),
}
_SPENDING: Final = {
    EntryKind.RELEASE: Look(_("Released to %(name)s"), icon="banknote"),
    EntryKind.REFUND: Look(_("Refunded to you"), icon="undo-2"),
    EntryKind.GIVEN_BACK: Look(_("Given back by %(name)s"), icon="undo-2"),
}


def told(line: StatementLine, side: Side) -> Movement:
    """A line of a statement in words."""
    look = _SPENDING.get(line.kind, _LOOKS[line.kind]) if side is Side.SPENDING else _LOOKS[line.kind]
    named = {"name": line.counterparty or "—", "gateway": gateway(line.gateway or "")}
    return Movement(
        line.at, str(look.words) % named, look.icon, line.contract_id, line.contract, line.gross, line.fee, line.net,
        line.balance, side is Side.EARNINGS and line.net.amount_minor > 0,
    )  # fmt: skip


def newest(lines: Iterable[Movement], most: int) -> list[Movement]:
    """The newest of several accounts' lines."""
    return sorted(lines, key=lambda line: line.at, reverse=True)[:most]
