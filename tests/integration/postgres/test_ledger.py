"""The ledger in the database: what it refuses from whom, and that every altered row is named."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tests import builders as build
from tests.builders import IDS, World
from upclone.adapters.postgres.reads.ledger import PostgresLedgerReads
from upclone.application.reads.ledger import EntryFilter
from upclone.domain.money import Money
from upclone.domain.payments.ledger import AccountKind

FORBIDDEN = [
    "UPDATE posting SET amount_minor = amount_minor + 1",
    "UPDATE entry SET key = key || '!'",
    "UPDATE event SET name = 'NothingHappened'",
    "DELETE FROM posting",
    "DELETE FROM entry",
    "DELETE FROM event",
    "TRUNCATE posting",
    "TRUNCATE entry CASCADE",
    "TRUNCATE event CASCADE",
]
OUT_OF_REACH = [
    "UPDATE balance SET posted = posted + 1",
    "INSERT INTO balance (account, currency, posted) SELECT key, currency, 5 FROM ledger_account",
    "DELETE FROM balance",
    "UPDATE ledger_account SET guarded = false",
    "DELETE FROM book",
    "DELETE FROM contract",
    "INSERT INTO entry (id, key, kind, currency, book, seq, at, hash, written_by) "
    "SELECT gen_random_uuid(), 'forged', kind, currency, book, 99, at, hash, '1' FROM entry LIMIT 1",
    "ALTER TABLE posting DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "DROP TRIGGER posting_append_only ON posting",
    "CREATE TABLE mine (id int)",
]


@pytest.mark.parametrize("statement", [*FORBIDDEN, *OUT_OF_REACH])
def test_the_application_itself_can_change_nothing(app: Engine, world: World, statement: str):
    """Its role inserts entries and lines, and that is all."""
    with pytest.raises(DBAPIError) as caught, app.begin() as connection:
        connection.exec_driver_sql(statement)
    assert isinstance(caught.value.orig, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_a_superuser_is_refused_by_triggers(owner: Engine, world: World, statement: str):
    """A slip of an administrator changes nothing: they must switch the triggers off by intention."""
    with pytest.raises(DBAPIError) as caught, owner.begin() as connection:
        connection.exec_driver_sql(statement)
    assert isinstance(caught.value.orig, psycopg.errors.RestrictViolation)


LINE = """
INSERT INTO posting (entry, line, account, currency, amount_minor, digest)
SELECT id, 7, 'fee_income:platform:EUR', 'EUR', {amount}, sha256('x') FROM entry WHERE {which}
"""
NEW_ENTRY = """
INSERT INTO entry (id, key, kind, currency, book, seq, at, hash)
SELECT '{id}', 'new', 'fund', '{currency}', book, 3, at, sha256('x') FROM entry WHERE seq = 2
"""


@pytest.mark.parametrize("engine", ["app", "owner"])
class TestWhateverIsInserted:
    """Constraints hold for the application's role and for a superuser alike."""

    @pytest.fixture
    def connect(self, engine: str, request: pytest.FixtureRequest, world: World) -> Engine:
        found: Engine = request.getfixturevalue(engine)
        return found

    def refused(self, connect: Engine, *statements: str) -> psycopg.Error:
        with pytest.raises(DBAPIError) as caught, connect.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        assert isinstance(caught.value.orig, psycopg.Error)
        return caught.value.orig

    def test_a_line_comes_with_its_entry_or_never(self, connect: Engine):
        """An entry of an earlier transaction is closed."""
        late = self.refused(connect, LINE.format(amount=5, which="seq = 1"))
        assert late.diag.constraint_name == "posting_in_time"

    def test_an_entry_without_lines_is_refused(self, connect: Engine):
        """At the end of its transaction."""
        empty = self.refused(connect, NEW_ENTRY.format(id=IDS.new(), currency="EUR"))
        assert empty.diag.constraint_name == "entry_balanced"

    def test_an_entry_that_does_not_sum_to_zero_is_refused(self, connect: Engine):
        """Also where each line is right for itself."""
        id = IDS.new()
        second = LINE.replace("7", "8").replace("fee_income:platform", "gateway_clearing:sandbox")
        unbalanced = self.refused(
            connect,
            NEW_ENTRY.format(id=id, currency="EUR"),
            LINE.format(amount=5, which=f"id = '{id}'"),
            second.format(amount=-4, which=f"id = '{id}'"),
        )
        assert unbalanced.diag.constraint_name == "entry_balanced"

    def test_a_line_of_another_currency_is_refused(self, connect: Engine):
        """An entry is of one currency, and so are its accounts."""
        id = IDS.new()
        mixed = self.refused(
            connect, NEW_ENTRY.format(id=id, currency="USD"), LINE.format(amount=5, which=f"id = '{id}'")
        )
        assert isinstance(mixed, psycopg.errors.ForeignKeyViolation)

    def test_a_line_of_nothing_is_refused(self, connect: Engine):
        """A posting moves something."""
        nothing = self.refused(connect, LINE.format(amount=0, which="seq = 1"))
        assert nothing.diag.constraint_name == "posting_amount_minor_check"


def test_savepoints_do_not_close_an_entry(app: Engine, world: World):
    """Lines may come in another subtransaction of the same transaction."""
    id = IDS.new()
    second = LINE.replace("7", "8").replace("fee_income:platform", "gateway_clearing:sandbox")
    with app.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql(NEW_ENTRY.format(id=id, currency="EUR"))
        with connection.begin_nested():
            connection.exec_driver_sql(LINE.format(amount=5, which=f"id = '{id}'"))
        connection.exec_driver_sql(second.format(amount=-5, which=f"id = '{id}'"))
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.rollback()


# Reading


def test_entries_are_read_newest_first_in_pages(reads: PostgresLedgerReads, world: World):
    """Every entry once, with its lines in order, by contract and by account."""
    (second,) = reads.entries(EntryFilter(), None, 1)
    (first,) = reads.entries(EntryFilter(), second.created_seq, 5)
    assert [line.amount for line in first.lines] == [-build.held(world.hold).total, build.held(world.hold).total]
    assert [line.line for line in second.lines] == [0, 1]
    assert reads.entries(EntryFilter(contract_id=world.contract.id), None, 5) == (second, first)
    assert reads.entries(EntryFilter(contract_id=IDS.new()), None, 5) == ()
    assert reads.entries(EntryFilter(account="fee_income:platform:EUR"), None, 5) == (second,)


def test_balances_sum_to_zero(reads: PostgresLedgerReads, world: World):
    """Whatever lies here lies at the gateway."""
    rows = reads.balances()
    assert sum(row.balance.amount_minor for row in rows) == 0
    (held,) = reads.balances(AccountKind.ESCROW)
    assert held.balance == build.held(world.hold).total - Money(100, "EUR")


def test_auditors_have_a_stable_view(app: Engine, world: World):
    """`ledger_entries_v1` has these six columns, a row a posting."""
    with app.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM ledger_entries_v1 ORDER BY created_seq")
        assert list(rows.keys()) == ["entry_id", "account", "contract_id", "currency", "amount_minor", "created_seq"]
        found = rows.all()
    assert [row.amount_minor for row in found] == [-103_00, 103_00, -100, 100]
    assert {row.contract_id for row in found} == {world.contract.id}
