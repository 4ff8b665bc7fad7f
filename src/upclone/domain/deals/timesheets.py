"""Weeks of work by the hour: open until Monday, reviewed by the client, approved, and paid out of what is held.

What a closed week proves is in closings.py; what it costs, what is held for it and what was paid of it in dues.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.deals import hours
from upclone.domain.deals.calendar import MINUTE, Span
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.money import Money


class State(StrEnum):
    """How far the week is."""

    PLANNED = "planned"
    OPEN = "open"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PAID = "paid"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What can be done with it."""

    BEGIN = "begin"
    LOG = "log"
    CLOSE = "close"
    QUESTION = "question"
    APPROVE = "approve"
    PAY = "pay"
    CANCEL = "cancel"


def _without_time(sheet: Any, role: Role) -> bool:
    """no time was logged in it"""
    return not sheet.minutes and not sheet.running


def _with_time(sheet: Any, role: Role) -> bool:
    """time was logged in it, where a person closes it"""
    return role is Role.CLOCK or bool(sheet.minutes or sheet.running)


def nothing_owed(sheet: Any, role: Role) -> bool:
    """all that was billed is paid, and nothing in it is questioned"""
    return sheet.paid == sheet.billed and not sheet.contested


EVERYBODY: Final = (Role.CLIENT, Role.FREELANCER, Role.OPERATOR)

MOVES: Final = {
    (State.PLANNED, Move.BEGIN): Rule(State.OPEN, by=Role.CLOCK),
    (State.PLANNED, Move.CANCEL): Rule(State.CANCELLED, by=EVERYBODY),
    (State.OPEN, Move.LOG): Rule(State.OPEN, by=Role.FREELANCER),
    (State.OPEN, Move.CLOSE): Rule(State.IN_REVIEW, by=(Role.FREELANCER, Role.OPERATOR, Role.CLOCK), when=_with_time),
    (State.OPEN, Move.CANCEL): Rule(State.CANCELLED, by=(*EVERYBODY, Role.CLOCK), when=_without_time),
    (State.IN_REVIEW, Move.QUESTION): Rule(State.IN_REVIEW, by=Role.CLIENT),
    (State.IN_REVIEW, Move.APPROVE): Rule(State.APPROVED, by=(Role.CLIENT, Role.OPERATOR, Role.CLOCK)),
    (State.APPROVED, Move.PAY): Rule(State.PAID, by=(*EVERYBODY, Role.CLOCK), when=nothing_owed),
    (State.APPROVED, Move.CANCEL): Rule(State.CANCELLED, by=(Role.FREELANCER, Role.OPERATOR)),
}

PROCESS: Final = Process(
    name="timesheet",
    states=State,
    moves=MOVES,
    start={State.PLANNED, State.OPEN},
    end={State.PAID, State.CANCELLED},
    deadlines={State.PLANNED: Move.BEGIN, State.OPEN: Move.CLOSE, State.IN_REVIEW: Move.APPROVE},
)

FINISHED: Final = frozenset({State.PAID, State.CANCELLED})
CLOSED: Final = frozenset({State.IN_REVIEW, State.APPROVED, State.PAID})


@frozen
class Timesheet:
    """A week of a contract. `minutes` is what may be paid of it, `running` that a timer runs, `contested` how many of
    its entries wait for an answer; `billed_minutes` came to `billed`, of which `paid` was released. `root` is the
    Merkle root of its commitments once it is closed."""

    id: UUID
    contract_id: UUID
    parties: Parties
    starts_on: date
    starts_at: datetime
    ends_at: datetime
    rate: Money
    limit_minutes: int
    state: State
    billed: Money
    paid: Money
    minutes: int = 0
    running: bool = False
    contested: int = 0
    billed_minutes: int = 0
    closed_at: datetime | None = None
    review_due_at: datetime | None = None
    root: str | None = None
    version: int = field(default=0, eq=False)

    def __attrs_post_init__(self) -> None:
        assert self.paid <= self.billed, "never more paid than billed"
        assert self.billed == cost(self.rate, self.billed_minutes), "a week costs what its minutes cost"

    def role_of(self, actor: Actor) -> Role:
        """Client, freelancer, operator, machine or stranger."""
        return self.parties.role_of(actor)

    @property
    def amount(self) -> Money:
        """What all its time costs."""
        return cost(self.rate, self.minutes)

    @property
    def limit(self) -> Money:
        """What its limit costs: what is held for it in advance."""
        return cost(self.rate, self.limit_minutes)

    @property
    def open_amount(self) -> Money:
        """What it may still cost: nothing once it is finished."""
        return Money.zero(self.rate.currency) if self.state in FINISHED else self.amount - self.paid


