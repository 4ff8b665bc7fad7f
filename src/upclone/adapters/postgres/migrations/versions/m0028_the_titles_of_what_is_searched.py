"""Words in a title can be asked of the index: each is a lexeme of its own."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
