"""Money, time and numbers as the reader's language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from flask_babel import get_locale, gettext, ngettext
from markupsafe import Markup, escape

from upclone.domain.money import EXPONENTS
from upclone.entrypoints.web.amounts import Amount, amount_text
from upclone.entrypoints.web.desk import desk

_SOON: Final = timedelta(days=6)


def money(amount: Amount | None) -> Markup:
    """An amount with its currency, in figures that line up below each other."""
    return Markup('<span class="figure">{}</span>').format(amount_text(amount)) if amount is not None else Markup("—")


def typed_amount(amount: Amount | None) -> str:
    """An amount as somebody types it into a field: digits and a decimal point or comma."""
    if amount is None:
        return ""
    decimals = EXPONENTS[amount.currency]
    text = str(abs(amount.amount_minor)).rjust(decimals + 1, "0")
    point = "," if get_locale().language == "fr" else "."
    return f"{text[:-decimals]}{point}{text[-decimals:]}" if decimals else text


def number(value: float) -> str:
    """A number with its groups."""
    return str(format_decimal(value, locale=get_locale()))


def compact(value: int) -> str:
    """A large number in few letters: 12K."""
    return (
        str(format_compact_decimal(value, locale=get_locale(), fraction_digits=1)) if value >= 10_000 else number(value)
    )


def percent(share: float) -> str:
    """A share of one: 0.125 is 12.5 %."""
    return str(format_percent(share, locale=get_locale(), decimal_quantization=False))


def day(at: datetime | date | None) -> str:
    """A day, in words: 3 Nov 2026."""
    return "" if at is None else str(format_date(_local(at), "medium", locale=get_locale()))


def moment(at: datetime) -> str:
    """A day and a time by the reader's clock, with its distance from UTC."""
    there = at.astimezone(desk().zone)
    return f"{format_datetime(there, 'd MMM y, HH:mm', tzinfo=there.tzinfo, locale=get_locale())} {_offset(there)}"


def _offset(at: datetime) -> str:
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def month(at: datetime | date) -> str:
    """A month of a year, short."""
    return str(format_skeleton("yMMM", at, locale=get_locale()))


def relative(at: datetime) -> str:
    """How far away a moment is, in words: in 3 days, 2 hours ago."""
    away = at - desk().doors.clock.now()
    if abs(away) < timedelta(seconds=45):
        return str(gettext("just now"))
    return str(format_timedelta(away, add_direction=True, locale=get_locale(), threshold=1.2))


def when(at: datetime | None) -> Markup:
    """A moment as people speak of it; the exact one shows on hover and focus."""
    if at is None:
        return Markup("—")
    now = desk().doors.clock.now()
    words = relative(at) if abs(at - now) < _SOON else day(at)
    return Markup('<time class="moment" tabindex="0" datetime="{}" data-exact="{}">{}</time>').format(
        at.astimezone(UTC).isoformat(timespec="seconds"), moment(at), words
    )


def hours(minutes: int) -> str:
    """A length of work: 7 h 30."""
    whole, left = divmod(minutes, 60)
    return str(gettext("%(hours)d h %(minutes)02d", hours=whole, minutes=left))


def size(count: int) -> str:
    """The size of a file."""
    if count < 1024 * 1024:
        return str(gettext("%(number)s KB", number=number(max(count // 1024, 1))))
    return str(gettext("%(number)s MB", number=number(round(count / 1024 / 1024, 1))))


def initials(name: str) -> str:
    """Two letters that stand for somebody without a picture."""
    parts = [part for part in name.split() if part[:1].isalnum()]
    return ("".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)) or "?").upper()


def _local(at: datetime | date) -> date:
    return at.astimezone(desk().zone).date() if isinstance(at, datetime) else at


def counted(count: int, one: str, many: str) -> str:
    """A count with its noun."""
    return str(ngettext(one, many, count))


FILTERS: Final = {
    "money": money, "amount_text": amount_text, "typed_amount": typed_amount, "number": number, "compact": compact,
    "percent": percent, "day": day, "moment": moment, "month": month, "when": when, "relative": relative,
    "hours": hours, "size": size, "initials": initials, "escaped": escape,
}  # fmt: skip
