"""One's own data, topic by topic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final, Protocol

from upclone.domain.actors import Actor

SCHEMA: Final = 1
"""The version of the archive's layout: it rises where a reader of older archives would stumble."""


class ExportReads(Protocol):
    """Everything that is kept about the viewer, and nothing that opens a door: no password, no token, no secret."""

    @property
    def topics(self) -> tuple[str, ...]:
        """The names of all topics, in the order of the archive."""
        ...

    def rows(self, viewer: Actor, topic: str) -> Iterator[str]:
        """The topic's rows, each one JSON object as text, the oldest first; read as they are asked for."""
        ...


class Exports(Protocol):
    """Writes archives."""

    def write(self, viewer: Actor, target: BinaryIO) -> None:
        """All topics, one's files and a manifest, as one ZIP archive that is written piece by piece."""
        ...
