"""Terms as they are sent and answered."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from upclone.domain.deals.terms import MilestoneTerms, Terms
from upclone.domain.market.briefs import Payment
from upclone.domain.money import Money
from upclone.entrypoints.api.payments.costs import CostsShape, FeeRatesShape, costs_shape
from upclone.entrypoints.api.schemas import Body, Day, Line, MoneyShape, PositiveAmount, Prose, Shape, shaped


class MilestoneBody(Body):
    """A milestone. `due_on` is a promise, not a deadline of the process."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": "Final files", "amount": {"amount_minor": 60000, "currency": "EUR"}}]}
    )

    title: Line
    amount: PositiveAmount
    description: Annotated[Prose, Field(max_length=5_000)] = ""
    due_on: Day | None = None

    def terms(self) -> MilestoneTerms:
        """The milestone as the domain knows it."""
        return MilestoneTerms(self.title, self.amount.money(), self.description, self.due_on)


class MilestoneTermsShape(Shape):
    """A milestone as agreed."""

    model_config = ConfigDict(title="MilestoneTerms")

    title: str
    amount: MoneyShape
    description: str
    due_on: date | None


class TermsShape(Shape):
    """Everything that both sides sign. `costs` says what it costs each: its milestones' parts or, by the hour, one.

    `time_zone` is where the weeks of an hourly contract begin (null: by UTC).
    """

    model_config = ConfigDict(title="Terms")

    title: str
    scope: str
    payment: Payment
    currency: str
    milestones: list[MilestoneTermsShape]
    fees: FeeRatesShape
    costs: CostsShape
    kill_fee_basis_points: int
    hourly_rate: MoneyShape | None
    weekly_limit_hours: int | None
    review_days: int
    answer_days: int
    negotiation_days: int
    appeal_days: int
    time_zone: str | None


def terms_shape(terms: Terms) -> TermsShape:
    """Terms as they are answered."""
    parts = [milestone.amount for milestone in terms.milestones]
    if not parts and terms.hourly_rate is not None:
        parts = [terms.hourly_rate]
    return shaped(
        TermsShape,
        terms,
        costs=costs_shape(terms.fees, parts, Money.zero(terms.currency)),
        kill_fee_basis_points=terms.cancellation.kill_fee_basis_points,
    )
