"""How the marketplace does, for the people who work for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import ConfigDict, Field

from upclone.application.reads.office import LONGEST_SPAN, Counted, Figures, Held, Moved, Span
from upclone.domain.errors import NotYours
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Moment, Query, Shape, shaped

ROUTES = Routes("Administration", "Figures of the marketplace. For moderators; those of money are for operators.")


class FiguresQuery(Query):
    """How many days, today among them; as many before them are compared with."""

    days: Annotated[int, Field(ge=1, le=LONGEST_SPAN)] = 30


class CountedShape(Shape):
    """How many in these days, in as many before them, and day by day."""

    model_config = ConfigDict(title="Counted")

    now: int
    before: int
    by_day: list[int]


class MovedShape(Shape):
    """Money of one currency, in minor units. It is below zero where more was given back than came."""

    model_config = ConfigDict(title="Moved")

    currency: str
    now: int
    before: int
    by_day: list[int]


class PopularShape(Shape):
    """A category by its slug, and the jobs that were posted in it."""

    model_config = ConfigDict(title="PopularCategory")

    slug: str
    now: int
    before: int


class HeldByAgeShape(Shape):
    """Held money of one currency, in minor units, and as many payments: for up to 7 days, up to 30, up to the
    marketplace's limit, and for longer."""

    model_config = ConfigDict(title="HeldByAge")

    currency: str
    by_age: list[int]
    payments: list[int]


class MoneyFiguresShape(Shape):
    """`volume` is what clients paid in, `revenue` the fees that were kept, `costs` what gateways kept."""

    model_config = ConfigDict(title="MoneyFigures")

    volume: list[MovedShape]
    revenue: list[MovedShape]
    costs: list[MovedShape]
    held: list[HeldByAgeShape]


class WaitingShape(Shape):
    """What waits for somebody who works here."""

    model_config = ConfigDict(title="WaitingForOperators")

    reviews: int
    appeals: int
    rulings: int
    approvals: int
    chargebacks: int
    failed_payouts: int


class FiguresShape(Shape):
    """Days end at midnight, UTC; the last one ends at `until`. `money` is null for moderators."""

    model_config = ConfigDict(title="Figures")

    days: int
    until: Moment
    signups: CountedShape
    jobs: CountedShape
    disputes: CountedShape
    categories: list[PopularShape]
    jobs_posted: int
    people: int
    open_disputes: int
    waiting: WaitingShape
    money: MoneyFiguresShape | None


@ROUTES.read("/admin/figures", access=Access.MODERATOR)
def figures(call: Call, query: FiguresQuery) -> FiguresShape:
    """Read how the marketplace does, as a moderator; money only as an operator."""
    span = Span(_tonight(call.doors.clock.now()), query.days)
    found = call.doors.office.figures(call.actor, span, call.doors.reconciliations.held_days)
    if found is None:
        raise NotYours(kind="figures", id="all")
    return shaped(
        FiguresShape,
        found,
        days=span.days,
        until=span.until,
        signups=_counted(found.signups),
        jobs=_counted(found.jobs),
        disputes=_counted(found.disputes),
        categories=[PopularShape.model_validate(each) for each in found.categories],
        waiting=WaitingShape.model_validate(found.waiting),
        money=_money(found),
    )


def _money(found: Figures) -> MoneyFiguresShape | None:
    if found.money is None:
        return None
    volume, revenue, costs = (
        [_moved(each) for each in all_of] for all_of in (found.money.volume, found.money.revenue, found.money.costs)
    )
    held = [_held(each) for each in found.money.held]
    return MoneyFiguresShape(volume=volume, revenue=revenue, costs=costs, held=held)


def _held(found: Held) -> HeldByAgeShape:
    return HeldByAgeShape(currency=found.currency, by_age=list(found.by_age), payments=list(found.payments))


def _counted(found: Counted) -> CountedShape:
    return CountedShape(now=found.now, before=found.before, by_day=list(found.by_day))


def _moved(found: Moved) -> MovedShape:
    return MovedShape(currency=found.currency, now=found.now, before=found.before, by_day=list(found.by_day))


def _tonight(now: datetime) -> datetime:
    """The end of today."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), datetime.min.time(), UTC)
