"""What becomes of a transaction: in parallel, under a hanging or dying database, and in a process that is killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from attrs import evolve
from sqlalchemy import Connection, Engine

from tests import builders as build
from tests.builders import AT, IDS
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import make_engine
from upclone.adapters.postgres.requests import PostgresRequests
from upclone.adapters.postgres.transaction import only_reads
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids
from upclone.application.ports.store import Answer, StoreUnavailable
from upclone.domain.actors import member
from upclone.domain.deals import interruptions
from upclone.domain.errors import KeyReused, NotEnoughFunds, NotFound
from upclone.domain.payments import ledger
from upclone.domain.people import accounts
from upclone.entrypoints.api.performing import persistently


@pytest.fixture
def shared(committed: Engine) -> PostgresUnitOfWork:
    """On the worker's database, with real commits."""
    return PostgresUnitOfWork(committed, Uuid7Ids())


@pytest.fixture
def impatient(database: Urls) -> Iterator[PostgresUnitOfWork]:
    """Waits a tenth of a second for anything, on two connections."""
    engine = make_engine(
        database.app_url, statement_timeout_ms=100, lock_timeout_ms=100, connections=2, connection_timeout_s=1
    )
    yield PostgresUnitOfWork(engine, Uuid7Ids())
    engine.dispose()


# Requests


@pytest.mark.race
def test_twenty_equal_requests_have_one_effect(own_engine: Engine, store: PostgresUnitOfWork):
    """P3: sent twenty times at the same moment, performed once, and twenty equal answers."""
    requests, caller = PostgresRequests(store), IDS.new()
    ready = threading.Barrier(20)

    def perform() -> Answer:
        person = build.account()
        with store() as work:
            work.accounts.add(person)
        return Answer(201, str(person.id).encode(), "text/plain")

    def send(_: int) -> tuple[Answer, bool]:
        ready.wait()
        return requests.once(caller, "the key", "the same", perform)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert len({answer for answer, _ in answers}) == 1
    assert sorted(replayed for _, replayed in answers) == [False] + [True] * 19
    with own_engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM account").scalar_one() == 1


@pytest.mark.race
def test_another_request_under_the_same_key_at_the_same_moment_is_refused(store: PostgresUnitOfWork):
    """Whichever comes first has the key; the other is told, and has no effect."""
    requests, caller, ready = PostgresRequests(store), IDS.new(), threading.Barrier(8)
    performed: list[int] = []

    def send(number: int) -> bool:
        ready.wait()
        try:
            requests.once(caller, "k", str(number), lambda: performed.append(number) or Answer(200, b"", "text/plain"))
        except KeyReused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, range(8))) == 1
    assert len(performed) == 1


def test_answers_are_forgotten_after_a_day_and_not_before(committed: Engine, shared: PostgresUnitOfWork):
    """P3: kept for 24 hours at least, whatever age is asked for."""
    requests, caller, answer = PostgresRequests(shared), IDS.new(), Answer(200, b"", "text/plain")
    requests.once(caller, "old", "same", lambda: answer)
    requests.once(caller, "new", "same", lambda: answer)
    with committed.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE request SET created_at = now() - interval '25 hours' WHERE key = 'old' AND caller = %s", (caller,)
        )
    assert requests.purge(timedelta()) == 1
    assert requests.once(caller, "new", "same", lambda: answer) == (answer, True)
    assert requests.once(caller, "old", "same", lambda: answer) == (answer, False)


# Trouble


def test_a_lock_that_is_not_given_up_is_not_waited_for(shared: PostgresUnitOfWork, impatient: PostgresUnitOfWork):
    """P13: who can't have the row says so in time, and may come again later."""
    person = build.account()
    with shared() as work:
        work.accounts.add(person)
    with shared() as work:
        work.accounts.lock(person.id)
        with pytest.raises(StoreUnavailable) as caught, impatient() as other:
            other.accounts.lock(person.id)
    assert (caught.value.again, caught.value.unknown) == (False, False)


def test_a_slow_statement_is_cut_short(impatient: PostgresUnitOfWork):
    """P13: no statement outlives its limit."""
    with pytest.raises(StoreUnavailable), impatient() as work:
        work.transaction.one("SELECT pg_sleep(5)", {})


