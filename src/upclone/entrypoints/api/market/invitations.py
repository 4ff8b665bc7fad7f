"""Invitations: asking freelancers to bid."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.application.reads.proposals import InvitationView
from upclone.domain.actors import Role
from upclone.domain.errors import NotFound
from upclone.domain.machine import open_moves
from upclone.domain.market import jobs
from upclone.domain.market.invitations import MOVES, Invitation, Move, State
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.market.proposals import Decline, JobLineShape, job_line
from upclone.entrypoints.api.market.rounds import Note
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import (
    Body,
    ById,
    Moment,
    Nothing,
    Paged,
    PageShape,
    PersonShape,
    Shape,
    shaped,
)

ROUTES = Routes("Invitations", "Clients ask freelancers to bid. Whoever is invited sees the job, also a hidden one.")


class Invite(Body):
    """Whom, and what you say to them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"freelancer_id": "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d", "message": "Your bread labels are lovely."}
            ]
        }
    )

    freelancer_id: UUID
    message: Note = ""


class InvitationsQuery(Paged):
    """Which invitations."""

    side: Annotated[
        Literal[Role.FREELANCER, Role.CLIENT], Field(description="Those that you got, or those that you sent.")
    ] = Role.FREELANCER


class InvitationShape(Shape):
    """An invitation to bid on a job."""

    model_config = ConfigDict(title="Invitation")

    id: UUID
    job: JobLineShape
    client: PersonShape
    freelancer: PersonShape
    message: str
    state: State
    reason: str
    sent_at: Moment
    expires_at: Moment
    actions: list[Action]


class InvitationsPage(PageShape):
    """Invitations, newest first."""

    items: list[InvitationShape]


def invitation_shape(call: Call, view: InvitationView) -> InvitationShape:
    """An invitation as it is answered. It is accepted by bidding: that link is among the job's actions."""
    invitation = view.invitation
    moves = open_moves(MOVES, invitation, invitation.role_of(call.actor))
    return shaped(
        InvitationShape,
        invitation,
        job=job_line(view.job),
        client=view.client,
        freelancer=view.freelancer,
        actions=actions(call, moves, invitation.id),
    )


def shown(call: Call, invitation: Invitation) -> InvitationShape:
    """The invitation as it is now."""
    return read(call, ById(id=invitation.id))


@ROUTES.move(
    "POST", "/jobs/<uuid:id>/invitations", answers=shown, makes=[jobs.Move.INVITE], status=201, statuses=(429,)
)
def invite(call: Call, path: ById, body: Invite) -> Invitation:
    """Ask a freelancer to bid on one's open job. It waits for 30 days.

    Refused, with the rule's name in `rule`: `own_job`, `already_bid`, `already_invited`, `invitations_per_day`."""
    return call.doors.invitations.send(call.actor, path.id, body.freelancer_id, body.message)


@ROUTES.read("/jobs/<uuid:id>/invitations")
def of_job(call: Call, path: ById, query: Paged) -> InvitationsPage:
    """List a job's invitations, as its client."""
    page = call.doors.negotiations.invited(call.actor, path.id, slice_of(query))
    if page is None:
        raise NotFound("job", str(path.id))
    return InvitationsPage(
        items=[invitation_shape(call, view) for view in page.items], next_cursor=cursor_of(page.next)
    )


@ROUTES.read("/invitations")
def invitations(call: Call, query: InvitationsQuery) -> InvitationsPage:
    """List one's own invitations: those that one got or, with `side=client`, those that one sent."""
    page = call.doors.negotiations.invitations(call.actor, query.side, slice_of(query))
    return InvitationsPage(
        items=[invitation_shape(call, view) for view in page.items], next_cursor=cursor_of(page.next)
    )


@ROUTES.read("/invitations/<uuid:id>")
def read(call: Call, path: ById) -> InvitationShape:
    """Read an invitation."""
    view = call.doors.negotiations.invitation(call.actor, path.id)
    if view is None:
        raise NotFound("invitation", str(path.id))
    return invitation_shape(call, view)


@ROUTES.move("POST", "/invitations/<uuid:id>/decline", answers=shown, makes=[Move.DECLINE])
def decline(call: Call, path: ById, body: Decline) -> Invitation:
    """Say no to an invitation; its client does not ask again for this job."""
    return call.doors.invitations.decline(call.actor, path.id, body.reason)


@ROUTES.move("POST", "/invitations/<uuid:id>/withdraw", answers=shown, makes=[Move.WITHDRAW])
def withdraw(call: Call, path: ById, body: Nothing) -> Invitation:
    """Take an invitation back, as the job's client."""
    return call.doors.invitations.withdraw(call.actor, path.id)
