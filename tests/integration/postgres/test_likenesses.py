"""Copies are found in PostgreSQL as in memory."""

import pytest
from sqlalchemy import Engine

from tests.suites.likenesses import LikenessesSuite
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids


class TestPostgresLikenesses(LikenessesSuite):
    """tests/suites/likenesses.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, engine: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(engine, Uuid7Ids())
