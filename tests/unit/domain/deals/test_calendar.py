"""A week lasts from Monday to Monday as clocks there show it, and counts the hours that really pass."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upclone.domain.deals import timesheets
from upclone.domain.deals.calendar import local, midnight, week_after, week_of, week_on
from upclone.domain.errors import Invalid
from upclone.domain.money import Money

ZONES = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "UTC"]
CHANGES = [
    ("Europe/Paris", date(2026, 3, 23), 167 * 60),
    ("Europe/Paris", date(2026, 10, 19), 169 * 60),
    ("America/New_York", date(2026, 3, 2), 167 * 60),
    ("America/New_York", date(2026, 10, 26), 169 * 60),
    ("Australia/Lord_Howe", date(2026, 3, 30), 168 * 60 + 30),
    ("Australia/Lord_Howe", date(2026, 9, 28), 168 * 60 - 30),
    ("Europe/Paris", date(2026, 6, 1), 168 * 60),
]


INSTANTS = st.integers(0, 20 * 366 * 86_400).map(lambda since: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(0, since))


@pytest.mark.parametrize(("zone", "monday", "minutes"), CHANGES)
def test_a_week_with_a_change_of_clocks_has_the_hours_that_pass(zone: str, monday: date, minutes: int):
    """An hour less in spring and one more in autumn; on Lord Howe Island half an hour, the other way round."""
    week = week_on(monday, zone)
    assert (week.ends_at - week.starts_at) // timedelta(minutes=1) == minutes
    assert [local(at, zone).isoformat()[:16] for at in (week.starts_at, week.ends_at)] == [
        f"{monday}T00:00",
        f"{monday + timedelta(days=7)}T00:00",
    ]


@given(st.sampled_from(ZONES), INSTANTS)
def test_weeks_follow_each_other_without_gap_or_overlap(zone: str, at: datetime):
    """Every instant lies in exactly one week, whatever the clocks there do."""
    week = week_of(at, zone)
    assert week.starts_at <= at < week.ends_at
    after = week_after(week, zone)
    assert (after.starts_at, after.starts_on) == (week.ends_at, week.starts_on + timedelta(days=7))
    assert week_of(week.ends_at, zone) == after
    assert week_of(week.ends_at - timedelta(microseconds=1), zone) == week


@given(
    st.sampled_from(ZONES),
    INSTANTS,
    st.lists(st.integers(1, 6000), min_size=1, max_size=30),
    st.integers(1, 10**6),
)
def test_weeks_bill_exactly_the_elapsed_time(zone: str, begin: datetime, lengths: list[int], rate: int):
    """Work without a pause, cut at each Monday: the weeks sum to what passed, and each bills its own minutes."""
    begin = begin.replace(second=0, microsecond=0)
    end = begin + timedelta(minutes=sum(lengths))
    week, minutes, parts = week_of(begin, zone), 0, []
    while week.starts_at < end:
        worked = (min(end, week.ends_at) - max(begin, week.starts_at)) // timedelta(minutes=1)
        minutes += worked
        parts.append(timesheets.cost(Money(rate, "EUR"), worked).amount_minor)
        week = week_after(week, zone)
    assert minutes == sum(lengths)
    assert 0 <= rate * minutes - 60 * sum(parts) < 60 * len(parts), "a week rounds down by less than a minor unit"


def test_midnights_that_clocks_skip_begin_where_they_skip():
    """In Cairo and Beirut the day of the change begins at one."""
    assert midnight(date(2026, 4, 24), "Africa/Cairo") == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert local(midnight(date(2026, 4, 24), "Africa/Cairo"), "Africa/Cairo").hour == 1


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe", "a\0b", "Europe/"])
def test_zones_that_are_none_are_refused(name: str):
    """By name of the field."""
    with pytest.raises(Invalid) as caught:
        week_of(datetime(2026, 1, 1, tzinfo=UTC), name)
    assert caught.value.field == "time_zone"
