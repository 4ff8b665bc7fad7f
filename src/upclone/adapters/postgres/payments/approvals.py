"""What waits for a second operator: one row each."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, Uuid, bindparam
from sqlalchemy import text as sql

from upclone.adapters.postgres.metadata import METADATA, Json, due_index, one_of, ready, text, timestamp
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.adapters.postgres.values import Packed, unpack
from upclone.application.ports.approvals import NEWEST
from upclone.domain.money import Money
from upclone.domain.payments.approvals import Approval, State, deadline

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
    timestamp("due_at", nullable=True),
    Column("version", BigInteger, nullable=False),
    Index("approval_requested_idx", "id", postgresql_where=sql("state = 'requested'")),
    one_of("state", State),
    CheckConstraint("state <> 'carried_out' OR decided_by <> requested_by", name="two"),
)
due_index(APPROVAL.c.due_at)


def to_row(approval: Approval) -> dict[str, Any]:
    """An approval as its row."""
    due = deadline(approval)
    return {
        "id": approval.id,
        "act": approval.act,
        "arguments": Packed(dict(approval.arguments)),
        "reason": approval.reason,
        "essence": approval.essence,
        "moved": Packed(approval.moved, tuple[Money, ...]),
        "requested_by": approval.requested_by,
        "requested_at": approval.requested_at,
        "state": approval.state.value,
        "decided_by": approval.decided_by,
        "decided_at": approval.decided_at,
        "due_at": due.due_at if due else None,
        "version": approval.version,
    }


def from_row(row: Row) -> Approval:
    """An approval of its row."""
    id, act, arguments, reason, essence, moved, by, at, state, decided_by, decided, _due, version = row
    given, money = unpack(dict[str, str], arguments), unpack(tuple[Money, ...], moved)
    return Approval(id, act, given, reason, essence, money, by, at, State(state), decided_by, decided, version)


ROWS = Rows("approval", APPROVAL, to_row, from_row)
_NEWEST: Final = ready(
    ROWS.select()
    .where(APPROVAL.c.id < bindparam("before"))
    .order_by(APPROVAL.c.id.desc())
    .limit(bindparam("most", type_=BigInteger))
)


@frozen
class Approvals(Kept[Approval]):
    """Acts that need two people."""

    rows: ClassVar = ROWS

    def newest(self, limit: int, before: UUID = NEWEST) -> tuple[Approval, ...]:
        return ROWS.all(self.transaction, _NEWEST, most=limit, before=before)
