"""What waits for a second operator has its deadline in its row, like everything else that the clock ends."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
