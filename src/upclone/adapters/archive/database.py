"""PostgreSQL's own programs, and the sums that a dump is compared by. Passwords go through the environment."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import psycopg
from attrs import frozen
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from upclone.adapters.archive.manifest import Sum

SCHEMAS: Final = ("public", "sandbox")
"""Ours. Whatever else lies in the database is left alone."""

_SUMS: Final = """
SELECT split_part(account, ':', 1), currency, sum(amount_minor)::bigint, count(*)
FROM ledger_entries_v1 GROUP BY 1, 2 ORDER BY 1, 2
"""
_TABLES: Final = """
SELECT quote_ident(relname) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
  AND relname <> 'alembic_version' AND relname NOT LIKE 'procrastinate%'
"""


class ArchiveFailed(RuntimeError):
    """A backup or a restore did not work; the message says why, and that nothing was kept."""


@frozen
class Database:
    """`url` is the owner's libpq address, `programs` the folder of pg_dump, pg_restore and psql."""

    url: str
    programs: Path

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of the owner."""
        return psycopg.connect(self.url)

    def run(self, program: str, *arguments: str | Path) -> None:
        """One of PostgreSQL's programs on this database. Raises ArchiveFailed with its words."""
        target, environment = self._address()
        _run([self.programs / program, "-d", target, *arguments], environment)

    def script(self, dump: Path, target: Path) -> None:
        """A dump as SQL that psql runs."""
        _run([self.programs / "pg_restore", "--no-owner", "-f", target, dump], os.environ)

    def is_empty(self) -> bool:
        """Whether no table of ours has a row. A database that was only migrated is empty."""
        with self.connect() as connection:
            tables = [name for (name,) in connection.execute(_TABLES)]
            return not any(_has_rows(connection, table) for table in tables)

    def _address(self) -> tuple[str, Mapping[str, str]]:
        parts = conninfo_to_dict(self.url)
        password = parts.pop("password", None)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        if password is not None:
            environment["PGPASSWORD"] = str(password)
        return make_conninfo("", **parts), environment


def sums(connection: psycopg.Connection[Any]) -> tuple[Sum, ...]:
    """What the ledger holds, by kind of account and currency."""
    rows: Sequence[tuple[str, str, int, int]] = connection.execute(_SUMS).fetchall()
    return tuple(Sum(*row) for row in rows)


def revision(connection: psycopg.Connection[Any]) -> str:
    """The schema's newest migration."""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert row is not None, "a migrated database has its revision"
    return str(row[0])


def _has_rows(connection: psycopg.Connection[Any], table: str) -> bool:
    row = connection.execute(f"SELECT EXISTS (SELECT FROM {table})".encode()).fetchone()  # noqa: S608  (quoted by the server)
    assert row is not None
    return bool(row[0])


def _run(command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=environment)
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip()
        raise ArchiveFailed(f"{Path(command[0]).name}: {words}")
