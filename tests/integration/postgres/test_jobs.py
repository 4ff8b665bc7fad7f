"""Jobs: what follows from a transaction happens, once it is committed, whatever dies meanwhile."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from attrs import define, evolve, field
from sqlalchemy import Engine

from tests import builders as build
from tests.builders import AT, IDS, World
from tests.draining import drain
from upclone.adapters.embedded import Urls
from upclone.adapters.memory import FixedClock
from upclone.adapters.postgres.backlog import Backlog
from upclone.adapters.postgres.deferring import Deferring
from upclone.adapters.postgres.jobs import Tasks, Worker, application
from upclone.adapters.postgres.overdue import Overdue
from upclone.adapters.postgres.retries import ATTEMPTS
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.postgres.webhooks import PostgresWebhookInbox
from upclone.adapters.system import Uuid7Ids
from upclone.application.ports.gateways import Notice, Operation
from upclone.domain.actors import GATEWAY, member
from upclone.domain.deals import deliveries as delivery_rules
from upclone.domain.deals import fundings as funding_rules
from upclone.domain.deals import interruptions
from upclone.domain.errors import Unavailable

LISTENERS = {"ContractPaused": ("tell_both", "write_chat")}


@define
class Done:
    """What the jobs did, and what they are to fail with."""

    reacted: list[tuple[UUID, str]] = field(factory=list)
    fired: list[tuple[str, UUID]] = field(factory=list)
    noticed: list[tuple[str, Notice]] = field(factory=list)
    failing: dict[str, Exception] = field(factory=dict)

    def tasks(self, **others: Callable[[], object]) -> Tasks:
        return Tasks(self.react, self.fire, lambda gateway, notice: self.noticed.append((gateway, notice)), **others)

    def react(self, event_id: UUID, reaction: str) -> None:
        self.reacted.append((event_id, reaction))
        if reaction in self.failing:
            raise self.failing[reaction]

    def fire(self, process: str, id: UUID) -> None:
        self.fired.append((process, id))
        if process in self.failing:
            raise self.failing[process]


@pytest.fixture
def done() -> Done:
    return Done()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


@pytest.fixture
def store(own_engine: Engine, clock: FixedClock) -> PostgresUnitOfWork:
    offset = lambda: clock.now() - datetime.now(UTC)  # noqa: E731
    return PostgresUnitOfWork(own_engine, Uuid7Ids(), Deferring(LISTENERS, offset))


@pytest.fixture
def backlog(store: PostgresUnitOfWork) -> Backlog:
    return Backlog(store)


@pytest.fixture
def world(store: PostgresUnitOfWork) -> World:
    """A deal that waits for nothing: its payment is held."""
    made = build.world()
    with store() as work:
        build.keep(work, evolve(made, hold=build.held(made.hold)))
    return made


def pause(store: PostgresUnitOfWork, world: World) -> None:
    with store() as work:
        work.record(interruptions.pause(world.contract, "Ill.", member(world.client.id), AT)[1])


def submit(store: PostgresUnitOfWork, world: World, review: timedelta) -> UUID:
    """The first milestone is funded, and its work handed over now."""
    with store() as work:
        funded, _ = funding_rules.confirm_funds(work.milestones.get(world.milestones[0].id), GATEWAY, AT)
        work.milestones.save(funded)
        by = member(world.freelancer.id)
        submitted, _ = delivery_rules.submit(funded, "There.", (), review, by, AT)
        work.milestones.save(submitted)
    return submitted.id


def waiting(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")
        return [(name, status) for name, status in rows if not name.startswith("upclone.sweep")]


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@contextmanager
def working(url: str, tasks: Tasks) -> Iterator[Worker]:
    worker = Worker(url, tasks, threads=2)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(15)
        assert not thread.is_alive()


# What a transaction defers


def test_each_listener_gets_the_event_once(own_engine: Engine, store: PostgresUnitOfWork, world: World, done: Done):
    """One job a reaction, in the table's order; the event can be read by its id."""
    pause(store, world)
    assert waiting(own_engine) == [("upclone.react", "todo")] * 2
    assert drain(store, done.tasks()) == 2
    assert [reaction for _, reaction in done.reacted] == ["tell_both", "write_chat"]
    with store() as work:
        event = work.events.get(done.reacted[0][0])
    assert event == interruptions.pause(world.contract, "Ill.", member(world.client.id), AT)[1]
    assert waiting(own_engine) == []


