"""Reconciliation: each run with what it found."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
