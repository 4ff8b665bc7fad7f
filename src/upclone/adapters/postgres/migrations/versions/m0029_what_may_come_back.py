"""What was paid may come back: when it was paid, and when its gateway is asked next."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
