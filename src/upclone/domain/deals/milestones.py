"""A milestone: a piece of work with a price, from the plan until it is approved, settled, refunded or cancelled.

Its states, its table of moves and what it is made of are here; the moves themselves are beside it, one file for each
thing that happens to a milestone: amendments, fundings, reserves, deliveries, refunds, clawbacks, withholdings, stakes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.deals.terms import MilestoneTerms
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.money import Money


class State(StrEnum):
    """How far the work is."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    FUNDING = "funding"
    FUNDED = "funded"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    DISPUTED = "disputed"
    APPROVED = "approved"
    SETTLED = "settled"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What can be done with it."""

    AGREE = "agree"
    REJECT = "reject"
    PROPOSE_CHANGE = "propose_change"
    AGREE_CHANGE = "agree_change"
    REJECT_CHANGE = "reject_change"
    FUND = "fund"
    CONFIRM_FUNDS = "confirm_funds"
    FUNDING_FAILED = "funding_failed"
    SUBMIT = "submit"
    REQUEST_CHANGES = "request_changes"
    APPROVE = "approve"
    AUTO_APPROVE = "auto_approve"
    RELEASE_PART = "release_part"
    REFUND = "refund"
    REFUND_PART = "refund_part"
    CANCEL = "cancel"
    DISPUTE = "dispute"
    RESUME_WORK = "resume_work"
    RESUME_REVIEW = "resume_review"
    RESUME_CHANGES = "resume_changes"
    RULE_RELEASE = "rule_release"
    RULE_REFUND = "rule_refund"
    RULE_SPLIT = "rule_split"
    RULE_REWORK = "rule_rework"
    DRAW = "draw"
    USE_UP = "use_up"
    GIVE_BACK = "give_back"
    CHARGE_BACK = "charge_back"
    HOLD = "hold"
    UNHOLD = "unhold"


def _not_the_proposer(milestone: Any, role: Role) -> bool:
    """the other side proposed it"""
    return role is not milestone.proposed_by


def _change_by_other(milestone: Any, role: Role) -> bool:
    """the other side proposed a change"""
    return milestone.change is not None and milestone.change.by is not role


def _change_on_table(milestone: Any, role: Role) -> bool:
    """a change is on the table"""
    return milestone.change is not None


def _was_funded(milestone: Any, role: Role) -> bool:
    """it was funded when the dispute began"""
    return milestone.disputed_from is State.FUNDED


def _was_submitted(milestone: Any, role: Role) -> bool:
    """its work was under review when the dispute began"""
    return milestone.disputed_from is State.SUBMITTED


def _was_changing(milestone: Any, role: Role) -> bool:
    """changes had been asked for when the dispute began"""
    return milestone.disputed_from is State.CHANGES_REQUESTED


def _of_work(milestone: Any, role: Role) -> bool:
    """it is a piece of work: what is held for hours is paid by the week"""
    return not milestone.hourly


def _for_hours(milestone: Any, role: Role) -> bool:
    """it is held for hours"""
    return bool(milestone.hourly)


def _by_hand_or_for_hours(milestone: Any, role: Role) -> bool:
    """it is held for hours, where the clock does it"""
    return role is not Role.CLOCK or bool(milestone.hourly)


def _not_withheld(milestone: Any, role: Role) -> bool:
    """no operator holds its money"""
    return milestone.withheld is None


def _withheld(milestone: Any, role: Role) -> bool:
    """an operator holds its money"""
    return milestone.withheld is not None


PARTIES = (Role.CLIENT, Role.FREELANCER)
EVERYBODY = (Role.CLIENT, Role.FREELANCER, Role.OPERATOR)
# Who can carry a dispute's end out: both sides by agreement, the operator's ruling, the clock when it becomes final.
JUDGES = (*EVERYBODY, Role.CLOCK)
PAYERS = (Role.CLIENT, Role.OPERATOR)
GIVERS = (Role.FREELANCER, Role.OPERATOR)
DRAWERS = (Role.CLIENT, Role.OPERATOR, Role.CLOCK)

MOVES: Final = {
    (State.PROPOSED, Move.AGREE): Rule(State.PLANNED, by=PARTIES, when=_not_the_proposer),
    (State.PROPOSED, Move.REJECT): Rule(State.CANCELLED, by=PARTIES),
    (State.PROPOSED, Move.CANCEL): Rule(State.CANCELLED, by=EVERYBODY),
    (State.PLANNED, Move.FUND): Rule(State.FUNDING, by=(Role.CLIENT, Role.CLOCK), when=_by_hand_or_for_hours),
    (State.PLANNED, Move.PROPOSE_CHANGE): Rule(State.PLANNED, by=PARTIES),
    (State.PLANNED, Move.AGREE_CHANGE): Rule(State.PLANNED, by=PARTIES, when=_change_by_other),
    (State.PLANNED, Move.REJECT_CHANGE): Rule(State.PLANNED, by=PARTIES, when=_change_on_table),
    (State.PLANNED, Move.CANCEL): Rule(State.CANCELLED, by=EVERYBODY),
    (State.FUNDING, Move.CONFIRM_FUNDS): Rule(State.FUNDED, by=Role.GATEWAY),
    (State.FUNDING, Move.FUNDING_FAILED): Rule(State.PLANNED, by=(Role.CLIENT, Role.GATEWAY, Role.CLOCK)),
    (State.FUNDED, Move.SUBMIT): Rule(State.SUBMITTED, by=Role.FREELANCER, when=_of_work),
    (State.FUNDED, Move.APPROVE): Rule(State.APPROVED, by=PAYERS, when=_of_work),
    (State.FUNDED, Move.RELEASE_PART): Rule(State.FUNDED, by=PAYERS, when=_of_work),
    (State.FUNDED, Move.DRAW): Rule(State.FUNDED, by=DRAWERS, when=_for_hours),
    (State.FUNDED, Move.USE_UP): Rule(State.APPROVED, by=DRAWERS, when=_for_hours),
    (State.FUNDED, Move.REFUND): Rule(State.REFUNDED, by=GIVERS),
    (State.FUNDED, Move.REFUND_PART): Rule(State.FUNDED, by=GIVERS),
    (State.FUNDED, Move.CANCEL): Rule(State.CANCELLED, by=EVERYBODY),
    (State.FUNDED, Move.DISPUTE): Rule(State.DISPUTED, by=PARTIES, when=_of_work),
    (State.SUBMITTED, Move.REQUEST_CHANGES): Rule(State.CHANGES_REQUESTED, by=Role.CLIENT),
    (State.SUBMITTED, Move.APPROVE): Rule(State.APPROVED, by=PAYERS),
    (State.SUBMITTED, Move.AUTO_APPROVE): Rule(State.APPROVED, by=Role.CLOCK),
    (State.SUBMITTED, Move.RELEASE_PART): Rule(State.SUBMITTED, by=PAYERS),
    (State.SUBMITTED, Move.REFUND): Rule(State.REFUNDED, by=GIVERS),
    (State.SUBMITTED, Move.REFUND_PART): Rule(State.SUBMITTED, by=GIVERS),
    (State.SUBMITTED, Move.CANCEL): Rule(State.CANCELLED, by=Role.FREELANCER),
    (State.SUBMITTED, Move.DISPUTE): Rule(State.DISPUTED, by=PARTIES),
    (State.CHANGES_REQUESTED, Move.SUBMIT): Rule(State.SUBMITTED, by=Role.FREELANCER),
    (State.CHANGES_REQUESTED, Move.APPROVE): Rule(State.APPROVED, by=PAYERS),
    (State.CHANGES_REQUESTED, Move.RELEASE_PART): Rule(State.CHANGES_REQUESTED, by=PAYERS),
    (State.CHANGES_REQUESTED, Move.REFUND): Rule(State.REFUNDED, by=GIVERS),
    (State.CHANGES_REQUESTED, Move.REFUND_PART): Rule(State.CHANGES_REQUESTED, by=GIVERS),
    (State.CHANGES_REQUESTED, Move.CANCEL): Rule(State.CANCELLED, by=Role.FREELANCER),
    (State.CHANGES_REQUESTED, Move.DISPUTE): Rule(State.DISPUTED, by=PARTIES),
    (State.DISPUTED, Move.RESUME_WORK): Rule(State.FUNDED, by=PARTIES, when=_was_funded),
    (State.DISPUTED, Move.RESUME_REVIEW): Rule(State.SUBMITTED, by=PARTIES, when=_was_submitted),
    (State.DISPUTED, Move.RESUME_CHANGES): Rule(State.CHANGES_REQUESTED, by=PARTIES, when=_was_changing),
    (State.DISPUTED, Move.RULE_RELEASE): Rule(State.APPROVED, by=JUDGES),
    (State.DISPUTED, Move.RULE_REFUND): Rule(State.REFUNDED, by=JUDGES),
    (State.DISPUTED, Move.RULE_SPLIT): Rule(State.SETTLED, by=JUDGES),
    (State.DISPUTED, Move.RULE_REWORK): Rule(State.CHANGES_REQUESTED, by=(*JUDGES, Role.GATEWAY)),
    **{
        (state, Move.CHARGE_BACK): Rule(State.REFUNDED, by=Role.GATEWAY)
        for state in (State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.DISPUTED)
    },
    **{
        (state, Move.HOLD): Rule(state, by=Role.OPERATOR, when=_not_withheld)
        for state in (State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.DISPUTED)
    },
    # Also where a payer's bank took all of it meanwhile, so that the contract can go on.
    **{
        (state, Move.UNHOLD): Rule(state, by=Role.OPERATOR, when=_withheld)
        for state in (State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.DISPUTED, State.REFUNDED)
    },
    **{(state, Move.GIVE_BACK): Rule(state, by=GIVERS) for state in (State.APPROVED, State.SETTLED)},
}

PROCESS: Final = Process(
    name="milestone",
    states=State,
    moves=MOVES,
    start={State.PROPOSED, State.PLANNED},
    end={State.APPROVED, State.SETTLED, State.REFUNDED, State.CANCELLED},
    holding={State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.DISPUTED},
    deadlines={State.SUBMITTED: Move.AUTO_APPROVE},
)

FINISHED: Final = frozenset({State.APPROVED, State.SETTLED, State.REFUNDED, State.CANCELLED})
PAID: Final = frozenset({State.APPROVED, State.SETTLED})

_UNDER_WAY: Final = frozenset({State.FUNDING, State.DISPUTED})
_HANDED_OVER: Final = frozenset({State.SUBMITTED, State.CHANGES_REQUESTED})
BLOCKING_CANCELLATION: Final = {
    Role.CLIENT: _UNDER_WAY | _HANDED_OVER,
    Role.OPERATOR: _UNDER_WAY | _HANDED_OVER,
    Role.FREELANCER: _UNDER_WAY,
}
"""The states of a milestone in which this side can't cancel the contract alone."""


