"""Rounds of a negotiation: the terms that one side put on the table, each kept, and any two compared as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from attrs import evolve, frozen

from upclone.domain import money
from upclone.domain.actors import Role
from upclone.domain.errors import Invalid, Refused
from upclone.domain.market.briefs import Payment
from upclone.domain.market.jobs import Job
from upclone.domain.money import Money, total
from upclone.domain.text import line, text

VALID: Final = timedelta(days=30)
"""How long an offer stands where nobody says."""

LONGEST_VALID: Final = timedelta(days=365)
MOST_ROUNDS: Final = 100
"""Each is kept and shown with all before it: no two people need more, and none can grow without end."""

USUAL_HOURS: Final = 40
MAX_STEPS: Final = 100


@frozen
class Step:
    """One planned milestone of a proposal."""

    title: str
    amount: Money
    description: str = ""
    due_on: date | None = None


@frozen
class Ask:
    """What one side asks for. None keeps what lies on the table or, in a first round, is what is usual."""

    price: Money | None = None
    plan: tuple[Step, ...] | None = None
    weekly_limit_hours: int | None = None
    valid_until: datetime | None = None
    note: str = ""


@frozen
class Round:
    """The terms that `by` put on the table, as the `number`-th (from 1) of a negotiation.

    `price` is the whole sum, or the hourly rate of an hourly job. The plan's amounts sum to a fixed price. Rounds from
    before there was a validity stand without end, and without a weekly limit.
    """

    number: int
    by: Role
    price: Money
    plan: tuple[Step, ...]
    weekly_limit_hours: int | None
    note: str
    at: datetime
    valid_until: datetime | None


class Change(StrEnum):
    """What became of a part of the terms."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@frozen
class Difference:
    """`field` is price, milestone, weekly_limit_hours or valid_until; `number` is a milestone's place in the later
    round, or in the earlier one where it was removed."""

    field: str
    change: Change
    before: Money | Step | int | datetime | None
    after: Money | Step | int | datetime | None
    number: int | None = None


def opening(job: Job, by: Role, ask: Ask, at: datetime) -> Round:
    """The first round of a negotiation over `job`. Raises Invalid."""
    if ask.price is None:
        raise Invalid("price", "is required")
    return _round(job, 1, by, ask.price, ask.plan or (), ask, at)


def following(job: Job, last: Round, by: Role, ask: Ask, at: datetime) -> Round:
    """The round after `last`. A plan of one milestone follows the price by itself. Raises Invalid."""
    price = last.price if ask.price is None else ask.price
    plan = last.plan if ask.plan is None else ask.plan
    if ask.plan is None and len(plan) == 1 and job.brief.payment is Payment.FIXED:
        plan = (evolve(plan[0], amount=price),)
    hours = last.weekly_limit_hours if ask.weekly_limit_hours is None else ask.weekly_limit_hours
    return _round(job, last.number + 1, by, price, plan, evolve(ask, weekly_limit_hours=hours), at)


def _round(job: Job, number: int, by: Role, price: Money, plan: tuple[Step, ...], ask: Ask, at: datetime) -> Round:
    if number > MOST_ROUNDS:
        raise Refused(
            f"After {MOST_ROUNDS} rounds there are no more: accept the last offer, or end the negotiation.",
            rule="rounds",
        )
    hourly = job.brief.payment is Payment.HOURLY
    currency = job.brief.budget.currency
    if price.currency != currency:
        raise Invalid("price.currency", f"must be {currency}, the job's currency")
    return Round(
        number=number,
        by=by,
        price=money.price(price, "price.amount_minor"),
        plan=plan_for(price, plan, job.brief.title, hourly),
        weekly_limit_hours=_hours(ask.weekly_limit_hours, hourly),
        note=text(ask.note, "note", 5_000, shortest=0),
        at=at,
        valid_until=_valid(ask.valid_until, at),
    )


