"""Money: a whole number of minor units and a currency, and ways to divide it that lose nothing.

Exponents come from ISO 4217 (list one, active codes that people are paid in). Nothing here rounds silently: what a
currency can't hold exactly is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from upclone.domain.errors import Invalid

_TWO: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP "
    "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR "
    "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN "
    "NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
    "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG"
)
_ZERO: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"

EXPONENTS: Final[Mapping[str, int]] = {
    **dict.fromkeys(_TWO.split(), 2),
    **dict.fromkeys(_ZERO.split(), 0),
    **dict.fromkeys(_THREE.split(), 3),
}
"""The number of decimals of each currency."""

MAX_MINOR: Final = 10**15
"""The largest amount that upclone handles, in minor units: far under 2^53, so that no JSON reader distorts it."""

_TOO_LARGE: Final = "is too large an amount"
_NO_AMOUNT: Final = "must be an amount such as 1250.00"
_DECIMAL = re.compile(r"(-?)([0-9]{1,16})(?:\.([0-9]{1,6}))?", re.ASCII)
_DIGITS = re.compile(r"-?[0-9]{17,}(?:\.[0-9]*)?", re.ASCII)


def exponent(currency: str) -> int:
    """The decimals of `currency`. Raises Invalid for a code that is not in the list."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise Invalid("currency", f"{currency!r} is not an ISO 4217 currency that upclone knows") from None


@frozen(order=False)
class Money:
    """`amount_minor` minor units (cents, or whole yen) of `currency`. Arithmetic between currencies is refused."""

    amount_minor: int
    currency: str

    def __attrs_post_init__(self) -> None:
        # One check for both fields: money is made dozens of times in every command.
        if type(self.amount_minor) is not int:
            raise Invalid("amount_minor", "must be a whole number of minor units")
        if not -MAX_MINOR <= self.amount_minor <= MAX_MINOR:
            raise Invalid("amount_minor", f"must lie within ±{MAX_MINOR}")
        if self.currency not in EXPONENTS:
            exponent(self.currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in `currency`."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read `12.50`. Raises Invalid where the currency can't hold the text exactly (1.005 USD, 0.5 JPY)."""
        decimals = exponent(currency)
        match = _DECIMAL.fullmatch(text)
        if match is None:
            raise Invalid("amount", _TOO_LARGE if _DIGITS.fullmatch(text) else _NO_AMOUNT)
        sign, whole, fraction = match[1], match[2], match[3] or ""
        if len(fraction) > decimals:
            raise Invalid("amount", f"{currency} has {decimals} decimals; {text} can't be held exactly")
        amount = int(whole + fraction.ljust(decimals, "0"))
        if amount > MAX_MINOR:
            raise Invalid("amount", _TOO_LARGE)
        return cls(-amount if sign else amount, currency)

    def __str__(self) -> str:
        decimals = EXPONENTS[self.currency]
        digits = str(abs(self.amount_minor)).rjust(decimals + 1, "0")
        sign = "-" if self.amount_minor < 0 else ""
        number = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
        return f"{sign}{number} {self.currency}"

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount_minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount_minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount_minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount_minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount_minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.amount_minor != 0

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise Invalid("currency", f"{other.currency} can't be mixed with {self.currency}")
        return other.amount_minor

    def share(self, basis_points: int) -> Money:
        """`basis_points` ten-thousandths of it, rounded towards zero. The rest is the other party's: subtract."""
        if not 0 <= basis_points <= 10_000:
            raise Invalid("basis_points", "must lie between 0 and 10000")
        whole, sign = abs(self.amount_minor), -1 if self.amount_minor < 0 else 1
        return Money(sign * (whole * basis_points // 10_000), self.currency)

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Parts in proportion to `weights`, which sum exactly to the whole.

        Each part is rounded towards zero; the minor units left over go one each to the first parts with a weight.
        """
        if not weights or any(type(weight) is not int or weight < 0 for weight in weights) or not any(weights):
            raise Invalid("weights", "must be whole numbers, none negative, not all zero")
        whole, sign, total = abs(self.amount_minor), -1 if self.amount_minor < 0 else 1, sum(weights)
        parts = [whole * weight // total for weight in weights]
        rest = whole - sum(parts)
        for index, weight in enumerate(weights):
            if rest and weight:
                parts[index] += 1
                rest -= 1
        return tuple(Money(sign * part, self.currency) for part in parts)


def total(amounts: Sequence[Money], currency: str) -> Money:
    """The sum of `amounts`, all in `currency`; zero where there are none."""
    result = Money.zero(currency)
    for amount in amounts:
        result = result + amount
    return result


_SMALL_UNITS: Final = frozenset(
    ["COP", "IDR", "IRR", "KHR", "LAK", "LBP", "MMK", "MNT", "NGN", "PYG", "SLE", "SYP", "TZS", "UGX", "UZS", "VND"]
)
"""Currencies whose unit buys so little that ordinary prices have many digits."""


def largest(currency: str) -> int:
    """The most that one price may be, in minor units: 2 thousand million (20 million euros), or 500 times that.

    It is under 2^31, and so far under MAX_MINOR that the sums of a contract and of an account fit.
    """
    return 10**12 if currency in _SMALL_UNITS else 2 * 10**9


def price(amount: Money, name: str = "amount") -> Money:
    """`amount` itself. Raises Invalid for zero and below, and for more than one price may be."""
    most = largest(amount.currency)
    if positive(amount, name).amount_minor > most:
        raise Invalid(name, f"must be at most {Money(most, amount.currency)}")
    return amount


def positive(amount: Money, name: str = "amount") -> Money:
    """`amount` itself. Raises Invalid for zero and below."""
    if amount.amount_minor <= 0:
        raise Invalid(name, "must be more than zero")
    return amount
