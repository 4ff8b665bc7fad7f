"""Lines of both books: the gateway's, the clearing account's, and those of money that is on its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.domain.payments.ledger import EntryKind


class What(StrEnum):
    """What a line is about, in both books."""

    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_RETURNED = "refund_returned"
    PAYOUT = "payout"
    PAYOUT_RETURNED = "payout_returned"
    CHARGEBACK = "chargeback"
    CHARGEBACK_RETURNED = "chargeback_returned"
    FEE = "fee"
    OTHER = "other"


RETURNS: Final = frozenset({What.REFUND_RETURNED, What.PAYOUT_RETURNED})
"""What left, and is back."""

WHAT: Final[Mapping[EntryKind, What]] = {
    EntryKind.FUND: What.PAYMENT,
    EntryKind.UNEXPECTED_PAYMENT: What.PAYMENT,
    EntryKind.REFUND_SUCCEEDED: What.REFUND,
    EntryKind.REFUND_FAILED: What.REFUND_RETURNED,
    EntryKind.PAYOUT_PAID: What.PAYOUT,
    EntryKind.PAYOUT_FAILED: What.PAYOUT_RETURNED,
    EntryKind.CHARGEBACK: What.CHARGEBACK,
    EntryKind.CHARGEBACK_RETURNED: What.CHARGEBACK_RETURNED,
    EntryKind.GATEWAY_FEE: What.FEE,
}
"""The kinds of entries that move a clearing account. What is posted as unmatched is found by its line instead."""


@frozen
class Theirs:
    """A line of a gateway's report. `effect` is without the gateway's `fee`, which was taken off besides."""

    id: str
    what: What
    ref: str
    key: str | None
    currency: str
    effect: int
    fee: int
    at: datetime


@frozen
class Ours:
    """A line of a clearing account. One without effect is of a transfer that failed, and as far as anybody here heard
    never left. `line` names the gateway's line that an UNMATCHED entry was posted for; `about` is
    the payment that a chargeback is about, by which some reports call it. What is `on_its_way` is in transit here, and
    on no clearing account yet: the gateway may have taken it off already."""

    entry: UUID
    gateway: str
    what: What
    ref: str | None
    key: str | None
    currency: str
    effect: int
    at: datetime
    line: str | None = None
    about: str | None = None
    on_its_way: bool = False


@frozen
class OnItsWay:
    """Money in a transit account since `since`: `transfer` is its owner, `key` what the gateway was given for it, `ref`
    its own name for it, where it has said one."""

    transfer: UUID
    currency: str
    amount: int
    since: datetime
    what: What
    key: str
    ref: str | None

    def line(self, gateway: str) -> Ours:
        """What the clearing account will have of it once it is paid."""
        names = (self.ref, self.key, self.currency, -self.amount)
        return Ours(self.transfer, gateway, self.what, *names, self.since, on_its_way=True)
