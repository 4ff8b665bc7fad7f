"""Negotiations in PostgreSQL."""

from datetime import date

import psycopg
import pytest
from alembic import command
from sqlalchemy import Engine, create_engine

from tests import databases
from tests.builders import AT, money, new_id
from tests.suites.negotiations import NegotiationsSuite
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import conninfo, make_engine
from upclone.adapters.postgres.migrations import _config, migrate
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids
from upclone.domain.actors import Role
from upclone.domain.market.rounds import Round, Step
from upclone.domain.processes import deadline_of


class TestPostgresNegotiations(NegotiationsSuite):
    """tests/suites/negotiations.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, committed: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(committed, Uuid7Ids())


def test_what_was_bid_before_is_the_first_round(pg_server: Urls):
    """A bid from before there were rounds is there after the migration, with its price, its plan and no end."""
    owner, bidder, job, bid = (new_id() for _ in range(4))
    with databases.copy(pg_server, template="template1") as urls:
        migrate_to(urls, "0006")
        with psycopg.connect(conninfo(urls.owner_url), autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")  # people and jobs are not what is tested
            connection.execute(
                "INSERT INTO proposal VALUES (%s, %s, %s, %s, 30000, 'EUR', 'I paint.', %s, 'submitted', %s, 0)",
                [bid, job, owner, bidder, PLAN, AT],
            )
        migrate(urls.owner_url)
        engine = make_engine(urls.app_url)
        with PostgresUnitOfWork(engine, Uuid7Ids())() as work:
            found = work.proposals.get(bid)
        engine.dispose()
    steps = (Step("Gate", money("100.00"), "White.", date(2026, 5, 1)), Step("Fence", money("200.00")))
    assert found.rounds == (Round(1, Role.FREELANCER, money("300.00"), steps, None, "", AT, None),)
    assert (found.answers, found.attachments, found.shortlisted, found.reason) == ((), (), False, "")
    assert deadline_of(found) is None


PLAN = """[
    {"title": "Gate", "amount": {"amount_minor": 10000, "currency": "EUR"}, "description": "White.",
     "due_on": "2026-05-01"},
    {"title": "Fence", "amount": {"amount_minor": 20000, "currency": "EUR"}, "description": "", "due_on": null}]"""


def migrate_to(urls: Urls, step: str) -> None:
    """The schema as it was then."""
    engine = create_engine(urls.owner_url)
    with engine.begin() as connection:
        command.upgrade(_config(connection), step)
    engine.dispose()
