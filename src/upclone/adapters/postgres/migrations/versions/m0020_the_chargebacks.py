"""Chargebacks, debts, and work that is given back."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
