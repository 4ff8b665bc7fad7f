"""A hold: the money of one milestone, from the client's payment until it is released, refunded or split.

A hold has two parts: the work (the milestone's amount), and the client's fee on it. The fee is owed on released work
only; what is refunded takes its fee back with it. At every moment the fee still held is what releasing the rest
would cost, so that nothing is lost in any sequence of parts.

Its states, its table of moves and what it is made of are here; the moves themselves are beside it: deposits,
discharges, returns, reversals.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import Factory, evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.money import Money
from upclone.domain.payments.fees import FeeRates


class State(StrEnum):
    """Where the money is."""

    REQUESTED = "requested"
    HELD = "held"
    FROZEN = "frozen"
    RELEASED = "released"
    REFUNDED = "refunded"
    SPLIT = "split"
    DECLINED = "declined"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can be done with it."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    EXPIRE = "expire"
    CANCEL = "cancel"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    RELEASE_PART = "release_part"
    REFUND_PART = "refund_part"
    RELEASE = "release"
    REFUND = "refund"
    SPLIT = "split"
    CHARGE_BACK = "charge_back"
    REINSTATE = "reinstate"
    GIVE_BACK = "give_back"


PAYERS = (Role.CLIENT, Role.OPERATOR)
PARTIES = (Role.CLIENT, Role.FREELANCER)
JUDGES = (Role.CLIENT, Role.FREELANCER, Role.OPERATOR, Role.CLOCK)

MOVES: Final = {
    (State.REQUESTED, Move.CONFIRM): Rule(State.HELD, by=Role.GATEWAY),
    (State.REQUESTED, Move.DECLINE): Rule(State.DECLINED, by=Role.GATEWAY),
    (State.REQUESTED, Move.EXPIRE): Rule(State.EXPIRED, by=(Role.CLOCK, Role.GATEWAY)),
    (State.REQUESTED, Move.CANCEL): Rule(State.EXPIRED, by=Role.CLIENT),
    (State.HELD, Move.FREEZE): Rule(State.FROZEN, by=PARTIES),
    (State.HELD, Move.RELEASE_PART): Rule(State.HELD, by=(*PAYERS, Role.CLOCK)),
    (State.HELD, Move.REFUND_PART): Rule(State.HELD, by=(Role.FREELANCER, Role.OPERATOR)),
    (State.HELD, Move.RELEASE): Rule(State.RELEASED, by=(Role.CLIENT, Role.OPERATOR, Role.CLOCK)),
    (State.HELD, Move.REFUND): Rule(State.REFUNDED, by=(Role.CLIENT, Role.FREELANCER, Role.OPERATOR, Role.GATEWAY)),
    (State.HELD, Move.SPLIT): Rule(State.SPLIT, by=(*JUDGES, Role.GATEWAY)),
    (State.FROZEN, Move.UNFREEZE): Rule(State.HELD, by=(*JUDGES, Role.GATEWAY)),
    (State.FROZEN, Move.RELEASE): Rule(State.RELEASED, by=JUDGES),
    (State.FROZEN, Move.REFUND): Rule(State.REFUNDED, by=(*JUDGES, Role.GATEWAY)),
    (State.FROZEN, Move.SPLIT): Rule(State.SPLIT, by=(*JUDGES, Role.GATEWAY)),
    **{
        (state, move): Rule(state, by=Role.GATEWAY)
        for state in (State.HELD, State.FROZEN, State.RELEASED, State.REFUNDED, State.SPLIT)
        for move in (Move.CHARGE_BACK, Move.REINSTATE)
    },
    **{
        (state, Move.GIVE_BACK): Rule(state, by=(Role.FREELANCER, Role.OPERATOR))
        for state in (State.RELEASED, State.SPLIT)
    },
}

PROCESS: Final = Process(
    name="hold",
    states=State,
    moves=MOVES,
    start={State.REQUESTED},
    end={State.RELEASED, State.REFUNDED, State.SPLIT, State.DECLINED, State.EXPIRED},
    holding={State.HELD, State.FROZEN},
    deadlines={State.REQUESTED: Move.EXPIRE},
)


UNPAID: Final = frozenset({State.REQUESTED, State.DECLINED, State.EXPIRED})
"""The states of a hold that has no money, or none yet."""


def _nothing(hold: Any) -> Money:
    return Money.zero(hold.work.currency)


@frozen
class Hold:
    """Money for one milestone. `released` and `refunded` are parts of `work`, without the client's fee.

    `off_session`: nobody is there to approve it; the saved method is charged as its owner agreed to beforehand.

    `earned` is what the freelancer has of it, fees taken off; `given_back` the work whose money they gave back after it
    was released; `charged` what the payer's bank took beyond what was held: as their debt, or as a loss.

    `payment_method` is the payer's token at `gateway`; `gateway_ref` and `approve_url` are the gateway's answer.
    """

    id: UUID
    contract_id: UUID
    milestone_id: UUID
    parties: Parties
    gateway: str
    payment_method: str
    work: Money
    fees: FeeRates
    released: Money
    refunded: Money
    state: State
    requested_at: datetime
    expires_at: datetime
    gateway_ref: str | None = None
    approve_url: str | None = None
    failure: str | None = None
    off_session: bool = False
    earned: Money = field(default=Factory(_nothing, takes_self=True))
    given_back: Money = field(default=Factory(_nothing, takes_self=True))
    charged: Money = field(default=Factory(_nothing, takes_self=True))
    version: int = field(default=0, eq=False)

    def __attrs_post_init__(self) -> None:
        assert self.work.currency == self.released.currency == self.refunded.currency, "one currency a hold"
        assert self.released.amount_minor >= self.given_back.amount_minor >= 0
        assert self.earned.amount_minor >= 0
        assert self.refunded.amount_minor >= 0
        assert self.released.amount_minor + self.refunded.amount_minor <= self.work.amount_minor, (
            "never more out than in"
        )

    @property
    def total(self) -> Money:
        """What the client pays: the work and the fee on it."""
        return self.work + self.fees.client_fee(self.work)

    @property
    def remaining(self) -> Money:
        """The work that is still held."""
        held = self.work.amount_minor - self.released.amount_minor - self.refunded.amount_minor
        return Money(held, self.work.currency)

    @property
    def refundable(self) -> Money:
        """What of the released work, and the fee on it, its payer has neither got back nor had taken back."""
        kept = self.released - self.given_back
        return kept + self.fees.client_fee(kept) - self.charged

    @property
    def held(self) -> Money:
        """The money in the hold's account while it holds: remaining work and the fee that releasing it would cost."""
        fee = self.fees.client_fee
        return self.remaining + fee(self.work - self.refunded) - fee(self.released)


