"""Kept searches: one row each, and which jobs they have told of."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Uuid, bindparam, func, literal_column, select
from sqlalchemy.dialects import postgresql

from upclone.adapters.postgres.metadata import METADATA, Json, due_index, one_of, ready, text, texts, timestamp
from upclone.adapters.postgres.rows import Row, Rows
from upclone.adapters.postgres.transaction import Transaction
from upclone.adapters.postgres.values import Packed, unpack
from upclone.domain.market.searches import Alert, Search, State, Wanted, deadline

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
    due_at := timestamp("due_at", nullable=True),
    Column("version", BigInteger, nullable=False),
    due_index(due_at),
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
    due = deadline(search)
    return {
        "id": search.id,
        "owner_id": search.owner_id,
        "name": search.name,
        "wanted": Packed(search.wanted),
        "alert": search.alert.value,
        "state": search.state.value,
        "created_at": search.created_at,
        "told_at": search.told_at,
        "due_at": due.due_at if due else None,
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
        due_at=due,
        version=version,
    )


ROWS = Rows("search", SEARCH, to_row, from_row)
_KEPT: Final = ready(
    select(func.count()).where(SEARCH.c.owner_id == bindparam("owner_id"), SEARCH.c.state == literal_column("'active'"))
)


@frozen
class Searches:
    """What people look for again and again."""

    transaction: Transaction

    def get(self, id: UUID) -> Search:
        return ROWS.get(self.transaction, id)

    def lock(self, id: UUID) -> Search:
        return ROWS.lock(self.transaction, id)

    def add(self, search: Search) -> None:
        ROWS.add(self.transaction, search)

    def save(self, search: Search) -> None:
        ROWS.save(self.transaction, search)

    def kept(self, owner_id: UUID) -> int:
        row = self.transaction.one(_KEPT, {"owner_id": owner_id})
        assert row is not None
        return int(row[0])
