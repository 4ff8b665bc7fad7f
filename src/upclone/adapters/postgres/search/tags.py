"""Filters as lexemes: short texts with a prefix that no word can have, because words hold letters and digits alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from upclone.domain.market import folding
from upclone.domain.market.searches import Near, Span
from upclone.domain.people.places import MICRO, Place

_EPOCH: Final = datetime(2001, 1, 1, tzinfo=UTC)
_SHORTEST: Final = timedelta(hours=4)

SPANS: Final = tuple(4**level for level in range(6))
"""How many of the shortest spans of time each level's lasts: four hours, sixteen, … 171 days."""

HIGHEST_BUCKET: Final = 60
"""Of amounts: everything from 10 million euros on lies in one."""

MOST_CELLS: Final = 150
"""A circle that touches more degrees of the map than this is not looked up by them."""

FIXED: Final = "b"
HOURLY: Final = "h"
OPENED: Final = "t:"
TITLED: Final = "w:"
"""Before the stem of a word in the title."""

REMOTE: Final = "x:remote"
ON_SITE: Final = "x:site"


def skill(slug: str) -> str:
    """Asked for, or mastered."""
    return f"s:{slug}"


def category(slug: str) -> str:
    """A category or a part of one."""
    return f"c:{slug}"


def payment(kind: str) -> str:
    """Fixed or hourly."""
    return f"p:{kind}"


def level(kind: str) -> str:
    """Entry, intermediate, expert."""
    return f"v:{kind}"


def duration(kind: str) -> str:
    """Days, weeks, months, long."""
    return f"d:{kind}"


def language(code: str) -> str:
    """ISO 639-1."""
    return f"l:{code}"


def country(code: str) -> str:
    """ISO 3166-1 alpha-2."""
    return f"o:{code.upper()}"


def city(name: str) -> str:
    """Whatever its accents and hyphens."""
    return f"y:{folding.key(name)}"


def bucket(amount_minor: int) -> int:
    """Two buckets an octave: 64 to 95, 96 to 127, 128 to 191 …"""
    amount = max(amount_minor, 1)
    bits = amount.bit_length()
    half = amount >> (bits - 2) & 1 if bits > 1 else 0
    return min(2 * bits + half, HIGHEST_BUCKET)


def amounts(kind: str, currency: str, least: int, most: int) -> Iterator[str]:
    """The buckets of every amount from `least` to `most`."""
    return (f"{kind}:{currency}:{number}" for number in range(bucket(least), bucket(most) + 1))


def within(kind: str, span: Span) -> list[str]:
    """The buckets that a span touches."""
    highest = span.most if span.most is not None else 1 << (HIGHEST_BUCKET // 2)
    return list(amounts(kind, span.currency, span.least or 1, highest))


def hour(at: datetime) -> int:
    """The number of the four hours in which it lies."""
    return (at - _EPOCH) // _SHORTEST


def begins(number: int) -> datetime:
    """When these four hours begin."""
    return _EPOCH + number * _SHORTEST


def opened(number: int) -> Iterator[str]:
    """Opened in these four hours: in the span of every level that they are part of."""
    return (_span(level, number // length) for level, length in enumerate(SPANS))


def opened_within(first: int, end: int) -> Iterator[str]:
    """Opened in the four hours `first`, or later, before `end`: the longest spans that fill it, the newest first."""
    while end > first:
        level = max(level for level, length in enumerate(SPANS) if end % length == 0 and end - length >= first)
        end -= SPANS[level]
        yield _span(level, end // SPANS[level])


def _span(level: int, number: int) -> str:
    return f"{OPENED}{level}:{number}"


def place(at: Place | None) -> Iterator[str]:
    """Where it is, as far as filters ask."""
    if at is not None:
        yield ON_SITE
        yield country(at.country)
        yield city(at.city)
        yield _cell(at.latitude // MICRO, at.longitude // MICRO)


def around(near: Near) -> list[str] | None:
    """The degrees of the map that a circle touches; None where they are too many."""
    degrees_high = near.radius_km * 10 // 1_111 + 1  # 111.1 kilometres a degree
    north = min(near.latitude // MICRO + degrees_high, 89)
    south = max(near.latitude // MICRO - degrees_high, -90)
    widest = max(abs(north + 1), abs(south))
    # Degrees of longitude shrink towards the poles; a bound from below of the cosine is enough.
    shrunk = max(90 - widest, 0)
    if shrunk < 2:
        return None
    degrees_wide = degrees_high * 90 // shrunk + 1
    east = near.longitude // MICRO
    if (north - south + 1) * (2 * degrees_wide + 1) > MOST_CELLS:
        return None
    return [
        _cell(latitude, (east + step + 180) % 360 - 180)
        for latitude in range(south, north + 1)
        for step in range(-degrees_wide, degrees_wide + 1)
    ]


def _cell(latitude: int, longitude: int) -> str:
    return f"g:{latitude}:{longitude}"


def once(tags: Iterable[str]) -> list[str]:
    """Each once, in order: what array_to_tsvector takes."""
    return sorted(set(tags))
