"""An engine of the application's role, with real commits, on the worker's database or on one of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine

from tests import builders as build
from tests import databases
from tests.builders import World
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import make_engine
from upclone.adapters.postgres.reads.ledger import PostgresLedgerReads
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids
from upclone.domain.actors import member
from upclone.domain.deals import interruptions
from upclone.domain.payments import ledger, movements


@pytest.fixture(scope="module")
def committed(database: Urls) -> Iterator[Engine]:
    """Real commits on the worker's database, which keeps what earlier tests left."""
    engine = make_engine(database.app_url)
    yield engine
    engine.dispose()


@pytest.fixture
def own_engine(own_database: Urls) -> Iterator[Engine]:
    """The application's role on a database of the test's own."""
    engine = make_engine(own_database.app_url, connections=25)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def vault(pg_server: Urls) -> Iterator[Urls]:
    """A database of the module's own, with one deal in it that no test changes for good."""
    with databases.copy(pg_server) as urls:
        yield urls


@pytest.fixture(scope="module")
def app(vault: Urls) -> Iterator[Engine]:
    """The vault, as the application's role sees it."""
    engine = make_engine(vault.app_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def owner(vault: Urls) -> Iterator[Engine]:
    """The vault, as a superuser sees it: nothing but triggers and constraints stands in their way."""
    engine = create_engine(vault.owner_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def world(app: Engine) -> World:
    """A deal whose first milestone is paid for, and of which a euro went to the house: two entries, one book."""
    made, store = build.world(), PostgresUnitOfWork(app, Uuid7Ids())
    house = (ledger.escrow(made.hold.id, "EUR"), -100), (ledger.fee_income("EUR"), 100)
    with store() as work:
        build.keep(work, made)
        work.ledger.post(movements.fund(build.new_id(), build.held(made.hold), build.AT))
        work.ledger.post(build.entry(made.contract.id, *house, contract_id=made.contract.id))
        work.record(interruptions.pause(made.contract, "Holidays.", member(made.client.id), build.AT)[1])
    with store() as work:
        work.record(interruptions.pause(made.contract, "Again.", member(made.client.id), build.AT)[1])
    return made


@pytest.fixture
def reads(app: Engine) -> PostgresLedgerReads:
    return PostgresLedgerReads(app)


@pytest.fixture
def store(own_engine: Engine) -> PostgresUnitOfWork:
    return PostgresUnitOfWork(own_engine, Uuid7Ids())
