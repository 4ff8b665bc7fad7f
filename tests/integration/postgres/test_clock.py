"""The clock that demos move: for every process at once, and never back."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.clock import REMEMBERED, MovableClock
from upclone.adapters.postgres.engine import make_engine
from upclone.application.ports.store import StoreUnavailable
from upclone.domain.errors import Invalid


def test_it_moves_for_everybody(own_engine: Engine, own_database: Urls):
    """Another process sees the new time within a tenth of a second; steps add up."""
    elsewhere = make_engine(own_database.app_url)
    here, there = MovableClock(own_engine), MovableClock(elsewhere)
    before = datetime.now(UTC)
    assert before <= there.now() <= datetime.now(UTC)
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


def test_a_database_that_is_away_is_said_in_the_ports_words():
    """Signing up asks the time before its transaction: that is a 503, not a crash."""
    nowhere = make_engine("postgresql://nobody@127.0.0.1:1/nothing", connection_timeout_s=1)
    with pytest.raises(StoreUnavailable):
        MovableClock(nowhere).now()
    with pytest.raises(StoreUnavailable):
        MovableClock(nowhere).advance(timedelta(days=1))
    nowhere.dispose()


def test_a_database_that_hangs_does_not_line_up_who_asks_the_time(own_engine: Engine):
    """One asks and waits; the others take what was last read, at once."""
    clock = MovableClock(own_engine)
    clock.advance(timedelta(days=1))
    time.sleep(REMEMBERED * 1.5)
    waited: list[float] = []

    def ask(_number: int) -> None:
        began = time.monotonic()
        with suppress(StoreUnavailable):
            assert clock.offset() == timedelta(days=1)
        waited.append(time.monotonic() - began)

    with own_engine.begin() as held, ThreadPoolExecutor(4) as threads:
        held.execute(text("LOCK TABLE clock_offset IN ACCESS EXCLUSIVE MODE"))
        list(threads.map(ask, range(4)))
    assert sorted(wait > 1 for wait in waited) == [False, False, False, True]
