"""The period that a page of money is about: one with a name, or from one day until another, both of them in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, date, timedelta
from typing import Final

from attrs import frozen
from flask_babel import lazy_gettext as _

NAMED: Final = {
    "months": _("Last 12 months"),
    "month": _("This month"),
    "last_month": _("Last month"),
    "year": _("This year"),
    "last_year": _("Last year"),
    "all": _("From the beginning"),
}


@frozen
class Span:
    """`since` and `until` are days, both in it; None is the beginning, and today. `name` is "" for days that somebody
    chose; `wrong` says which of them can't be read."""

    name: str
    since: date | None
    until: date | None
    wrong: str = ""

    @property
    def query(self) -> dict[str, str]:
        """What the API asks for: its end is not in it."""
        days = {"from": self.since, "to": self.until + timedelta(days=1) if self.until else None}
        return {name: day.isoformat() for name, day in days.items() if day}


def span_of(asked: Mapping[str, str], today: date) -> Span:
    """The period that an address asks for, the last twelve months where it says nothing."""
    if asked.get("from") or asked.get("until"):
        return _chosen(asked)
    name = asked.get("period") or "months"
    since, until = _named(today).get(name) or _named(today)["months"]
    return Span(name if name in NAMED else "months", since, until)


def _chosen(asked: Mapping[str, str]) -> Span:
    days: dict[str, date | None] = {"from": None, "until": None}
    for name in days:
        text = asked.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            return Span("", None, None, name)
        found = days[name]
        if found is not None and found.year == MAXYEAR:
            return Span("", None, None, name)
    since, until = days["from"], days["until"]
    return Span("", None, None, "until") if since and until and until < since else Span("", since, until)


def _named(today: date) -> dict[str, tuple[date | None, date | None]]:
    month = today.replace(day=1)
    last = month - timedelta(days=1)
    year = today.replace(month=1, day=1)
    return {
        "months": (months_before(month, 11), None),
        "month": (month, None),
        "last_month": (last.replace(day=1), last),
        "year": (year, None),
        "last_year": (year.replace(year=today.year - 1), year - timedelta(days=1)),
        "all": (None, None),
    }


def months_before(day: date, count: int) -> date:
    """The first day of the month that lies `count` months before that of `day`."""
    place = day.year * 12 + day.month - 1 - count
    return date(place // 12, place % 12 + 1, 1)
