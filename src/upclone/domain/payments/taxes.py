"""Value added tax: who is who to the tax office, and the table that says what a seller charges whom.

Prices are gross. Where the seller charges tax, it is a part of the price, and an invoice names it; nothing is ever
added to what the client agreed to pay. Sources are named in docs/invoices.md, with what an operator asks their adviser.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.domain.errors import Invalid
from upclone.domain.money import Money


class Treatment(StrEnum):
    """What an invoice says about tax."""

    STANDARD = "standard"
    REVERSE_CHARGE = "reverse_charge"
    OUTSIDE_SCOPE = "outside_scope"
    ZERO_RATED = "zero_rated"
    SMALL_BUSINESS = "small_business"
    NOT_TAXABLE = "not_taxable"


class Standing(StrEnum):
    """What a seller is, to the tax office."""

    REGISTERED = "registered"
    SMALL = "small"
    PRIVATE = "private"


class Place(StrEnum):
    """Where the buyer is, seen from the seller."""

    HERE = "here"
    UNION = "union"
    ABROAD = "abroad"


@frozen
class TaxIdentity:
    """What somebody declared, `id` being their account's. An empty text says nothing.

    `business`: acts as one, registered for tax or not. `vat_number` has its country's prefix. `small_business` is
    exempt where it lives (in France: franchise en base). `registration` is the number of a company register.
    """

    id: UUID
    country: str
    business: bool = False
    legal_name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    vat_number: str = ""
    registration: str = ""
    small_business: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.business and (self.vat_number or self.small_business or self.registration):
            raise Invalid("business", "must be true for who has a VAT number, a registration or the exemption")
        if self.business and not self.legal_name.strip():
            raise Invalid("legal_name", "must be given by a business")

    @property
    def standing(self) -> Standing:
        """A business that is neither exempt nor has a number is not registered: it can't charge tax."""
        if self.small_business:
            return Standing.SMALL
        return Standing.REGISTERED if self.business and self.vat_number else Standing.PRIVATE


_MEMBERS: Final = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
UNION: Final = frozenset(_MEMBERS.split())
_WITHIN: Final[Mapping[str, str]] = {"MC": "FR"}
"""Countries whose tax is another's."""

_SINCE: Final = date(2024, 1, 1)
RATES: Final[Mapping[str, tuple[tuple[date, int], ...]]] = {
    **{
        country: ((_SINCE, rate),)
        for rate, countries in {
            1700: "LU",
            1800: "MT",
            1900: "CY DE",
            2000: "AT BG FR GB",
            2100: "BE CZ ES LT LV NL",
            2200: "IT SI",
            2300: "IE PL PT",
            2400: "GR",
            2500: "DK HR NO SE",
            2700: "HU",
            810: "CH",
        }.items()
        for country in countries.split()
    },
    "EE": ((_SINCE, 2200), (date(2025, 7, 1), 2400)),
    "FI": ((_SINCE, 2400), (date(2024, 9, 1), 2550)),
    "RO": ((_SINCE, 1900), (date(2025, 8, 1), 2100)),
    "SK": ((_SINCE, 2000), (date(2025, 1, 1), 2300)),
}
"""Standard rates in basis points, each from its first day on. The first of a country also stands for days before it."""


def rate(country: str, on: date) -> int:
    """The standard rate of a country of the table on a day, in basis points."""
    steps = RATES[_WITHIN.get(country, country)]
    return next((points for since, points in reversed(steps) if since <= on), steps[0][1])


_ANY: Final = (True, False)
_EVERYWHERE: Final = tuple(Place)
_S, _R, _O = Treatment.STANDARD, Treatment.REVERSE_CHARGE, Treatment.OUTSIDE_SCOPE

