"""Work by the hour on real connections: whatever happens at the same moment, a week is charged once and paid once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import psycopg
import pytest

from tests import invariants
from tests.hourly_town import WEDNESDAY, HourlyTown
from tests.postgres_snapshots import PostgresView
from upclone.adapters.embedded import Urls
from upclone.adapters.memory import SteppingIds
from upclone.adapters.postgres.deferring import Deferring
from upclone.adapters.postgres.engine import conninfo, make_engine
from upclone.adapters.postgres.reads.ledger import PostgresLedgerReads
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.ports.store import StoreUnavailable
from upclone.application.reactions.listening import LISTENERS
from upclone.domain.actors import CLOCK
from upclone.domain.deals.timesheets import State
from upclone.domain.errors import Refused, UpcloneError
from upclone.domain.payments.escrow import Hold

pytestmark = pytest.mark.race
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def town(own_database: Urls) -> Iterator[HourlyTown]:
    engine = make_engine(own_database.app_url, connections=12)
    ids = SteppingIds()
    store = PostgresUnitOfWork(engine, ids, Deferring(LISTENERS))
    with psycopg.connect(conninfo(own_database.app_url), autocommit=True) as connection:
        view = PostgresView(connection)
        built = HourlyTown(store, ids, view.take, view.snapshot)
        yield built
        invariants.check(view.snapshot())
        assert PostgresLedgerReads(engine).verify().sound
    engine.dispose()


def at_once(*calls: Callable[[], Any]) -> list[UpcloneError]:
    """All of them at the same moment, each on a connection of its own: those that were refused. No deadlocks."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> UpcloneError | None:
        barrier.wait(10)
        try:
            call()
        except UpcloneError as error:
            return error
        return None

    with ThreadPoolExecutor(len(calls)) as pool:
        refused = [each for each in pool.map(run, calls) if each is not None]
    assert not [each for each in refused if isinstance(each, StoreUnavailable)], refused
    return refused


def test_a_week_is_charged_and_paid_once_however_often_its_jobs_run(town: HourlyTown):
    """Five clocks and a client at once, at its end, at its review, and again later: one charge a week, one payment."""
    town.bill_me()
    town.work(3)
    place, week = town.place, town.weeks()[0]
    town.clock.set(week.ends_at + MINUTE)
    sheets = town.weeks()
    at_once(*(lambda sheet=sheet: place.timesheets.pass_deadline(CLOCK, sheet.id) for sheet in (*sheets, *sheets)))
    town.drain()
    assert [each.state for each in town.weeks()] == [State.IN_REVIEW, State.OPEN, State.PLANNED]
    asked = [hold.work.amount_minor for hold in town.snapshot().all(Hold)]
    assert asked == [160_000, 24_000]
    town.clock.advance(timedelta(days=4))
    jobs = [lambda: place.timesheets.pass_deadline(CLOCK, week.id)] * 5
    at_once(*jobs, lambda: place.timesheets.approve(town.client.actor, week.id))
    for job in jobs:
        job()
    town.drain()
    assert (town.weeks()[0].state, town.weeks()[0].paid.amount_minor) == (State.PAID, 24_000)
    assert town.held() == 160_000


def test_nobody_works_twice_at_the_same_time(town: HourlyTown):
    """Two timers, or the same hours in two contracts, begun at the same moment: one counts."""
    first, second = town.contract, town.hire()
    hours, me = town.place.hours, town.freelancer.actor
    refused = at_once(*(lambda id=each.id: hours.start(me, id, "x") for each in (first, second) * 2))
    assert len(refused) == 3
    assert all(isinstance(each, Refused) for each in refused)
    town.clock.advance(HOUR)
    at_once(*(lambda id=each.id: hours.switch(me, id, "y") for each in (first, second) * 3))
    town.clock.advance(HOUR)
    stopped = at_once(*(lambda id=each.id: hours.stop(me, id) for each in (first, second)))
    assert len(stopped) == 1
    span: tuple[datetime, datetime] = (WEDNESDAY + 2 * HOUR, WEDNESDAY + 3 * HOUR)
    town.clock.advance(2 * HOUR)
    refused = at_once(*(lambda id=each.id: hours.log(me, id, span, "x", "x") for each in (first, second) * 2))
    assert [getattr(each, "rule", "") for each in refused] == ["overlaps"] * 3


def test_a_question_and_the_approval_at_once(town: HourlyTown):
    """Either the question came first, and the entry waits; or it is paid, and the question is refused."""
    town.bill_me()
    entry = town.work(2)
    town.until(town.weeks()[0].ends_at + MINUTE)
    week, client = town.weeks()[0], town.client.actor
    refused = at_once(
        lambda: town.place.hours.question(client, entry.id, "So long?"),
        lambda: town.place.timesheets.approve(client, week.id),
    )
    town.drain()
    paid = town.weeks()[0].paid.amount_minor
    assert paid == (16_000 if refused else 0)
