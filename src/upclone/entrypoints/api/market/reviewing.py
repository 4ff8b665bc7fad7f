"""The moderators' table: jobs that wait for them, and what they decide."""

from __future__ import annotations

from upclone.domain.market.jobs import Job, Move
from upclone.entrypoints.api.market.jobs import JobShape, job_shape, shown
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Because, ById, Nothing, Paged, PageShape

ROUTES = Routes("Moderation", "Jobs that wait for a moderator. For moderators and operators; nobody judges their own.")


class Queue(PageShape):
    """Jobs that wait, the oldest first."""

    items: list[JobShape]


@ROUTES.read("/review/jobs", access=Access.MODERATOR)
def queue(call: Call, query: Paged) -> Queue:
    """List the jobs that wait, the oldest first, with what was found in them."""
    page = call.doors.market.review_queue(call.actor, slice_of(query))
    return Queue(items=[job_shape(call, view) for view in page.items], next_cursor=cursor_of(page.next))


@ROUTES.move("POST", "/jobs/<uuid:id>/approve", answers=shown, makes=[Move.APPROVE], access=Access.MODERATOR)
def approve(call: Call, path: ById, body: Nothing) -> Job:
    """Let a job pass. What was found in it holds nothing back again."""
    return call.doors.jobs.approve(call.actor, path.id)


@ROUTES.move("POST", "/jobs/<uuid:id>/reject", answers=shown, makes=[Move.REJECT], access=Access.MODERATOR)
def reject(call: Call, path: ById, body: Because) -> Job:
    """Don't let a job pass. Its client is told why, and can edit and submit it again."""
    return call.doors.jobs.reject(call.actor, path.id, body.reason)


@ROUTES.move("POST", "/jobs/<uuid:id>/remove", answers=shown, makes=[Move.REMOVE], access=Access.MODERATOR)
def remove(call: Call, path: ById, body: Because) -> Job:
    """Take a job off the market for good. Its client is told why; contracts that it led to go on."""
    return call.doors.jobs.remove(call.actor, path.id, body.reason)
