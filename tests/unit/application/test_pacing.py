"""Soon at first, ever more rarely, never not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from upclone.application.reactions.pacing import Pacing

START = datetime(2026, 1, 5, tzinfo=UTC)


def asked(pacing: Pacing, begin: timedelta, length: timedelta, step: timedelta) -> list[timedelta]:
    """When one that waits since START is asked about, looked at every `step`."""
    found, at = [], begin
    while at <= begin + length:
        if pacing.due("k", START, START + at):
            found.append(at)
        at += step
    return found


def test_the_wait_doubles_up_to_half_a_minute():
    """So that whatever was pending settles within a minute once its gateway is well again."""
    times = asked(Pacing(), timedelta(), timedelta(minutes=3), timedelta(seconds=5))
    seconds = [int(at.total_seconds()) for at in times]
    assert seconds == [0, 5, 15, 35, 65, 95, 125, 155]


def test_what_waits_for_long_is_asked_about_rarely():
    """Every ten minutes at last; a process that begins anew asks at once."""
    pacing = Pacing()
    times = asked(pacing, timedelta(hours=5), timedelta(hours=3), timedelta(seconds=30))
    assert times[0] == timedelta(hours=5)
    assert times[-1] - times[-2] == timedelta(minutes=10)


def test_what_waits_no_longer_is_forgotten():
    """Asked about anew, it is due at once."""
    pacing = Pacing()
    assert pacing.due("k", START, START)
    assert not pacing.due("k", START, START)
    pacing.keep({"other"})
    assert pacing.due("k", START, START)


def test_a_clock_that_jumps_back_stops_nothing():
    """A demo's clock is moved; what was asked about in the future is due."""
    pacing = Pacing()
    assert pacing.due("k", START, START + timedelta(days=3))
    assert pacing.due("k", START, START)
