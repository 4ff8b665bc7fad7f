"""Connections: pooled, bounded in time, in UTC, and with no more rights than the application needs."""

from __future__ import annotations

from typing import Any, Final

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, make_url

from upclone.adapters.postgres.cursors import Swift
from upclone.adapters.postgres.watch import Watch

APP_ROLE: Final = "upclone_app"

_PREPARE: Final = """
SELECT set_config('timezone', 'UTC', false),
       set_config('default_transaction_isolation', 'read committed', false),
       set_config('statement_timeout', %(statement)s, false),
       set_config('lock_timeout', %(lock)s, false),
       set_config('idle_in_transaction_session_timeout', %(idle)s, false)
"""

# One DATABASE_URL may belong to the owner of everything. Where it can, it steps down to the application's role.
STEP_DOWN: Final = f"""
SELECT set_config('role', rolname, false) FROM pg_roles
WHERE rolname = '{APP_ROLE}' AND rolname <> session_user AND CASE
    WHEN current_setting('server_version_num')::int >= 160000 THEN pg_has_role(session_user, oid, 'SET')
    ELSE pg_has_role(session_user, oid, 'MEMBER') END
"""  # noqa: S608  (a constant)


def make_engine(
    url: str | URL,
    *,
    statement_timeout_ms: int = 8_000,
    lock_timeout_ms: int = 3_000,
    connections: int = 10,
    connection_timeout_s: int = 5,
) -> Engine:
    """An engine for the application. Every statement, lock, connection and wait for one has an end.

    A connection is in use for `statement_timeout_ms` and a second at most, unless it is marked as watch.PATIENT.
    """
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=connections,
        pool_use_lifo=True,  # the connection used last: its server process has the statements' plans at hand
        max_overflow=0,
        pool_timeout=connection_timeout_s,
        connect_args={"connect_timeout": connection_timeout_s, "application_name": "upclone"},
    )
    limits = {
        "statement": str(statement_timeout_ms),
        "lock": str(lock_timeout_ms),
        "idle": str(2 * statement_timeout_ms),
    }

    def prepare(connection: psycopg.Connection[Any], _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_PREPARE, limits)
            cursor.execute(STEP_DOWN)
        connection.commit()
        connection.cursor_factory = Swift

    event.listen(engine, "connect", prepare)
    Watch(statement_timeout_ms / 1000 + 1).over(engine)
    return engine


def conninfo(url: str | URL) -> str:
    """The same address as libpq takes it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
