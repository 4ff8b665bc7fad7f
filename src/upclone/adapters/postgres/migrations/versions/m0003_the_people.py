"""Accounts that prove themselves: sessions, tokens, second factors, identities elsewhere."""

from __future__ import annotations

from upclone.adapters.postgres.migrations.scripts import run_all

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """The scripts of its folder."""
    run_all(revision)
