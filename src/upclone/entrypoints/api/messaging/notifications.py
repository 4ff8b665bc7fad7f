"""What one was told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import Moment, Paged, PageShape, Shape, shaped

ROUTES = Routes("Notifications", "What one was told.")


class NotificationShape(Shape):
    """Something that happened. `facts` are the event's own."""

    model_config = ConfigDict(title="Notification")

    id: UUID
    event: str
    subject_id: UUID
    contract_id: UUID | None
    at: Moment
    facts: dict[str, Any]


class NotificationsPage(PageShape):
    """Notifications, newest first."""

    items: list[NotificationShape]


@ROUTES.read("/notifications", while_suspended=True)
def notifications(call: Call, query: Paged) -> NotificationsPage:
    """List what one was told."""
    page = call.doors.people.notifications(call.actor, slice_of(query))
    return NotificationsPage(
        items=[shaped(NotificationShape, row) for row in page.items], next_cursor=cursor_of(page.next)
    )