@frozen(kw_only=True)
class TimesheetEvent(Event):
    """Something happened to the week that began on `starts_on`."""

    starts_on: date


@frozen(kw_only=True)
class WeekBegan(TimesheetEvent):
    """Time can be logged in it."""


@frozen(kw_only=True)
class WeekApproved(TimesheetEvent):
    """What nobody questioned is billed."""

    minutes: int
    amount: Money


@frozen(kw_only=True)
class WeekCancelled(TimesheetEvent):
    """It ended with its contract, or without any time in it. `unpaid` was approved, and no money was held for it."""

    unpaid: Money


def cost(rate: Money, minutes: int) -> Money:
    """What `minutes` cost at `rate` an hour, rounded down."""
    return Money(rate.amount_minor * minutes // 60, rate.currency)


def plan(id: UUID, contract_id: UUID, parties: Parties, span: Span, rate: Money, limit_hours: int) -> Timesheet:
    """A week that is to come."""
    return Timesheet(
        id=id,
        contract_id=contract_id,
        parties=parties,
        starts_on=span.starts_on,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        rate=rate,
        limit_minutes=limit_hours * 60,
        state=State.PLANNED,
        billed=Money.zero(rate.currency),
        paid=Money.zero(rate.currency),
    )


def begin(sheet: Timesheet, by: Actor, at: datetime) -> tuple[Timesheet, WeekBegan]:
    """Let time be logged in it."""
    return move_on(sheet, Move.BEGIN, by), WeekBegan(**event_facts(sheet, by, at))


def permit(sheet: Timesheet, move: Move, by: Actor) -> None:
    """That the week lets this work go on now. Raises MoveNotAllowed."""
    step(MOVES, sheet, move, sheet.role_of(by))


def counted(sheet: Timesheet, entries: Iterable[TimeEntry]) -> Timesheet:
    """The week with what its entries sum to."""
    mine = tuple(entries)
    return evolve(
        sheet,
        minutes=sum(each.minutes for each in mine if each.state in hours.PAYABLE),
        running=any(each.state is hours.State.RUNNING for each in mine),
        contested=sum(each.state in hours.CONTESTED for each in mine),
    )


def room(sheet: Timesheet, entries: Iterable[TimeEntry], besides: UUID | None, at: datetime) -> int:
    """How many minutes the limit leaves at `at`, without the entry `besides`; below zero where it is passed."""
    spent = sum(
        each.minutes_by(at)
        for each in entries
        if each.id != besides and (each.state in hours.PAYABLE or each.state is hours.State.RUNNING)
    )
    return sheet.limit_minutes - spent


def stops_at(sheet: Timesheet, started_at: datetime, minutes: int) -> datetime:
    """When a timer with so much room stops: at the limit, or at the week's end."""
    return min(sheet.ends_at, started_at + max(minutes, 0) * MINUTE)


def approve(sheet: Timesheet, by: Actor, at: datetime) -> tuple[Timesheet, WeekApproved]:
    """Accept what is not questioned. Its entries are billed beforehand, by `billing`."""
    moved = evolve(move_on(sheet, Move.APPROVE, by), review_due_at=None)
    return moved, WeekApproved(**event_facts(sheet, by, at), minutes=moved.billed_minutes, amount=moved.billed)


def cancel(sheet: Timesheet, by: Actor, at: datetime) -> tuple[Timesheet, WeekCancelled]:
    """End it with its contract; or, by the clock, a week in which nobody worked."""
    moved = evolve(move_on(sheet, Move.CANCEL, by), review_due_at=None)
    return moved, WeekCancelled(**event_facts(sheet, by, at), unpaid=sheet.billed - sheet.paid)


def deadline(sheet: Timesheet) -> Deadline | None:
    """A week begins, closes, and is approved where nobody answers."""
    move = PROCESS.deadlines.get(sheet.state)
    if move is None:
        return None
    if sheet.state is State.IN_REVIEW:
        assert sheet.review_due_at is not None
        return Deadline(move, sheet.review_due_at)
    return Deadline(move, sheet.starts_at if sheet.state is State.PLANNED else sheet.ends_at)


def move_on(sheet: Timesheet, move: Move, by: Actor) -> Timesheet:
    """The week in the state that the table leads to. Raises MoveNotAllowed or NotYours."""
    return evolve(sheet, state=step(MOVES, sheet, move, sheet.role_of(by)))


def event_facts(sheet: Timesheet, by: Actor, at: datetime) -> dict[str, Any]:
    """What every event of a week says: of which, by whom, when."""
    return {
        "subject_id": sheet.id,
        "contract_id": sheet.contract_id,
        "starts_on": sheet.starts_on,
        "by": by.id,
        "role": sheet.role_of(by),
        "at": at,
    }
