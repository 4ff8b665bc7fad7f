"""Terms of a negotiation as they are sent and answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StrictInt

from upclone.domain.actors import Role
from upclone.domain.errors import Invalid
from upclone.domain.market.proposals import Proposal
from upclone.domain.market.rounds import Ask, Change, Difference, Step, differences
from upclone.domain.money import Money
from upclone.entrypoints.api.schemas import (
    WRITABLE,
    Body,
    Day,
    Instant,
    Line,
    Moment,
    MoneyShape,
    PositiveAmount,
    Prose,
    Shape,
    shaped,
)

Hours = Annotated[StrictInt, Field(ge=1, le=168)]
RoundNumber = Annotated[StrictInt, Field(ge=1, le=1_000_000)]
Until = Annotated[Instant, Field(examples=["2027-01-31T12:00:00Z"])]
Note = Annotated[str, Field(max_length=5_000, pattern=WRITABLE)]
Files = Annotated[list[UUID], Field(max_length=10)]


class StepBody(Body):
    """One planned milestone."""

    title: Line
    amount: PositiveAmount
    description: Annotated[Prose, Field(max_length=5_000)] = ""
    due_on: Day | None = None


Steps = Annotated[list[StepBody], Field(max_length=100)]


def plan_of(steps: list[StepBody]) -> tuple[Step, ...]:
    """The milestones as the domain knows them."""
    return tuple(Step(step.title, step.amount.money(), step.description, step.due_on) for step in steps)


class Counter(Body):
    """Other terms. What is left out stays as it lies on the table; `valid_until` is 30 days ahead where it is.

    A single milestone follows the price by itself; several must be sent again with a new price."""

    model_config = ConfigDict(
        json_schema_extra={
            "minProperties": 1,
            "examples": [
                {
                    "price": {"amount_minor": 80000, "currency": "EUR"},
                    "milestones": [
                        {"title": "Sketches", "amount": {"amount_minor": 30000, "currency": "EUR"}},
                        {"title": "Final files", "amount": {"amount_minor": 50000, "currency": "EUR"}},
                    ],
                    "note": "The guide is written already.",
                }
            ],
        }
    )

    price: PositiveAmount | None = None
    milestones: Steps | None = None
    weekly_limit_hours: Hours | None = None
    valid_until: Until | None = None
    note: Note = ""

    def ask(self) -> Ask:
        """The terms as the domain knows them. Raises Invalid where nothing was sent."""
        if not self.model_fields_set:
            raise Invalid("body", "must change something")
        return Ask(
            price=self.price.money() if self.price else None,
            plan=None if self.milestones is None else plan_of(self.milestones),
            weekly_limit_hours=self.weekly_limit_hours,
            valid_until=self.valid_until,
            note=self.note,
        )


class StepShape(Shape):
    """One planned milestone."""

    model_config = ConfigDict(title="Step")

    title: str
    amount: MoneyShape
    description: str
    due_on: Day | None


class DifferenceShape(Shape):
    """What a round changed in the one before it. `number` is the place of a milestone, counted from 1."""

    model_config = ConfigDict(title="Difference")

    field: str
    change: Change
    before: MoneyShape | StepShape | int | Moment | None
    after: MoneyShape | StepShape | int | Moment | None
    number: int | None


class RoundShape(Shape):
    """The terms that one side put on the table, and what they changed in those before them."""

    model_config = ConfigDict(title="Round")

    number: int
    by: Role
    price: MoneyShape
    milestones: list[StepShape]
    weekly_limit_hours: int | None
    note: str
    at: Moment
    valid_until: Moment | None
    differences: list[DifferenceShape]


def round_shapes(proposal: Proposal) -> list[RoundShape]:
    """Every round, oldest first, each compared with the one before it."""
    before = (proposal.rounds[0], *proposal.rounds)
    return [
        shaped(
            RoundShape,
            each,
            milestones=each.plan,
            differences=[_difference(found) for found in differences(old, each)],
        )
        for old, each in zip(before, proposal.rounds, strict=False)
    ]


def _difference(found: Difference) -> DifferenceShape:
    return shaped(DifferenceShape, found, before=_value(found.before), after=_value(found.after))


def _value(value: Money | Step | int | datetime | None) -> MoneyShape | StepShape | int | datetime | None:
    if isinstance(value, Money):
        return shaped(MoneyShape, value)
    return shaped(StepShape, value) if isinstance(value, Step) else value
