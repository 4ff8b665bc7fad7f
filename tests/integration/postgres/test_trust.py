"""Sanctions and traces, on PostgreSQL."""

import pytest
from sqlalchemy import Engine

from tests.suites.trust import TrustSuite
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids


class TestPostgresTrust(TrustSuite):
    """tests/suites/trust.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, engine: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(engine, Uuid7Ids())
