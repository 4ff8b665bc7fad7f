"""Samples of activity: committed to by the freelancer's own tool, and revealed one by one."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.deals import commitments
from upclone.domain.deals.commitments import Sample
from upclone.domain.deals.hours import Move, TimeEntry, TimeEvent, event_facts, move_on
from upclone.domain.errors import Invalid

MAX_SAMPLES: Final = 2_000


@frozen(kw_only=True)
class ActivityCommitted(TimeEvent):
    """The freelancer's tool committed to `samples` more of them."""

    samples: int


@frozen(kw_only=True)
class ActivityRevealed(TimeEvent):
    """One sample was shown, and is what was committed to."""

    number: int
    count: int


def commit(entry: TimeEntry, given: tuple[str, ...], by: Actor, at: datetime) -> tuple[TimeEntry, ActivityCommitted]:
    """Add commitments to samples of activity, which stay with the freelancer until they reveal one."""
    moved = move_on(entry, Move.COMMIT, by)
    if not given or len(entry.samples) + len(given) > MAX_SAMPLES:
        raise Invalid("commitments", f"must be at least one, and at most {MAX_SAMPLES} an entry")
    added = tuple(Sample(commitments.committed(each)) for each in given)
    return evolve(moved, samples=(*entry.samples, *added)), ActivityCommitted(
        **event_facts(entry, by, at), samples=len(added)
    )


def reveal(
    entry: TimeEntry, number: int, salt: str, minute: datetime, count: int, by: Actor, at: datetime
) -> tuple[TimeEntry, ActivityRevealed]:
    """Show the sample with this number, counted from 1. Raises Invalid where it is not what was committed to."""
    moved = move_on(entry, Move.REVEAL, by)
    if not 1 <= number <= len(entry.samples):
        raise Invalid("number", f"must be 1 to {len(entry.samples)}: there are no others")
    shown = commitments.reveal(entry.samples[number - 1], salt, minute, count)
    samples = (*entry.samples[: number - 1], shown, *entry.samples[number:])
    return evolve(moved, samples=samples), ActivityRevealed(**event_facts(entry, by, at), number=number, count=count)
