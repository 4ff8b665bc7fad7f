"""Who may read which file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.actors import Actor
from upclone.domain.people.files import File


@frozen
class SeenFile:
    """A file that the viewer may read. `by_everybody`: what holds it is seen by all."""

    file: File
    by_everybody: bool


class FileReads(Protocol):
    """`viewer` is None for somebody who is not signed in."""

    def file(self, viewer: Actor | None, id: UUID) -> SeenFile | None:
        """For its owner, for moderators and operators, and for whoever may see what holds it."""
        ...

    def files(self, viewer: Actor | None, ids: Sequence[UUID]) -> tuple[File, ...]:
        """Those of these that the viewer may read, in this order."""
        ...
