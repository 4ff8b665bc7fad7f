"""What people show of themselves: files, profiles, portfolios, views."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
