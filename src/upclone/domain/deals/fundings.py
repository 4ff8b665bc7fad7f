"""Fundings: the client pays for a milestone, and its money is held or the payment comes to nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.deals.milestones import Milestone, Move, event_facts, move_on
from upclone.domain.deals.terms import same_currency
from upclone.domain.errors import TermsChanged
from upclone.domain.events import Event
from upclone.domain.money import Money, price


@frozen(kw_only=True)
class MilestoneFundingBegan(Event):
    """The client is paying for it; its amount is locked."""

    amount: Money


@frozen(kw_only=True)
class MilestoneFunded(Event):
    """Its money is held: work can begin."""

    amount: Money


@frozen(kw_only=True)
class MilestoneFundingFailed(Event):
    """The payment came to nothing."""

    reason: str


@frozen(kw_only=True)
class HoursHeld(MilestoneFunded):
    """Money is held for hours."""


@frozen(kw_only=True)
class HoursChargeFailed(MilestoneFundingFailed):
    """What was to be held for hours could not be charged."""


def fund(
    milestone: Milestone, hold_id: UUID, amount: Money, by: Actor, at: datetime
) -> tuple[Milestone, MilestoneFundingBegan]:
    """Begin to pay for it. `amount` is what the client saw; raises TermsChanged where it is another now,
    and Invalid for what it could never have been."""
    moved = move_on(milestone, Move.FUND, by)
    same_currency(price(amount), milestone.amount.currency, "amount")
    if amount != milestone.amount:
        raise TermsChanged("The milestone's amount is another one now.", expected=amount, actual=milestone.amount)
    event = MilestoneFundingBegan(**event_facts(milestone, by, at), amount=amount)
    return evolve(moved, hold_id=hold_id, change=None), event


def confirm_funds(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, MilestoneFunded]:
    """Its money is held."""
    funded = move_on(milestone, Move.CONFIRM_FUNDS, by)
    told = HoursHeld if milestone.hourly else MilestoneFunded
    return funded, told(**event_facts(milestone, by, at), amount=milestone.amount)


def funding_failed(
    milestone: Milestone, reason: str, by: Actor, at: datetime
) -> tuple[Milestone, MilestoneFundingFailed]:
    """The payment came to nothing; it can be funded again."""
    moved = move_on(milestone, Move.FUNDING_FAILED, by)
    told = HoursChargeFailed if milestone.hourly else MilestoneFundingFailed
    return evolve(moved, hold_id=None), told(**event_facts(milestone, by, at), reason=reason)
