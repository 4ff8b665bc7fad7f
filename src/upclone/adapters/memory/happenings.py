"""What happened, and who was told of it."""

from __future__ import annotations

from uuid import UUID

from attrs import define

from upclone.adapters.memory.tables import Tables
from upclone.domain.errors import NotFound
from upclone.domain.events import Event


@define
class Events:
    """Recorded events by id. `Work.record` writes them."""

    tables: Tables

    def get(self, id: UUID) -> Event:
        """Raises NotFound("event", …)."""
        if id not in self.tables.events:
            raise NotFound("event", str(id))
        return self.tables.events[id].event

    def of(self, contract_id: UUID) -> tuple[Event, ...]:
        own = [each for each in self.tables.events.values() if each.event.contract_id == contract_id]
        return tuple(each.event for each in sorted(own, key=lambda each: each.seq))


@define
class Notifications:
    """One row an event and account."""

    tables: Tables

    def add(self, event_id: UUID, event: Event, accounts: tuple[UUID, ...]) -> None:
        """Rows that exist already are left alone."""
        for account in accounts:
            self.tables.notifications.setdefault((event_id, account), event)
