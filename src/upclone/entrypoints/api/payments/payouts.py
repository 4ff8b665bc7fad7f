"""Balances, and money on its way out."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.errors import NotFound
from upclone.domain.machine import open_moves
from upclone.domain.payments.transfers import MOVES, Kind, Move, State, Transfer
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.payments.payments import chosen
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import (
    Body,
    ById,
    Moment,
    MoneyShape,
    Paged,
    PageShape,
    PositiveAmount,
    Shape,
    Token,
    shaped,
)

ROUTES = Routes("Payouts", "What one has earned, and withdrawing it.")


class PayoutBody(Body):
    """`destination` is the payee's token at the gateway (at Stripe a connected account: `acct_…`). Operators may
    withdraw for somebody: `account_id`.

    Money leaves where it came in: `GET /balances` says what lies at which gateway.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"amount": {"amount_minor": 25000, "currency": "EUR"}, "destination": "payee_ok"}]
        }
    )

    amount: PositiveAmount
    gateway: Token | None = None
    destination: Token
    account_id: UUID | None = None


class RetryBody(Body):
    """A new destination, where the old one was the trouble."""

    model_config = ConfigDict(openapi_extra={"required": False})  # type: ignore[typeddict-unknown-key]

    destination: Token | None = None


class PayoutsQuery(Paged):
    """Payouts, or the refunds that went to clients."""

    kind: Annotated[Kind, Field(description="payout or refund.")] = Kind.PAYOUT


class BalanceShape(Shape):
    """What one can withdraw by a gateway, and what is on its way out by it: money leaves where it came in."""

    model_config = ConfigDict(title="Balance")

    gateway: str
    available: MoneyShape
    in_transit: MoneyShape


class Balances(Shape):
    """One for each currency and gateway."""

    items: list[BalanceShape]


class PayoutShape(Shape):
    """Money on its way out. `attempt` counts from 1; `failure` says why the last one came back."""

    model_config = ConfigDict(title="Payout")

    id: UUID
    kind: Kind
    owner: UUID
    amount: MoneyShape
    gateway: str
    destination: str
    state: State
    attempt: int
    requested_at: Moment
    failure: str | None
    contract_id: UUID | None
    actions: list[Action]


class PayoutsPage(PageShape):
    """Payouts, newest first."""

    items: list[PayoutShape]


def payout_shape(call: Call, transfer: Transfer) -> PayoutShape:
    """A transfer as it is answered."""
    moves = open_moves(MOVES, transfer, transfer.role_of(call.actor))
    return shaped(PayoutShape, transfer, actions=actions(call, moves, transfer.id))


@ROUTES.read("/balances", while_suspended=True)
def balances(call: Call) -> Balances:
    """Read what one has, by currency and gateway."""
    rows = call.doors.payments.balances(call.actor)
    return Balances(items=[shaped(BalanceShape, row) for row in rows])


@ROUTES.read("/payouts", while_suspended=True)
def payouts(call: Call, query: PayoutsQuery) -> PayoutsPage:
    """List payouts: one's own or, as an operator, everybody's."""
    page = call.doors.payments.transfers(call.actor, query.kind, slice_of(query))
    return PayoutsPage(items=[payout_shape(call, each) for each in page.items], next_cursor=cursor_of(page.next))


@ROUTES.read("/payouts/<uuid:id>", while_suspended=True)
def payout(call: Call, path: ById) -> PayoutShape:
    """Read a payout, or a refund."""
    transfer = call.doors.payments.transfer(call.actor, path.id)
    if transfer is None:
        raise NotFound("payout", str(path.id))
    return payout_shape(call, transfer)


@ROUTES.move("POST", "/payouts", answers=payout_shape, status=202, while_suspended=True)
def pay_out(call: Call, body: PayoutBody) -> Transfer:
    """Withdraw. Answers 202: the gateway is asked next, and says later whether the money arrived.

    A payout that bounces brings the money back to the balance, once.
    """
    assert call.caller is not None
    owner = body.account_id or call.caller.id
    gateway = chosen(call, body.gateway)
    return call.doors.transfers.pay_out(call.actor, owner, body.amount.money(), gateway, body.destination)


@ROUTES.move(
    "POST", "/payouts/<uuid:id>/retry", answers=payout_shape, makes=[Move.RETRY], status=202, while_suspended=True
)
def retry(call: Call, path: ById, body: RetryBody) -> Transfer:
    """Send a failed payout again, under a new key."""
    return call.doors.transfers.retry(call.actor, path.id, body.destination)
