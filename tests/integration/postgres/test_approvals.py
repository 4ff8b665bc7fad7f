"""Acts that need two people, on PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from tests import builders as build
from tests.suites.approvals import DUE, ApprovalsSuite
from upclone.adapters.memory import FixedClock
from upclone.adapters.postgres.overdue import Overdue
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids
from upclone.domain.people.accounts import Account


class TestPostgresApprovals(ApprovalsSuite):
    """tests/suites/approvals.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, engine: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(engine, Uuid7Ids())

    def test_one_is_found_due_behind_however_many_newer(self, unit_of_work: PostgresUnitOfWork, asker: Account):
        """The sweep asks for those that are due, not for the newest."""
        old = build.approval(asker)
        with unit_of_work() as work:
            work.approvals.add(old)
            for _ in range(1_001):
                work.approvals.add(build.approval(asker, DUE - timedelta(days=1)))
        assert ("approval", old.id) in Overdue(unit_of_work, FixedClock(DUE + timedelta(seconds=2)))()
