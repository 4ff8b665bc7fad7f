"""Questions: an entry that the client doubts, until it is accepted, withdrawn or ruled on."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.deals.hours import Move, TimeEntry, TimeEvent, event_facts, move_on
from upclone.domain.money import Money
from upclone.domain.text import text


@frozen(kw_only=True)
class TimeQuestioned(TimeEvent):
    """The client doubts this entry; the others are paid all the same."""

    reason: str


@frozen(kw_only=True)
class TimeAccepted(TimeEvent):
    """The client accepts it after all."""


@frozen(kw_only=True)
class TimeWithdrawn(TimeEvent):
    """The freelancer does not ask for it any more."""


@frozen(kw_only=True)
class TimeStoodBy(TimeEvent):
    """The freelancer stands by it: an operator decides."""

    answer: str


@frozen(kw_only=True)
class TimeEscalated(TimeEvent):
    """Nobody answered: an operator decides."""


@frozen(kw_only=True)
class TimeRuled(TimeEvent):
    """An operator decided whether it is paid."""

    paid: bool
    reason: str


def question(
    entry: TimeEntry, reason: str, answer_within: timedelta, by: Actor, at: datetime
) -> tuple[TimeEntry, TimeQuestioned]:
    """Doubt it, alone. Without an answer in time an operator decides."""
    moved = move_on(entry, Move.QUESTION, by)
    said = text(reason, "reason", 5_000)
    event = TimeQuestioned(**event_facts(entry, by, at), reason=said)
    return evolve(moved, question=said, due_at=at + answer_within), event


def accept(entry: TimeEntry, amount: Money, by: Actor, at: datetime) -> tuple[TimeEntry, TimeAccepted]:
    """Doubt it no longer: it is billed at once."""
    moved = move_on(entry, Move.ACCEPT, by)
    return evolve(moved, billed=amount, due_at=None), TimeAccepted(**event_facts(entry, by, at))


def withdraw(entry: TimeEntry, by: Actor, at: datetime) -> tuple[TimeEntry, TimeWithdrawn]:
    """Ask for it no longer."""
    return evolve(move_on(entry, Move.WITHDRAW, by), due_at=None), TimeWithdrawn(**event_facts(entry, by, at))


def stand_by(entry: TimeEntry, answer: str, by: Actor, at: datetime) -> tuple[TimeEntry, TimeStoodBy]:
    """Say why it is right: an operator decides."""
    moved = move_on(entry, Move.STAND_BY, by)
    said = text(answer, "answer", 5_000)
    return evolve(moved, answer=said, due_at=None), TimeStoodBy(**event_facts(entry, by, at), answer=said)


def escalate(entry: TimeEntry, by: Actor, at: datetime) -> tuple[TimeEntry, TimeEscalated]:
    """Nobody answered in time: an operator decides."""
    return evolve(move_on(entry, Move.ESCALATE, by), due_at=None), TimeEscalated(**event_facts(entry, by, at))


def rule(entry: TimeEntry, amount: Money | None, reason: str, by: Actor, at: datetime) -> tuple[TimeEntry, TimeRuled]:
    """Decide, as an operator: it is billed at `amount` or, with None, not at all."""
    moved = move_on(entry, Move.RULE_OUT if amount is None else Move.RULE_BILL, by)
    said = text(reason, "reason", 5_000)
    event = TimeRuled(**event_facts(entry, by, at), paid=amount is not None, reason=said)
    return evolve(moved, billed=amount, ruling=said, due_at=None), event
