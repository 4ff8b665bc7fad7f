"""Whoever alters a row of the ledger or of a history is found out, and the row is named."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from tests.builders import World
from upclone.adapters.postgres.reads.ledger import PostgresLedgerReads
from upclone.application.reads.ledger import Kept

CHANGED = ("event", "balance", "posting", "entry", "book")


@pytest.fixture(scope="module")
def copied(owner: Engine, world: World) -> None:
    with owner.begin() as connection:
        for table in CHANGED:
            connection.exec_driver_sql(f"CREATE TABLE copy_of_{table} AS TABLE {table}")


@pytest.fixture
def restored(owner: Engine, copied: None) -> Iterator[Engine]:
    """The superuser; afterwards every row is as it was."""
    yield owner
    with owner.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in CHANGED:
            connection.exec_driver_sql(f"DELETE FROM {table}")
            connection.exec_driver_sql(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE copy_of_{table}")


ALTERED = [
    ("UPDATE posting SET amount_minor = amount_minor + 1 WHERE entry = '{first}' AND line = 1", "posting", "{first}/1"),
    (
        "UPDATE posting SET account = 'fee_income:platform:EUR' WHERE entry = '{first}' AND line = 0",
        "posting",
        "{first}/0",
    ),
    ("UPDATE posting SET digest = sha256('x') WHERE entry = '{second}' AND line = 0", "posting", "{second}/0"),
    ("DELETE FROM posting WHERE entry = '{second}' AND line = 1", "entry", "{second}"),
    ("DELETE FROM posting WHERE entry = '{second}'", "entry", "{second}"),
    ("UPDATE entry SET at = at + interval '1 microsecond' WHERE id = '{first}'", "entry", "{first}"),
    ("UPDATE entry SET kind = 'payout' WHERE id = '{second}'", "entry", "{second}"),
    ("UPDATE entry SET contract_id = NULL WHERE id = '{second}'", "entry", "{second}"),
    ("UPDATE entry SET hash = sha256('x') WHERE id = '{second}'", "entry", "{second}"),
    ("DELETE FROM posting WHERE entry = '{first}'; DELETE FROM entry WHERE id = '{first}'", "entry", "{second}"),
    ("DELETE FROM posting WHERE entry = '{second}'; DELETE FROM entry WHERE id = '{second}'", "book", "{book}"),
    ("DELETE FROM posting; DELETE FROM entry", "book", "{book}"),
    ("DELETE FROM entry WHERE id = '{second}'", "book", "{book}"),
    ("UPDATE book SET head = sha256('x')", "book", "{book}"),
    ("UPDATE book SET length = 3", "book", "{book}"),
    ("UPDATE balance SET posted = posted + 1", "balance", "escrow:{hold}:EUR"),
    ("DELETE FROM balance", "balance", "escrow:{hold}:EUR"),
    ('UPDATE event SET facts = \'{{"reason": "Sorry."}}\' WHERE seq = 1', "event", "{events[0]}"),
    ("UPDATE event SET by = NULL WHERE seq = 2", "event", "{events[1]}"),
    ("DELETE FROM event WHERE seq = 1", "event", "{events[1]}"),
    ("UPDATE event SET hash = sha256('x') WHERE seq = 2", "event", "{events[1]}"),
]


def test_an_untouched_ledger_is_sound(reads: PostgresLedgerReads, world: World):
    """Every row was looked at."""
    found = reads.verify()
    assert found.flaw is None
    assert (found.entries, found.postings, found.books, found.balances, found.events) == (2, 4, 1, 1, 2)


@pytest.mark.parametrize(("alter", "row", "name"), ALTERED)
def test_an_altered_row_is_named(
    restored: Engine, reads: PostgresLedgerReads, world: World, alter: str, row: str, name: str
):
    """P8: a superuser who switches the triggers off can change a row, and the verifier names it."""
    with restored.begin() as connection:
        entries: list[UUID] = list(connection.scalars(text("SELECT id FROM entry ORDER BY created_seq")))
        events: list[UUID] = list(connection.scalars(text("SELECT id FROM event ORDER BY seq")))
        names = {
            "first": entries[0],
            "second": entries[1],
            "book": world.contract.id,
            "hold": world.hold.id,
            "events": events,
        }
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.connection.cursor().execute(alter.format(**names))
    flaw = reads.verify().flaw
    assert flaw is not None
    assert (flaw.row, flaw.id) == (Kept(row), name.format(**names))
