"""Money, time and numbers as the reader's language writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from upclone.domain.money import EXPONENTS
from upclone.entrypoints.web import writing
from upclone.entrypoints.web.amounts import Amount, amount_text
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.languages import tongue

_SOON: Final = timedelta(days=6)


def money(amount: Amount | None) -> Markup:
    """An amount with its currency, in figures that line up below each other."""
    return Markup(f'<span class="figure">{escape(amount_text(amount))}</span>') if amount is not None else Markup("—")


def signed(amount: Amount | None) -> Markup:
    """An amount that comes or goes: +€270.00, −€309.00, and nothing before zero."""
    if amount is None or amount.amount_minor <= 0:
        return money(amount)
    return Markup(f'<span class="figure">+{escape(amount_text(amount))}</span>')


def labelled(label: object, value: object) -> str:
    """What something is called, and what it is: `Ruling: Work goes on`. In French a space stands before the colon."""
    return str(gettext("%(label)s: %(value)s", label=label, value=value))


def typed_amount(amount: Amount | None) -> str:
    """An amount as somebody types it into a field: digits and a decimal point or comma."""
    if amount is None:
        return ""
    decimals = EXPONENTS[amount.currency]
    text = str(abs(amount.amount_minor)).rjust(decimals + 1, "0")
    point = "," if tongue() == "fr" else "."
    return f"{text[:-decimals]}{point}{text[-decimals:]}" if decimals else text


def number(value: float) -> str:
    """A number with its groups."""
    return writing.number(value, tongue())


def compact(value: int) -> str:
    """A large number in few letters: 12K."""
    return writing.compact(value, tongue()) if value >= 10_000 else number(value)


def percent(share: float) -> str:
    """A share of one: 0.125 is 12.5 %."""
    return writing.percent(share, tongue())


def day(at: datetime | date | None) -> str:
    """A day, in words: 3 Nov 2026."""
    return "" if at is None else writing.day(_local(at), "medium", tongue())


def moment(at: datetime) -> str:
    """A day and a time by the reader's clock, with its distance from UTC."""
    there = at.astimezone(desk().zone)
    return f"{writing.moment(there, tongue())} {_offset(there)}"


def _offset(at: datetime) -> str:
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def month(at: datetime | date) -> str:
    """A month of a year, short."""
    return writing.parts(date(at.year, at.month, 1), "yMMM", tongue())


def relative(at: datetime) -> str:
    """How far away a moment is, in words: in 3 days, 2 hours ago."""
    return _away(at - desk().doors.clock.now())


def _away(by: timedelta) -> str:
    return str(gettext("just now")) if abs(by) < timedelta(seconds=45) else writing.distance(by, tongue())


def when(at: datetime | None) -> Markup:
    """A moment as people speak of it; the exact one shows on hover and focus."""
    return _marked(at, _away, day)


def on(at: datetime | None) -> Markup:
    """A moment at the end of a sentence: on 3 Nov 2026, in 3 days."""
    return _marked(at, _away, lambda at: str(gettext("on %(day)s", day=day(at))))


def until(at: datetime | None) -> Markup:
    """How long something lasts, at the end of a sentence: until 3 Nov 2026, for another 3 days."""

    def far(at: datetime) -> str:
        return str(gettext("until %(day)s", day=day(at)))

    def near(away: timedelta) -> str:
        long = writing.distance(away, tongue(), directed=False)
        return (
            str(gettext("for another %(long)s", long=long))
            if away > timedelta()
            else far(desk().doors.clock.now() + away)
        )

    return _marked(at, near, far)


def _marked(at: datetime | None, near: Callable[[timedelta], str], far: Callable[[datetime], str]) -> Markup:
    """A moment in words: `near` says how far away it is, where that is a few days."""
    if at is None:
        return Markup("—")
    away = at - desk().doors.clock.now()
    words = near(away) if abs(away) < _SOON else far(at)
    exactly = at.astimezone(UTC).isoformat(timespec="seconds")
    opening = f'<time class="moment" tabindex="0" datetime="{exactly}" data-exact="{escape(moment(at))}">'
    return Markup(f"{opening}{escape(words)}</time>")


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
    "money": money, "signed": signed, "amount_text": amount_text, "typed_amount": typed_amount, "number": number,
    "compact": compact, "percent": percent, "day": day, "moment": moment, "month": month, "when": when, "on": on,
    "until": until, "relative": relative, "labelled": labelled, "hours": hours, "size": size,
    "initials": initials, "escaped": escape,
}  # fmt: skip
