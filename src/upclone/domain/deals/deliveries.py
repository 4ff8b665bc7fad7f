"""Deliveries: work that is handed over, sent back for more, and approved with its money, all or in part."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.deals.milestones import Delivery, Milestone, Move, event_facts, move_on, review_ends
from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.money import Money
from upclone.domain.text import text

MAX_FILES: Final = 10
"""Files of one delivery."""


@frozen(kw_only=True)
class WorkSubmitted(Event):
    """The work is handed over for review, until `review_due_at`."""

    note: str
    links: tuple[str, ...]
    review_due_at: datetime
    attachments: tuple[UUID, ...] = ()


@frozen(kw_only=True)
class ChangesRequested(Event):
    """The client asks for more."""

    note: str


@frozen(kw_only=True)
class MilestoneApproved(Event):
    """The work is accepted, by the client, an operator, or the clock; its money is released."""

    amount: Money


@frozen(kw_only=True)
class PartReleased(Event):
    """A part of the money is paid before the end."""

    amount: Money


def submit(
    milestone: Milestone,
    note: str,
    links: tuple[str, ...],
    review: timedelta,
    by: Actor,
    at: datetime,
    attachments: tuple[UUID, ...] = (),
) -> tuple[Milestone, WorkSubmitted]:
    """Hand the work over for review. After `review` without an answer the clock approves it."""
    moved = move_on(milestone, Move.SUBMIT, by)
    due = review_ends(at, review)
    if len(attachments) > MAX_FILES or len(set(attachments)) < len(attachments):
        raise Invalid("attachments", f"must be at most {MAX_FILES}, each of them once")
    before = milestone.delivery.kept if milestone.delivery else ()
    kept = (*before, *(each for each in attachments if each not in before))
    delivery = Delivery(text(note, "note", 10_000), links, at, attachments, kept)
    facts = event_facts(milestone, by, at)
    event = WorkSubmitted(**facts, note=delivery.note, links=links, review_due_at=due, attachments=attachments)
    return evolve(moved, delivery=delivery, review_due_at=due), event


def request_changes(milestone: Milestone, note: str, by: Actor, at: datetime) -> tuple[Milestone, ChangesRequested]:
    """Ask for more before approving."""
    moved = move_on(milestone, Move.REQUEST_CHANGES, by)
    event = ChangesRequested(**event_facts(milestone, by, at), note=text(note, "note", 10_000))
    return evolve(moved, review_due_at=None), event


def approve(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, MilestoneApproved]:
    """Accept the work: by the client or an operator, or by the clock once the review period is over."""
    move = Move.AUTO_APPROVE if by.role is Role.CLOCK else Move.APPROVE
    approved = evolve(move_on(milestone, move, by), review_due_at=None)
    return approved, MilestoneApproved(**event_facts(milestone, by, at), amount=milestone.amount)


def release_part(milestone: Milestone, part: Money, by: Actor, at: datetime) -> tuple[Milestone, PartReleased]:
    """Pay a part before the end; the milestone stays where it is."""
    return move_on(milestone, Move.RELEASE_PART, by), PartReleased(**event_facts(milestone, by, at), amount=part)
