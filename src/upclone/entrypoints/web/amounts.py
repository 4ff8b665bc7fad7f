"""Amounts of money as the reader's language writes them, as plain text."""

from __future__ import annotations

from typing import Protocol

from upclone.entrypoints.web import writing
from upclone.entrypoints.web.languages import tongue


class Amount(Protocol):
    """Money: the domain's, or as the API answers it."""

    @property
    def amount_minor(self) -> int: ...
    @property
    def currency(self) -> str: ...


def amount_text(amount: Amount) -> str:
    """An amount with its currency."""
    return writing.amount(amount.amount_minor, amount.currency, tongue())
