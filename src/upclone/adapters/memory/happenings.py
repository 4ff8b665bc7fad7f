"""What happened, and who was told of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import define

from upclone.adapters.memory.news import waits
from upclone.adapters.memory.tables import Tables
from upclone.domain.errors import NotFound
from upclone.domain.events import Event
from upclone.domain.messaging.news import Posting


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

    def add(self, event_id: UUID, event: Event, accounts: tuple[UUID, ...], posting: Posting | None = None) -> None:
        """Rows that exist already are left alone."""
        for account in accounts:
            if (event_id, account) in self.tables.notifications:
                continue
            self.tables.notifications[event_id, account] = event
            if posting is not None and account in posting.to:
                waits(self.tables, event_id, account, posting)

    def read(self, account_id: UUID, at: datetime, only: UUID | None = None, up_to: UUID | None = None) -> int:
        """One, those up to one, or all."""
        found = [
            (event, account)
            for event, account in self.tables.notifications
            if account == account_id
            and (event, account) not in self.tables.read
            and (only is None or event == only)
            and (up_to is None or event <= up_to)
        ]
        self.tables.read.update(dict.fromkeys(found, at))
        return len(found)