@frozen(kw_only=True)
class FundsFrozen(Event):
    """A dispute keeps the money where it is."""

    milestone_id: UUID
    amount: Money


@frozen(kw_only=True)
class FundsUnfrozen(Event):
    """The dispute ended without moving the money."""

    milestone_id: UUID


def freeze(hold: Hold, by: Actor, at: datetime) -> tuple[Hold, FundsFrozen]:
    """A dispute keeps the money where it is."""
    state = step(MOVES, hold, Move.FREEZE, hold.parties.role_of(by))
    return evolve(hold, state=state), FundsFrozen(**event_facts(hold, by, at), amount=hold.remaining)


def unfreeze(hold: Hold, by: Actor, at: datetime) -> tuple[Hold, FundsUnfrozen]:
    """The dispute ended without moving the money."""
    state = step(MOVES, hold, Move.UNFREEZE, hold.parties.role_of(by))
    return evolve(hold, state=state), FundsUnfrozen(**event_facts(hold, by, at))


def deadline(hold: Hold) -> Deadline | None:
    """A payment that nobody approves expires."""
    move = PROCESS.deadlines.get(hold.state)
    return Deadline(move, hold.expires_at) if move else None


def event_facts(hold: Hold, by: Actor, at: datetime) -> dict[str, Any]:
    """What every event of a hold says: of which, by whom, when."""
    return {
        "subject_id": hold.id,
        "contract_id": hold.contract_id,
        "milestone_id": hold.milestone_id,
        "by": by.id,
        "role": hold.parties.role_of(by),
        "at": at,
    }
