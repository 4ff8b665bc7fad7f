"""Amounts of money as the reader's language writes them, as plain text."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from babel.numbers import format_currency
from flask_babel import get_locale

from upclone.domain.money import EXPONENTS


class Amount(Protocol):
    """Money: the domain's, or as the API answers it."""

    @property
    def amount_minor(self) -> int: ...
    @property
    def currency(self) -> str: ...


def amount_text(amount: Amount) -> str:
    """An amount with its currency."""
    value = _decimal(amount)
    return str(
        format_currency(value, amount.currency, locale=get_locale(), currency_digits=False, format=_shape(amount))
    )


def _shape(amount: Amount) -> str | None:
    # Babel knows the digits of most currencies; ours are those of ISO 4217, and no cent is ever dropped.
    pattern = get_locale().currency_formats["standard"].pattern
    digits = "0" * EXPONENTS[amount.currency]
    return str(pattern).replace("0.00", f"0.{digits}" if digits else "0")


def _decimal(amount: Amount) -> Decimal:
    return Decimal(amount.amount_minor).scaleb(-EXPONENTS[amount.currency])
