"""The same random deals on PostgreSQL: hundreds of moves with real commits, each previewed, each checked."""

from __future__ import annotations

from contextlib import ExitStack

import psycopg
import pytest
from hypothesis import settings

from tests import databases
from tests.deals_machine import Bench, DealsMachine
from tests.gateway_world import GatewayWorld
from tests.market_place import SwitchedOn, market_place
from tests.postgres_snapshots import PostgresView
from upclone.adapters.memory import FixedClock, SteppingIds
from upclone.adapters.postgres.deferring import Deferring
from upclone.adapters.postgres.engine import conninfo, make_engine
from upclone.adapters.postgres.reads.ledger import PostgresLedgerReads
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reactions.listening import LISTENERS


class PostgresDeals(DealsMachine):
    """On a database of each walk's own."""

    def begin(self) -> Bench:
        self.opened = ExitStack()
        urls = self.opened.enter_context(databases.copy(self.opened.enter_context(databases.SERVER)))
        engine = make_engine(urls.app_url, connections=2)
        self.opened.callback(engine.dispose)
        connection = self.opened.enter_context(psycopg.connect(conninfo(urls.app_url), autocommit=True))
        self.reads = PostgresLedgerReads(engine)
        clock, ids, world = FixedClock(), SteppingIds(), GatewayWorld()
        store = PostgresUnitOfWork(engine, ids, Deferring(LISTENERS))
        view = PostgresView(connection)
        place = market_place(store, clock, ids, SwitchedOn((world,)))
        return Bench(place, clock, world, view.snapshot, view.take)

    def teardown(self) -> None:
        if not hasattr(self, "opened"):
            return
        with self.opened:
            super().teardown()
            verified = self.reads.verify()
            assert verified.sound, verified


TestPostgresDeals = pytest.mark.usefixtures("pg_server")(pytest.mark.slow(PostgresDeals.TestCase))
TestPostgresDeals.settings = settings(max_examples=max(12, settings().max_examples // 10), stateful_step_count=50)
