"""Amounts from which on something is different, whatever the currency.

There are no exchange rates here. A limit is one whole number that counts in every currency's own units (1000 is
1,000.00 EUR, 1,000.00 USD and 1,000 JPY), and amounts that say otherwise for the currencies they name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from attrs import frozen

from upclone.domain.errors import Invalid
from upclone.domain.money import EXPONENTS, MAX_MINOR, Money

FORM: Final = "must be a whole number, and amounts for the currencies that differ: 1000, 150000 JPY, 400.000 KWD"


@frozen
class Limits:
    """`usual` in whole units of any currency; `named` where a currency has its own."""

    usual: int
    named: Mapping[str, Money]

    @classmethod
    def parse(cls, words: str) -> Limits:
        """Read `1000, 150000 JPY`. Raises Invalid."""
        usual, *others = (word.strip() for word in words.split(","))
        if not (usual.isascii() and usual.isdecimal() and len(usual) <= 10):
            raise Invalid("limit", FORM)
        named = {}
        for other in others:
            number, _, currency = other.partition(" ")
            if currency not in EXPONENTS or currency in named or number.startswith("-"):
                raise Invalid("limit", FORM)
            named[currency] = Money.parse(number, currency)
        return cls(int(usual), named)

    def of(self, currency: str) -> Money:
        """The limit in this currency."""
        named: Money | None = self.named.get(currency)
        if named is not None:
            return named
        return Money(min(self.usual * 10 ** EXPONENTS[currency], MAX_MINOR), currency)

    def exceeded(self, amounts: Iterable[Money]) -> bool:
        """Whether the sum of one currency is more than its limit."""
        sums: dict[str, int] = {}
        for amount in amounts:
            sums[amount.currency] = sums.get(amount.currency, 0) + amount.amount_minor
        return any(minor > self.of(currency).amount_minor for currency, minor in sums.items())