def test_what_is_rolled_back_or_rehearsed_defers_nothing(own_engine: Engine, store: PostgresUnitOfWork, world: World):
    """Jobs are part of the transaction that causes them."""
    with store.rehearsal():
        pause(store, world)
    with pytest.raises(ZeroDivisionError), store():
        pause(store, world)
        _ = 1 // 0
    assert waiting(own_engine) == []


def test_a_deadline_has_one_job_at_its_time(
    own_engine: Engine, store: PostgresUnitOfWork, world: World, clock: FixedClock
):
    """Deferred when its second is over, less the clock's offset; saving the object again changes nothing."""
    id = submit(store, world, timedelta(days=14))
    with store() as work:
        work.milestones.save(work.milestones.get(id))
    with own_engine.connect() as connection:
        (scheduled,) = connection.exec_driver_sql("SELECT scheduled_at FROM procrastinate_jobs").scalars()
    assert abs(scheduled - (datetime.now(UTC) + timedelta(days=14, seconds=2))) < timedelta(seconds=5)


# Overdue


def test_what_is_overdue_is_swept_once(
    own_engine: Engine, store: PostgresUnitOfWork, world: World, clock: FixedClock, done: Done
):
    """The clock jumps: the job that waits for its time is hastened, and a lost one is made again."""
    overdue, id = Overdue(store, clock), submit(store, world, timedelta(days=14))
    assert (overdue(), overdue.sweep(), drain(store, done.tasks())) == ([], 0, 0)
    clock.advance(timedelta(days=15))
    assert overdue() == [("milestone", id)]
    assert (overdue.sweep(), overdue.sweep()) == (1, 1)
    assert waiting(own_engine) == [("upclone.fire_deadline", "todo")]
    assert drain(store, done.tasks()) == 1
    assert done.fired == [("milestone", id)]
    assert (overdue.sweep(), drain(store, done.tasks())) == (1, 1), "its job is gone and it is still overdue"


def test_a_deadline_that_was_given_up_is_left_to_the_operators(
    own_engine: Engine, store: PostgresUnitOfWork, world: World, clock: FixedClock, done: Done
):
    """The sweep does not fill the queue with what can't be done."""
    done.failing["milestone"] = RuntimeError("poisoned")
    submit(store, world, timedelta(days=1))
    clock.advance(timedelta(days=2))
    for _ in range(ATTEMPTS):
        Overdue(store, clock).sweep()
        hasten(own_engine)
        drain(store, done.tasks())
    assert len(done.fired) == ATTEMPTS
    assert Overdue(store, clock).sweep() == 1
    assert waiting(own_engine) == [("upclone.fire_deadline", "failed")]


def hasten(engine: Engine) -> None:
    """As if the pause before the next try were over."""
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")


# Failing


def test_a_poisoned_job_is_given_up_and_the_queue_goes_on(
    own_engine: Engine, store: PostgresUnitOfWork, backlog: Backlog, world: World, done: Done
):
    """Dead-lettered after its tries, named for the operator, and tried again on demand."""
    done.failing["tell_both"] = RuntimeError("poisoned")
    pause(store, world)
    for _ in range(ATTEMPTS + 3):
        drain(store, done.tasks())
        hasten(own_engine)
    assert [reaction for _, reaction in done.reacted].count("tell_both") == ATTEMPTS
    assert [reaction for _, reaction in done.reacted].count("write_chat") == 1
    (letter,) = backlog.dead_letters()
    assert (letter.task, letter.args["reaction"], letter.attempts) == ("upclone.react", "tell_both", ATTEMPTS)
    done.failing.clear()
    assert (backlog.retry(letter.id), backlog.retry(letter.id)) == (True, False)
    assert drain(store, done.tasks()) == 1
    assert backlog.dead_letters() == ()


def test_who_waits_for_a_gateway_is_never_given_up(
    own_engine: Engine, store: PostgresUnitOfWork, backlog: Backlog, world: World, done: Done
):
    """An outage of an hour is no reason to lose a payment."""
    done.failing["tell_both"] = Unavailable("sandbox", "no answer")
    pause(store, world)
    for _ in range(3 * ATTEMPTS):
        drain(store, done.tasks())
        hasten(own_engine)
    assert backlog.dead_letters() == ()
    done.failing.clear()
    assert drain(store, done.tasks()) == 1


