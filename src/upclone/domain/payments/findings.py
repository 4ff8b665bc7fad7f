"""Findings: a row of a reconciliation that does not agree, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.domain.payments.lines import OnItsWay

OLD: Final = timedelta(days=7)
"""Money on its way that has not arrived after so long is asked about by a person."""


class Reason(StrEnum):
    """What is wrong with a row."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    AMOUNT_DIFFERS = "amount_differs"
    FEE_DIFFERS = "fee_differs"
    CURRENCY_DIFFERS = "currency_differs"
    DUPLICATE_THERE = "duplicate_there"
    WRONG_GATEWAY = "wrong_gateway"
    BALANCE_DIFFERS = "balance_differs"
    TRANSIT_TOO_OLD = "transit_too_old"


NOBODYS: Final = frozenset({Reason.MISSING_HERE, Reason.DUPLICATE_THERE})
"""Money that came to the gateway for these reasons is set apart until somebody decides whose it is."""


@frozen
class Finding:
    """One row that does not agree: what it is `here` and `there` in minor units, None where there is no such row.

    `line` and `ref` are the gateway's names, `entry` is the ledger's; a balance has neither.
    """

    reason: Reason
    currency: str
    here: int | None
    there: int | None
    at: datetime
    line: str = ""
    ref: str = ""
    entry: UUID | None = None

    @property
    def size(self) -> int:
        """By how much the books differ."""
        if self.reason is Reason.CURRENCY_DIFFERS:
            return abs(self.there or 0)
        return abs((self.there or 0) - (self.here or 0))


def too_old(transits: Iterable[OnItsWay], now: datetime) -> Iterator[Finding]:
    """Money that has been on its way for too long."""
    for each in transits:
        if each.since <= now - OLD:
            ref = str(each.transfer)
            yield Finding(Reason.TRANSIT_TOO_OLD, each.currency, each.amount, None, each.since, ref=ref)
