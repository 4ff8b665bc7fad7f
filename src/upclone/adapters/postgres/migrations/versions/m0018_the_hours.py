"""Work by the hour: weeks, the time in them, and how they are charged."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
