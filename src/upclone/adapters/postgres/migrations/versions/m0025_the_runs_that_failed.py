"""Reconciliations that could not be made."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
