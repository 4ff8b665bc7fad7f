"""Negotiations in PostgreSQL."""

import pytest
from sqlalchemy import Engine

from tests.suites.negotiations import NegotiationsSuite
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids


class TestPostgresNegotiations(NegotiationsSuite):
    """tests/suites/negotiations.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, committed: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(committed, Uuid7Ids())
