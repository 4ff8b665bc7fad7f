"""What it costs: today's rates, and a calculator that asks the code that charges."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from upclone.domain.errors import Invalid
from upclone.domain.money import EXPONENTS, Money
from upclone.entrypoints.api.payments import fees
from upclone.entrypoints.api.payments.costs import CostsShape
from upclone.entrypoints.web import keeping
from upclone.entrypoints.web.amounts import CURRENCIES
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.forms import Form, Typed, refused
from upclone.entrypoints.web.market import cards, wanted
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words.errors import told_of_fields

PAGES = Blueprint("costs", __name__)

USUAL: Final = "1000"
"""The price that is counted where none was typed."""


@PAGES.get("/fees")
@keeping.for_visitors
def show() -> ResponseReturnValue:
    """Rates, and what a price costs both sides to the cent."""
    typed, form, costs = request.args, Form(), None
    try:
        costs = _costs(typed)
    except (Invalid, ValidationError) as wrong:
        found = told_of_fields(refused(wrong, typed))
        names = {"amount_minor": "amount", "released_minor": "released"}
        form = Form(typed, {names.get(name, name): words for name, words in found.errors.items()})
    chosen = typed.get("currency", "")
    currency = chosen if chosen in EXPONENTS else CURRENCIES[0]
    rates = next(each for each in desk().read(fees.fees).items if currency in each.currencies)
    return page(
        "visitor/fees.html",
        422 if form.errors else 200,
        form=form,
        costs=costs,
        shares=_shares(costs) if costs else None,
        amount=typed.get("amount", USUAL),
        released=typed.get("released", ""),
        currency=currency,
        currencies=tuple(dict.fromkeys((*CURRENCIES, "AUD", "PLN", currency))),
        client_rate=_share(rates.rates.client_basis_points),
        tiers=list(_tiers(rates.rates, currency)),
    )


def _costs(typed: Typed) -> CostsShape:
    currency = typed.get("currency") or CURRENCIES[0]
    if currency not in EXPONENTS:
        raise Invalid("currency", "must be an ISO 4217 currency that upclone knows")
    query = {"currency": currency}
    for field, name in (("amount", "amount_minor"), ("released", "released_minor")):
        text = typed.get(field, USUAL if field == "amount" else "").strip()
        if text:
            query[name] = str(wanted.minor_of(text, currency, field))
    return desk().read(fees.quote, query)  # type: ignore[no-any-return]


def _tiers(rates: Any, currency: str) -> Any:
    """From where to where, and the share of each."""
    lower = 0
    for tier in rates.freelancer:
        least = cards.round_amount(Money(lower, currency))
        most = cards.round_amount(Money(tier.upto_minor, currency)) if tier.upto_minor is not None else ""
        yield least, most, _share(tier.basis_points)
        lower = tier.upto_minor or lower


def _share(basis_points: int) -> Decimal:
    return Decimal(basis_points).scaleb(-4)


def _shares(costs: CostsShape) -> list[tuple[str, int, int]]:
    """What the client pays as parts of a bar of 1,000: whose they are, where each begins, how wide it is."""
    whole = max(costs.client_pays.amount_minor, 1)
    parts = (("gets", costs.freelancer_gets), ("theirs", costs.freelancer_fee), ("ours", costs.client_fee))
    found, at = [], 0
    for name, part in parts:
        width = part.amount_minor * 1000 // whole
        found.append((name, at, width))
        at += width
    return found
