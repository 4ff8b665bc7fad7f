"""Places: a city with its coordinates, and how far two of them are apart. Integers all the way."""

from __future__ import annotations

from math import isqrt
from typing import Final

from attrs import evolve, frozen

from upclone.domain.errors import Invalid
from upclone.domain.people.accounts import display_name
from upclone.domain.people.codes import country

MICRO: Final = 1_000_000
"""Micro-degrees in a degree."""

METRES_A_DEGREE: Final = 111_195
"""Along a meridian of a sphere with the earth's mean radius."""

_CITY: Final = MICRO // 10  # eleven kilometres: which city, and not which house


@frozen
class Place:
    """Where somebody works or something must be done. `country` is ISO 3166-1 alpha-2; coordinates in micro-degrees."""

    city: str
    country: str
    latitude: int
    longitude: int


def place(city: str, country_code: str, latitude: int, longitude: int, field: str = "place") -> Place:
    """A place whose parts hold. Raises Invalid, naming the part below `field`."""
    if not -90 * MICRO <= latitude <= 90 * MICRO:
        raise Invalid(f"{field}.latitude", "must lie between -90 and 90 degrees")
    if not -180 * MICRO <= longitude <= 180 * MICRO:
        raise Invalid(f"{field}.longitude", "must lie between -180 and 180 degrees")
    try:
        name = display_name(city)
    except Invalid as wrong:
        raise Invalid(f"{field}.city", wrong.rule) from None
    return Place(name, country(country_code, f"{field}.country"), latitude, longitude)


def rough(exact: Place) -> Place:
    """The same city, with coordinates that say no more than that: what strangers see."""
    return evolve(exact, latitude=_rounded(exact.latitude), longitude=_rounded(exact.longitude))


def distance_m(a: Place, b: Place) -> int:
    """Metres between two places, as on a flat map that is true at the latitude between them.

    Within 1 % up to 500 km below 65° of latitude, which is what a radius is asked for; too long between continents.
    """
    north = a.latitude - b.latitude
    turned = abs(a.longitude - b.longitude)
    east = min(turned, 360 * MICRO - turned) * _cosine((a.latitude + b.latitude) // 2) // MICRO
    return isqrt(north * north + east * east) * METRES_A_DEGREE // MICRO


def _cosine(latitude: int) -> int:
    """The cosine in millionths, by Bhaskara's formula: (32400 - 4 x²) / (32400 + x²) for x degrees, at most 0.002 off.

    Raised to the second power of ten digits, so that nothing is lost to the division."""
    square = latitude * latitude
    whole = 32_400 * MICRO * MICRO
    return (whole - 4 * square) * MICRO // (whole + square)


def _rounded(coordinate: int) -> int:
    return (coordinate + _CITY // 2) // _CITY * _CITY
