"""Balances, and money on its way out."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.application.payments.withdrawals import Balance, Why
from upclone.domain.errors import NotFound
from upclone.domain.machine import open_moves
from upclone.domain.payments.ledger import TEST_GATEWAY
from upclone.domain.payments.schedules import Rhythm, Schedule
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
    """`method` is one of your payout methods, the usual one of the gateway when left out. Operators may withdraw for
    somebody: `account_id`. A plain `destination`, the payee's token at the gateway, is for them, and for test money.

    Money leaves where it came in: `GET /balances` says what lies at which gateway.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"amount": {"amount_minor": 25000, "currency": "EUR"}, "destination": "payee_ok"}]
        }
    )

    amount: PositiveAmount
    gateway: Token | None = None
    method: UUID | None = None
    destination: Token | None = None
    account_id: UUID | None = None


class RetryBody(Body):
    """A new destination, where the old one was the trouble."""

    model_config = ConfigDict(openapi_extra={"required": False})  # type: ignore[typeddict-unknown-key]

    destination: Token | None = None


class PayoutsQuery(Paged):
    """Payouts, or the refunds that went to clients."""

    kind: Annotated[Kind, Field(description="payout or refund.")] = Kind.PAYOUT


class HeldShape(Shape):
    """What does not leave, why, and until when where that is known.

    A sanction, or a payout method that waits or is missing, keeps all there is; a debt keeps what is owed; contested is
    what is not available yet, because a dispute or the payer's bank keeps it.
    """

    model_config = ConfigDict(title="Held")

    why: Why
    amount: MoneyShape
    until: Moment | None


class BalanceShape(Shape):
    """What one has by a gateway: `available`, of which `free` could leave now, and what is on its way out by it."""

    model_config = ConfigDict(title="Balance")

    gateway: str
    available: MoneyShape
    free: MoneyShape
    in_transit: MoneyShape
    held: list[HeldShape]


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


class ScheduleBody(Body):
    """`day` is that of the week (1 is Monday) or of the month (1 to 28); the other rhythms have none."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rhythm": "weekly", "day": 1}]})

    gateway: Token | None = None
    rhythm: Rhythm
    day: Annotated[int | None, Field(ge=1, le=28)] = None


class ScheduleShape(Shape):
    """When one's money leaves a gateway by itself."""

    model_config = ConfigDict(title="Schedule")

    gateway: str
    rhythm: Rhythm
    day: int | None


class Schedules(Shape):
    """One for each gateway."""

    items: list[ScheduleShape]


def schedule_shape(call: Call, schedule: Schedule) -> ScheduleShape:
    """A schedule as it is answered."""
    return shaped(ScheduleShape, schedule)


def payout_shape(call: Call, transfer: Transfer) -> PayoutShape:
    """A transfer as it is answered."""
    moves = open_moves(MOVES, transfer, transfer.role_of(call.actor))
    shown = transfer.destination if transfer.gateway == TEST_GATEWAY else f"•••• {transfer.destination[-4:]}"
    return shaped(PayoutShape, transfer, destination=shown, actions=actions(call, moves, transfer.id))


@ROUTES.read("/balances", while_suspended=True)
def balances(call: Call) -> Balances:
    """Read what one has, by currency and gateway."""
    found = call.doors.withdrawals.balances(call.actor, call.doors.payments.balances(call.actor))
    return Balances(items=[_balance(each) for each in found])


def _balance(balance: Balance) -> BalanceShape:
    held = [HeldShape.model_validate(each) for each in balance.held]
    return shaped(BalanceShape, balance.row, free=MoneyShape.model_validate(balance.free), held=held)


@ROUTES.read("/payouts/schedule", while_suspended=True)
def schedules(call: Call) -> Schedules:
    """Read when one's money leaves by itself, by gateway."""
    return Schedules(items=[schedule_shape(call, each) for each in call.doors.withdrawals.schedules(call.actor)])


@ROUTES.move("PUT", "/payouts/schedule", answers=schedule_shape, while_suspended=True)
def schedule(call: Call, body: ScheduleBody) -> Schedule:
    """Choose when one's money leaves a gateway by itself: at once, weekly, monthly (UTC), or by hand.

    Once a period, to the usual payout method, where nothing holds it back and there is at least the minimum. A payout
    that bounces ends it: from then on by hand.
    """
    gateway = chosen(call, body.gateway)
    return call.doors.withdrawals.schedule(call.actor, gateway, body.rhythm, body.day)


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
    amount = body.amount.money()
    return call.doors.transfers.pay_out(call.actor, owner, amount, gateway, body.destination or "", body.method)


@ROUTES.move(
    "POST", "/payouts/<uuid:id>/retry", answers=payout_shape, makes=[Move.RETRY], status=202, while_suspended=True
)
def retry(call: Call, path: ById, body: RetryBody) -> Transfer:
    """Send a failed payout again, under a new key."""
    return call.doors.transfers.retry(call.actor, path.id, body.destination)
