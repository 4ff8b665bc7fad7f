"""Means of paying and of being paid, and when money leaves by itself."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
