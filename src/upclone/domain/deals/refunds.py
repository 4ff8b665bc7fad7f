"""Refunds: money of a milestone that goes back to the client because the freelancer or an operator says so."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.deals.milestones import Milestone, Move, event_facts, move_on
from upclone.domain.events import Event
from upclone.domain.money import Money


@frozen(kw_only=True)
class MilestoneRefunded(Event):
    """The money goes back to the client."""

    amount: Money


@frozen(kw_only=True)
class PartRefunded(Event):
    """A part of the money goes back to the client."""

    amount: Money


def refund(milestone: Milestone, amount: Money, by: Actor, at: datetime) -> tuple[Milestone, MilestoneRefunded]:
    """Give everything that is left back to the client."""
    moved = move_on(milestone, Move.REFUND, by)
    return evolve(moved, review_due_at=None), MilestoneRefunded(**event_facts(milestone, by, at), amount=amount)


def refund_part(milestone: Milestone, part: Money, by: Actor, at: datetime) -> tuple[Milestone, PartRefunded]:
    """Give a part back; the milestone stays where it is."""
    return move_on(milestone, Move.REFUND_PART, by), PartRefunded(**event_facts(milestone, by, at), amount=part)


def give_back(milestone: Milestone, amount: Money, by: Actor, at: datetime) -> tuple[Milestone, PartRefunded]:
    """Give money of work back that was paid already."""
    return move_on(milestone, Move.GIVE_BACK, by), PartRefunded(**event_facts(milestone, by, at), amount=amount)
