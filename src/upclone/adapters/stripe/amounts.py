"""Amounts as Stripe counts them. Nearly always as ISO 4217 does; where not, nothing is ever rounded."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from upclone.adapters.stripe.line import NAME
from upclone.domain.errors import Declined
from upclone.domain.money import Money, exponent

_OTHERWISE: Final[Mapping[str, Fraction]] = {"ISK": Fraction(100), "UGX": Fraction(100), "MGA": Fraction(1, 100)}
"""Stripe's units to one of ours: it gives króna and shilling two decimals, and the ariary none."""

_TENS: Final = 3
"""Currencies of so many decimals are taken in whole tens of the smallest unit only."""


def to_stripe(amount: Money) -> int:
    """Raises Declined for a sum that Stripe has no number for."""
    units = amount.amount_minor * _OTHERWISE.get(amount.currency, Fraction(1))
    if units.denominator != 1 or (exponent(amount.currency) == _TENS and units % 10):
        raise Declined(NAME, f"Stripe can't move exactly {amount}.")
    return int(units)


def from_stripe(units: int, currency: str) -> Money:
    """`currency` as Stripe writes it, in small letters."""
    code = currency.upper()
    minor = units / _OTHERWISE.get(code, Fraction(1))
    assert minor.denominator == 1, "Stripe moves only what it shows"
    return Money(int(minor), code)
