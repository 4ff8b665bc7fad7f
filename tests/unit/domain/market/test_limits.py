"""A limit says in words what it is, and when there is room again."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from upclone.domain.errors import TooMany
from upclone.domain.market.limits import Counted, DailyLimits


@pytest.mark.parametrize("counted", Counted)
def test_the_last_one_is_let_through_and_the_next_is_not(counted: Counted):
    """At any time of the day; there is room again when the day ends in UTC."""
    limits = DailyLimits()
    limit = getattr(limits, counted)
    late = datetime(2026, 1, 5, 22, 30, tzinfo=timezone(timedelta(hours=-3)))
    limits.check(counted, limit, late)
    with pytest.raises(TooMany) as caught:
        limits.check(counted, limit + 1, late)
    error = caught.value
    assert (error.limit, error.again_at) == (limit, datetime(2026, 1, 7, tzinfo=UTC))
    assert error.rule == f"{counted}_per_day"
    assert f"{limit} " in error.reason
    assert "2026-01-07 00:00 UTC" in error.reason
