"""How soon people want news by letter; what they were told before is not written to them."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
