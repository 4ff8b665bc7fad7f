"""When what is available leaves by itself, and the least that leaves: per person and gateway, in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.errors import Invalid, Refused
from upclone.domain.money import Money

LAST_DAY: Final = 28
"""Of a month, so that every month has it."""

_LEAST: Final[Mapping[str, int]] = {"JPY": 100, "KWD": 500, "PLN": 500}


class Rhythm(StrEnum):
    """How often."""

    BY_HAND = "by_hand"
    AT_ONCE = "at_once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


_DAYS: Final = {Rhythm.WEEKLY: 7, Rhythm.MONTHLY: LAST_DAY}


@frozen
class Schedule:
    """`day` is that of the week (1 is Monday) or of the month (1 to 28), None for the other rhythms."""

    owner: UUID
    gateway: str
    rhythm: Rhythm
    day: int | None
    chosen_at: datetime

    def __attrs_post_init__(self) -> None:
        days = _DAYS.get(self.rhythm)
        if days is None and self.day is not None:
            raise Invalid("day", f"must be left out: {self.rhythm} has none")
        if days is not None and (self.day is None or not 1 <= self.day <= days):
            raise Invalid("day", f"must be between 1 and {days}")


def by_hand(owner: UUID, gateway: str, at: datetime) -> Schedule:
    """What holds where nobody chose anything."""
    return Schedule(owner, gateway, Rhythm.BY_HAND, None, at)


def period(schedule: Schedule, at: datetime) -> str | None:
    """The name of the period whose payout is due at `at`, None for no such: one that began before the schedule was
    chosen is not made up for. What leaves at once has no periods: whatever is available then leaves."""
    today = at.date()
    if schedule.rhythm is Rhythm.WEEKLY:
        assert schedule.day is not None
        began = today - timedelta(days=(today.isoweekday() - schedule.day) % 7)
    elif schedule.rhythm is Rhythm.MONTHLY:
        assert schedule.day is not None
        began = _in_month(today, schedule.day)
    else:
        return None
    return f"{schedule.rhythm}:{began.isoformat()}" if began >= schedule.chosen_at.date() else None


def least(currency: str) -> Money:
    """What a payout is at least, unless it is all there is."""
    return Money(_LEAST.get(currency, 100), currency)


def enough(amount: Money, free: Money) -> None:
    """Raises Refused for less than the least, where there is more."""
    floor = least(amount.currency)
    if amount < floor and amount < free:
        raise Refused(f"A payout is at least {floor}, or all there is.", rule="payout_minimum")


def _in_month(today: date, day: int) -> date:
    if today.day >= day:
        return today.replace(day=day)
    return (today.replace(day=1) - timedelta(days=1)).replace(day=day)


def chosen(before: Schedule, rhythm: Rhythm, day: int | None, at: datetime) -> Schedule:
    """Another rhythm, from now on. The same one again stays as it was."""
    if (before.rhythm, before.day) == (rhythm, day):
        return before
    return evolve(before, rhythm=rhythm, day=day, chosen_at=at)
