"""Statements that are said again: the same rows, the same errors and the same books as psycopg's own cursor."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import Engine

from upclone.adapters.postgres.cursors import Swift

OFTEN = 8
"""Times after which psycopg has prepared a statement."""


@pytest.fixture
def connection(committed: Engine) -> Iterator[psycopg.Connection[Any]]:
    """One of the pool's, that commits by itself."""
    pooled = committed.raw_connection()
    driver: psycopg.Connection[Any] = pooled.driver_connection  # type: ignore[assignment]
    driver.autocommit = True
    yield driver
    pooled.invalidate()
    pooled.close()


def prepared(connection: psycopg.Connection[Any], statement: str, **arguments: object) -> psycopg.Cursor[Any]:
    """A cursor whose statement the server knows by name."""
    cursor = connection.cursor()
    assert isinstance(cursor, Swift)
    for _ in range(OFTEN):
        cursor.execute(statement, arguments)
    assert _names(connection)
    return cursor


def _names(connection: psycopg.Connection[Any]) -> list[Any]:
    return connection.execute("SELECT name FROM pg_prepared_statements", prepare=False).fetchall()


def test_each_time_it_answers_what_it_is_asked(connection: psycopg.Connection[Any]):
    """Other values, NULL, and values of another type, by name or without."""
    statement = "SELECT %(a)s::text, %(b)s::bytea, n FROM generate_series(1, 3) AS n"
    cursor = prepared(connection, statement, a="x", b=b"\x00")
    for a, b in (
        ("y", b"\x01"),
        (None, None),
        ("ß", b""),
        (7, b"%"),
        (70_000, None),
        (2**40, None),
        ("z", b""),
    ) * OFTEN:
        text = None if a is None else str(a)
        assert cursor.execute(statement, {"a": a, "b": b}).fetchall() == [(text, b, n) for n in (1, 2, 3)]
        assert cursor.rowcount == 3
    assert cursor.execute("SELECT 1").fetchall() == [(1,)]
    assert cursor.execute(statement, {"a": None, "b": None}).fetchone() == (None, None, 1)


def test_it_counts_what_it_wrote(connection: psycopg.Connection[Any]):
    """Also where nothing comes back."""
    connection.execute("CREATE TEMP TABLE number (n int PRIMARY KEY)")
    cursor = connection.cursor()
    for n in range(2 * OFTEN):
        assert cursor.execute("INSERT INTO number VALUES (%(n)s)", {"n": n}).rowcount == 1
    assert connection.execute("SELECT count(*) FROM number").fetchone() == (2 * OFTEN,)


def test_a_broken_rule_has_its_name(connection: psycopg.Connection[Any]):
    """With the facts that the server told; what is said next is heard."""
    connection.execute("CREATE TEMP TABLE number (n int CONSTRAINT small CHECK (n < 10))")
    statement = "INSERT INTO number VALUES (%(n)s::int)"
    cursor = prepared(connection, statement, n=1)
    with pytest.raises(errors.CheckViolation) as violation:
        cursor.execute(statement, {"n": 11})
    assert violation.value.diag.constraint_name == "small"
    with pytest.raises(psycopg.ProgrammingError, match="n"):
        cursor.execute(statement, {})
    assert cursor.execute(statement, {"n": 2}).rowcount == 1


def test_a_transaction_is_begun_where_the_connection_does_not_commit_by_itself(connection: psycopg.Connection[Any]):
    """And what it did is undone with it. psycopg forgets its prepared statements then; nothing is lost."""
    connection.execute("CREATE TEMP TABLE number (n int)")
    statement = "INSERT INTO number VALUES (%(n)s::int)"
    cursor = prepared(connection, statement, n=1)
    connection.autocommit = False
    cursor.execute(statement, {"n": 2})
    connection.rollback()
    assert not _names(connection)
    for _ in range(OFTEN):
        cursor.execute(statement, {"n": 3})
    connection.commit()
    assert connection.execute("SELECT count(*) FROM number").fetchone() == (2 * OFTEN,)


def test_a_connection_that_ends_is_an_operational_error(connection: psycopg.Connection[Any]):
    """In the middle of a statement, and before the next."""
    statement = "SELECT pg_terminate_backend(pg_backend_pid()) WHERE %(end)s::boolean"
    cursor = prepared(connection, statement, end=False)
    with pytest.raises(psycopg.OperationalError):
        cursor.execute(statement, {"end": True})
    assert connection.closed
    with pytest.raises(psycopg.OperationalError):
        cursor.execute(statement, {"end": False})


def test_a_connection_that_was_ended_by_somebody_else_is_an_operational_error(
    connection: psycopg.Connection[Any], committed: Engine
):
    """While nothing was asked of it."""
    cursor = prepared(connection, "SELECT %(n)s::int", n=1)
    with committed.connect() as other:
        other.exec_driver_sql(f"SELECT pg_terminate_backend({connection.info.backend_pid}, 5000)")
    with pytest.raises(psycopg.OperationalError):
        cursor.execute("SELECT %(n)s::int", {"n": 2})
    assert connection.closed


def test_other_threads_run_while_it_waits(connection: psycopg.Connection[Any]):
    """The interpreter's lock is not held while the server works."""
    cursor = prepared(connection, "SELECT pg_sleep(%(seconds)s::float)", seconds=0)
    asking = threading.Thread(target=cursor.execute, args=("SELECT pg_sleep(%(seconds)s::float)", {"seconds": 0.5}))
    asking.start()
    turns, until = 0, time.monotonic() + 10
    while asking.is_alive() and time.monotonic() < until:
        turns += 1
        time.sleep(sys.getswitchinterval())
    assert not asking.is_alive()
    assert turns > 10
