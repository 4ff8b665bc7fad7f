"""A dispute over one milestone's money: answered, negotiated, ruled on, appealed once, and carried out.

A ruling is carried out when its appeal time is over, or as soon as both sides accept it; until then the money stays
frozen, because what was paid out can't be called back. Without an answer the clock takes it to an operator.

Its states, its table of moves and what it is made of are here; the moves themselves are beside it: evidence,
settlements, rulings.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.errors import Invalid, Refused
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.money import Money


class State(StrEnum):
    """How far it is."""

    OPENED = "opened"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    RULED = "ruled"
    APPEALED = "appealed"
    RESOLVED = "resolved"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can be done with it."""

    ANSWER = "answer"
    ADD_EVIDENCE = "add_evidence"
    OFFER = "offer"
    ACCEPT_OFFER = "accept_offer"
    ESCALATE = "escalate"
    WITHDRAW = "withdraw"
    RULE = "rule"
    ACCEPT_RULING = "accept_ruling"
    CONCLUDE = "conclude"
    APPEAL = "appeal"
    RULE_APPEAL = "rule_appeal"
    OVERTAKE = "overtake"


class Outcome(StrEnum):
    """What a ruling does with the money."""

    RELEASE = "release"
    REFUND = "refund"
    SPLIT = "split"
    REWORK = "rework"


def _other_opened(dispute: Any, role: Role) -> bool:
    """the other side opened it"""
    return role is not dispute.opened_by


def _opener(dispute: Any, role: Role) -> bool:
    """you opened it"""
    return role is dispute.opened_by


def _offer_by_other(dispute: Any, role: Role) -> bool:
    """the last offer on the table is the other side's"""
    return bool(dispute.offers) and dispute.offers[-1].by is not role


def _nobody_accepted(dispute: Any, role: Role) -> bool:
    """nobody has accepted it yet"""
    return not dispute.accepted_by


def _last_to_accept(dispute: Any, role: Role) -> bool:
    """both sides accept it, or the time to appeal is over"""
    return role is Role.CLOCK or (bool(dispute.accepted_by) and role not in dispute.accepted_by)


def _has_not_accepted(dispute: Any, role: Role) -> bool:
    """you have not accepted the ruling"""
    return role not in dispute.accepted_by


PARTIES = (Role.CLIENT, Role.FREELANCER)

MOVES: Final = {
    (State.OPENED, Move.ANSWER): Rule(State.ANSWERED, by=PARTIES, when=_other_opened),
    (State.OPENED, Move.ADD_EVIDENCE): Rule(State.OPENED, by=PARTIES),
    (State.OPENED, Move.OFFER): Rule(State.OPENED, by=PARTIES),
    (State.OPENED, Move.ACCEPT_OFFER): Rule(State.SETTLED, by=PARTIES, when=_offer_by_other),
    (State.OPENED, Move.ESCALATE): Rule(State.ESCALATED, by=Role.CLOCK),
    (State.OPENED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=PARTIES, when=_opener),
    (State.ANSWERED, Move.ADD_EVIDENCE): Rule(State.ANSWERED, by=PARTIES),
    (State.ANSWERED, Move.OFFER): Rule(State.ANSWERED, by=PARTIES),
    (State.ANSWERED, Move.ACCEPT_OFFER): Rule(State.SETTLED, by=PARTIES, when=_offer_by_other),
    (State.ANSWERED, Move.ESCALATE): Rule(State.ESCALATED, by=(*PARTIES, Role.CLOCK)),
    (State.ANSWERED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=PARTIES, when=_opener),
    (State.ANSWERED, Move.RULE): Rule(State.RULED, by=Role.OPERATOR),
    (State.ESCALATED, Move.ADD_EVIDENCE): Rule(State.ESCALATED, by=PARTIES),
    (State.ESCALATED, Move.OFFER): Rule(State.ESCALATED, by=PARTIES),
    (State.ESCALATED, Move.ACCEPT_OFFER): Rule(State.SETTLED, by=PARTIES, when=_offer_by_other),
    (State.ESCALATED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=PARTIES, when=_opener),
    (State.ESCALATED, Move.RULE): Rule(State.RULED, by=Role.OPERATOR),
    (State.RULED, Move.ACCEPT_RULING): Rule(State.RULED, by=PARTIES, when=_nobody_accepted),
    (State.RULED, Move.CONCLUDE): Rule(State.RESOLVED, by=(*PARTIES, Role.CLOCK), when=_last_to_accept),
    (State.RULED, Move.APPEAL): Rule(State.APPEALED, by=PARTIES, when=_has_not_accepted),
    (State.APPEALED, Move.ADD_EVIDENCE): Rule(State.APPEALED, by=PARTIES),
    (State.APPEALED, Move.RULE_APPEAL): Rule(State.RESOLVED, by=Role.OPERATOR),
    **{
        (state, Move.OVERTAKE): Rule(State.RESOLVED, by=Role.GATEWAY)
        for state in (State.OPENED, State.ANSWERED, State.ESCALATED, State.RULED, State.APPEALED)
    },
}

