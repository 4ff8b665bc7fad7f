"""One database for thousands of runs: emptied between two of them, behind the triggers that guard what is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from attrs import frozen
from psycopg import sql
from sqlalchemy import Engine

from tests import databases
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import conninfo, make_engine

_TABLES = """
SELECT format('%I.%I', schemaname, relname) FROM pg_stat_user_tables
WHERE schemaname = 'public' AND relname <> 'alembic_version' ORDER BY relname
"""
SWEEP_EVERY = 100
"""Runs. What was deleted is still read over until then."""


@frozen
class Store:
    """`engine` is the application's; `owner` may do everything; `reader` sees what is committed."""

    engine: Engine
    owner: psycopg.Connection[Any]
    reader: psycopg.Connection[Any]
    tables: tuple[str, ...]

    def empty(self, run: int) -> None:
        """As after the migrations."""
        deleting = sql.SQL("; ").join(sql.SQL(f"DELETE FROM {table}") for table in self.tables)  # type: ignore[arg-type]
        with self.owner.transaction():
            self.owner.execute("SET LOCAL session_replication_role = replica")
            self.owner.execute(deleting)
        if run % SWEEP_EVERY == SWEEP_EVERY - 1:
            self.owner.execute("VACUUM ANALYZE")


@contextmanager
def store(server: Urls) -> Iterator[Store]:
    """A database of this process's own."""
    with databases.copy(server) as urls:
        engine = make_engine(urls.app_url, connections=4)
        with (
            psycopg.connect(conninfo(urls.owner_url), autocommit=True) as owner,
            psycopg.connect(conninfo(urls.app_url), autocommit=True) as reader,
        ):
            owner.execute("SET synchronous_commit = off")
            found = [table for (table,) in owner.execute(_TABLES)]
            empty = [
                table
                for table in found
                if owner.execute(sql.SQL(f"SELECT NOT EXISTS (SELECT FROM {table})")).fetchone() == (True,)  # type: ignore[arg-type]
            ]
            try:
                yield Store(engine, owner, reader, tuple(empty))
            finally:
                engine.dispose()
