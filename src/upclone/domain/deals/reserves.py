"""Reserves: money that is held for hours, asked for when it runs short, and what is paid out of it for them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import evolve

from upclone.domain.actors import Actor, Parties
from upclone.domain.deals.fundings import MilestoneFundingBegan
from upclone.domain.deals.milestones import Milestone, Move, State, event_facts, move_on
from upclone.domain.deals.terms import MilestoneTerms


def reserve(id: UUID, contract_id: UUID, parties: Parties, number: int, terms: MilestoneTerms) -> Milestone:
    """Money to be held for hours, which is asked for with `fund_hours`."""
    return Milestone(id, contract_id, parties, number, terms, State.PLANNED, hourly=True)


def fund_hours(
    milestone: Milestone, terms: MilestoneTerms, hold_id: UUID, by: Actor, at: datetime
) -> tuple[Milestone, MilestoneFundingBegan]:
    """Begin to charge what is to be held for hours. One whose charge failed asks for as much as is missing by now."""
    moved = move_on(milestone, Move.FUND, by)
    event = MilestoneFundingBegan(**event_facts(milestone, by, at), amount=terms.amount)
    return evolve(moved, terms=terms, hold_id=hold_id), event


def draw(milestone: Milestone, last: bool, by: Actor) -> Milestone:
    """Pay hours from it; with `last` nothing is left. The week's event tells of it."""
    return move_on(milestone, Move.USE_UP if last else Move.DRAW, by)
