"""Means of people, on PostgreSQL."""

import pytest
from sqlalchemy import Engine

from tests.suites.methods import MethodsSuite
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids


class TestPostgresMethods(MethodsSuite):
    """tests/suites/methods.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, engine: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(engine, Uuid7Ids())
