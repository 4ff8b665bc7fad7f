"""Chargebacks, on PostgreSQL."""

import pytest
from sqlalchemy import Engine

from tests.suites.chargebacks import ChargebacksSuite
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids


class TestPostgresChargebacks(ChargebacksSuite):
    """tests/suites/chargebacks.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, engine: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(engine, Uuid7Ids())
