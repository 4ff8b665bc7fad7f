"""PostgreSQL keeps every promise of a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, TextClause, text

from tests.store_suite import StoreSuite
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import make_engine
from upclone.adapters.postgres.requests import PostgresRequests
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids

NAMES = text("SELECT name FROM event WHERE contract_id = :of ORDER BY seq")
IDS = text("SELECT id FROM event WHERE contract_id = :of ORDER BY seq")
TOLD = text("SELECT account_id FROM notification WHERE event_id = :of")


@pytest.fixture(scope="module")
def engine(database: Urls) -> Iterator[Engine]:
    """The application's, with real commits."""
    engine = make_engine(database.app_url)
    yield engine
    engine.dispose()


class TestPostgresStore(StoreSuite):
    """tests/store_suite.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, engine: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(engine, Uuid7Ids())

    @pytest.fixture
    def requests(self, unit_of_work: PostgresUnitOfWork) -> PostgresRequests:
        return PostgresRequests(unit_of_work)

    @pytest.fixture
    def history(self, engine: Engine) -> Callable[[UUID], Sequence[str]]:
        return lambda contract: _column(engine, NAMES, contract)

    @pytest.fixture
    def event_ids(self, engine: Engine) -> Callable[[UUID], Sequence[UUID]]:
        return lambda contract: _column(engine, IDS, contract)

    @pytest.fixture
    def told(self, engine: Engine) -> Callable[[UUID], Sequence[UUID]]:
        return lambda event: _column(engine, TOLD, event)


def _column(engine: Engine, statement: TextClause, of: UUID) -> Sequence[Any]:
    with engine.connect() as connection:
        return connection.execute(statement, {"of": of}).scalars().all()
