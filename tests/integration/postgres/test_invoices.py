"""Papers in PostgreSQL: no gap and no duplicate, however many write at once and whoever gives up."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import Engine

from tests.builders import AT, IDS
from tests.market_place import COMPANY
from tests.suites.invoices import OPERATOR, InvoicesSuite, released
from upclone.adapters.embedded import Urls
from upclone.adapters.memory import FixedClock
from upclone.adapters.postgres.reads.papers import PostgresInvoiceReads
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids
from upclone.application.payments.invoices import Invoices
from upclone.domain.money import Money


class TestPostgresInvoices(InvoicesSuite):
    """tests/suites/invoices.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, engine: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(engine, Uuid7Ids())


class GaveUp(Exception):
    """A transaction that is not committed."""


def numbers(engine: Engine, issuer: str) -> list[int]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT seq FROM invoice WHERE issuer = %s ORDER BY seq", (issuer,))
        return [seq for (seq,) in rows]


@pytest.mark.race
def test_eight_at_once_leave_no_gap(store: PostgresUnitOfWork, own_engine: Engine):
    """Half of them roll back after they had their numbers, and every event is billed by two workers at once."""
    papers = Invoices(store, FixedClock(AT), IDS, COMPANY)
    deals = [released(store) for _ in range(16)]

    def bill(number: int) -> bool:
        deal = deals[number % 16]
        try:
            with store():
                papers.issue(deal.event_id, deal.event)
                if number % 4 == 0:
                    raise GaveUp
        except GaveUp:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = sum(pool.map(bill, range(48)))
    assert done == 36
    for deal in deals:
        papers.issue(deal.event_id, deal.event)
        assert numbers(own_engine, str(deal.world.freelancer.id)) == [1]
    assert numbers(own_engine, "platform") == list(range(1, 33))


def test_a_paper_stands(store: PostgresUnitOfWork, own_engine: Engine):
    """Neither the application's role nor the database itself changes one."""
    deal = released(store)
    papers = Invoices(store, FixedClock(AT), IDS, COMPANY)
    papers.issue(deal.event_id, deal.event)
    for statement in ("UPDATE invoice SET gross_minor = 1", "DELETE FROM invoice"):
        with own_engine.connect() as connection, pytest.raises(Exception) as caught:
            connection.exec_driver_sql(statement)
        assert isinstance(caught.value.__cause__, psycopg.errors.InsufficientPrivilege)


FORGED = [
    ("UPDATE invoice SET gross_minor = gross_minor - 1 WHERE kind = 'work'", "not as it was issued"),
    ("UPDATE invoice SET buyer = jsonb_set(buyer, '{name}', '\"Nobody\"')", "not as it was issued"),
    ("DELETE FROM invoice WHERE document = 'credit_note'", "does not end"),
    ("DELETE FROM invoice WHERE issuer = 'platform' AND seq = 1", "after number 0 comes 2"),
    ("DELETE FROM invoice", "are gone"),
    ("UPDATE posting SET amount_minor = amount_minor + 1 WHERE account LIKE 'freelancer_available:%%'", "moved"),
    ("UPDATE invoice_series SET last = last + 1", "does not end"),
]


def test_papers_are_verified(vault: Urls, app: Engine, owner: Engine):
    """Sound as they are, a credit note included; whatever is altered around the application is named."""
    store = PostgresUnitOfWork(app, Uuid7Ids())
    papers = Invoices(store, FixedClock(AT), IDS, COMPANY)
    deal = released(store)
    work = papers.issue(deal.event_id, deal.event)[0]
    papers.credit(OPERATOR, work.id, Money(1_000, "EUR"), work.billed.entry_key, "A day less.")
    released(store)
    found = PostgresInvoiceReads(store).verify()
    assert (found.papers, found.series, found.unbilled, found.flaw) == (4, 2, 1, None)
    for statement, words in FORGED:
        with owner.connect() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            connection.exec_driver_sql(statement, {})
            flaw = PostgresInvoiceReads(PostgresUnitOfWork(connection, Uuid7Ids())).verify().flaw
            connection.rollback()
        assert flaw is not None, statement
        assert words in flaw
