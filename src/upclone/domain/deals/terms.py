"""The terms of a contract: everything that both sides sign, as one immutable value with a hash."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from attrs import asdict, evolve, field, frozen

from upclone.domain.deals.calendar import UTC_ZONE, zone_named
from upclone.domain.errors import Invalid
from upclone.domain.market.briefs import Payment
from upclone.domain.money import Money, price, total
from upclone.domain.payments.fees import FeeRates
from upclone.domain.text import text

MAX_MILESTONES: Final = 100


class Period(StrEnum):
    """The periods that terms set, each in whole days."""

    REVIEW = "review_days"
    ANSWER = "answer_days"
    NEGOTIATION = "negotiation_days"
    APPEAL = "appeal_days"


@frozen
class MilestoneTerms:
    """One milestone as agreed. `due_on` is a promise, not a deadline of the process."""

    title: str
    amount: Money
    description: str = ""
    due_on: date | None = None


@frozen
class CancellationPolicy:
    """Who cancels pays: of funded work not yet handed over, the client leaves this share to the freelancer.

    A freelancer who cancels gives everything back.
    """

    kill_fee_basis_points: int = field(default=0)

    @kill_fee_basis_points.validator
    def _within(self, attribute: object, value: int) -> None:
        if type(value) is not int or not 0 <= value <= 10_000:
            raise Invalid("cancellation.kill_fee_basis_points", "must be a whole number between 0 and 10000")


def _days(terms: object, attribute: Any, value: int) -> None:
    if type(value) is not int or not 1 <= value <= 90:
        raise Invalid(attribute.name, "must be 1 to 90 days")


@frozen
class Terms:
    """What is signed. `hourly_rate` and `weekly_limit_hours` are set for hourly contracts, and only for them.

    `time_zone` (IANA) is where the weeks of an hourly contract begin. None: it was signed before there were any, and
    they begin by UTC; such terms keep the hash that they were signed with.

    `process_version` names the tables of moves that the contract runs on, so that a later change of the tables does
    not touch it.
    """

    title: str
    scope: str
    payment: Payment
    currency: str
    milestones: tuple[MilestoneTerms, ...]
    fees: FeeRates
    cancellation: CancellationPolicy = CancellationPolicy()
    hourly_rate: Money | None = None
    weekly_limit_hours: int | None = None
    review_days: int = field(default=14, validator=_days)
    answer_days: int = field(default=7, validator=_days)
    negotiation_days: int = field(default=14, validator=_days)
    appeal_days: int = field(default=3, validator=_days)
    process_version: int = 1
    time_zone: str | None = None

    def __attrs_post_init__(self) -> None:
        if len(self.milestones) > MAX_MILESTONES:
            raise Invalid("milestones", f"must be at most {MAX_MILESTONES}")
        if self.payment is Payment.FIXED and not self.milestones:
            raise Invalid("milestones", "a fixed-price contract has at least one")
        hourly = self.hourly_rate is not None and self.weekly_limit_hours is not None
        if hourly != (self.payment is Payment.HOURLY):
            raise Invalid("hourly_rate", "is set, with weekly_limit_hours, for hourly contracts and only for them")
        for index, milestone in enumerate(self.milestones):
            check_milestone(milestone, self.currency, f"milestones.{index}")
        if self.hourly_rate is not None:
            same_currency(price(self.hourly_rate, "hourly_rate"), self.currency, "hourly_rate")
        if self.weekly_limit_hours is not None and not 1 <= self.weekly_limit_hours <= 168:
            raise Invalid("weekly_limit_hours", "must be 1 to 168")
        if self.time_zone is not None:
            if not hourly:
                raise Invalid("time_zone", "is set for hourly contracts, and only for them")
            zone_named(self.time_zone)

    @property
    def total(self) -> Money:
        """The sum of the milestones."""
        return total([milestone.amount for milestone in self.milestones], self.currency)

    @property
    def zone(self) -> str:
        """Where the weeks begin."""
        return self.time_zone or UTC_ZONE

    def period(self, period: Period) -> timedelta:
        """How long `period` lasts."""
        return timedelta(days=getattr(self, period))

    def digest(self) -> str:
        """SHA-256, in hex, of the terms as canonical JSON (keys sorted, no spaces): what the signatures name."""
        data = asdict(
            self, value_serializer=lambda _, __, value: value.isoformat() if isinstance(value, date) else value
        )
        if data["time_zone"] is None:
            del data["time_zone"]
        canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def with_milestone(self, milestone: MilestoneTerms) -> Terms:
        """The same terms with one more milestone."""
        return evolve(self, milestones=(*self.milestones, milestone))


def same_currency(amount: Money, currency: str, name: str) -> Money:
    """`amount` itself. Raises Invalid where it is in another currency."""
    if amount.currency != currency:
        raise Invalid(f"{name}.currency", f"must be {currency}, the contract's currency")
    return amount


def check_milestone(milestone: MilestoneTerms, currency: str, name: str) -> MilestoneTerms:
    """`milestone` itself. Raises Invalid naming the field under `name`."""
    text(milestone.title, f"{name}.title", 150)
    text(milestone.description, f"{name}.description", 5_000, shortest=0)
    same_currency(price(milestone.amount, f"{name}.amount"), currency, f"{name}.amount")
    return milestone
