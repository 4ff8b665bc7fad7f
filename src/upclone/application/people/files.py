"""Uploading files, and reading their content."""

from __future__ import annotations

from typing import BinaryIO

from attrs import frozen

from upclone.application.ports.files import Intake, Storage
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import Actor
from upclone.domain.people.files import DayLimit, File


@frozen
class Files:
    """Use cases of files."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    intake: Intake
    storage: Storage
    limit: DayLimit

    def upload(self, actor: Actor, name: str, content: BinaryIO) -> File:
        """Keep a file. Raises Invalid("file", …) for what is not taken, TooMany after a day's fill.

        The content is put outside any transaction, between one that says that it comes and one that names it."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            self._check(work, actor, size=0)
        with self.intake.prepare(name, content) as prepared:
            at = self.clock.now()
            file = File(
                self.ids.new(),
                actor.id,
                prepared.name,
                prepared.media_type,
                prepared.size,
                prepared.sha256,
                prepared.width,
                prepared.height,
                at,
                tuple(key for key, _ in prepared.thumbnails),
            )
            with self.unit_of_work() as work:
                work.files.expect(file.keys, at)
            for part in (prepared.content, *(smaller for _, smaller in prepared.thumbnails)):
                self.storage.put(part)
        with self.unit_of_work() as work:
            work.accounts.lock(actor.id)  # two uploads at once can't both take the last of the day's room
            self._check(work, actor, file.size)
            work.files.add(file)
        return file

    def content(self, key: str) -> BinaryIO:
        """The content of a file that the caller was shown, to be read and closed. Raises NotFound."""
        return self.storage.open(key)

    def _check(self, work: Work, actor: Actor, size: int) -> None:
        assert actor.id is not None
        now = self.clock.now()
        taken = work.files.taken(actor.id, now.replace(hour=0, minute=0, second=0, microsecond=0))
        self.limit.check(taken.files + 1, taken.size + size, now)
