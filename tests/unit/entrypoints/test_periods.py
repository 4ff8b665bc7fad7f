"""Days of a person's calendar: where they begin, across daylight saving, and which months a period touches."""

from datetime import UTC, date, datetime, timedelta

import pytest

from upclone.domain.errors import Invalid
from upclone.entrypoints import periods

NOW = datetime(2026, 3, 29, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hours"), [("Europe/Paris", 23), ("America/New_York", 24), ("UTC", 24), ("Australia/Lord_Howe", 24)]
)
def test_a_day_is_as_long_as_it_is_there(zone: str, hours: int):
    """On the night when Paris puts its clocks forward, the 29th has 23 hours, there alone."""
    found = periods.period(date(2026, 3, 29), date(2026, 3, 30), zone, NOW)
    assert found.since is not None
    assert found.before - found.since == timedelta(hours=hours)


def test_a_period_may_be_open():
    """From the beginning; until now, and what happens in this very second."""
    found = periods.period(None, None, "UTC", NOW)
    assert found.since is None
    assert found.before > NOW


def test_months_are_those_of_the_zone():
    """In Paris it is already the 30th; the last twelve months begin with their firsts, a given period with its day."""
    months, period = periods.months(None, None, "Europe/Paris", NOW)
    assert (months[0], months[-1], len(months)) == (date(2025, 4, 1), date(2026, 3, 1), 12)
    assert period.since == datetime(2025, 3, 31, 22, tzinfo=UTC)
    months, _ = periods.months(date(2025, 12, 15), date(2026, 2, 1), "UTC", NOW)
    assert months == (date(2025, 12, 15), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("since", "before", "zone"),
    [
        (date(2026, 2, 1), date(2026, 2, 1), "UTC"),
        (date(1969, 12, 31), None, "UTC"),
        (None, date(9999, 1, 1), "UTC"),
        (date(1999, 1, 1), None, "UTC"),
        (None, None, "Mars/Olympus"),
    ],
)
def test_what_is_no_period_is_refused(since: date | None, before: date | None, zone: str):
    """Empty, beyond the calendar, too many months, a zone that is none."""
    with pytest.raises(Invalid):
        periods.months(since, before, zone, NOW)
