"""Files: one row each, and one for each content that the storage may hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, Uuid, bindparam
from sqlalchemy.dialects.postgresql import insert

from upclone.adapters.postgres.metadata import METADATA, ready, text, texts, timestamp
from upclone.adapters.postgres.rows import Row
from upclone.adapters.postgres.transaction import Transaction
from upclone.application.ports.files import Taken
from upclone.domain.errors import AlreadyExists, Invalid, NotFound
from upclone.domain.people.files import File

CONTENT = Table(
    "content",
    METADATA,
    Column("key", Text, primary_key=True),
    timestamp("wanted_at"),
    CheckConstraint("key ~ '^[0-9a-f]{64}$'", name="key"),
    Index(None, "wanted_at"),
)

FILE = Table(
    "file",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, ForeignKey("account.id"), nullable=False),
    text("name"),
    text("media_type"),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, ForeignKey("content.key"), nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    timestamp("created_at"),
    texts("thumbnails"),
    Index(None, "owner_id", "created_at"),
    Index(None, "created_at"),
    Index(None, "sha256"),
    Index(None, "thumbnails", postgresql_using="gin"),
    CheckConstraint("size >= 0", name="size"),
    CheckConstraint("(width IS NULL) = (height IS NULL)", name="sides"),
)


def to_row(file: File) -> dict[str, Any]:
    """A file as its row."""
    return {
        "id": file.id,
        "owner_id": file.owner_id,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "width": file.width,
        "height": file.height,
        "created_at": file.created_at,
        "thumbnails": list(file.thumbnails),
    }


def from_row(row: Row) -> File:
    """A file of its row."""
    id, owner, name, media_type, size, sha256, width, height, created, thumbnails = row
    return File(id, owner, name, media_type, size, sha256, width, height, created, tuple(thumbnails))


_GET: Final = ready(FILE.select().where(FILE.c.id == bindparam("id")))
_ADD: Final = ready(insert(FILE).on_conflict_do_nothing())
# In the order of the keys: two uploads of the same contents wait for each other, and never in a circle.
_EXPECT: Final = """
INSERT INTO content (key, wanted_at) SELECT key, %(at)s FROM unnest(%(keys)s::text[]) AS key ORDER BY key
ON CONFLICT (key) DO UPDATE SET wanted_at = greatest(content.wanted_at, excluded.wanted_at)
"""
_TAKEN: Final = """
SELECT count(*), coalesce(sum(size), 0)::bigint FROM file WHERE owner_id = %(owner)s AND created_at >= %(since)s
"""
# The lock keeps the purge off until this transaction has written what holds the file.
_OWNED: Final = ready(
    FILE.select()
    .where(FILE.c.id == bindparam("id"), FILE.c.owner_id == bindparam("owner"))
    .with_for_update(read=True, key_share=True)
)


@frozen
class Files:
    """What people uploaded."""

    transaction: Transaction

    def get(self, id: UUID) -> File:
        row = self.transaction.one(_GET, {"id": id})
        if row is None:
            raise NotFound("file", str(id))
        return from_row(row)

    def expect(self, keys: tuple[str, ...], at: datetime) -> None:
        self.transaction.run(_EXPECT, {"keys": sorted(set(keys)), "at": at})

    def add(self, file: File) -> None:
        if not self.transaction.run(_ADD, to_row(file)):
            raise AlreadyExists(field="id")

    def taken(self, owner: UUID, since: datetime) -> Taken:
        row = self.transaction.one(_TAKEN, {"owner": owner, "since": since})
        assert row is not None
        return Taken(*row)

    def owned(self, ids: tuple[UUID, ...], owner: UUID, field: str) -> tuple[File, ...]:
        found = [self.transaction.one(_OWNED, {"id": id, "owner": owner}) for id in ids]
        if None in found:
            raise Invalid(field, "must name files that you uploaded")
        return tuple(from_row(row) for row in found if row is not None)
