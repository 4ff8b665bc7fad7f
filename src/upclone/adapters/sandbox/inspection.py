"""What operators and tests see of the sandbox's operations."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen
from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from upclone.adapters.sandbox.tables import MOVEMENT, OPERATION


@frozen
class Seen:
    """One operation. `asked` counts the calls under its key; `effects` are the movements that it made, in order:
    whatever was asked, each appears once."""

    ref: str
    operation: str
    key: str
    token: str
    amount_minor: int
    currency: str
    status: str
    reason: str
    asked: int
    effects: tuple[str, ...]
    created_at: datetime
    due_at: datetime | None


def operations(connection: Connection, limit: int) -> tuple[Seen, ...]:
    """The newest first."""
    shown = [OPERATION.c[name] for name in Seen.__annotations__ if name != "effects"]
    moved = aggregate_order_by(MOVEMENT.c.moved, MOVEMENT.c.id)
    effects = select(func.array_agg(moved)).where(MOVEMENT.c.ref == OPERATION.c.ref).scalar_subquery()
    newest = (
        select(*shown, effects.label("effects")).order_by(OPERATION.c.created_at.desc(), OPERATION.c.ref).limit(limit)
    )
    return tuple(Seen(**{**row._mapping, "effects": tuple(row.effects or ())}) for row in connection.execute(newest))
