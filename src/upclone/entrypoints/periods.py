"""Days of a person's calendar as moments: where each begins in their time zone, daylight saving and all."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final

from upclone.application.reads.statements import Period
from upclone.domain.errors import Invalid

MOST_MONTHS: Final = 120
FIRST: Final = date(1970, 1, 1)
LAST: Final = date(9998, 12, 31)


@cache
def zones() -> frozenset[str]:
    """The names that exist."""
    return frozenset(zoneinfo.available_timezones())


def zone(name: str) -> zoneinfo.ZoneInfo:
    """Raises Invalid for a name that no zone has."""
    if name not in zones():
        raise Invalid("time_zone", "must be a time zone of IANA such as Europe/Paris")
    return zoneinfo.ZoneInfo(name)


def begins(day: date, of: zoneinfo.ZoneInfo) -> datetime:
    """The first moment of a day there, in UTC."""
    return datetime.combine(day, time(), of).astimezone(UTC)


def period(since: date | None, before: date | None, time_zone: str, now: datetime) -> Period:
    """From the beginning of one day until the beginning of another; until now where that is left open."""
    of = zone(time_zone)
    for name, day in (("from", since), ("to", before)):
        if day is not None and not FIRST <= day <= LAST:
            raise Invalid(name, f"must be a day between {FIRST} and {LAST}")
    if since and before and since >= before:
        raise Invalid("to", "must be later than from")
    return Period(begins(since, of) if since else None, begins(before, of) if before else now + timedelta(seconds=1))


def months(since: date | None, before: date | None, time_zone: str, now: datetime) -> tuple[tuple[date, ...], Period]:
    """The months that a period touches, the last twelve where it is left open, and the period itself.

    The first of them begins with the period."""
    whole = period(since, before, time_zone, now)  # which refuses what no month can be counted from
    of = zone(time_zone)
    last = (before - timedelta(days=1)) if before else now.astimezone(of).date()
    first = since or _months_before(last, 11)
    touched = [first]
    while (following := _months_before(touched[-1], -1)) <= last:
        touched.append(following)
        if len(touched) > MOST_MONTHS:
            raise Invalid("from", f"must be nearer to the end: at most {MOST_MONTHS} months are summed at once")
    return tuple(touched), Period(begins(first, of), whole.before)


def _months_before(day: date, count: int) -> date:
    place = day.year * 12 + day.month - 1 - count
    return date(place // 12, place % 12 + 1, 1)
