"""Money on its way out: a payout to a freelancer, or a refund to a client.

A transfer is an intent first: it is written with its transit entry, then sent to the gateway under its own key, and
whatever answers first (the response, a webhook, the poller) ends in the same verbs. A gateway may take money back
after it said that it was paid.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.events import Event
from upclone.domain.machine import Process, Rule, step
from upclone.domain.money import Money, positive

LOOK_EVERY: Final = timedelta(days=1)
"""How often a gateway is asked whether what it paid has come back, as long as it may."""


class Kind(StrEnum):
    """Which way the money goes out."""

    PAYOUT = "payout"
    REFUND = "refund"


class State(StrEnum):
    """How far it got."""

    REQUESTED = "requested"
    SENT = "sent"
    PAID = "paid"
    FAILED = "failed"


class Move(StrEnum):
    """What can happen to it."""

    SEND = "send"
    SUCCEED = "succeed"
    FAIL = "fail"
    RETRY = "retry"


def _of_client_or_freelancer(subject: Any, role: Role) -> bool:
    """a payout is retried by the freelancer or an operator, a refund by an operator"""
    return role is Role.OPERATOR or subject.kind is Kind.PAYOUT


MOVES: Final = {
    (State.REQUESTED, Move.SEND): Rule(State.SENT, by=Role.GATEWAY),
    (State.REQUESTED, Move.SUCCEED): Rule(State.PAID, by=Role.GATEWAY),
    (State.REQUESTED, Move.FAIL): Rule(State.FAILED, by=Role.GATEWAY),
    (State.SENT, Move.SUCCEED): Rule(State.PAID, by=Role.GATEWAY),
    (State.SENT, Move.FAIL): Rule(State.FAILED, by=Role.GATEWAY),
    (State.PAID, Move.FAIL): Rule(State.FAILED, by=Role.GATEWAY),
    (State.FAILED, Move.RETRY): Rule(
        State.REQUESTED, by=(Role.FREELANCER, Role.OPERATOR), when=_of_client_or_freelancer
    ),
}

PROCESS: Final = Process(
    name="transfer",
    states=State,
    moves=MOVES,
    start={State.REQUESTED},
    holding={State.REQUESTED, State.SENT},
)
"""A transfer that the gateway neither pays nor refuses is asked about by the reconciler, never given up."""


@frozen
class Transfer:
    """`owner` receives the money: a freelancer's payout, or a client's refund of `hold_id`.

    `destination` is the payee's token at the gateway, or the payment that is refunded. Each attempt has a key of its
    own; within an attempt the gateway sees one key only, however often it is asked. `requested_at` and `paid_at` are
    of the present attempt. At `look_at` the gateway is asked whether what it paid has come back.
    """

    id: UUID
    kind: Kind
    owner: UUID
    gateway: str
    destination: str
    amount: Money
    state: State
    attempt: int
    requested_at: datetime
    contract_id: UUID | None = None
    hold_id: UUID | None = None
    gateway_ref: str | None = None
    failure: str | None = None
    transit_entry: UUID | None = None
    paid_at: datetime | None = None
    look_at: datetime | None = None
    version: int = field(default=0, eq=False)

    @property
    def key(self) -> str:
        """The idempotency key of the present attempt at the gateway."""
        return f"{self.id}:{self.attempt}"

    def role_of(self, actor: Actor) -> Role:
        """Its owner's role follows from its kind."""
        if actor.id == self.owner:
            return Role.FREELANCER if self.kind is Kind.PAYOUT else Role.CLIENT
        return actor.role or Role.STRANGER


@frozen(kw_only=True)
class TransferRequested(Event):
    """Money is to leave for `owner`."""

    kind: Kind
    owner: UUID
    amount: Money
    attempt: int


@frozen(kw_only=True)
class TransferSent(Event):
    """The gateway took it on."""

    kind: Kind
    owner: UUID


@frozen(kw_only=True)
class TransferPaid(Event):
    """The gateway says that it arrived."""

    kind: Kind
    owner: UUID
    amount: Money


