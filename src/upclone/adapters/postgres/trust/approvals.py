"""What waits for a second operator: one row each."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Uuid
from sqlalchemy import text as sql

from upclone.adapters.postgres.metadata import METADATA, Json, one_of, text, timestamp
from upclone.domain.payments.approvals import State

APPROVAL = Table(
    "approval",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("act"),
    Column("arguments", Json, nullable=False),
    text("reason"),
    text("essence"),
    Column("moved", Json, nullable=False),
    Column("requested_by", Uuid, ForeignKey("account.id"), nullable=False),
    timestamp("requested_at"),
    text("state"),
    Column("decided_by", Uuid, ForeignKey("account.id"), nullable=True),
    timestamp("decided_at", nullable=True),
    Index("approval_requested_idx", "id", postgresql_where=sql("state = 'requested'")),
    one_of("state", State),
    CheckConstraint("state <> 'carried_out' OR decided_by <> requested_by", name="two"),
)
