"""Payments: the money of a milestone, from the client's approval at the gateway until it is released or refunded."""

from __future__ import annotations

import time
from typing import Annotated, Final
from uuid import UUID

from flask import Response
from pydantic import ConfigDict, Field

from upclone.domain.deals import milestones, permits
from upclone.domain.errors import MoveNotAllowed, NotFound, NotSignedIn, Unavailable
from upclone.domain.payments.escrow import Hold, Move, State
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.routing import PREFIX, Access, Call, Routes
from upclone.entrypoints.api.schemas import (
    Body,
    ById,
    Moment,
    MoneyShape,
    Nothing,
    PositiveAmount,
    Query,
    Shape,
    Token,
    shaped,
)

ROUTES = Routes("Payments", "A milestone's money: asked for, approved at the gateway, held, released or refunded.")

PATIENCE_SECONDS: Final = 2
_GLANCES: Final = 40


class Funding(Body):
    """`amount` is the milestone's, as you saw it; the client's fee comes on top.

    `method_id` is one of your payment methods: it is charged at once, and where its bank asks for you, you approve at
    the gateway. Otherwise `gateway` is one of those that `GET /payments/gateways` names, the first of them when left
    out, and you choose there how to pay. `payment_method` is a token of that gateway instead of a method that you keep
    (at Stripe a PaymentMethod of yours: `pm_…`).
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "milestone_id": "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d",
                    "amount": {"amount_minor": 30000, "currency": "EUR"},
                    "payment_method": "tok_hosted",
                }
            ]
        }
    )

    milestone_id: UUID
    amount: PositiveAmount
    gateway: Token | None = None
    payment_method: Token | None = None
    method_id: UUID | None = None


class PaymentShape(Shape):
    """A payment. `released` and `refunded` are parts of `work`; `held` is what is there now, the client's fee included.

    `approve_url` is where the payer approves, for the client and while it is waited for.
    """

    model_config = ConfigDict(title="Payment")

    id: UUID
    contract_id: UUID
    milestone_id: UUID
    gateway: str
    work: MoneyShape
    client_fee: MoneyShape
    total: MoneyShape
    released: MoneyShape
    refunded: MoneyShape
    held: MoneyShape
    state: State
    requested_at: Moment
    expires_at: Moment
    failure: str | None
    approve_url: str | None
    actions: list[Action]


class Ticket(Query):
    """What lets a browser in without a token."""

    ticket: Annotated[str | None, Field(pattern=r"^[0-9a-f]{32}$", description="As `approve_url` has it.")] = None


class Redirected(Shape):
    """The gateway's page."""

    location: str


def payment_shape(call: Call, hold: Hold) -> PaymentShape:
    """A payment as it is answered."""
    waits = hold.state is State.REQUESTED and call.actor.id == hold.parties.client
    holding = hold.state in (State.HELD, State.FROZEN)
    return shaped(
        PaymentShape,
        hold,
        client_fee=hold.total - hold.work,
        held=hold.held if holding else type(hold.work).zero(hold.work.currency),
        approve_url=_approve_url(call, hold.id) if waits else None,
        actions=actions(call, permits.hold_moves(hold, call.actor), hold.id, hold.contract_id),
    )


class GatewaysShape(Shape):
    """The gateways that are switched on, the usual one first."""

    model_config = ConfigDict(title="Gateways")

    items: list[str]


def chosen(call: Call, name: str | None) -> str:
    """The gateway that was named, or the usual one. Raises Invalid where there is none."""
    names = call.doors.gateways.names
    return name or (names[0] if names else call.doors.gateways.get("").name)


@ROUTES.read("/payments/gateways", access=Access.EVERYBODY)
def gateways(call: Call) -> GatewaysShape:
    """Read by which gateways one can pay and be paid here."""
    return GatewaysShape(items=list(call.doors.gateways.names))


def shown(call: Call, changed: Hold) -> PaymentShape:
    """The payment as it is now."""
    return payment_shape(call, changed)


@ROUTES.move(
    "POST",
    "/contracts/<uuid:id>/payment",
    answers=shown,
    makes=[milestones.Move.FUND],
    of_contract=True,
    status=202,
)
def fund(call: Call, path: ById, body: Funding) -> Hold:
    """Pay for a milestone, as the client: the money is held until the work is approved.

    Answers 202: the gateway is asked next. Send the payer to `approve_url`; the payment is `held` once the gateway
    says that it has the money.
    """
    return call.doors.escrow.fund(
        call.actor,
        path.id,
        body.milestone_id,
        body.amount.money(),
        body.gateway if body.method_id else chosen(call, body.gateway),
        body.payment_method or "",
        body.method_id,
    )


@ROUTES.read("/payments/<uuid:id>")
def payment(call: Call, path: ById) -> PaymentShape:
    """Read a payment."""
    hold = call.doors.payments.payment(call.actor, path.id)
    if hold is None:
        raise NotFound("payment", str(path.id))
    return payment_shape(call, hold)


@ROUTES.move("POST", "/payments/<uuid:id>/cancel", answers=shown, makes=[Move.CANCEL])
def cancel(call: Call, path: ById, body: Nothing) -> Hold:
    """Change one's mind before paying, as the client."""
    return call.doors.escrow.cancel(call.actor, path.id)


@ROUTES.read("/payments/<uuid:id>/approve", access=Access.EVERYBODY, status=303, statuses=(401, 409))
def approve(call: Call, path: ById, query: Ticket) -> Redirected:
    """Go to the gateway's page where the payer approves.

    For browsers, with the ticket that `approve_url` carries, or with a token. Where the gateway has not answered yet,
    it waits two seconds, then answers 503 with `Retry-After`.
    """
    for _ in range(_GLANCES):
        hold = _payable(call, path.id, query.ticket)
        if hold.approve_url is not None:
            return Response(status=303, headers={"Location": hold.approve_url})  # type: ignore[return-value]
        time.sleep(PATIENCE_SECONDS / _GLANCES)
    raise Unavailable(hold.gateway, "The gateway has not opened the payment yet: try again.")


def _payable(call: Call, id: UUID, ticket: str | None) -> Hold:
    admitted = ticket is not None and call.tokens.admits(f"approve {id}", ticket)
    if call.viewer is None and not admitted:
        raise NotSignedIn("Open the approve_url as it was given, or send a bearer token.")
    hold = call.doors.payments.payable(id) if admitted else call.doors.payments.payment(call.actor, id)
    if hold is None:
        raise NotFound("payment", str(id))
    if hold.state is not State.REQUESTED or not (admitted or call.actor.id == hold.parties.client):
        role = "payer" if admitted else str(hold.parties.role_of(call.actor))
        raise MoveNotAllowed("payment", str(hold.state), "approve", role)
    return hold


def _approve_url(call: Call, id: UUID) -> str:
    return f"{call.options.base_url}{PREFIX}/payments/{id}/approve?ticket={call.tokens.ticket(f'approve {id}')}"
