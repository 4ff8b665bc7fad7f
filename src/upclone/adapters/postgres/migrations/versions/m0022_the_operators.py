"""What operators did, and what waits for a second of them."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
