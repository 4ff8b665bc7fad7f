"""Everything that a PostgreSQL store holds, read with plain SQL on a connection of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import psycopg
from attrs import evolve, frozen

from tests.snapshots import Due, Snapshot, due_of
from upclone.adapters.memory import Recorded
from upclone.adapters.postgres.deals import contracts, disputes, hours, milestones, timesheets
from upclone.adapters.postgres.deferring import REACT
from upclone.adapters.postgres.history import from_facts
from upclone.adapters.postgres.market import invitations, jobs, proposals
from upclone.adapters.postgres.metadata import Json
from upclone.adapters.postgres.payments import approvals, chargebacks, escrow, methods, transfers
from upclone.adapters.postgres.people import accounts
from upclone.adapters.postgres.rows import Rows
from upclone.adapters.postgres.trust import sanctions
from upclone.domain.actors import Role
from upclone.domain.payments.ledger import Entry, EntryKind, LedgerAccount, Posting, SealedEntry

KINDS: Final[tuple[Rows[Any], ...]] = (
    accounts.ROWS,
    jobs.ROWS,
    proposals.ROWS,
    invitations.ROWS,
    contracts.ROWS,
    milestones.ROWS,
    escrow.ROWS,
    transfers.ROWS,
    disputes.ROWS,
    timesheets.ROWS,
    hours.ROWS,
    sanctions.ROWS,
    methods.ROWS,
    chargebacks.ROWS,
    approvals.ROWS,
)

_ENTRIES = """
SELECT entry.id, key, kind, entry.currency, book, at, contract_id, reverses, seq, hash,
    array_agg(account ORDER BY line), array_agg(amount_minor ORDER BY line), array_agg(digest ORDER BY line)
FROM entry LEFT JOIN posting ON posting.entry = entry.id GROUP BY entry.id ORDER BY entry.created_seq
"""
_EVENTS = """
SELECT id, name, subject_id, contract_id, by, role, at, facts::text, seq,
    row_number() OVER (PARTITION BY contract_id, subject_id ORDER BY created_seq)
FROM event ORDER BY created_seq
"""
_QUEUED = (
    "SELECT args ->> 'event_id', args ->> 'reaction' FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
)
_TAKE = """
DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'
RETURNING id, args ->> 'event_id', args ->> 'reaction'
"""


@frozen
class PostgresView:
    """`connection` is in autocommit: each snapshot is one transaction that sees one moment."""

    connection: psycopg.Connection[Any]

    def snapshot(self) -> Snapshot:
        """All of it."""
        with self.connection.transaction():
            self.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            read = self.connection.execute
            objects: dict[UUID, tuple[Any, int]] = {}
            due: dict[UUID, Due] = {}
            for rows in KINDS:
                self._read(rows, objects, due)
            return Snapshot(
                objects=objects,
                entries=tuple(map(_entry, read(_ENTRIES))),
                balances={
                    LedgerAccount.of_key(key): minor for key, minor in read("SELECT account, posted FROM balance")
                },
                history=tuple(map(_recorded, read(_EVENTS))),
                told=frozenset(read("SELECT event_id, account_id, name FROM notification").fetchall()),
                queued=frozenset((UUID(id), reaction) for id, reaction in read(_QUEUED, (REACT,))),
                due=due,
            )

    def take(self) -> list[tuple[UUID, str]]:
        """The reactions that wait, in the order of their jobs; they are the caller's now."""
        with self.connection.transaction():
            taken = sorted(self.connection.execute(_TAKE, (REACT,)).fetchall())
        return [(UUID(event), reaction) for _, event, reaction in taken]

    def _read(self, rows: Rows[Any], objects: dict[UUID, tuple[Any, int]], due: dict[UUID, Due]) -> None:
        columns = rows.table.columns
        names = [column.name for column in columns]
        listed = ", ".join(f'"{each.name}"' + "::text" * isinstance(each.type, Json) for each in columns)
        for row in self.connection.execute(f"SELECT {listed} FROM {rows.table.name} ORDER BY id"):
            found = rows.from_row(row)
            objects[found.id] = (found, found.version)
            move = due_of(found)
            stored = row[names.index("due_at")] if "due_at" in names else None
            assert (stored is None) == (move is None), f"{found} is due at {stored}"
            if move is not None:
                # The store's own time: whether it is the right one is for the preview to have said.
                due[found.id] = evolve(move, at=stored)


def _entry(row: Sequence[Any]) -> SealedEntry:
    id, key, kind, currency, book, at, contract, reverses, seq, hash, accounts, amounts, digests = row
    postings = tuple(
        Posting(LedgerAccount.of_key(account), amount) for account, amount in zip(accounts, amounts, strict=True)
    )
    entry = Entry(id, key, EntryKind(kind), currency, postings, book, at, contract, reverses)
    return SealedEntry(entry, seq, tuple(digests), hash)


def _recorded(row: Sequence[Any]) -> Recorded:
    id, name, subject, contract, by, role, at, facts, seq, number = row
    common = {"subject_id": subject, "contract_id": contract, "by": by, "role": Role(role), "at": at}
    event = from_facts(name, common, json.loads(facts))
    return Recorded(id, contract or subject, seq or number, event)