PROCESS: Final = Process(
    name="dispute",
    states=State,
    moves=MOVES,
    start={State.OPENED},
    end={State.RESOLVED, State.SETTLED, State.WITHDRAWN},
    holding={State.OPENED, State.ANSWERED, State.ESCALATED, State.RULED, State.APPEALED},
    deadlines={State.OPENED: Move.ESCALATE, State.ANSWERED: Move.ESCALATE, State.RULED: Move.CONCLUDE},
)

OPEN: Final = PROCESS.holding
MOST_SAID: Final = 50
"""Pieces of evidence, and offers, that one side brings: all are kept and shown together, and neither side can crowd the
other out."""


@frozen
class Evidence:
    """What one side says, with where it can be seen."""

    by: Role
    statement: str
    links: tuple[str, ...]
    at: datetime


@frozen
class Offer:
    """What one side would settle for: `release` goes to the freelancer, `refund` back to the client."""

    by: Role
    release: Money
    refund: Money
    at: datetime


@frozen
class Ruling:
    """What an operator decided, and why. For REWORK nothing moves."""

    outcome: Outcome
    release: Money
    refund: Money
    reason: str
    by: UUID
    at: datetime


@frozen
class Dispute:
    """`at_stake` is the work that was held, and frozen, when it was opened."""

    id: UUID
    contract_id: UUID
    milestone_id: UUID
    hold_id: UUID
    parties: Parties
    opened_by: Role
    reason: str
    at_stake: Money
    state: State
    opened_at: datetime
    due_at: datetime | None
    evidence: tuple[Evidence, ...] = ()
    offers: tuple[Offer, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    accepted_by: tuple[Role, ...] = ()
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """Client, freelancer, operator, machine or stranger."""
        return self.parties.role_of(actor)


@frozen(kw_only=True)
class DisputeEscalated(Event):
    """An operator will decide."""

    milestone_id: UUID


@frozen(kw_only=True)
class DisputeWithdrawn(Event):
    """Who opened it took it back."""

    milestone_id: UUID


@frozen(kw_only=True)
class DisputeOvertaken(Event):
    """The payer's bank took the money back: there is nothing left to decide."""

    milestone_id: UUID


def has_room(role: Role, said: Iterable[Evidence | Offer], what: str) -> None:
    """Raises Refused where this side has brought as much as it may."""
    if sum(each.by is role for each in said) >= MOST_SAID:
        raise Refused(f"Each side brings {MOST_SAID} {what} at most.", rule="most_said")


def escalate(dispute: Dispute, by: Actor, at: datetime) -> tuple[Dispute, DisputeEscalated]:
    """Let an operator decide."""
    moved = move_on(dispute, Move.ESCALATE, by)
    return evolve(moved, due_at=None), DisputeEscalated(**event_facts(dispute, by, at))


def withdraw(dispute: Dispute, by: Actor, at: datetime) -> tuple[Dispute, DisputeWithdrawn]:
    """Take it back."""
    moved = move_on(dispute, Move.WITHDRAW, by)
    return evolve(moved, due_at=None), DisputeWithdrawn(**event_facts(dispute, by, at))


def overtake(dispute: Dispute, by: Actor, at: datetime) -> tuple[Dispute, DisputeOvertaken]:
    """The payer's bank decided over the money instead."""
    return evolve(move_on(dispute, Move.OVERTAKE, by), due_at=None), DisputeOvertaken(**event_facts(dispute, by, at))


def deadline(dispute: Dispute) -> Deadline | None:
    """No answer, no agreement, no appeal: the clock goes on."""
    move = PROCESS.deadlines.get(dispute.state)
    return Deadline(move, dispute.due_at) if move and dispute.due_at else None


def rest_of(at_stake: Money, release: Money, name: str) -> Money:
    """What is at stake besides `release`. Raises Invalid, naming the field `name`, where that is no part of it."""
    rest = at_stake - release
    if release.amount_minor < 0 or rest.amount_minor < 0:
        raise Invalid(name, f"must lie between 0 and {at_stake}, what is at stake")
    return rest


def move_on(dispute: Dispute, move: Move, by: Actor) -> Dispute:
    """The dispute in the state that the table leads to. Raises MoveNotAllowed or NotYours."""
    return evolve(dispute, state=step(MOVES, dispute, move, dispute.role_of(by)))


def event_facts(dispute: Dispute, by: Actor, at: datetime) -> dict[str, Any]:
    """What every event of a dispute says: of which, by whom, when."""
    return {
        "subject_id": dispute.id,
        "contract_id": dispute.contract_id,
        "milestone_id": dispute.milestone_id,
        "by": by.id,
        "role": dispute.role_of(by),
        "at": at,
    }
