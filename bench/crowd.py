"""Everybody else's deals: copies of a few, written straight into the tables, because writing each would take minutes.

Each copy has its own ids, wherever they occur; hashes stay those of the original, so nobody may verify the ledger of
such a database. Serial numbers and transaction ids are the copy's own.
"""

from __future__ import annotations

import re
import uuid
from functools import partial

import psycopg

from upclone.adapters.postgres.engine import conninfo

TABLES = (
    *("account", "job", "proposal", "contract", "milestone", "hold"),
    *("ledger_account", "balance", "book", "entry", "posting", "event"),
)

_OWN = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_identity = 'NO' AND is_generated = 'NEVER'
    AND coalesce(column_default, '') !~ 'nextval|pg_current_xact_id'
ORDER BY ordinal_position
"""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def multiply(owner_url: str, copies: int) -> None:
    """So many times again what the database holds now; what belongs to nobody is left as it is."""
    with psycopg.connect(conninfo(owner_url)) as owner:
        owner.execute("SET session_replication_role = replica")
        for table in TABLES:
            columns = ", ".join(name for (name,) in owner.execute(_OWN, [table]))
            with owner.cursor().copy(f"COPY {table} ({columns}) TO STDOUT") as found:
                rows = [bytes(row).decode() for row in found]
            with owner.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for number in range(copies):
                    for row in filter(_ID.search, rows):
                        copy.write(_ID.sub(partial(_another, number + 1), row))


def _another(number: int, id: re.Match[str]) -> str:
    """The id that this one has in that copy."""
    return str(uuid.UUID(int=uuid.UUID(id[0]).int ^ number))
