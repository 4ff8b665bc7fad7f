"""Categories and skills, with their names in every language."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
