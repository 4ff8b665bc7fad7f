"""Stakes: the milestone that a dispute holds, until work goes on or the dispute's end is carried out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.deals.milestones import Milestone, Move, State, event_facts, move_on, review_ends
from upclone.domain.events import Event
from upclone.domain.money import Money


@frozen(kw_only=True)
class MilestoneDisputed(Event):
    """A dispute holds it."""

    reason: str


@frozen(kw_only=True)
class MilestoneResumed(Event):
    """The dispute was withdrawn: things go on where they stood."""

    state: State


@frozen(kw_only=True)
class MilestoneSettled(Event):
    """A dispute ended for it in `state`."""

    state: State
    released: Money
    refunded: Money


def dispute(milestone: Milestone, reason: str, by: Actor, at: datetime) -> tuple[Milestone, MilestoneDisputed]:
    """Stop the clock: a dispute holds it."""
    moved = move_on(milestone, Move.DISPUTE, by)
    disputed = evolve(moved, disputed_from=milestone.state, review_due_at=None)
    return disputed, MilestoneDisputed(**event_facts(milestone, by, at), reason=reason)


_RESUMING: Final = {
    State.FUNDED: Move.RESUME_WORK,
    State.SUBMITTED: Move.RESUME_REVIEW,
    State.CHANGES_REQUESTED: Move.RESUME_CHANGES,
}


def resume(milestone: Milestone, review: timedelta, by: Actor, at: datetime) -> tuple[Milestone, MilestoneResumed]:
    """The dispute was withdrawn: go on where it began. A review starts over with its whole period."""
    move = _RESUMING.get(milestone.disputed_from or State.FUNDED, Move.RESUME_WORK)
    moved = move_on(milestone, move, by)
    due = review_ends(at, review) if moved.state is State.SUBMITTED else None
    event = MilestoneResumed(**event_facts(milestone, by, at), state=moved.state)
    return evolve(moved, disputed_from=None, review_due_at=due), event


def settle(
    milestone: Milestone, move: Move, released: Money, refunded: Money, by: Actor, at: datetime
) -> tuple[Milestone, MilestoneSettled]:
    """Carry a dispute's end out: `move` is one of the four RULE_ moves."""
    moved = move_on(milestone, move, by)
    event = MilestoneSettled(**event_facts(milestone, by, at), state=moved.state, released=released, refunded=refunded)
    return evolve(moved, disputed_from=None), event
