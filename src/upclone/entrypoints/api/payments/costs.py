"""What work costs its two sides, as it is answered wherever somebody is about to commit."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ConfigDict

from upclone.domain.money import Money
from upclone.domain.payments.fees import FeeRates, Quote, quote, summed
from upclone.entrypoints.api.schemas import MoneyShape, Shape


class TierShape(Shape):
    """`basis_points` are owed on what lies under `upto_minor` (null: without end), above the tier before."""

    model_config = ConfigDict(title="Tier")

    upto_minor: int | None
    basis_points: int


class FeeRatesShape(Shape):
    """The client pays on top of released work; the freelancer's tiers are marginal over what the contract released."""

    model_config = ConfigDict(title="FeeRates")

    client_basis_points: int
    freelancer: list[TierShape]


class QuoteShape(Shape):
    """What the client pays (work and fee on top), and what the freelancer gets (work less their fee)."""

    model_config = ConfigDict(title="Quote")

    work: MoneyShape
    client_fee: MoneyShape
    client_pays: MoneyShape
    freelancer_fee: MoneyShape
    freelancer_gets: MoneyShape


class CostsShape(QuoteShape):
    """The sums of all parts. Each part is charged when it is released; fees are rounded down part by part."""

    model_config = ConfigDict(title="Costs")

    parts: list[QuoteShape]


def costs_shape(rates: FeeRates, parts: Sequence[Money], released: Money) -> CostsShape:
    """The costs of these parts, in this order, under a contract that has released so much before."""
    quotes = quote(rates, parts, released)
    whole = quote_shape(summed(quotes, released.currency))
    return CostsShape(**whole.model_dump(), parts=[quote_shape(each) for each in quotes])


def quote_shape(one: Quote) -> QuoteShape:
    """One part."""
    return QuoteShape.model_validate(one)
