"""Amounts of money as the reader's language writes them, as plain text."""

from __future__ import annotations

from typing import Final, Protocol

from upclone.entrypoints.web import writing
from upclone.entrypoints.web.languages import tongue

CURRENCIES: Final = ("EUR", "USD", "GBP", "CHF", "CAD", "JPY")
"""Those that are chosen from, in the order in which all of them stand everywhere; others follow by their code."""


class Amount(Protocol):
    """Money: the domain's, or as the API answers it."""

    @property
    def amount_minor(self) -> int: ...
    @property
    def currency(self) -> str: ...


def place(currency: str) -> tuple[int, str]:
    """Where a currency stands among others: a key to sort by."""
    return (CURRENCIES.index(currency) if currency in CURRENCIES else len(CURRENCIES), currency)


def amount_text(amount: Amount) -> str:
    """An amount with its currency."""
    return writing.amount(amount.amount_minor, amount.currency, tongue())
