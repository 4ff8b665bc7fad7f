"""Views of profiles: who looked on which day, for as long as it takes to count them once, and then only how many."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, LargeBinary, Table, Uuid

from upclone.adapters.postgres.metadata import METADATA

PROFILE_VIEW = Table(
    "profile_view",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("viewer", LargeBinary, primary_key=True),
    CheckConstraint("octet_length(viewer) = 16", name="viewer"),
)

PROFILE_VIEWS = Table(
    "profile_views",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("views", BigInteger, nullable=False),
    CheckConstraint("views > 0", name="views"),
)
