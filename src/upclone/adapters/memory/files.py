"""The rows of files."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import frozen

from upclone.adapters.memory.tables import Tables
from upclone.application.ports.files import Taken
from upclone.domain.errors import AlreadyExists, Invalid, NotFound
from upclone.domain.people.files import File


@frozen
class Files:
    """What people uploaded."""

    tables: Tables

    def get(self, id: UUID) -> File:
        if id not in self.tables.files:
            raise NotFound("file", str(id))
        return self.tables.files[id]

    def expect(self, keys: tuple[str, ...], at: datetime) -> None:
        for key in keys:
            self.tables.contents[key] = at

    def add(self, file: File) -> None:
        if file.id in self.tables.files:
            raise AlreadyExists(field="id")
        assert all(key in self.tables.contents for key in file.keys), "content is expected before its file is added"
        self.tables.files[file.id] = file

    def taken(self, owner: UUID, since: datetime) -> Taken:
        found = [file for file in self.tables.files.values() if file.owner_id == owner and file.created_at >= since]
        return Taken(len(found), sum(file.size for file in found))

    def owned(self, ids: tuple[UUID, ...], owner: UUID, field: str) -> tuple[File, ...]:
        found = [self.tables.files.get(id) for id in ids]
        mine = tuple(file for file in found if file is not None and file.owner_id == owner)
        if len(mine) < len(ids):
            raise Invalid(field, "must name files that you uploaded")
        return mine
