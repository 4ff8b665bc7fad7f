"""Jobs as they are asked for, reviewed and published."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
