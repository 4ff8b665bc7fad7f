"""Fees as data. A contract keeps the rates it was signed with.

The client's fee is owed on released work only; the freelancer's fee falls with what the contract has already paid.
Both are computed on running totals, so that a sum paid in parts costs to the cent what it costs paid at once. The
marketplace rounds its fees down: the remainder is the party's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import field, frozen

from upclone.domain.errors import Invalid
from upclone.domain.money import EXPONENTS, Money, total


def _basis_points(holder: object, attribute: object, value: int) -> None:
    if type(value) is not int or not 0 <= value <= 10_000:
        raise Invalid("basis_points", "must be a whole number between 0 and 10000")


@frozen
class Tier:
    """`basis_points` are owed on what lies under `upto_minor` (None: without end) and above the tier before."""

    upto_minor: int | None
    basis_points: int = field(validator=_basis_points)


@frozen
class FeeRates:
    """The rates of both sides. `freelancer` tiers are marginal, as in an income tax."""

    client_basis_points: int = field(validator=_basis_points)
    freelancer: tuple[Tier, ...] = field()

    @freelancer.validator
    def _rising(self, attribute: object, tiers: tuple[Tier, ...]) -> None:
        if not tiers or tiers[-1].upto_minor is not None:
            raise Invalid("fees.freelancer", "the last tier has no upper bound")
        bounds = [0, *(tier.upto_minor for tier in tiers[:-1])]
        if any(upper is None or lower is None or upper <= lower for lower, upper in pairwise(bounds)):
            raise Invalid("fees.freelancer", "the bounds of the tiers must rise")

    def client_fee(self, work: Money) -> Money:
        """What the client owes on top of `work` once it is released."""
        return work.share(self.client_basis_points)

    def _owed(self, released_minor: int) -> int:
        owed, lower = 0, 0
        for tier in self.freelancer:
            upper = released_minor if tier.upto_minor is None else min(released_minor, tier.upto_minor)
            owed += max(upper - lower, 0) * tier.basis_points
            lower = max(upper, lower)
        return owed // 10_000

    def freelancer_fee(self, released_before: Money, part: Money) -> Money:
        """What the freelancer owes on `part`, given what this contract has released before it."""
        after = (released_before + part).amount_minor
        return Money(self._owed(after) - self._owed(released_before.amount_minor), part.currency)


@frozen
class Quote:
    """What one part of the work costs its two sides: the client pays its fee on top, the freelancer's is kept."""

    work: Money
    client_fee: Money
    freelancer_fee: Money

    @property
    def client_pays(self) -> Money:
        """Work and fee."""
        return self.work + self.client_fee

    @property
    def freelancer_gets(self) -> Money:
        """Work less fee."""
        return self.work - self.freelancer_fee


def quote(rates: FeeRates, parts: Sequence[Money], released: Money) -> tuple[Quote, ...]:
    """Each part as it is charged when its hold is released, in this order, after the contract has `released`."""
    quotes = []
    for part in parts:
        quotes.append(Quote(part, rates.client_fee(part), rates.freelancer_fee(released, part)))
        released = released + part
    return tuple(quotes)


def summed(quotes: Sequence[Quote], currency: str) -> Quote:
    """Several quotes as one."""
    names = ("work", "client_fee", "freelancer_fee")
    return Quote(*(total([getattr(each, name) for each in quotes], currency) for name in names))


_BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    **dict.fromkeys(["EUR", "USD", "GBP", "CHF", "CAD", "AUD"], (100_000, 1_000_000)),
    "PLN": (400_000, 4_000_000),
    "JPY": (150_000, 1_500_000),
    "KWD": (300_000, 3_000_000),
}
"""Upper bounds of the first two tiers, in minor units; a currency that is not named pays the first rate throughout."""


def rates_for(currency: str) -> FeeRates:
    """Today's rates: 3 % for the client; 10 %, then 7 %, then 5 % for the freelancer."""
    if currency not in _BOUNDS:
        return FeeRates(300, (Tier(None, 1000),))
    first, second = _BOUNDS[currency]
    return FeeRates(300, (Tier(first, 1000), Tier(second, 700), Tier(None, 500)))


def groups() -> tuple[tuple[tuple[str, ...], FeeRates], ...]:
    """Today's rates, each with the currencies that they are for."""
    found: dict[FeeRates, list[str]] = {}
    for currency in sorted(EXPONENTS):
        found.setdefault(rates_for(currency), []).append(currency)
    return tuple((tuple(currencies), rates) for rates, currencies in found.items())
