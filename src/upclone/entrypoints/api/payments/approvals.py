"""What one operator may not move alone: asked for, approved by another, or refused."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.machine import open_moves
from upclone.domain.payments.approvals import MOVES, Approval, Move, State
from upclone.entrypoints import acts
from upclone.entrypoints.acts import Asked
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Body, ById, Moment, MoneyShape, Paged, PageShape, Reason, Shape, shaped

ROUTES = Routes("Approvals", "Acts of operators that need two people.")


class ApprovalBody(Body):
    """An act of `release`, `refund`, `return_suspense`, `pay_out`, `retry`, `resolve_unmatched`, `hold`, `unhold` or
    `credit`, and what it is told: an `amount` is written like `125.50 EUR`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "act": "release",
                    "arguments": {"milestone": "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d", "amount": "2500.00 EUR"},
                    "reason": "Both asked for it by telephone.",
                }
            ]
        }
    )

    act: Annotated[str, Field(min_length=1, max_length=50)]
    arguments: dict[
        Annotated[str, Field(min_length=1, max_length=50)], Annotated[str, Field(min_length=1, max_length=200)]
    ]
    reason: Reason


class ApprovalShape(Shape):
    """An act that waits for another operator until `due_at`, or what became of it."""

    model_config = ConfigDict(title="Approval")

    id: UUID
    act: str
    arguments: dict[str, str]
    reason: str
    moved: list[MoneyShape]
    requested_by: UUID
    requested_at: Moment
    due_at: Moment
    state: State
    decided_by: UUID | None
    decided_at: Moment | None
    actions: list[Action]


class ApprovalsPage(PageShape):
    """Approvals, newest first."""

    items: list[ApprovalShape]


def approval_shape(call: Call, approval: Approval) -> ApprovalShape:
    """One as it is answered."""
    moves = open_moves(MOVES, approval, approval.role_of(call.actor))
    moved = [MoneyShape.model_validate(each) for each in approval.moved]
    return shaped(
        ApprovalShape,
        approval,
        arguments=dict(approval.arguments),
        moved=moved,
        actions=actions(call, moves, approval.id),
    )


@ROUTES.read("/approvals", access=Access.OPERATOR)
def approvals(call: Call, query: Paged) -> ApprovalsPage:
    """List acts that need two people, as an operator."""
    page = slice_of(query)
    found = call.doors.approvals.list(call.actor, page.limit + 1, page.after)
    items = found[: page.limit]
    more = items[-1].id if len(found) > page.limit else None
    return ApprovalsPage(items=[approval_shape(call, each) for each in items], next_cursor=cursor_of(more))


@ROUTES.move("POST", "/approvals", answers=approval_shape, status=201, access=Access.OPERATOR, previewed=False)
def ask(call: Call, body: ApprovalBody) -> Approval:
    """Ask for a second person, as an operator. Nothing is done yet but rehearsed: what it does then is what it would
    do now."""
    return acts.ask(call.doors, call.actor, Asked(body.act, body.arguments), body.reason)


@ROUTES.move(
    "POST",
    "/approvals/<uuid:id>/approve",
    answers=approval_shape,
    makes=[Move.APPROVE],
    access=Access.OPERATOR,
    by_two=True,
)
def approve(call: Call, path: ById) -> Approval:
    """Be the second person, as another operator: it is done, in the name of who asked; the audit names both."""
    return acts.approve(call.doors, call.actor, path.id)


@ROUTES.move(
    "POST", "/approvals/<uuid:id>/refuse", answers=approval_shape, makes=[Move.REFUSE], access=Access.OPERATOR,
    explained=True,
)  # fmt: skip
def refuse(call: Call, path: ById) -> Approval:
    """Refuse it, or take back what one asked for, as an operator."""
    return call.doors.approvals.refuse(call.actor, path.id)
