"""Files and profiles in PostgreSQL."""

import pytest
from sqlalchemy import Engine

from tests.suites.profiles import ProfilesSuite
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids


class TestPostgresProfiles(ProfilesSuite):
    """tests/suites/profiles.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, engine: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(engine, Uuid7Ids())
