"""Banks that want payments back of which nobody here knows."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
