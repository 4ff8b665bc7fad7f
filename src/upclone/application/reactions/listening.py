"""Which reactions follow which events, and how one is carried out. Each can run again without harm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork
from upclone.application.reactions import notifications
from upclone.application.reactions.notifications import Notifications
from upclone.application.reactions.operations import Operations
from upclone.domain.payments.escrow import FundingRequested
from upclone.domain.payments.transfers import TransferRequested

NOTIFY: Final = "notify"
CALL_GATEWAY: Final = "call_gateway"

LISTENERS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(sorted(notifications.HEARD), (NOTIFY,)),
    FundingRequested.__name__: (CALL_GATEWAY,),
    TransferRequested.__name__: (CALL_GATEWAY,),
}
"""Event name → the reactions that follow it, one job each, deferred with the event."""


@frozen
class Reactions:
    """Carries out one reaction to one event."""

    unit_of_work: UnitOfWork
    notifications: Notifications
    operations: Operations

    def react(self, event_id: UUID, reaction: str) -> None:
        """Raises what the reaction raises: the job is then tried again, and dead-lettered in the end."""
        with self.unit_of_work() as work:
            event = work.events.get(event_id)
        if reaction == NOTIFY:
            self.notifications.notify(event_id, event)
        elif isinstance(event, FundingRequested):
            self.operations.request_payment(event.subject_id)
        elif isinstance(event, TransferRequested):
            self.operations.send(event.subject_id, event.attempt)
        else:
            raise AssertionError(f"nothing follows {event.name} by {reaction}")
