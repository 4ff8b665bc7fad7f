"""Signing in, on PostgreSQL."""

import pytest
from sqlalchemy import Engine

from tests.suites.signing_in import SigningInSuite
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids


class TestPostgresSigningIn(SigningInSuite):
    """tests/suites/signing_in.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, engine: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(engine, Uuid7Ids())
