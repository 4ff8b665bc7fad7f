"""Files: their rows, their content, and the door where content is judged before it comes in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import BinaryIO, Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.people.files import File


class Storage(Protocol):
    """Content by its key: the SHA-256 of what it says, in hex. The same content twice lies there once.

    Every implementation passes tests/suites/storage.py, and raises StoreUnavailable, within ten seconds, where it does
    not answer.
    """

    def put(self, content: BinaryIO) -> str:
        """Keep what is left to read of `content`, whole or not at all; its key."""
        ...

    def open(self, key: str) -> BinaryIO:
        """The content, to be read piece by piece and closed. Raises NotFound("content", …)."""
        ...

    def delete(self, key: str) -> None:
        """Keep it no longer. What is not there is left alone."""
        ...

    def check(self) -> None:
        """Raises StoreUnavailable where nothing can be kept or read now."""
        ...


@frozen
class Prepared:
    """An upload as it will be kept: `content` and smaller forms of a picture, each with its key."""

    name: str
    media_type: str
    size: int
    sha256: str
    content: BinaryIO
    width: int | None = None
    height: int | None = None
    thumbnails: tuple[tuple[str, BinaryIO], ...] = ()


class Intake(Protocol):
    """Judges what is uploaded by what it contains, never by what it is called."""

    def prepare(self, name: str, content: BinaryIO) -> AbstractContextManager[Prepared]:
        """What is kept of it. Pictures are made anew from their pixels. Raises Invalid("file", …) for what is not
        taken; `name` says only how a text is meant."""
        ...


@frozen
class Taken:
    """How much somebody uploaded."""

    files: int
    size: int


class Files(Protocol):
    """The rows of files."""

    def get(self, id: UUID) -> File: ...

    def expect(self, keys: tuple[str, ...], at: datetime) -> None:
        """Say, and commit, that this content is about to be put: from then on no purge removes it for a day."""
        ...

    def add(self, file: File) -> None:
        """Its content was expected."""
        ...

    def taken(self, owner: UUID, since: datetime) -> Taken:
        """What an account uploaded from `since` on."""
        ...

    def owned(self, ids: tuple[UUID, ...], owner: UUID, field: str) -> tuple[File, ...]:
        """The files, kept from the purge until this transaction ends. Raises Invalid naming `field` where one of them
        is not the owner's, or does not exist. What holds them names itself in adapters/postgres/reads/uses.py."""
        ...
