"""When a job was opened, in stretches of six lengths: searches go back through them."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0016"
down_revision = "0011"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
