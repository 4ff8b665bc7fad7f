"""What happened under a contract, link by link."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from upclone.domain.actors import Role
from upclone.domain.errors import NotFound
from upclone.entrypoints.api.paging import seq_cursor, seq_of
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import ById, Moment, Paged, PageShape, Shape, shaped

ROUTES = Routes("History", "Everything that happened under a contract, each event chained to the one before it.")


class HistoryShape(Shape):
    """One link: `hash` (SHA-256, hex) covers the event and the hash before it."""

    model_config = ConfigDict(title="HistoryEvent")

    seq: int
    event: str
    subject_id: UUID
    by: UUID | None
    role: Role
    at: Moment
    facts: dict[str, Any]
    hash: str


class HistoryPage(PageShape):
    """Links, oldest first."""

    items: list[HistoryShape]


@ROUTES.read("/contracts/<uuid:id>/history")
def history(call: Call, path: ById, query: Paged) -> HistoryPage:
    """Read a contract's history, oldest first."""
    rows = call.doors.deals.history(call.actor, path.id, seq_of(query.cursor), query.limit + 1)
    if rows is None:
        raise NotFound("contract", str(path.id))
    shown = rows[: query.limit]
    items = [shaped(HistoryShape, row, hash=row.hash.hex()) for row in shown]
    return HistoryPage(items=items, next_cursor=seq_cursor(shown[-1].seq) if len(rows) > len(shown) else None)
