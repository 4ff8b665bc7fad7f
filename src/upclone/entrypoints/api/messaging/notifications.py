"""What one was told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import Body, ById, Moment, Nothing, Paged, PageShape, Shape, shaped

ROUTES = Routes("Notifications", "What one was told.")


class NotificationShape(Shape):
    """Something that happened. `facts` are the event's own; `about` is the title of the job or the contract that it
    happened to, empty where it happened to neither."""

    model_config = ConfigDict(title="Notification")

    id: UUID
    event: str
    subject_id: UUID
    contract_id: UUID | None
    at: Moment
    read_at: Moment | None
    facts: dict[str, Any]
    about: str


class NotificationsPage(PageShape):
    """Notifications, newest first. `unread` counts all that were not read, up to 100."""

    items: list[NotificationShape]
    unread: int


class UpTo(Body):
    """The newest notification that was seen; without it, all that there are."""

    model_config = ConfigDict(
        openapi_extra={"required": False},  # type: ignore[typeddict-unknown-key]
        json_schema_extra={"examples": [{"up_to": "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d"}]},
    )

    up_to: UUID | None = None


class UnreadShape(Shape):
    """How many notifications were not read, up to 100."""

    model_config = ConfigDict(title="Unread")

    unread: int


def unread(call: Call, _: None) -> UnreadShape:
    """What is left."""
    assert call.actor.id is not None
    return UnreadShape(unread=call.doors.people.unread(call.actor.id))


@ROUTES.read("/notifications", while_suspended=True)
def notifications(call: Call, query: Paged) -> NotificationsPage:
    """List what one was told."""
    page = call.doors.people.notifications(call.actor, slice_of(query))
    assert call.actor.id is not None
    return NotificationsPage(
        items=[shaped(NotificationShape, row) for row in page.items],
        unread=call.doors.people.unread(call.actor.id),
        next_cursor=cursor_of(page.next),
    )


@ROUTES.move("POST", "/notifications/<uuid:id>/read", answers=unread, previewed=False, while_suspended=True)
def read(call: Call, path: ById, body: Nothing) -> None:
    """Mark one notification as read. One that is nobody's of yours changes nothing."""
    call.doors.notices.read(call.actor, path.id)


@ROUTES.move("POST", "/notifications/read", answers=unread, previewed=False, while_suspended=True)
def read_up_to(call: Call, body: UpTo) -> None:
    """Mark everything as read that one was told, up to a notification."""
    call.doors.notices.read_up_to(call.actor, body.up_to)
