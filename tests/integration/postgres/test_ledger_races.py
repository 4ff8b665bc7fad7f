"""Many payments at the same moment, on real connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from tests import builders as build
from tests.builders import IDS
from upclone.adapters.postgres.reads.ledger import PostgresLedgerReads
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.domain.errors import NotEnoughFunds
from upclone.domain.payments import ledger
from upclone.domain.payments.ledger import AccountKind


@pytest.mark.race
def test_money_is_spent_once(store: PostgresUnitOfWork, own_engine: Engine):
    """Sixteen at once want two thirds of it, on books of their own: one gets it, nobody waits forever."""
    account, income = ledger.escrow(IDS.new(), "EUR"), ledger.fee_income("EUR")
    with store() as work:
        work.ledger.post(build.entry(IDS.new(), (income, -100_00), (account, 100_00)))

    def spend(_: int) -> bool:
        entry = build.entry(IDS.new(), (account, -70_00), (income, 70_00))
        try:
            with store() as work:
                work.ledger.post(entry)
        except NotEnoughFunds:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(spend, range(16))) == 1
    assert PostgresLedgerReads(own_engine).verify().sound


@pytest.mark.race
def test_crossing_payments_do_not_deadlock(store: PostgresUnitOfWork, own_engine: Engine):
    """Back and forth between two accounts in both orders: balances are locked in one order."""
    here, there = ledger.available(IDS.new(), "sandbox", "EUR"), ledger.available(IDS.new(), "sandbox", "EUR")
    income = ledger.fee_income("EUR")
    with store() as work:
        work.ledger.post(build.entry(IDS.new(), (income, -100), (here, 100)))
        work.ledger.post(build.entry(IDS.new(), (income, -100), (there, 100)))

    def cross(number: int) -> None:
        source, target = (here, there) if number % 2 else (there, here)
        with store() as work:
            work.ledger.post(build.entry(IDS.new(), (source, -1), (target, 1)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(cross, range(80)))
    assert {
        row.balance.amount_minor for row in PostgresLedgerReads(own_engine).balances(AccountKind.FREELANCER_AVAILABLE)
    } == {100}
    assert PostgresLedgerReads(own_engine).verify().sound
