"""Chargebacks: a payer's bank takes a payment back, and the marketplace answers it once.

First the contract's money stays where it is. Once the gateway has taken the sum, it is booked: from what is still held
of that payment, then as the freelancer's debt, for no more than they got of it, and the rest as the marketplace's loss.
Won, all of it is undone, once. What an insurance of the gateway's pays is never taken, and so never booked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.money import Money

BEFORE: Final = timedelta(days=2)
"""How long before the gateway's last day the clock answers, where no operator did."""

USUAL_TIME: Final = timedelta(days=7)
"""How long there is to answer, where the gateway does not say."""


class State(StrEnum):
    """Answering: the answer is on its way. Unanswered: the gateway took none."""

    OPENED = "opened"
    ANSWERING = "answering"
    UNANSWERED = "unanswered"
    ANSWERED = "answered"
    WON = "won"
    LOST = "lost"


class Move(StrEnum):
    """What can happen to it."""

    CONTEST = "contest"
    TAKE = "take"
    GIVE_BACK = "give_back"
    ANSWER = "answer"
    REFUSE = "refuse"
    WIN = "win"
    LOSE = "lose"


OPEN: Final = frozenset({State.OPENED, State.ANSWERING, State.UNANSWERED, State.ANSWERED})
"""The states in which nobody knows whose the money is."""


def _not_taken(chargeback: Any, role: Role) -> bool:
    """the money was not taken yet"""
    return chargeback.taken is None


def _taken(chargeback: Any, role: Role) -> bool:
    """the money was taken, and has not come back"""
    return chargeback.taken is not None and not chargeback.returned


MOVES: Final = {
    (State.OPENED, Move.CONTEST): Rule(State.ANSWERING, by=(Role.OPERATOR, Role.CLOCK)),
    (State.UNANSWERED, Move.CONTEST): Rule(State.ANSWERING, by=Role.OPERATOR),
    **{
        (state, move): Rule(to, by=Role.GATEWAY)
        for state in sorted(OPEN)
        for move, to in ((Move.WIN, State.WON), (Move.LOSE, State.LOST))
    },
    **{
        (state, Move.ANSWER): Rule(State.ANSWERED, by=Role.GATEWAY)
        for state in (State.OPENED, State.ANSWERING, State.UNANSWERED)
    },
    (State.ANSWERING, Move.REFUSE): Rule(State.UNANSWERED, by=Role.GATEWAY),
    **{(state, Move.TAKE): Rule(state, by=Role.GATEWAY, when=_not_taken) for state in (*sorted(OPEN), State.LOST)},
    (State.WON, Move.GIVE_BACK): Rule(State.WON, by=Role.GATEWAY, when=_taken),
}

PROCESS: Final = Process(
    name="chargeback",
    states=State,
    moves=MOVES,
    start={State.OPENED},
    end={State.WON, State.LOST},
    deadlines={State.OPENED: Move.CONTEST},
)


@frozen
class Taken:
    """Where the money came from. `work` is what of the held work it was; `escrow` with the client's fee on it."""

    entry: UUID
    work: Money
    escrow: Money
    debt: Money
    loss: Money


@frozen
class Chargeback:
    """The payer's bank wants `amount` of the payment `hold_id` back. `ref` is the gateway's name for it."""

    id: UUID
    gateway: str
    ref: str
    hold_id: UUID
    contract_id: UUID
    parties: Parties
    amount: Money
    reason: str
    state: State
    opened_at: datetime
    answer_by: datetime
    failure: str = ""
    taken: Taken | None = None
    returned: bool = False
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """Client, freelancer, operator, machine or stranger."""
        return self.parties.role_of(actor)

    @property
    def settled(self) -> bool:
        """Whether nothing more is to come of it."""
        return self.state is State.LOST or (self.state is State.WON and (self.taken is None or self.returned))


@frozen(kw_only=True)
class ChargebackOpened(Event):
    """The payer's bank wants a payment back."""

    amount: Money
    reason: str
    answer_by: datetime


@frozen(kw_only=True)
class ChargebackContested(Event):
    """The answer is to be sent, with everything that is known of the deal."""


@frozen(kw_only=True)
class ChargebackAnswered(Event):
    """The gateway has the answer."""


@frozen(kw_only=True)
class ChargebackUnanswered(Event):
    """The gateway took no answer."""

    reason: str


