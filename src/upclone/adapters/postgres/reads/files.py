"""Files, for those who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import ARRAY, Uuid, any_, bindparam, cast, or_, select

from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.people.files import FILE, from_row
from upclone.adapters.postgres.reads.uses import seen_in_use, shared_by_all
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.files import SeenFile
from upclone.domain.actors import Actor
from upclone.domain.people.files import File

_READABLE: Final = or_(bindparam("moderator"), FILE.c.owner_id == cast(bindparam("viewer"), Uuid()), seen_in_use())
_SEEN: Final = ready(select(*FILE.columns, shared_by_all()).where(FILE.c.id == bindparam("id"), _READABLE))
_THOSE: Final = ready(FILE.select().where(FILE.c.id == any_(bindparam("ids", type_=ARRAY(Uuid()))), _READABLE))


@frozen
class PostgresFileReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def file(self, viewer: Actor | None, id: UUID) -> SeenFile | None:
        """For its owner, for moderators and operators, and for whoever may see what holds it."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_SEEN, {**_by(viewer), "id": id})
        return SeenFile(from_row(row[:-1]), row[-1]) if row else None

    def files(self, viewer: Actor | None, ids: Sequence[UUID]) -> tuple[File, ...]:
        """Those of these that the viewer may read, in this order."""
        if not ids:
            return ()
        with self.unit_of_work() as work:
            rows = work.transaction.all(_THOSE, {**_by(viewer), "ids": list(ids)})
        found = {file.id: file for file in map(from_row, rows)}
        return tuple(found[id] for id in ids if id in found)


def _by(viewer: Actor | None) -> dict[str, Any]:
    return {
        "viewer": viewer.id if viewer else None,
        "operator": bool(viewer and viewer.is_operator),
        "moderator": bool(viewer and viewer.moderates),
    }
