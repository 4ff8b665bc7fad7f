"""The audit's table."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    LargeBinary,
    Table,
    UniqueConstraint,
    Uuid,
)

from upclone.adapters.postgres.metadata import METADATA, text, timestamp

AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False),
    timestamp("at"),
    Column("by", Uuid, ForeignKey("account.id"), nullable=False),
    Column("second", Uuid, ForeignKey("account.id"), nullable=True),
    text("act"),
    text("object"),
    text("reason"),
    text("outcome"),
    Column("hash", LargeBinary, nullable=False),
    text("seal"),
    UniqueConstraint("id"),
    CheckConstraint("second <> by", name="two"),
    CheckConstraint("seq >= 1", name="seq"),
    CheckConstraint("octet_length(hash) = 32", name="hash"),
)
