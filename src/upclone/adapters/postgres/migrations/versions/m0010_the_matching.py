"""What recommendations need to know of people."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
