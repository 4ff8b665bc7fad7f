"""What was committed to of an entry's activity, as both sides see it: how much, and what was revealed of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from attrs import frozen

from upclone.domain.deals import commitments
from upclone.entrypoints.api.deals.hours import SampleShape, TimeEntryShape

SHORT: Final = 12
"""Digits of a commitment that tell it apart for people; the API gives all 64."""
MOST: Final = 12
"""Commitments that are listed without having been revealed."""


@frozen
class Revealed:
    """One that was shown: its number from 1, and whether it is what was committed to, computed again now."""

    number: int
    at: datetime
    count: int
    short: str
    sound: bool


@frozen
class Samples:
    """Those of an entry. `hidden` are the first that nobody revealed, short; `more` are not listed."""

    count: int
    revealed: tuple[Revealed, ...]
    hidden: tuple[str, ...]
    more: int


def samples_of(entry: TimeEntryShape, zone: str) -> Samples:
    """An entry's, by the clock of the contract."""
    clock = ZoneInfo(zone)
    shown = [_revealed(number, each, clock) for number, each in enumerate(entry.samples, 1) if each.salt is not None]
    hidden = [each.commitment[:SHORT] for each in entry.samples if each.salt is None]
    return Samples(len(entry.samples), tuple(shown), tuple(hidden[:MOST]), len(hidden[MOST:]))


def _revealed(number: int, sample: SampleShape, clock: ZoneInfo) -> Revealed:
    assert sample.salt is not None
    assert sample.minute is not None
    assert sample.count is not None
    made = commitments.commit(sample.salt, commitments.moment(sample.minute), sample.count)
    short, sound = sample.commitment[:SHORT], made == sample.commitment
    return Revealed(number, sample.minute.astimezone(clock), sample.count, short, sound)
