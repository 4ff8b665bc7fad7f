"""Amounts, rates, days and hours as each language writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from upclone.domain.money import Money, exponent

_THIN: Final = "\N{NARROW NO-BREAK SPACE}"
_HARD: Final = "\N{NO-BREAK SPACE}"

# fmt: off
_MONTHS: Final = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
}
# fmt: on


def money(amount: Money, language: str) -> str:
    """`1,250.00 EUR` in English, `1 250,00 €` in French, with the currency's own number of decimals.

    Other currencies keep their ISO code in both languages: a $ would not say whose dollars a contract is about.
    """
    decimals = exponent(amount.currency)
    whole, fraction = divmod(abs(amount.amount_minor), 10**decimals)
    sign = "-" if amount.amount_minor < 0 else ""
    tail = f"{fraction:0{decimals}}" if decimals else ""
    if language == "fr":
        grouped = f"{whole:,}".replace(",", _THIN)
        return f"{sign}{grouped}{',' + tail if tail else ''}{_HARD}{_symbol(amount.currency)}"
    return f"{sign}{whole:,}{'.' + tail if tail else ''}{_HARD}{amount.currency}"


def _symbol(currency: str) -> str:
    return "€" if currency == "EUR" else currency


def percent(basis_points: int, language: str) -> str:
    """Hundredths of a percent as a percentage: 1250 is `12.5%`, in French `12,5 %`."""
    whole, rest = divmod(basis_points, 100)
    number = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
    return number.replace(".", ",") + _HARD + "%" if language == "fr" else number + "%"


def day(at: datetime, language: str) -> str:
    """The day in UTC: `20 November 2026`, `20 novembre 2026`, `1er mai 2026`."""
    utc = at.astimezone(UTC)
    number = "1er" if language == "fr" and utc.day == 1 else str(utc.day)
    return f"{number} {_MONTHS[language][utc.month - 1]} {utc.year}"


def short_day(at: datetime, language: str) -> str:
    """The day in UTC for a narrow column: `20 Nov 2026`, and in French `20/11/2026`."""
    utc = at.astimezone(UTC)
    if language == "fr":
        return f"{utc.day:02}/{utc.month:02}/{utc.year}"
    return f"{utc.day} {_MONTHS['en'][utc.month - 1][:3]} {utc.year}"


def moment(at: datetime, language: str) -> str:
    """The day and the minute in UTC: `20 November 2026, 14:05 UTC`."""
    utc = at.astimezone(UTC)
    between = " à" if language == "fr" else ","
    return f"{day(at, language)}{between} {utc.hour:02}:{utc.minute:02} UTC"
