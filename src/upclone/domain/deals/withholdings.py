"""Withholdings: a milestone's money that an operator holds where it is, and lets go."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.deals.milestones import Milestone, Move, Withheld, event_facts, move_on
from upclone.domain.events import Event
from upclone.domain.money import Money
from upclone.domain.text import text

LONGEST_REASON: Final = 2_000


@frozen(kw_only=True)
class MoneyWithheld(Event):
    """An operator holds its money where it is: none of it moves until the operators let it go."""

    amount: Money
    reason: str


@frozen(kw_only=True)
class MoneyLetGo(Event):
    """The operators hold its money no longer."""

    amount: Money
    reason: str


def hold(milestone: Milestone, left: Money, reason: str, by: Actor, at: datetime) -> tuple[Milestone, MoneyWithheld]:
    """Keep what is `left` of its money where it is, until the operators say otherwise."""
    moved, why = move_on(milestone, Move.HOLD, by), text(reason, "reason", LONGEST_REASON)
    event = MoneyWithheld(**event_facts(milestone, by, at), amount=left, reason=why)
    return evolve(moved, withheld=Withheld(why, at)), event


def unhold(milestone: Milestone, left: Money, reason: str, by: Actor, at: datetime) -> tuple[Milestone, MoneyLetGo]:
    """Hold its money no longer."""
    moved, why = move_on(milestone, Move.UNHOLD, by), text(reason, "reason", LONGEST_REASON)
    return evolve(moved, withheld=None), MoneyLetGo(**event_facts(milestone, by, at), amount=left, reason=why)
