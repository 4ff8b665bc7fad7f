"""What is searched: open jobs, freelancers, saved searches."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
