"""Money leaves by itself once a period, and never in a period that began before it was chosen."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import AT, money, new_id
from upclone.domain.errors import Invalid, Refused
from upclone.domain.payments import schedules
from upclone.domain.payments.schedules import Rhythm, Schedule

OWNER = new_id()


def weekly(day: int = 1, chosen: datetime = AT) -> Schedule:
    return Schedule(OWNER, "stripe", Rhythm.WEEKLY, day, chosen)


@given(day=st.integers(1, 7), hours=st.integers(0, 24 * 400))
def test_every_week_has_one_period(day: int, hours: int):
    """Whenever one looks within seven days from its day, it is the same; the next week has another."""
    at = AT + timedelta(days=7, hours=hours)
    now, later = schedules.period(weekly(day), at), schedules.period(weekly(day), at + timedelta(days=7))
    assert now is not None
    assert now != later
    start = datetime.fromisoformat(now.removeprefix("weekly:")).replace(tzinfo=UTC)
    assert start.isoweekday() == day
    assert start <= at < start + timedelta(days=7)


@given(day=st.integers(1, 28), hours=st.integers(0, 24 * 400))
def test_every_month_has_one_period(day: int, hours: int):
    """Also February, and the turn of a year."""
    at = AT + timedelta(days=40, hours=hours)
    name = schedules.period(Schedule(OWNER, "stripe", Rhythm.MONTHLY, day, AT), at)
    assert name is not None
    start = datetime.fromisoformat(name.removeprefix("monthly:")).replace(tzinfo=UTC)
    assert start.day == day
    assert start <= at < start + timedelta(days=31)


def test_what_began_before_it_was_chosen_is_not_made_up_for():
    """AT is a Monday: who chooses Sundays then waits for the next one; who chooses Mondays begins at once."""
    assert schedules.period(weekly(7), AT) is None
    assert schedules.period(weekly(7), AT + timedelta(days=6)) == "weekly:2026-01-11"
    assert schedules.period(weekly(1), AT) == "weekly:2026-01-05"


@pytest.mark.parametrize(
    ("rhythm", "day"),
    [(Rhythm.WEEKLY, None), (Rhythm.WEEKLY, 8), (Rhythm.MONTHLY, 29), (Rhythm.MONTHLY, 0), (Rhythm.BY_HAND, 1)],
)
def test_a_day_that_can_not_be_is_refused(rhythm: Rhythm, day: int | None):
    with pytest.raises(Invalid) as no:
        Schedule(OWNER, "stripe", rhythm, day, AT)
    assert no.value.field == "day"


def test_the_same_choice_again_keeps_its_period():
    """Whoever saves a form twice is not paid a week later for it."""
    chosen = weekly()
    assert schedules.chosen(chosen, Rhythm.WEEKLY, 1, AT + timedelta(days=3)) == chosen
    assert schedules.chosen(chosen, Rhythm.AT_ONCE, None, AT + timedelta(days=3)).chosen_at > AT


def test_less_than_the_least_leaves_only_where_it_is_everything():
    """Small change is never stuck, and never sent in crumbs."""
    schedules.enough(money("1.00"), money("50.00"))
    schedules.enough(money("0.40"), money("0.40"))
    with pytest.raises(Refused) as no:
        schedules.enough(money("0.99"), money("50.00"))
    assert no.value.rule == "payout_minimum"