def test_a_server_that_stands_still_is_given_up(own_database: Urls):
    """P13: the process that serves us is stopped, and answers nothing, not even its own timeout."""
    engine = make_engine(own_database.app_url, statement_timeout_ms=300, connections=1)
    store, stopped = PostgresUnitOfWork(engine, Uuid7Ids()), []

    def ask() -> None:
        with store() as work:
            work.accounts.by_email("nobody@example.org")
            if not stopped:
                stopped.append(work.transaction.connection.info.backend_pid)
                os.kill(stopped[0], signal.SIGSTOP)
                work.accounts.by_email("nobody@example.org")

    began = time.monotonic()
    try:
        with pytest.raises(StoreUnavailable) as caught:
            persistently(ask)
        assert time.monotonic() - began < 3
        assert (caught.value.again, caught.value.unknown) == (False, False)
        ask()
    finally:
        os.kill(stopped[0], signal.SIGCONT)
        engine.dispose()


def test_a_busy_pool_says_so(database: Urls):
    """P13: nobody waits for a connection without end."""
    engine = make_engine(database.app_url, connections=1, connection_timeout_s=1)
    store = PostgresUnitOfWork(engine, Uuid7Ids())

    def another() -> None:
        with store() as work:
            work.accounts.by_email("nobody@example.org")

    with store() as work, ThreadPoolExecutor(1) as pool:
        work.accounts.by_email("nobody@example.org")
        with pytest.raises(StoreUnavailable):
            pool.submit(another).result()
    another()
    engine.dispose()


def test_a_cut_connection_is_replaced(own_engine: Engine, store: PostgresUnitOfWork, own_database: Urls):
    """When the server drops every connection, the next try has a new one, and nothing of the first was kept."""
    person, tries = build.account(), 0
    for _ in range(3):
        with store() as work:
            work.accounts.by_email("warm@example.org")
    killer = make_engine(own_database.app_url)

    def sign_up() -> None:
        nonlocal tries
        tries += 1
        with store() as work:
            work.accounts.add(person)
            if tries == 1:
                with killer.connect() as connection:
                    connection.exec_driver_sql(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
                    )

    with pytest.raises(StoreUnavailable) as caught:
        sign_up()
    assert (caught.value.again, caught.value.unknown) == (False, True), "it broke at the commit"
    persistently(sign_up)
    with store() as work:
        assert work.accounts.get(person.id) == person
    killer.dispose()


def test_a_deadlock_is_tried_again(store: PostgresUnitOfWork):
    """P12: two transactions that wait for each other: one is tried again, both succeed."""
    people = [build.account(), build.account()]
    with store() as work:
        for person in people:
            work.accounts.add(person)
    meet, runs = threading.Barrier(2), []

    def lock_both(order: int) -> None:
        def run() -> None:
            runs.append(order)
            with store() as work:
                first = work.accounts.lock(people[order].id)
                if len(runs) <= 2:
                    meet.wait()
                second = work.accounts.lock(people[1 - order].id)
                for person in (first, second):
                    work.accounts.save(accounts.edit(person, headline=f"{person.headline}x"))

        persistently(run)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lock_both, (0, 1)))
    with store() as work:
        assert {work.accounts.get(person.id).headline for person in people} == {"xx"}
    assert len(runs) == 3


def test_trying_again_has_an_end():
    """Three times, then the edge answers that it should be tried later."""
    runs: list[int] = []

    def fail() -> None:
        runs.append(1)
        raise StoreUnavailable("Two transactions stood in each other's way.", again=True)

    with pytest.raises(StoreUnavailable):
        persistently(fail)
    assert len(runs) == 3


def test_what_failed_in_the_database_can_not_be_committed_in_silence(shared: PostgresUnitOfWork):
    """PostgreSQL answers COMMIT with a rollback then: that would be an acknowledged write that is lost."""
    person, broke = build.account(), build.entry(IDS.new(), *short())
    with pytest.raises(AssertionError, match="failed"), shared() as work:
        work.accounts.add(person)
        with contextlib.suppress(NotEnoughFunds):
            work.ledger.post(broke)
    with pytest.raises(NotFound), shared() as work:
        work.accounts.get(person.id)


def short() -> tuple[tuple[ledger.LedgerAccount, int], ...]:
    return (ledger.escrow(IDS.new(), "EUR"), -1), (ledger.fee_income("EUR"), 1)


def test_a_unit_of_work_on_a_connection_keeps_nothing(connection: Connection):
    """For tests: the outermost block is a savepoint, and what is checked at commit is checked at its end."""
    store, person = PostgresUnitOfWork(connection, Uuid7Ids()), build.account()
    with store() as work:
        work.accounts.add(person)
    with pytest.raises(NotFound), store() as work:
        work.accounts.lock(IDS.new())
    with store.rehearsal(), store() as work:
        work.accounts.save(accounts.edit(person, headline="Rehearsed"))
    with store() as work:
        assert work.accounts.get(person.id) == person


