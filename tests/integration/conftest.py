"""One PostgreSQL for the whole run, one database per worker, and one per test where concurrency is real."""

from collections.abc import Iterator
from pathlib import Path

import argon2
import pytest
from dependency_injector import providers
from sqlalchemy import Connection, Engine, create_engine

from tests import databases
from tests.simulator.client import Simulator, running
from upclone.adapters.embedded import Urls
from upclone.adapters.system import Argon2Passwords
from upclone.entrypoints.container import Container


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.integration)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Sites of this process hash passwords at the least cost: at the real one that was half of the time tests took.

    Sites in processes of their own, and tests/unit/adapters/test_secrets.py, hash at the real one.
    """
    hasher = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with Container.adapters.passwords.override(providers.Singleton(Argon2Passwords, hasher)):
        yield


@pytest.fixture(scope="session")
def pg_server() -> Iterator[Urls]:
    """The server, on its empty first database. Workers share it; the last one to leave stops it."""
    with databases.SERVER as urls:
        yield urls


@pytest.fixture(scope="session")
def database(pg_server: Urls) -> Iterator[Urls]:
    """This worker's migrated database. Leave it as you found it: use `connection`, or clean up."""
    with databases.copy(pg_server) as urls:
        yield urls


@pytest.fixture
def own_database(pg_server: Urls) -> Iterator[Urls]:
    """A migrated database for this test alone, for real commits and real concurrency."""
    with databases.copy(pg_server) as urls:
        yield urls


@pytest.fixture(scope="session")
def database_url(database: Urls) -> str:
    """This worker's database as the application's own role sees it."""
    return database.app_url


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """The application's role in a transaction that is rolled back: what a test commits must be a savepoint of it."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[Simulator]:
    """One gateway simulator per worker."""
    with running() as simulator:
        yield simulator


@pytest.fixture
def simulator(simulator_process: Simulator) -> Iterator[Simulator]:
    """A new world in it. At the end no operation may have had its effect twice, and no request a wrong shape."""
    simulator_process.reset()
    yield simulator_process
    assert simulator_process.repeated() == []
