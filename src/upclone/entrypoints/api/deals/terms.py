"""Terms as they are sent and answered."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from upclone.domain.deals.terms import MilestoneTerms, Terms
from upclone.domain.market.jobs import Payment
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


class TierShape(Shape):
    """`basis_points` are owed on what lies under `upto_minor` (null: without end), above the tier before."""

    model_config = ConfigDict(title="Tier")

    upto_minor: int | None
    basis_points: int


class FeeRatesShape(Shape):
    """The client pays on top of released work; the freelancer's tiers are marginal over what the contract released."""

    model_config = ConfigDict(title="FeeRates")

    client_basis_points: int
    freelancer: list[TierShape]


class TermsShape(Shape):
    """Everything that both sides sign."""

    model_config = ConfigDict(title="Terms")

    title: str
    scope: str
    payment: Payment
    currency: str
    milestones: list[MilestoneTermsShape]
    fees: FeeRatesShape
    kill_fee_basis_points: int
    hourly_rate: MoneyShape | None
    weekly_limit_hours: int | None
    review_days: int
    answer_days: int
    negotiation_days: int
    appeal_days: int


def terms_shape(terms: Terms) -> TermsShape:
    """Terms as they are answered."""
    return shaped(TermsShape, terms, kill_fee_basis_points=terms.cancellation.kill_fee_basis_points)