@frozen
class Change:
    """A new version of an unfunded milestone that `by` proposes."""

    by: Role
    terms: MilestoneTerms


@frozen
class Delivery:
    """Work handed over: what was said with it, and where it lies. `attachments` are ids of the freelancer's files;
    `kept` those of all that was handed over for it before, too: whoever reviews may look back."""

    note: str
    links: tuple[str, ...]
    at: datetime
    attachments: tuple[UUID, ...] = ()
    kept: tuple[UUID, ...] = ()


@frozen
class Withheld:
    """An operator holds the money where it is, `since` then, for this `reason`, which both sides are told."""

    reason: str
    since: datetime


@frozen
class Milestone:
    """A piece of work. `number` counts from 1 within the contract; `hold_id` is the hold of its present funding.

    `hourly`: it is no piece of work, but money that is held for hours; the weeks draw on it.
    """

    id: UUID
    contract_id: UUID
    parties: Parties
    number: int
    terms: MilestoneTerms
    state: State
    proposed_by: Role | None = None
    change: Change | None = None
    hold_id: UUID | None = None
    delivery: Delivery | None = None
    review_due_at: datetime | None = None
    disputed_from: State | None = None
    hourly: bool = False
    withheld: Withheld | None = None
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """Client, freelancer, operator, machine or stranger."""
        return self.parties.role_of(actor)

    @property
    def amount(self) -> Money:
        """The price of the work."""
        return self.terms.amount


