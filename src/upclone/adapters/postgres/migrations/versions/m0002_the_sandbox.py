"""The sandbox gateway's own world, in a schema of its own."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nothing of upclone's own tables is touched."""
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute((Path(__file__).parent / "m0002" / "sandbox.sql").read_text())
