"""The deal that pages follow from one side to the other."""

from __future__ import annotations

from typing import Final

from upclone.domain.money import Money
from upclone.entrypoints.api.payments import fees
from upclone.entrypoints.api.payments.costs import CostsShape
from upclone.entrypoints.web.desk import desk

WORK: Final = Money(100_000, "EUR")


def quote() -> CostsShape:
    """What it costs both sides, by today's rates."""
    query = {"amount_minor": str(WORK.amount_minor), "currency": WORK.currency}
    return desk().read(fees.quote, query)  # type: ignore[no-any-return]
