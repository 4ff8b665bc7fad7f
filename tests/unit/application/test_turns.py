"""What stays broken is told of once an hour, with how often: the log is for people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from upclone.application.ports.store import StoreUnavailable
from upclone.application.turns import Complaints, Turns

AT = datetime(2026, 11, 22, tzinfo=UTC)


def broken(what: str, error: Exception | None = None) -> Exception:
    failure = error or ZeroDivisionError("nobody foresaw it")
    failure.add_note(what)
    return failure


def said(complaints: Complaints, at: datetime, *failures: Exception) -> list[str]:
    return [words for words, _ in complaints.due(failures, at)]


def test_what_breaks_every_ten_seconds_is_said_once_an_hour():
    """At once, and then with how often it broke since; two things have their own hours."""
    complaints, lines = Complaints(), []
    for number in range(2 * 360 + 1):
        at = AT + timedelta(seconds=10 * number)
        lines += [(number, each) for each in said(complaints, at, broken("at the news of 17"))]
        if number == 5:
            assert said(complaints, at, broken("at the news of 18")) == ["at the news of 18"]
    again = "at the news of 17 (359 more times since this was last said)"
    assert lines == [(0, "at the news of 17"), (360, again), (720, again)]


def test_another_mistake_at_the_same_thing_is_news():
    """It is said at once, and does not end the hour of the first."""
    complaints = Complaints()
    assert said(complaints, AT, broken("at 17")) == ["at 17"]
    assert said(complaints, AT, broken("at 17", KeyError("fees"))) == ["at 17"]
    assert said(complaints, AT + timedelta(minutes=1), broken("at 17"), broken("at 17", KeyError("fees"))) == []


def test_what_was_mended_is_forgotten_after_an_hour():
    """Broken anew, it is told as new; nothing is remembered of what does not come again."""
    complaints = Complaints()
    for second in range(3):
        said(complaints, AT + timedelta(seconds=second), broken("at 17"))
    assert said(complaints, AT + timedelta(hours=1), broken("at 18")) == ["at 18"]
    assert said(complaints, AT + timedelta(hours=2), broken("at 17")) == ["at 17"]


def test_a_clock_that_was_set_back_hides_nothing():
    """It is said again, rather than kept back until the clock is there once more."""
    complaints = Complaints()
    said(complaints, AT, broken("at 17"))
    assert said(complaints, AT - timedelta(days=1), broken("at 17")) == ["at 17"]


def test_without_a_store_the_turns_end():
    """It is nobody's own fault then."""

    def gone() -> None:
        raise StoreUnavailable("gone")

    with pytest.raises(StoreUnavailable):
        Turns().take("17", gone)
