"""Categories and skills, with their names in every language."""

from __future__ import annotations

from alembic import op

from upclone.adapters.postgres.market.categories import seed
from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """The scripts of its folder, then what comes with upclone."""
    run_all(revision)
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    seed(connection)
