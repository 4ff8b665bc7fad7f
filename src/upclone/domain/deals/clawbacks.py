"""Clawbacks: what becomes of a milestone whose money the payer's bank took."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from upclone.domain.actors import Actor
from upclone.domain.deals.milestones import Milestone, Move, State, event_facts, move_on
from upclone.domain.deals.refunds import MilestoneRefunded
from upclone.domain.deals.stakes import MilestoneResumed
from upclone.domain.money import Money


def charged_back(
    milestone: Milestone, left: Money, by: Actor, at: datetime
) -> tuple[Milestone, MilestoneRefunded | MilestoneResumed | None]:
    """The payer's bank took its money, for good. Where some is `left`, a dispute over it ends, and work goes on."""
    if not left:
        ended = evolve(move_on(milestone, Move.CHARGE_BACK, by), review_due_at=None, disputed_from=None)
        return ended, MilestoneRefunded(**event_facts(milestone, by, at), amount=milestone.amount)
    if milestone.state is not State.DISPUTED:
        return milestone, None
    again = evolve(move_on(milestone, Move.RULE_REWORK, by), disputed_from=None)
    return again, MilestoneResumed(**event_facts(milestone, by, at), state=again.state)
