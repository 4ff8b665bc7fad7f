"""Weeks by a time zone: from Monday 00:00 there to the next, so that some of them have 167 or 169 hours.

What lies between two midnights is elapsed time, and only that is ever counted or paid: instants are kept in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from attrs import frozen

from upclone.domain.errors import Invalid

UTC_ZONE: Final = "UTC"
MINUTE: Final = timedelta(minutes=1)
_WEEK: Final = timedelta(days=7)


@frozen
class Span:
    """From `starts_at` to `ends_at` (aware, UTC; the end is no part of it). `starts_on` is the Monday there."""

    starts_on: date
    starts_at: datetime
    ends_at: datetime


def zone_named(name: str, field: str = "time_zone") -> ZoneInfo:
    """The zone of IANA with this name. Raises Invalid naming `field` where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Invalid(field, "must be a time zone of IANA such as Europe/Paris") from None


def midnight(day: date, zone: str) -> datetime:
    """The instant (UTC) at which `day` begins in `zone`: where clocks skip midnight, the instant at which they do."""
    return datetime.combine(day, time(), zone_named(zone)).astimezone(UTC)


def local(at: datetime, zone: str) -> datetime:
    """The same instant as clocks in `zone` show it."""
    return at.astimezone(zone_named(zone))


def week_on(monday: date, zone: str) -> Span:
    """The week that begins on `monday` in `zone`."""
    assert monday.weekday() == 0, "weeks begin on Mondays"
    return Span(monday, midnight(monday, zone), midnight(monday + _WEEK, zone))


def week_of(at: datetime, zone: str) -> Span:
    """The week in `zone` that `at` lies in."""
    day = local(at, zone).date()
    return week_on(day - timedelta(days=day.weekday()), zone)


def week_after(span: Span, zone: str) -> Span:
    """The next one."""
    return week_on(span.starts_on + _WEEK, zone)


def whole_minute(at: datetime) -> datetime:
    """The beginning of the minute that `at` lies in."""
    return at.replace(second=0, microsecond=0)
