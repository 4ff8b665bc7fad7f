"""Files, for those who may read them."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import Uuid, bindparam, cast, or_, select

from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.people.files import FILE, from_row
from upclone.adapters.postgres.reads.uses import seen_in_use, shared_by_all
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.files import SeenFile
from upclone.domain.actors import Actor

_SEEN: Final = ready(
    select(*FILE.columns, shared_by_all()).where(
        FILE.c.id == bindparam("id"),
        or_(bindparam("moderator"), FILE.c.owner_id == cast(bindparam("viewer"), Uuid()), seen_in_use()),
    )
)


@frozen
class PostgresFileReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def file(self, viewer: Actor | None, id: UUID) -> SeenFile | None:
        """For its owner, for moderators and operators, and for whoever may see what holds it."""
        arguments = {
            "id": id,
            "viewer": viewer.id if viewer else None,
            "operator": bool(viewer and viewer.is_operator),
            "moderator": bool(viewer and viewer.moderates),
        }
        with self.unit_of_work() as work:
            row = work.transaction.one(_SEEN, arguments)
        return SeenFile(from_row(row[:-1]), row[-1]) if row else None
