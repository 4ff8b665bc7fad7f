"""Amounts, numbers and times in a language, each written once and then known.

A page writes hundreds of them, the same ones again and again, and the library takes some fifty microseconds for each:
that was a third of a page. What is kept depends on its arguments alone, which name the language; nothing of it is
anybody's own.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Final

from babel import Locale
from babel.dates import TIMEDELTA_UNITS, format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)

from upclone.domain.money import EXPONENTS

_KEPT: Final = 4_096
"""Texts of one kind that a process keeps, the ones asked for last: a few hundred kilobytes."""
_NEARLY: Final = 1.2
"""How many of a unit there have to be before one speaks of it: an hour and ten minutes are 70 minutes."""

kept = lru_cache(maxsize=_KEPT)


@cache
def locale(language: str) -> Locale:
    """What the library knows of a language, read once."""
    return Locale.parse(language)


@kept
def amount(minor: int, currency: str, language: str) -> str:
    """An amount with its currency and all its decimals."""
    value = Decimal(minor).scaleb(-EXPONENTS[currency])
    # Babel knows the digits of most currencies; ours are those of ISO 4217, and no cent is ever dropped.
    digits = "0" * EXPONENTS[currency]
    shape = _pattern(language).replace("0.00", f"0.{digits}" if digits else "0")
    return _set(format_currency(value, currency, shape, locale(language), currency_digits=False))


@kept
def whole_amount(units: int, currency: str, language: str) -> str:
    """An amount that has no cents, without their places."""
    shape = re.sub(r"0\.0+", "0", _pattern(language))
    return _set(format_currency(units, currency, shape, locale(language), currency_digits=False))


@kept
def short_amount(minor: int, currency: str, language: str) -> str:
    """An amount in few letters: €12K."""
    whole = minor / 10 ** EXPONENTS[currency]
    digits = 0 if whole < 1000 else 1
    return _set(format_compact_currency(whole, currency, locale=locale(language), fraction_digits=digits))


@kept
def number(value: float, language: str) -> str:
    """A number with its groups."""
    return str(format_decimal(value + 0, locale=locale(language)))  # + 0: there is no -0


@kept
def compact(value: int, language: str) -> str:
    """A number in few letters: 12K."""
    return str(format_compact_decimal(value, locale=locale(language), fraction_digits=1))


@kept
def percent(share: float, language: str) -> str:
    """A share of one: 0.125 is 12.5 %."""
    return _set(format_percent(share + 0, locale=locale(language), decimal_quantization=False))


@kept
def day(on: date, shape: str, language: str) -> str:
    """A day: `shape` is one of the library's names or patterns."""
    return str(format_date(on, shape, locale=locale(language)))


@kept
def parts(on: date, skeleton: str, language: str) -> str:
    """Those parts of a day that a skeleton names, in the order of the language."""
    return str(format_skeleton(skeleton, on, locale=locale(language)))


def moment(there: datetime, language: str) -> str:
    """A day and a minute by the clock that `there` is told by."""
    return _minute(there.replace(second=0, microsecond=0, tzinfo=None), language)


def distance(away: timedelta, language: str, directed: bool = True) -> str:
    """How far away a moment is, in words: in 3 days, 2 hours ago; not `directed`, how long that is: 3 days."""
    seconds = away.days * 86_400 + away.seconds
    units = ((name, length) for name, length in TIMEDELTA_UNITS if abs(seconds) / length >= _NEARLY)
    unit, length = next(units, ("second", 1))
    return _distance(unit, length, round(abs(seconds) / length), seconds < 0, language, directed)


@kept
def _minute(there: datetime, language: str) -> str:
    return str(format_datetime(there, "d MMM y, HH:mm", locale=locale(language)))


@kept
def _distance(unit: str, length: int, count: int, past: bool, language: str, directed: bool) -> str:
    away = length * count * (-1 if past else 1)
    tell = partial(format_timedelta, threshold=math.inf, add_direction=directed, locale=locale(language))
    return str(tell(away, granularity=unit))  # type: ignore[arg-type]


def _set(text: str) -> str:
    """A currency's code does not touch its figures, where it has no sign of its own: CHF 12, as CLDR spaces them. The
    minus is one, as wide as a plus, and not the hyphen of a keyboard."""
    return re.sub(r"(?<=[A-Z]{3})(?=\d)", "\N{NO-BREAK SPACE}", text).replace("-", "\N{MINUS SIGN}")


def _pattern(language: str) -> str:
    return str(locale(language).currency_formats["standard"].pattern)
