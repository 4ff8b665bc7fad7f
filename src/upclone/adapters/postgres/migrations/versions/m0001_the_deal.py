"""The deal: people, jobs, contracts with their money and disputes, the ledger, histories, and procrastinate's jobs.

A later release of procrastinate that changes its schema comes with SQL files of its own; each needs a migration here.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None

_FOLDER = Path(__file__).parent / "m0001"


def upgrade() -> None:
    """From nothing."""
    _run((_FOLDER / "tables.sql").read_text())
    _run((_FOLDER / "ledger.sql").read_text())
    _run(SchemaManager.get_schema())
    _run((_FOLDER / "grants.sql").read_text())


def _run(script: str) -> None:
    """All statements of a script. The driver's own connection takes them as they are, percent signs and all."""
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute(script)
