"""Closings: a week in which nothing changes any more, and the root that proves what lies in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.deals import commitments, hours
from upclone.domain.deals.commitments import Sheet
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.timesheets import Move, Timesheet, TimesheetEvent, counted, event_facts, move_on
from upclone.domain.money import Money


@frozen(kw_only=True)
class WeekClosed(TimesheetEvent):
    """Nothing in it changes any more: the client reviews it until `review_due_at`."""

    minutes: int
    amount: Money
    root: str
    review_due_at: datetime


def close(
    sheet: Timesheet, entries: Sequence[TimeEntry], review: timedelta, by: Actor, at: datetime
) -> tuple[Timesheet, WeekClosed]:
    """Let nothing in it change any more, and have it reviewed."""
    moved = counted(move_on(sheet, Move.CLOSE, by), entries)
    due = (at + review).replace(microsecond=0)
    root = root_of(entries)
    event = WeekClosed(
        **event_facts(sheet, by, at), minutes=moved.minutes, amount=moved.amount, root=root, review_due_at=due
    )
    return evolve(moved, closed_at=at, review_due_at=due, root=root), event


def root_of(entries: Iterable[TimeEntry]) -> str:
    """The Merkle root of what the entries of a week commit to."""
    return commitments.root_of([claim.commitment for claim in proof(entries)])


def proof(entries: Iterable[TimeEntry]) -> list[commitments.Claim]:
    """What the entries of a week commit to, in the order of their times; deleted ones are left out."""
    kept = sorted(
        (each for each in entries if each.state is not hours.State.DELETED), key=lambda each: (each.started_at, each.id)
    )
    return [claim for each in kept for claim in each.claims]


def sheet_of(sheet: Timesheet, entries: Iterable[TimeEntry]) -> Sheet:
    """A week as something to verify."""
    return Sheet(f"the week of {sheet.starts_on}", sheet.root, tuple(proof(entries)))
