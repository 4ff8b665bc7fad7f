"""Dues: what is owed for weeks of hours, asked for in advance, covered by what is held, and paid out of it.

A week is billed by the minute: `rate × minutes / 60`, rounded down, the remainder the client's. It is computed on the
week's running total, so that a week billed in parts costs to the cent what it costs at once. Money for a week's limit
is held in advance; what a week leaves of it stays held for the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.deals.timesheets import (
    Move,
    State,
    Timesheet,
    TimesheetEvent,
    cost,
    event_facts,
    move_on,
    nothing_owed,
)
from upclone.domain.money import Money, largest


@frozen(kw_only=True)
class HoursPaid(TimesheetEvent):
    """`amount` was paid for it, out of what was held."""

    amount: Money


@frozen(kw_only=True)
class WeekSettled(TimesheetEvent):
    """All of it is paid."""

    minutes: int
    amount: Money


def billing(sheet: Timesheet, minutes: int) -> tuple[Timesheet, Money]:
    """Bill `minutes` more of it; what they add to what the week costs."""
    total = sheet.billed_minutes + minutes
    billed = cost(sheet.rate, total)
    return evolve(sheet, billed_minutes=total, billed=billed), billed - sheet.billed


def pay(sheet: Timesheet, amount: Money, by: Actor, at: datetime) -> tuple[Timesheet, HoursPaid]:
    """Count what was released for it."""
    return evolve(sheet, paid=sheet.paid + amount), HoursPaid(**event_facts(sheet, by, at), amount=amount)


def is_settled(sheet: Timesheet) -> bool:
    """Whether nothing is left to do in a week that was approved."""
    return sheet.state is State.APPROVED and nothing_owed(sheet, Role.CLOCK)


def settle(sheet: Timesheet, by: Actor, at: datetime) -> tuple[Timesheet, WeekSettled]:
    """Finish a week of which all is paid."""
    moved = move_on(sheet, Move.PAY, by)
    return moved, WeekSettled(**event_facts(sheet, by, at), minutes=moved.billed_minutes, amount=moved.billed)


def to_ask(sheets: Sequence[Timesheet], held: Money, at: datetime) -> Money:
    """What has to be asked for beyond `held`, so that what is owed and the limit of the week at hand are covered.

    One payment has a largest sum: what is beyond it stays uncovered."""
    wanted = Money.zero(held.currency)
    for sheet in sheets:
        at_hand = sheet.state is State.OPEN and sheet.starts_at <= at < sheet.ends_at
        wanted = wanted + (sheet.limit if at_hand else sheet.open_amount)
    missing = max((wanted - held).amount_minor, 0)
    return Money(min(missing, largest(held.currency)), held.currency)


def covered(sheets: Sequence[Timesheet], of: Timesheet, held: Money) -> Money:
    """How much of a week's time is covered by what is held: older weeks are paid first."""
    for sheet in sheets:
        if sheet.starts_on < of.starts_on:
            held = held - min(held, sheet.open_amount, key=lambda each: each.amount_minor)
    return min(held, of.open_amount, key=lambda each: each.amount_minor)
