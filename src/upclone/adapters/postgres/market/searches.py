"""Kept searches: one row each, and which jobs they have told of."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Uuid, bindparam, func, literal_column, select
from sqlalchemy.dialects import postgresql

from upclone.adapters.postgres.metadata import METADATA, Json, one_of, ready, text, texts, timestamp
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.adapters.postgres.values import Packed, unpack
from upclone.application.ports.store import FIRST
from upclone.domain.market.searches import Alert, Search, State, Wanted

SEARCH = Table(
    "search",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, ForeignKey("account.id"), nullable=False),
    text("name"),
    Column("wanted", Json, nullable=False),
    text("alert"),
    text("state"),
    timestamp("created_at"),
    timestamp("told_at"),
    tell_at := timestamp("tell_at", nullable=True),
    Column("version", BigInteger, nullable=False),
    Index(None, tell_at, postgresql_where=tell_at.isnot(None)),
    Index(None, "owner_id", "id"),
    one_of("alert", Alert),
    one_of("state", State),
)

# Those that tell at once, as job_search understands them. `keys` is the rarest thing that a job must have one of.
SEARCH_WATCH = Table(
    "search_watch",
    METADATA,
    Column("id", Uuid, ForeignKey("search.id", ondelete="CASCADE"), primary_key=True),
    Column("owner_id", Uuid, nullable=False),
    texts("keys"),
    Column("terms", postgresql.TSQUERY, nullable=True),
    Column("bounds", Json, nullable=False),
    Index(None, "keys", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
)

SEARCH_TOLD = Table(
    "search_told",
    METADATA,
    Column("search_id", Uuid, ForeignKey("search.id", ondelete="CASCADE"), primary_key=True),
    Column("job_id", Uuid, ForeignKey("job.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "job_id"),
)


def to_row(search: Search) -> dict[str, Any]:
    """A search as its row."""
    return {
        "id": search.id,
        "owner_id": search.owner_id,
        "name": search.name,
        "wanted": Packed(search.wanted),
        "alert": search.alert.value,
        "state": search.state.value,
        "created_at": search.created_at,
        "told_at": search.told_at,
        "tell_at": search.tell_at,
        "version": search.version,
    }


def from_row(row: Row) -> Search:
    """A search of its row."""
    id, owner, name, wanted, alert, state, created, told, due, version = row
    return Search(
        id=id,
        owner_id=owner,
        name=name,
        wanted=unpack(Wanted, wanted),
        alert=Alert(alert),
        state=State(state),
        created_at=created,
        told_at=told,
        tell_at=due,
        version=version,
    )


ROWS = Rows("search", SEARCH, to_row, from_row)
_KEPT: Final = ready(
    select(func.count()).where(SEARCH.c.owner_id == bindparam("owner_id"), SEARCH.c.state == literal_column("'active'"))
)

_DUE: Final = ready(
    select(SEARCH.c.id)
    .where(SEARCH.c.tell_at <= bindparam("now"), SEARCH.c.id > bindparam("after"))
    .order_by(SEARCH.c.id)
    .limit(bindparam("limit"))
)


@frozen
class Searches(Kept[Search]):
    """What people look for again and again."""

    rows: ClassVar = ROWS

    def due(self, now: datetime, limit: int, after: UUID = FIRST) -> tuple[UUID, ...]:
        rows = self.transaction.all(_DUE, {"now": now, "limit": limit, "after": after})
        return tuple(row[0] for row in rows)

    def kept(self, owner_id: UUID) -> int:
        row = self.transaction.one(_KEPT, {"owner_id": owner_id})
        assert row is not None
        return int(row[0])