def plan_for(price: Money, plan: tuple[Step, ...], title: str, hourly: bool) -> tuple[Step, ...]:
    """The plan, or one milestone of the whole price where there is none. Raises Invalid where it doesn't sum up."""
    if not plan:
        return () if hourly else (Step(title, price),)
    if len(plan) > MAX_STEPS:
        raise Invalid("milestones", f"must be at most {MAX_STEPS}")
    steps = tuple(_step(step, f"milestones.{index}", price.currency) for index, step in enumerate(plan))
    planned = total([step.amount for step in steps], price.currency)
    if not hourly and planned != price:
        raise Invalid("milestones", f"must sum to the price: they sum to {planned}, the price is {price}")
    return steps


def _step(step: Step, name: str, currency: str) -> Step:
    if step.amount.currency != currency:
        raise Invalid(f"{name}.amount.currency", f"must be {currency}, the job's currency")
    money.price(step.amount, f"{name}.amount")
    title = line(step.title, f"{name}.title", 150)
    return evolve(step, title=title, description=text(step.description, f"{name}.description", 5_000, shortest=0))


def _hours(hours: int | None, hourly: bool) -> int | None:
    if not hourly:
        if hours is not None:
            raise Invalid("weekly_limit_hours", "is for hourly jobs only")
        return None
    if hours is not None and not 1 <= hours <= 168:
        raise Invalid("weekly_limit_hours", "must be 1 to 168")
    return USUAL_HOURS if hours is None else hours


def _valid(until: datetime | None, at: datetime) -> datetime:
    if until is None:
        return at + VALID
    if until.tzinfo is None or not at < until <= at + LONGEST_VALID:
        raise Invalid("valid_until", f"must lie within the next {LONGEST_VALID.days} days")
    return until.astimezone(UTC)


def same_terms(a: Round, b: Round) -> bool:
    """Whether both ask for the same, however long they stand."""
    return (a.price, a.plan, a.weekly_limit_hours) == (b.price, b.plan, b.weekly_limit_hours)


def differences(a: Round, b: Round) -> tuple[Difference, ...]:
    """What `b` changes in `a`: price, milestones, weekly limit, validity. Nothing where both say the same.

    Milestones of one title are the same milestone; of those whose titles are new, one at the same place is.
    """
    found = [
        *_value("price", a.price, b.price),
        *_milestones(a.plan, b.plan),
        *_value("weekly_limit_hours", a.weekly_limit_hours, b.weekly_limit_hours),
        *_value("valid_until", a.valid_until, b.valid_until),
    ]
    return tuple(found)


def _value(
    field: str, before: Money | int | datetime | None, after: Money | int | datetime | None
) -> Iterator[Difference]:
    if before != after:
        change = Change.ADDED if before is None else Change.REMOVED if after is None else Change.CHANGED
        yield Difference(field, change, before, after)


def _milestones(a: tuple[Step, ...], b: tuple[Step, ...]) -> Iterator[Difference]:
    pairs = _paired(a, b)
    kept = [old for _, old in sorted((new, old) for old, new in pairs.items())]
    order = sorted(kept)
    for old, step in enumerate(a):
        if old not in pairs:
            yield Difference("milestone", Change.REMOVED, step, None, old + 1)
    back = {new: old for old, new in pairs.items()}
    for new, step in enumerate(b):
        if new not in back:
            yield Difference("milestone", Change.ADDED, None, step, new + 1)
        elif a[back[new]] != step:
            yield Difference("milestone", Change.CHANGED, a[back[new]], step, new + 1)
        elif kept.index(back[new]) != order.index(back[new]):
            yield Difference("milestone", Change.MOVED, step, step, new + 1)


def _paired(a: tuple[Step, ...], b: tuple[Step, ...]) -> dict[int, int]:
    """Which milestone of `b` each of `a` became."""
    theirs = dict(zip(_keys(b), range(len(b)), strict=True))
    pairs = {old: theirs[key] for old, key in enumerate(_keys(a)) if key in theirs}
    taken = set(pairs.values())
    return pairs | {place: place for place in range(min(len(a), len(b))) if place not in pairs and place not in taken}


def _keys(plan: Iterable[Step]) -> Iterator[tuple[str, int]]:
    """A title, and which of those with this title it is."""
    seen: dict[str, int] = {}
    for step in plan:
        title = step.title.casefold()
        seen[title] = seen.get(title, 0) + 1
        yield title, seen[title]
