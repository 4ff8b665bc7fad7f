"""Money that an operator holds where it is."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