@frozen(kw_only=True)
class ChargebackTaken(Event):
    """The gateway took the money: from what was held, then as the freelancer's debt, then as a loss."""

    escrow: Money
    debt: Money
    loss: Money


@frozen(kw_only=True)
class ChargebackReturned(Event):
    """The money came back, to where it was taken from."""

    amount: Money


@frozen(kw_only=True)
class ChargebackWon(Event):
    """The bank decided for the marketplace, or took its claim back."""

    amount: Money


@frozen(kw_only=True)
class ChargebackLost(Event):
    """The bank decided for the payer."""

    amount: Money


def open_chargeback(
    id: UUID,
    gateway: str,
    ref: str,
    hold_id: UUID,
    contract_id: UUID,
    parties: Parties,
    amount: Money,
    reason: str,
    answer_by: datetime | None,
    by: Actor,
    at: datetime,
) -> tuple[Chargeback, ChargebackOpened]:
    """First news of one."""
    until = answer_by or at + USUAL_TIME
    opened = Chargeback(id, gateway, ref, hold_id, contract_id, parties, amount, reason, State.OPENED, at, until)
    return opened, ChargebackOpened(**_facts(opened, by, at), amount=amount, reason=reason, answer_by=until)


def contest(chargeback: Chargeback, by: Actor, at: datetime) -> tuple[Chargeback, ChargebackContested]:
    """Have the answer sent: by an operator, or by the clock two days before it is too late."""
    moved = _moved(chargeback, Move.CONTEST, by)
    return evolve(moved, failure=""), ChargebackContested(**_facts(chargeback, by, at))


def answer(chargeback: Chargeback, by: Actor, at: datetime) -> tuple[Chargeback, ChargebackAnswered]:
    """The gateway has the answer."""
    return _moved(chargeback, Move.ANSWER, by), ChargebackAnswered(**_facts(chargeback, by, at))


def refuse(chargeback: Chargeback, reason: str, by: Actor, at: datetime) -> tuple[Chargeback, ChargebackUnanswered]:
    """The gateway took no answer: an operator may try again."""
    moved = evolve(_moved(chargeback, Move.REFUSE, by), failure=reason)
    return moved, ChargebackUnanswered(**_facts(chargeback, by, at), reason=reason)


def take(chargeback: Chargeback, taken: Taken, by: Actor, at: datetime) -> tuple[Chargeback, ChargebackTaken]:
    """The gateway took the money."""
    moved = evolve(_moved(chargeback, Move.TAKE, by), taken=taken)
    event = ChargebackTaken(**_facts(chargeback, by, at), escrow=taken.escrow, debt=taken.debt, loss=taken.loss)
    return moved, event


def give_back(chargeback: Chargeback, by: Actor, at: datetime) -> tuple[Chargeback, ChargebackReturned]:
    """The gateway gave it back."""
    moved = evolve(_moved(chargeback, Move.GIVE_BACK, by), returned=True)
    return moved, ChargebackReturned(**_facts(chargeback, by, at), amount=chargeback.amount)


def win(chargeback: Chargeback, by: Actor, at: datetime) -> tuple[Chargeback, ChargebackWon]:
    """The payer has no right to it."""
    return _moved(chargeback, Move.WIN, by), ChargebackWon(**_facts(chargeback, by, at), amount=chargeback.amount)


def lose(chargeback: Chargeback, by: Actor, at: datetime) -> tuple[Chargeback, ChargebackLost]:
    """The payer keeps it."""
    return _moved(chargeback, Move.LOSE, by), ChargebackLost(**_facts(chargeback, by, at), amount=chargeback.amount)


def deadline(chargeback: Chargeback) -> Deadline | None:
    """One that nobody answers is answered by the clock."""
    move = PROCESS.deadlines.get(chargeback.state)
    return Deadline(move, max(chargeback.opened_at, chargeback.answer_by - BEFORE)) if move else None


def _moved(chargeback: Chargeback, move: Move, by: Actor) -> Chargeback:
    return evolve(chargeback, state=step(MOVES, chargeback, move, chargeback.role_of(by)))


def _facts(chargeback: Chargeback, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "subject_id": chargeback.id,
        "contract_id": chargeback.contract_id,
        "by": by.id,
        "role": chargeback.role_of(by),
        "at": at,
    }
