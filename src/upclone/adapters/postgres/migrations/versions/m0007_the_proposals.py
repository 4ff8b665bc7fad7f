"""Negotiation in rounds, invitations, offers without a job."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