def test_a_history_is_chained_in_the_database(own_engine: Engine, store: PostgresUnitOfWork):
    """Two at once on one contract: their events follow each other, whoever was first."""
    world = build.world()
    with store() as work:
        build.keep(work, world)
    _, event = interruptions.pause(world.contract, "Ill.", member(world.client.id), AT)

    def record(_: int) -> None:
        with store() as work:
            work.record(event)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(record, range(24)))
    with own_engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT array_agg(seq ORDER BY seq) FROM event").scalar_one() == list(
            range(1, 25)
        )


# Dying

PROGRAM = """
from upclone.adapters.postgres.engine import make_engine
from upclone.adapters.postgres.failpoint import Failpoint
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids
from tests import builders as build
import sys

store = PostgresUnitOfWork(make_engine(sys.argv[1]), Uuid7Ids(), failpoint=Failpoint(int(sys.argv[2])))
for name in ("first", "second"):
    with store() as work:
        work.accounts.by_email("nobody@example.org")
    with store() as work:
        work.accounts.add(build.account(name, email=f"{name}@example.org"))
"""


@pytest.mark.parametrize(
    ("point", "kept", "status"),
    [
        (1, [], -signal.SIGKILL),
        (2, ["first"], -signal.SIGKILL),
        (3, ["first"], -signal.SIGKILL),
        (4, ["first", "second"], -signal.SIGKILL),
        (5, ["first", "second"], 0),
    ],
)
def test_a_failpoint_kills_at_its_boundary(
    own_engine: Engine, own_database: Urls, point: int, kept: list[str], status: int
):
    """P5: before a commit nothing is there, after it everything; transactions that only read don't count."""
    ran = subprocess.run([sys.executable, "-c", PROGRAM, own_database.app_url, str(point)], check=False)
    assert ran.returncode == status
    with own_engine.connect() as connection:
        assert list(connection.exec_driver_sql("SELECT name FROM account ORDER BY name").scalars()) == kept


# What only reads


def test_a_read_begins_no_transaction_and_a_write_after_it_does(store: PostgresUnitOfWork):
    """Nothing of a block that fails is kept, though it read first; what another block finds later is all of one."""
    account = build.account()
    with store() as work:
        assert work.transaction.one("SELECT 1", {}) == (1,)
        assert not work.transaction.is_begun
        work.accounts.add(account)
        assert work.transaction.is_begun
    changed = evolve(account, name="Somebody else")
    with pytest.raises(NotFound), store() as work:
        work.accounts.save(evolve(work.accounts.get(account.id), name=changed.name))
        work.accounts.get(IDS.new())
    with store() as work:
        assert work.accounts.get(account.id).name == account.name


def test_who_speaks_to_the_connection_is_inside_the_transaction(store: PostgresUnitOfWork):
    """A part in a savepoint is undone with the whole, and so is what a rehearsal did."""
    kept, undone = build.account(), build.account()
    with pytest.raises(ZeroDivisionError), store() as work:
        with work.transaction.connection.transaction():
            work.accounts.add(undone)
        raise ZeroDivisionError
    with store() as work:
        work.transaction.one("SELECT 1", {})
        with store.rehearsal():
            work.accounts.add(undone)
        work.accounts.add(kept)
    with store() as work:
        assert work.accounts.get(kept.id).id == kept.id
        with pytest.raises(NotFound):
            work.accounts.get(undone.id)


def test_the_pools_other_borrowers_find_it_as_they_left_it(own_engine: Engine, store: PostgresUnitOfWork):
    """Whoever opens a transaction by SQLAlchemy can still undo it."""
    with store() as work:
        work.transaction.one("SELECT 1", {})
    with own_engine.connect() as connection:
        connection.exec_driver_sql("CREATE TEMPORARY TABLE scrap (x int)")
        connection.rollback()
        assert connection.exec_driver_sql("SELECT to_regclass('scrap')").scalar() is None


@pytest.mark.parametrize(
    ("statement", "reads"),
    [
        ("SELECT id FROM job WHERE updated_at > now()", True),
        ("\nWITH a AS (SELECT 1) SELECT * FROM a", True),
        ("SELECT id FROM job FOR UPDATE", False),
        ("SELECT id FROM job FOR KEY SHARE", False),
        ("select procrastinate_defer_jobs_v1(1)", False),
        ("SELECT pg_advisory_xact_lock(1)", False),
        ("WITH a AS (DELETE FROM job RETURNING id) SELECT * FROM a", False),
        ("INSERT INTO job VALUES (1)", False),
        ("SET CONSTRAINTS ALL IMMEDIATE", False),
    ],
)
def test_a_statement_that_may_write_is_known(statement: str, reads: bool):
    """Where it is not certain, it counts as one that writes."""
    assert only_reads(statement) is reads