@frozen(kw_only=True)
class MilestoneCancelled(Event):
    """It ended with the contract."""


def plan(id: UUID, contract_id: UUID, parties: Parties, number: int, terms: MilestoneTerms) -> Milestone:
    """A milestone of the terms that both sides signed."""
    return Milestone(id, contract_id, parties, number, terms, State.PLANNED)


def cancel(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, MilestoneCancelled]:
    """End it with its contract."""
    moved = move_on(milestone, Move.CANCEL, by)
    return evolve(moved, review_due_at=None, change=None), MilestoneCancelled(**event_facts(milestone, by, at))


def deadline(milestone: Milestone) -> Deadline | None:
    """Work that nobody answers is approved by the clock."""
    move = PROCESS.deadlines.get(milestone.state)
    if move is None or milestone.review_due_at is None:
        return None
    return Deadline(move, milestone.review_due_at)


def review_ends(at: datetime, review: timedelta) -> datetime:
    """When the clock approves what was handed over at `at`, to the second."""
    return (at + review).replace(microsecond=0)


def move_on(milestone: Milestone, move: Move, by: Actor) -> Milestone:
    """The milestone in the state that the table leads to. Raises MoveNotAllowed or NotYours."""
    return evolve(milestone, state=step(MOVES, milestone, move, milestone.role_of(by)))


def event_facts(milestone: Milestone, by: Actor, at: datetime) -> dict[str, Any]:
    """What every event of a milestone says: of which, by whom, when."""
    return {
        "subject_id": milestone.id,
        "contract_id": milestone.contract_id,
        "by": by.id,
        "role": milestone.role_of(by),
        "at": at,
    }
