"""The tables in code and the tables that the migration makes are the same."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, create_engine, inspect

from upclone.adapters.embedded import Urls
from upclone.adapters.sandbox.tables import METADATA, SCHEMA


def test_the_migration_makes_these_tables(database: Urls):
    """Columns, types, keys and indexes; and the names of all CHECKs, which Alembic does not compare."""
    owner = create_engine(database.owner_url)
    own = {"include_schemas": True, "compare_type": True, "include_name": _is_ours}
    with owner.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=own), METADATA) == []
        look = inspect(connection)
        for table in METADATA.sorted_tables:
            there = {check["name"] for check in look.get_check_constraints(table.name, SCHEMA)}
            here = {str(each.name) for each in table.constraints if isinstance(each, CheckConstraint)}
            assert there == here
    owner.dispose()


def _is_ours(name: str | None, kind: str, parents: object) -> bool:
    return name == SCHEMA if kind == "schema" else True
