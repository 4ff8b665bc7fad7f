"""The clock that demos move: for every process at once, and never back."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.clock import REMEMBERED, MovableClock
from upclone.adapters.postgres.engine import make_engine
from upclone.domain.errors import Invalid


def test_it_moves_for_everybody(own_engine: Engine, own_database: Urls):
    """Another process sees the new time within a tenth of a second; steps add up."""
    elsewhere = make_engine(own_database.app_url)
    here, there = MovableClock(own_engine), MovableClock(elsewhere)
    assert abs(there.now() - datetime.now(UTC)) < timedelta(seconds=1)
    here.advance(timedelta(days=15))
    moved = here.advance(timedelta(hours=1))
    time.sleep(REMEMBERED * 1.5)
    assert here.offset() == there.offset() == timedelta(days=15, hours=1)
    assert abs(there.now() - moved) < timedelta(seconds=1)
    elsewhere.dispose()


@pytest.mark.parametrize("step", [timedelta(), timedelta(seconds=-1)])
def test_it_never_goes_back(own_engine: Engine, step: timedelta):
    """Time that goes back would undo deadlines."""
    with pytest.raises(Invalid):
        MovableClock(own_engine).advance(step)
