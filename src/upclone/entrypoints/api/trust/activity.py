"""What one did."""

from __future__ import annotations

from uuid import UUID

from pydantic import ConfigDict

from upclone.domain.trust.activity import Kind
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import Moment, Paged, PageShape, Shape, shaped

ROUTES = Routes("Activity", "What one did here: shown to oneself, forgotten in time, and used for nothing else.")


class ActivityQuery(Paged):
    """Which kind of it."""

    kind: Kind | None = None


class ActivityShape(Shape):
    """One thing that one did: with what, and for a search with which words."""

    model_config = ConfigDict(title="Activity")

    id: UUID
    kind: Kind
    at: Moment
    subject_id: UUID | None
    detail: str


class ActivityPage(PageShape):
    """One's activity, newest first."""

    items: list[ActivityShape]


@ROUTES.read("/activity", while_suspended=True)
def activity(call: Call, query: ActivityQuery) -> ActivityPage:
    """List what one did: views, searches, applications, hires, deliveries.

    Nobody else sees it, operators neither; no ranking, sanction or price follows from it. It is kept for a year, or
    for as long as the marketplace's settings say, and goes with the account.
    """
    page = call.doors.trust.activity(call.actor, query.kind, slice_of(query))
    return ActivityPage(items=[shaped(ActivityShape, each) for each in page.items], next_cursor=cursor_of(page.next))
