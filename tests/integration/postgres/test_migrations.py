"""The schema's history leads to the tables that the code describes, whoever interrupts or repeats it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine

from tests import databases
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import make_engine
from upclone.adapters.postgres.health import PostgresHealth
from upclone.adapters.postgres.migrations import migrate, newest
from upclone.adapters.postgres.schema import METADATA
from upclone.application.ports.health import Dependency

CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype <> 't'
    AND conrelid::regclass::text = ANY (%(tables)s) ORDER BY 1, 2
"""
INDEXES = """
SELECT tablename, indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND tablename = ANY (%(tables)s) ORDER BY 1, 2
"""
COLUMNS = """
SELECT table_name, column_name, ordinal_position, data_type, udt_name, is_nullable, column_default, is_identity
FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY (%(tables)s) ORDER BY 1, 3
"""


@pytest.fixture
def empty(pg_server: Urls) -> Iterator[Urls]:
    """A database without anything in it."""
    with databases.copy(pg_server, template="template1") as urls:
        yield urls


@pytest.fixture
def owner(empty: Urls) -> Iterator[Engine]:
    engine = create_engine(empty.owner_url)
    yield engine
    engine.dispose()


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """procrastinate's tables and Alembic's own have their own histories."""
    return kind != "table" or not (name or "").startswith(("procrastinate_", "alembic_"))


def catalogue(connection: Connection) -> list[Any]:
    tables = {"tables": sorted(METADATA.tables)}
    return [
        tuple(row)
        for statement in (CONSTRAINTS, INDEXES, COLUMNS)
        for row in connection.exec_driver_sql(statement, tables)
    ]


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
def test_the_migrated_schema_is_the_one_of_the_code(database: Urls):
    """Alembic sees nothing to do."""
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_checks_and_indexes_are_those_of_the_code(database: Urls, owner: Engine):
    """What Alembic does not compare: every CHECK, partial index and foreign key, word by word."""
    with owner.begin() as connection:
        METADATA.create_all(connection)
        expected = catalogue(connection)
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        assert catalogue(connection) == expected
    engine.dispose()


def test_migrating_again_changes_nothing(empty: Urls, owner: Engine):
    """`upclone migrate` can be run at every start."""
    migrate(empty.owner_url)
    with owner.connect() as connection:
        before = catalogue(connection)
    migrate(empty.owner_url)
    with owner.connect() as connection:
        assert catalogue(connection) == before


def test_several_migrate_at_once(empty: Urls, owner: Engine):
    """Four servers that start together on a new database: one migrates, the others wait and find it done."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [empty.owner_url] * 4))
    with owner.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").all() == [(newest(),)]


def test_a_killed_migration_leaves_the_old_schema(empty: Urls, owner: Engine):
    """P15: killed half way through its tables, it has made none of them; the next run makes all."""
    with owner.connect() as other, other.begin() as blocking:
        other.exec_driver_sql("CREATE TABLE transfer (id int)")
        program = f"from upclone.adapters.postgres.migrations import migrate; migrate({empty.owner_url!r})"
        migrating = subprocess.Popen([sys.executable, "-c", program])
        with owner.connect() as watching:
            while not watching.exec_driver_sql(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ).all():
                assert migrating.poll() is None
                watching.rollback()
                time.sleep(0.05)
        migrating.kill()
        migrating.wait()
        blocking.rollback()
    with owner.connect() as connection:
        backends = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
        while connection.exec_driver_sql(backends).scalar_one() > 1:
            connection.rollback()
            time.sleep(0.05)
        assert catalogue(connection) == []
    migrate(empty.owner_url)
    assert not psutil.pid_exists(migrating.pid)
    with owner.connect() as connection:
        assert catalogue(connection) != []


def test_the_owner_steps_down(database: Urls):
    """With one DATABASE_URL, the owner's, the application works as its own role all the same."""
    engine = make_engine(database.owner_url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT current_user").scalar_one() == "upclone_app"
    engine.dispose()


def test_an_owner_who_is_no_superuser_can_migrate(empty: Urls, owner: Engine):
    """A managed database gives no superuser: its owner, who may create roles, is enough."""
    name = f"manager_of_{owner.url.database}"
    with owner.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN PASSWORD 'once' NOSUPERUSER CREATEROLE")
        connection.exec_driver_sql(f"ALTER DATABASE {owner.url.database} OWNER TO {name}")
    url = owner.url.set(username=name, password="once")
    try:
        migrate(url)
        engine = make_engine(url)
        with engine.connect() as connection:
            who = connection.exec_driver_sql("SELECT current_user, session_user").one()
            assert who[1] == name
            connection.exec_driver_sql("SELECT count(*) FROM entry")
        engine.dispose()
    finally:
        with owner.begin() as connection:
            connection.exec_driver_sql(f"REASSIGN OWNED BY {name} TO CURRENT_USER")
            connection.exec_driver_sql(f"ALTER DATABASE {owner.url.database} OWNER TO CURRENT_USER")
            connection.exec_driver_sql(f"DROP OWNED BY {name}")
            connection.exec_driver_sql(f"DROP ROLE {name}")


def test_health_tells_what_is_missing(empty: Urls, database: Urls):
    """A dead database, an empty one, one without workers: each is named."""
    nowhere = empty.app_url.replace("host=", "host=/nowhere")
    dead = Dependency("database", ok=False, detail="does not answer")
    assert PostgresHealth(nowhere).dependencies() == (dead,), "where it is looked for is nobody's business"
    ready = {found.name: found for found in PostgresHealth(empty.app_url).dependencies()}
    assert (ready["database"].ok, ready["schema"].ok, ready["jobs"].ok) == (True, False, False)
    assert "upclone migrate" in ready["schema"].detail
    ready = {found.name: found for found in PostgresHealth(database.app_url).dependencies()}
    assert (ready["database"].ok, ready["schema"].ok, ready["jobs"].ok) == (True, True, False)


def test_who_can_not_be_reached_raises_at_once(empty: Urls):
    """`migrate` does not wait for a database that is not there."""
    with pytest.raises(Exception, match="connection") as caught:
        migrate(empty.owner_url.replace("host=", "host=/nowhere"))
    assert isinstance(caught.value.__cause__, psycopg.OperationalError)
