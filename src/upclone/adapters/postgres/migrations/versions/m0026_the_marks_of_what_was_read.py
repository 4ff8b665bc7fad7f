"""What one was told and has read is marked; what came before this stays unread."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