def test_what_breaks_in_a_round_of_the_poller_is_logged(done: Done, caplog: pytest.LogCaptureFixture):
    """Each with its key and its traceback; the round was made, so that no dead letter stays for an operator."""
    broken = [ZeroDivisionError("nobody foresaw it"), RuntimeError("nor that")]
    broken[0].add_note("when the sandbox was asked about 17")

    def poll() -> None:
        raise ExceptionGroup("the poller", broken)

    def logged() -> list[tuple[str, str, Any]]:
        return [(each.levelname, each.message, each.exc_info and each.exc_info[1]) for each in caplog.records]

    work = application("postgresql:///nowhere", done.tasks(poll=poll, pay_due=poll), 1).tasks
    for second in (0, 10, 3599):
        work["upclone.poll"](timestamp=second)
    first = [
        ("ERROR", "when the sandbox was asked about 17", broken[0]),
        ("ERROR", "RuntimeError", broken[1]),
    ]
    assert logged() == first, "told once an hour, however often it breaks"
    work["upclone.pay_due"](timestamp=3600)
    assert [message for _, message, _ in logged()[2:]] == [
        "when the sandbox was asked about 17 (2 more times since this was last said)",
        "RuntimeError (2 more times since this was last said)",
    ]


# Webhooks


def test_a_webhook_is_handled_once(store: PostgresUnitOfWork, done: Done):
    """P9: the gateway sends it three times; it is kept, and handled, once."""
    inbox, notice = PostgresWebhookInbox(store), Notice("evt_1", Operation.PAYMENT, str(IDS.new()))
    taken = [inbox.receive("sandbox", notice, b'{"id": "evt_1"}') for _ in range(3)]
    assert taken == [True, False, False]
    assert inbox.receive("stripe", notice, b"{}"), "another gateway's events have names of their own"
    drain(store, done.tasks())
    assert done.noticed == [("sandbox", notice), ("stripe", notice)]


# The worker


def test_the_worker_reacts_within_a_second(
    own_database: Urls, own_engine: Engine, store: PostgresUnitOfWork, world: World, done: Done
):
    """A commit wakes it; its clockwork runs beside the jobs; it stops when it is told."""
    swept = threading.Event()
    with working(own_database.app_url, done.tasks(sweep=swept.set)):
        until(lambda: swept.is_set())
        began = time.monotonic()
        pause(store, world)
        until(lambda: len(done.reacted) == 2)
        assert time.monotonic() - began < 1
        until(lambda: not waiting(own_engine) or all(status != "doing" for _, status in waiting(own_engine)))


def test_a_worker_can_be_stopped_before_it_runs(own_database: Urls, done: Done):
    """Stopping is never missed."""
    worker = Worker(own_database.app_url, done.tasks())
    worker.stop()
    worker.stop()
    worker.run()


DYING = """
import os, signal, sys
from upclone.adapters.postgres.jobs import Tasks, Worker, application
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
Worker(sys.argv[1], Tasks(die, die, die)).run()
"""


@pytest.mark.slow
def test_the_jobs_of_a_killed_worker_are_taken_up(
    own_database: Urls, own_engine: Engine, store: PostgresUnitOfWork, world: World, done: Done
):
    """P5: a process dies in the middle of its job; within 20 seconds another one does it."""
    pause(store, world)
    assert subprocess.run([sys.executable, "-c", DYING, own_database.app_url], check=False).returncode == -9
    died = time.monotonic()
    with working(own_database.app_url, done.tasks()):
        until(lambda: len(done.reacted) == 2, 20)
        assert time.monotonic() - died < 20
        until(lambda: all(name != "upclone.react" for name, _ in waiting(own_engine)))


@pytest.mark.slow
def test_a_worker_whose_connections_are_cut_can_run_again(
    own_database: Urls, own_engine: Engine, store: PostgresUnitOfWork, world: World, done: Done
):
    """It raises, rather than hang, or it goes on; either way a loop around it works on."""
    stopped = threading.Event()
    worker = Worker(own_database.app_url, done.tasks(), threads=2)

    def keep() -> None:
        while not stopped.is_set():
            try:
                worker.run()
            except Exception:  # noqa: BLE001  (as the process around it does)
                stopped.wait(0.2)

    connected = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'upclone-worker'"
    )
    thread = threading.Thread(target=keep)
    thread.start()
    try:
        with own_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            until(lambda: len(connection.exec_driver_sql(connected).all()) > 1)
            connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM ({connected}) AS workers")
        pause(store, world)
        until(lambda: len(done.reacted) == 2)
    finally:
        stopped.set()
        worker.stop()
        thread.join(15)
    assert not thread.is_alive()
