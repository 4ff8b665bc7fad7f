"""A clock that obeys, and identities that are real UUIDv7 and come out the same again."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from upclone.adapters.memory import FixedClock, SteppingIds


def test_the_clock_stands_until_it_is_moved():
    """Tests decide what time it is."""
    clock = FixedClock(datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    assert clock.now() == clock.now() == datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert clock.advance(timedelta(hours=1)) == clock.now() == datetime(2026, 3, 1, 13, 0, tzinfo=UTC)
    clock.set(datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now().isoformat() == "2026-03-01T10:00:00+00:00"


def test_a_naive_time_is_refused():
    """A time without its zone is nobody's time."""
    with pytest.raises(AssertionError):
        FixedClock().set(datetime(2026, 3, 1))  # noqa: DTZ001 - the point of the test


def test_ids_rise_and_are_version_7():
    """Later ones sort after earlier ones; version and variant are RFC 9562's."""
    ids = SteppingIds(seed=3, start=datetime(2026, 3, 1, tzinfo=UTC))
    made = [ids.new() for _ in range(500)]
    assert made == sorted(set(made))
    assert {(id.version, id.variant) for id in made} == {(7, "specified in RFC 4122")}
    assert made[0].int >> 80 == 1_772_323_200_000


def test_a_seed_gives_the_same_ids_again():
    """A failure found with a seed is found again."""
    first, again, other = (SteppingIds(seed) for seed in (1, 1, 2))
    made = [first.new() for _ in range(20)]
    assert made == [again.new() for _ in range(20)]
    assert not set(made) & {other.new() for _ in range(20)}
