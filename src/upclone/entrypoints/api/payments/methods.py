"""Means of paying and of being paid: a card that is charged, a place where money is sent."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.errors import NotFound
from upclone.domain.machine import open_moves
from upclone.domain.payments.methods import MOVES, Method, Move, Purpose, State
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.payments.payments import chosen
from upclone.entrypoints.api.people.signing import Code, Email, Password
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import Body, ById, Moment, Nothing, Shape, Token, shaped

ROUTES = Routes(
    "Methods", "Means of paying and of being paid, kept at a gateway: upclone sees neither card nor account."
)


class MethodBody(Body):
    """Which gateway keeps it (the first of `GET /payments/gateways` when left out), and who asks: the password and,
    where a second factor is switched on, a `code` of it. `address` is typed where the gateway goes by it: the e-mail
    address that PayPal pays to."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"gateway": "sandbox", "password": "correct horse battery"}]}
    )

    gateway: Token | None = None
    address: Email | None = None
    password: Password
    code: Code | None = None


class MethodShape(Shape):
    """A means of paying or of being paid. `label` is what its person knows it by; tokens are never told.

    While it is begun, its person goes on at `url`, and `reason` says what is missing. No money leaves to a new place
    before `active_from`. `usual`: it is taken where none is named.
    """

    model_config = ConfigDict(title="Method")

    id: UUID
    purpose: Purpose
    gateway: str
    state: State
    label: str
    usual: bool
    begun_at: Moment
    active_from: Moment | None
    url: Annotated[str | None, Field(examples=["https://gateway.example/go-on/1"])]
    reason: str
    actions: list[Action]


class Methods(Shape):
    """One's own, oldest first."""

    items: list[MethodShape]


def method_shape(call: Call, method: Method) -> MethodShape:
    """A means as it is answered. Where its person goes on is for no other eyes."""
    role = method.role_of(call.actor)
    url = method.url if method.owner == call.actor.id else None
    return shaped(MethodShape, method, url=url, actions=actions(call, open_moves(MOVES, method, role), method.id))


def _listed(call: Call, purpose: Purpose) -> Methods:
    own = call.doors.methods.of(call.actor, purpose)
    return Methods(items=[method_shape(call, each) for each in own])


def _begin(call: Call, purpose: Purpose, body: MethodBody) -> Method:
    gateway = chosen(call, body.gateway)
    return call.doors.methods.begin(call.actor, purpose, gateway, body.address or "", body.password, body.code or "")


@ROUTES.read("/payment-methods", while_suspended=True)
def payment_methods(call: Call) -> Methods:
    """List the means by which one pays."""
    return _listed(call, Purpose.PAYING)


@ROUTES.read("/payout-methods", while_suspended=True)
def payout_methods(call: Call) -> Methods:
    """List the places where one is paid."""
    return _listed(call, Purpose.BEING_PAID)


@ROUTES.read("/methods/<uuid:id>", while_suspended=True)
def method(call: Call, path: ById) -> MethodShape:
    """Read a means: how far it is, and where to go on."""
    found = call.doors.payments.method(call.actor, path.id)
    if found is None:
        raise NotFound("method", str(path.id))
    return method_shape(call, found)


@ROUTES.move(
    "POST", "/payment-methods", answers=method_shape, status=202, previewed=False, statuses=(429,), secures=True
)
def add_payment_method(call: Call, body: MethodBody) -> Method:
    """Set up a means of paying.

    Answers 202: the gateway is asked next; read it again for the `url` where its person goes on.
    """
    return _begin(call, Purpose.PAYING, body)


@ROUTES.move(
    "POST",
    "/payout-methods",
    answers=method_shape,
    status=202,
    previewed=False,
    statuses=(429,),
    secures=True,
    while_suspended=True,
)
def add_payout_method(call: Call, body: MethodBody) -> Method:
    """Set up a place to be paid to.

    Answers 202: the gateway is asked next; read it again for the `url` where its person goes on. A letter tells the
    account, and no money leaves to it for some days, unless the account has never earned anything.
    """
    return _begin(call, Purpose.BEING_PAID, body)


@ROUTES.move(
    "POST", "/methods/<uuid:id>/continue", answers=method_shape, makes=[Move.CONTINUE], status=202, while_suspended=True
)
def go_on(call: Call, path: ById, body: Nothing) -> Method:
    """Ask the gateway how far it is, and where to go on. Answers 202: read it again."""
    return call.doors.methods.go_on(call.actor, path.id)


@ROUTES.move("POST", "/methods/<uuid:id>/choose", answers=method_shape, makes=[Move.CHOOSE], while_suspended=True)
def choose(call: Call, path: ById, body: Nothing) -> Method:
    """Make it the usual one of its gateway."""
    return call.doors.methods.choose(call.actor, path.id)


@ROUTES.move("POST", "/methods/<uuid:id>/remove", answers=method_shape, makes=[Move.REMOVE], while_suspended=True)
def remove(call: Call, path: ById, body: Nothing) -> Method:
    """Use it no longer. Another one of its gateway becomes the usual one."""
    return call.doors.methods.remove(call.actor, path.id)
