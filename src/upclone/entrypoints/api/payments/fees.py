"""Fees, before anyone commits: today's rates, and what a price would cost each side to the cent."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from upclone.domain.errors import Invalid
from upclone.domain.money import MAX_MINOR, Money, price
from upclone.domain.payments.fees import groups, rates_for
from upclone.entrypoints.api.payments.costs import CostsShape, FeeRatesShape, costs_shape
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Currency, Query, Shape

ROUTES = Routes("Fees", "What the marketplace charges, for anybody to read.")

_MOST = 50


class RatesShape(Shape):
    """Rates and the currencies that they are for. The bounds of tiers are in minor units of each of them."""

    model_config = ConfigDict(title="Rates")

    currencies: list[str]
    rates: FeeRatesShape


class RatesList(Shape):
    """Every currency is in one of these."""

    items: list[RatesShape]


class QuoteQuery(Query):
    """A price, and what it is divided into: `milestones` are amounts in minor units, with commas, that sum to it."""

    amount_minor: Annotated[int, Field(ge=1, le=MAX_MINOR, description="The price of the work, in minor units.")]
    currency: Currency
    released_minor: Annotated[
        int, Field(ge=0, le=MAX_MINOR, description="What the contract has released before: the freelancer's fee falls.")
    ] = 0
    milestones: Annotated[
        str | None,
        Field(pattern=r"^[0-9]{1,16}(,[0-9]{1,16})*$", max_length=900, json_schema_extra={"example": "30000,60000"}),
    ] = None


@ROUTES.read("/fees", access=Access.EVERYBODY)
def fees(call: Call) -> RatesList:
    """Read today's rates. A contract keeps those that it was signed with."""
    items = [
        RatesShape(currencies=list(currencies), rates=FeeRatesShape.model_validate(rates))
        for currencies, rates in groups()
    ]
    return RatesList(items=items)


@ROUTES.read("/fees/quote", access=Access.EVERYBODY)
def quote(call: Call, query: QuoteQuery) -> CostsShape:
    """Ask what a price costs both sides, by today's rates."""
    whole = price(Money(query.amount_minor, query.currency), "amount_minor")
    return costs_shape(rates_for(query.currency), _parts(query, whole), Money(query.released_minor, query.currency))


def _parts(query: QuoteQuery, whole: Money) -> list[Money]:
    if query.milestones is None:
        return [whole]
    amounts = [int(amount) for amount in query.milestones.split(",")]
    if len(amounts) > _MOST or 0 in amounts or sum(amounts) != whole.amount_minor:
        raise Invalid("milestones", f"must be 1 to {_MOST} amounts above zero that sum to amount_minor")
    return [Money(amount, query.currency) for amount in amounts]
