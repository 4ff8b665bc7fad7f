"""Tax identities, and invoices that are numbered without a gap and never changed."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
