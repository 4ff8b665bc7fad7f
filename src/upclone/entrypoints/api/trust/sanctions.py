"""Why somebody may not act, their appeal, and what operators decide about it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.application.reads.trust import SanctionView
from upclone.domain.errors import NotFound
from upclone.domain.machine import open_moves
from upclone.domain.trust.sanctions import MOVES, Case, Kind, Move, Sanction, State
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import (
    Because,
    Body,
    ById,
    Instant,
    Moment,
    Paged,
    PageShape,
    PersonShape,
    Prose,
    Reason,
    Shape,
    shaped,
)

ROUTES = Routes(
    "Sanctions",
    "Suspensions and bans: never without a reason, appealed once, decided in 14 days or lifted by the clock.",
)


class AppealBody(Body):
    """What you say against it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"statement": "Both drawings are mine: the dates in the files show it."}]}
    )

    statement: Annotated[Prose, Field(min_length=1)]


class ReviewBody(Body):
    """Why it goes on, and when it is looked at again: after 90 days where you name no time."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "The police still ask us to wait."}]})

    reason: Reason
    review_at: Instant | None = None


class SanctionsQuery(Paged):
    """Which sanctions."""

    state: State | None = None
    account_id: UUID | None = None


class AppealShape(Shape):
    """What its subject says against it."""

    model_config = ConfigDict(title="Appeal")

    statement: str
    at: Moment


class DecisionShape(Shape):
    """What became of it. `by` is the operator, for operators; it is null where the clock decided, too."""

    model_config = ConfigDict(title="Decision")

    reason: str
    by: UUID | None
    at: Moment


class SanctionShape(Shape):
    """A suspension or a ban. A suspension has an end (`until`) or a day of review, a ban has neither.

    It can be appealed until `appeal_until`; where nobody decides by `decide_by`, it is lifted. Payouts wait until
    `money_held_until`. `imposed_by` is shown to operators.
    """

    model_config = ConfigDict(title="Sanction")

    id: UUID
    account: PersonShape
    kind: Kind
    state: State
    reason: str
    imposed_by: UUID | None
    imposed_at: Moment
    until: Moment | None
    review_at: Moment | None
    money_held_until: Moment | None
    appeal_until: Moment
    appeal: AppealShape | None
    decide_by: Moment | None
    decision: DecisionShape | None
    actions: list[Action]


class SanctionsPage(PageShape):
    """Sanctions, newest first; appeals, the oldest first."""

    items: list[SanctionShape]


def sanction_shape(call: Call, view: SanctionView) -> SanctionShape:
    """A sanction as it is answered."""
    sanction, actor = view.sanction, call.actor
    moves = open_moves(MOVES, Case(sanction, actor.id, view.alone), sanction.role_of(actor))
    decision = sanction.decision
    return shaped(
        SanctionShape,
        sanction,
        account=PersonShape.model_validate(view.account),
        imposed_by=sanction.imposed_by if actor.is_operator else None,
        appeal=AppealShape.model_validate(sanction.appeal) if sanction.appeal else None,
        decision=shaped(DecisionShape, decision, by=decision.by if actor.is_operator else None) if decision else None,
        actions=actions(call, moves, sanction.id),
    )


def shown(call: Call, sanction: Sanction) -> SanctionShape:
    """The sanction as the caller sees it now."""
    return _found(call, sanction.id)


def _found(call: Call, id: UUID) -> SanctionShape:
    view = call.doors.trust.sanction(call.actor, id)
    if view is None:
        raise NotFound("sanction", str(id))
    return sanction_shape(call, view)


@ROUTES.read("/sanctions", while_suspended=True)
def sanctions(call: Call, query: SanctionsQuery) -> SanctionsPage:
    """List sanctions: one's own or, as an operator, everybody's.

    Open to who is suspended or banned.
    """
    page = call.doors.trust.sanctions(call.actor, query.state, query.account_id, slice_of(query))
    return SanctionsPage(items=[sanction_shape(call, each) for each in page.items], next_cursor=cursor_of(page.next))


@ROUTES.read("/sanctions/<uuid:id>", while_suspended=True)
def sanction(call: Call, path: ById) -> SanctionShape:
    """Read a sanction: why, until when, and what can be done about it."""
    return _found(call, path.id)


@ROUTES.read("/appeals", access=Access.OPERATOR)
def appeals(call: Call, query: Paged) -> SanctionsPage:
    """List the appeals that wait for a decision, the oldest first, as an operator."""
    page = call.doors.trust.appeals(call.actor, slice_of(query))
    return SanctionsPage(items=[sanction_shape(call, each) for each in page.items], next_cursor=cursor_of(page.next))


@ROUTES.move("POST", "/sanctions/<uuid:id>/appeal", answers=shown, makes=[Move.APPEAL], while_suspended=True)
def appeal(call: Call, path: ById, body: AppealBody) -> Sanction:
    """Appeal, once, within 30 days, as whom it is about.

    Another operator than the one who imposed it decides, where there is another; where nobody does within 14 days,
    the sanction is lifted.
    """
    return call.doors.sanctions.appeal(call.actor, path.id, body.statement)


@ROUTES.move("POST", "/sanctions/<uuid:id>/uphold", answers=shown, makes=[Move.UPHOLD], access=Access.OPERATOR)
def uphold(call: Call, path: ById, body: Because) -> Sanction:
    """Decide an appeal, as an operator: the sanction stands. The reason is told."""
    return call.doors.sanctions.uphold(call.actor, path.id, body.reason)


@ROUTES.move("POST", "/sanctions/<uuid:id>/lift", answers=shown, makes=[Move.LIFT], access=Access.OPERATOR)
def lift(call: Call, path: ById, body: Because) -> Sanction:
    """End a sanction, on appeal or without one, as an operator. A hold on money ends with it."""
    return call.doors.sanctions.lift(call.actor, path.id, body.reason)


@ROUTES.move("POST", "/sanctions/<uuid:id>/review", answers=shown, makes=[Move.REVIEW], access=Access.OPERATOR)
def review(call: Call, path: ById, body: ReviewBody) -> Sanction:
    """Look at a suspension without an end, and let it go on until the next look, as an operator."""
    return call.doors.sanctions.review(call.actor, path.id, body.reason, body.review_at)
