"""PostgreSQL keeps standing and recommendations as every store does."""

import pytest
from sqlalchemy import Engine

from tests.suites.matching import MatchingSuite
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids


class TestPostgresMatching(MatchingSuite):
    """tests/suites/matching.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, committed: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(committed, Uuid7Ids())
