"""Sanctions with their appeals, activity, leaving."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