@frozen(kw_only=True)
class TransferFailed(Event):
    """The gateway says that it did not arrive; the money is back."""

    kind: Kind
    owner: UUID
    amount: Money
    reason: str


def request(
    id: UUID,
    kind: Kind,
    owner: UUID,
    gateway: str,
    destination: str,
    amount: Money,
    by: Actor,
    at: datetime,
    *,
    contract_id: UUID | None = None,
    hold_id: UUID | None = None,
) -> tuple[Transfer, TransferRequested]:
    """Ask for money to be sent."""
    transfer = Transfer(
        id=id,
        kind=kind,
        owner=owner,
        gateway=gateway,
        destination=destination,
        amount=positive(amount),
        state=State.REQUESTED,
        attempt=1,
        requested_at=at,
        contract_id=contract_id,
        hold_id=hold_id,
    )
    return transfer, _requested(transfer, by, at)


def in_transit(transfer: Transfer, entry_id: UUID) -> Transfer:
    """Remember the entry that took the money out, so that a failure reverses exactly that one."""
    return evolve(transfer, transit_entry=entry_id)


def send(transfer: Transfer, gateway_ref: str, by: Actor, at: datetime) -> tuple[Transfer, TransferSent]:
    """The gateway took it on."""
    state = step(MOVES, transfer, Move.SEND, transfer.role_of(by))
    sent = evolve(transfer, state=state, gateway_ref=gateway_ref)
    return sent, TransferSent(**_facts(transfer, by, at))


def succeed(transfer: Transfer, gateway_ref: str, by: Actor, at: datetime) -> tuple[Transfer, TransferPaid]:
    """It arrived. A day later the gateway is asked whether it came back."""
    state = step(MOVES, transfer, Move.SUCCEED, transfer.role_of(by))
    paid = evolve(transfer, state=state, gateway_ref=gateway_ref, paid_at=at, look_at=at + LOOK_EVERY)
    return paid, TransferPaid(**_facts(transfer, by, at), amount=transfer.amount)


def fail(transfer: Transfer, reason: str, by: Actor, at: datetime) -> tuple[Transfer, TransferFailed]:
    """It did not arrive, or came back."""
    state = step(MOVES, transfer, Move.FAIL, transfer.role_of(by))
    failed = evolve(transfer, state=state, failure=reason, look_at=None)
    return failed, TransferFailed(**_facts(transfer, by, at), amount=transfer.amount, reason=reason)


def retry(
    transfer: Transfer, by: Actor, at: datetime, destination: str | None = None
) -> tuple[Transfer, TransferRequested]:
    """Send it again, under a new key, to a new destination where one is given."""
    state = step(MOVES, transfer, Move.RETRY, transfer.role_of(by))
    again = evolve(
        transfer,
        state=state,
        attempt=transfer.attempt + 1,
        destination=destination or transfer.destination,
        requested_at=at,
        gateway_ref=None,
        failure=None,
        paid_at=None,
    )
    return again, _requested(again, by, at)


def looked(transfer: Transfer, returns: timedelta, is_there: bool, at: datetime) -> Transfer:
    """The gateway was asked whether what it paid came back, which it may for as long as it `returns`: it is asked again
    a day later, until that time is over, and beyond it where it did not say that it `is_there`."""
    assert transfer.state is State.PAID, "what failed is back"
    assert transfer.paid_at is not None
    over = is_there and at >= transfer.paid_at + returns
    return evolve(transfer, look_at=None if over else at + LOOK_EVERY)


def _requested(transfer: Transfer, by: Actor, at: datetime) -> TransferRequested:
    return TransferRequested(**_facts(transfer, by, at), amount=transfer.amount, attempt=transfer.attempt)


def _facts(transfer: Transfer, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "subject_id": transfer.id,
        "contract_id": transfer.contract_id,
        "kind": transfer.kind,
        "owner": transfer.owner,
        "by": by.id,
        "role": transfer.role_of(by),
        "at": at,
    }
