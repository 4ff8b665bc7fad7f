"""What one was told, and has read."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock
from upclone.domain.actors import Actor


@frozen
class Inbox:
    """Marks of what was read. There is nothing to refuse: what is read stays read."""

    unit_of_work: UnitOfWork
    clock: Clock

    def read(self, actor: Actor, id: UUID) -> None:
        """One notification was read."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            work.notifications.read(actor.id, self.clock.now(), only=id)

    def read_up_to(self, actor: Actor, id: UUID | None) -> None:
        """Everything up to one was read; without it, everything."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            work.notifications.read(actor.id, self.clock.now(), up_to=id)