# (seller's region, standing, where the buyer is, whether the buyer is a business that can be charged in reverse)
RULES: Final[Mapping[tuple[str, Standing, Place, bool], Treatment]] = {
    ("union", Standing.REGISTERED, Place.HERE, True): _S,
    ("union", Standing.REGISTERED, Place.HERE, False): _S,
    ("union", Standing.REGISTERED, Place.UNION, True): _R,
    ("union", Standing.REGISTERED, Place.UNION, False): _S,
    ("union", Standing.REGISTERED, Place.ABROAD, True): _O,
    ("union", Standing.REGISTERED, Place.ABROAD, False): _S,
    # The exemption is of the seller's country: a service that is taxed elsewhere is none of it.
    ("union", Standing.SMALL, Place.HERE, True): Treatment.SMALL_BUSINESS,
    ("union", Standing.SMALL, Place.HERE, False): Treatment.SMALL_BUSINESS,
    ("union", Standing.SMALL, Place.UNION, True): _R,
    ("union", Standing.SMALL, Place.UNION, False): Treatment.SMALL_BUSINESS,
    ("union", Standing.SMALL, Place.ABROAD, True): _O,
    ("union", Standing.SMALL, Place.ABROAD, False): Treatment.SMALL_BUSINESS,
    **{("GB", Standing.REGISTERED, Place.HERE, business): _S for business in _ANY},
    ("GB", Standing.REGISTERED, Place.ABROAD, True): _O,
    ("GB", Standing.REGISTERED, Place.ABROAD, False): _S,
    # Switzerland taxes a service where its recipient is; Norway exports what can be delivered from afar at zero.
    **{("CH", Standing.REGISTERED, Place.HERE, business): _S for business in _ANY},
    **{("CH", Standing.REGISTERED, Place.ABROAD, business): _O for business in _ANY},
    **{("NO", Standing.REGISTERED, Place.HERE, business): _S for business in _ANY},
    **{("NO", Standing.REGISTERED, Place.ABROAD, business): Treatment.ZERO_RATED for business in _ANY},
    **{
        (region, Standing.SMALL, place, business): Treatment.SMALL_BUSINESS
        for region in ("GB", "CH", "NO")
        for place in (Place.HERE, Place.ABROAD)
        for business in _ANY
    },
    **{
        ("elsewhere", standing, place, business): _O
        for standing in (Standing.REGISTERED, Standing.SMALL)
        for place in (Place.HERE, Place.ABROAD)
        for business in _ANY
    },
    **{
        (region, Standing.PRIVATE, place, business): Treatment.NOT_TAXABLE
        for region in ("union", "GB", "CH", "NO", "elsewhere")
        for place in _EVERYWHERE
        if region == "union" or place is not Place.UNION
        for business in _ANY
    },
}


@frozen
class Tax:
    """How one supply is taxed: `basis_points` are 0 unless it is STANDARD, whose tax is `country`'s."""

    treatment: Treatment
    basis_points: int = 0
    country: str = ""

    def within(self, gross: Money) -> Money:
        """The tax that a gross price holds, rounded half up to a minor unit: net and tax sum to the price."""
        whole, sign = abs(gross.amount_minor), -1 if gross.amount_minor < 0 else 1
        divisor = 10_000 + self.basis_points
        return Money(sign * ((2 * whole * self.basis_points + divisor) // (2 * divisor)), gross.currency)


def tax(seller: TaxIdentity | None, buyer: TaxIdentity | None, on: date) -> Tax:
    """What the seller charges the buyer for a service on a day. Who declared nothing is a private person; a buyer who
    did not say where is where the seller is."""
    if seller is None:
        return Tax(Treatment.NOT_TAXABLE)
    home = _WITHIN.get(seller.country, seller.country)
    there = home if buyer is None else _WITHIN.get(buyer.country, buyer.country)
    place = _place(home, there)
    treatment = RULES[_region(home), seller.standing, place, _charged_in_reverse(buyer, there)]
    if treatment is Treatment.REVERSE_CHARGE and not seller.vat_number:
        treatment = Treatment.SMALL_BUSINESS  # an invoice without the seller's number can't charge in reverse
    if treatment is not Treatment.STANDARD:
        return Tax(treatment)
    return Tax(treatment, rate(home, on), home)


def _region(country: str) -> str:
    if country in UNION:
        return "union"
    return country if country in RATES else "elsewhere"


def _place(home: str, there: str) -> Place:
    if home == there:
        return Place.HERE
    return Place.UNION if home in UNION and there in UNION else Place.ABROAD


def _charged_in_reverse(buyer: TaxIdentity | None, there: str) -> bool:
    """In the Union a business shows that it is one by its number; elsewhere it says so."""
    return buyer is not None and buyer.business and (bool(buyer.vat_number) or there not in UNION)
