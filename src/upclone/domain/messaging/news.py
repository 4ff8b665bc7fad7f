"""News by letter: what it can be about, how soon each person wants it, and when it goes out.

What happens is always shown on the site. A letter says it as well: at once, where several things that happen to one
object within some minutes make one letter; or once a day, all of them in one; or not at all. What the law and the
safety of an account want is written in any case, at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.domain.actors import CLOCK, Role
from upclone.domain.errors import Invalid
from upclone.domain.events import Event


class Topic(StrEnum):
    """What news is about. Essential: one's account and ways to be paid, decisions, and banks that want money back."""

    HIRING = "hiring"
    CONTRACTS = "contracts"
    MONEY = "money"
    DISPUTES = "disputes"
    SUGGESTIONS = "suggestions"
    ESSENTIAL = "essential"


class How(StrEnum):
    """How soon somebody wants it by letter."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


DEFAULTS: Final[Mapping[Topic, How]] = MappingProxyType(
    {
        Topic.HIRING: How.AT_ONCE,
        Topic.CONTRACTS: How.AT_ONCE,
        Topic.MONEY: How.AT_ONCE,
        Topic.DISPUTES: How.AT_ONCE,
        Topic.SUGGESTIONS: How.DAILY,
        Topic.ESSENTIAL: How.AT_ONCE,
    }
)
"""What holds where somebody chose nothing."""

FIXED: Final = frozenset({Topic.ESSENTIAL})
"""What nobody can switch off, or have later."""

SLACK: Final = timedelta(seconds=20)
"""How long a letter waits for what follows: a signature, and the contract that begins with it."""

REST: Final = timedelta(minutes=10)
"""How long an object that was just written about is not written about again: what happens meanwhile is gathered."""

DAY_BREAKS: Final = time(6, tzinfo=UTC)
"""When the day's letter is written."""


@frozen
class Posting:
    """How an event is to be written about to the accounts `to`.

    `about` is the object whose news make one letter. Where somebody chose nothing, `otherwise` holds. A letter at once
    goes out at `soon`, or `rest` after the last one about the same; the day's letter at `daily`.
    """

    topic: Topic
    about: UUID
    to: tuple[UUID, ...]
    otherwise: How
    soon: datetime
    rest: timedelta
    daily: datetime


@frozen
class Gathered:
    """News of one account that go into one letter, oldest first; `topic` is None for those of a day."""

    how: How
    topic: Topic | None
    events: tuple[UUID, ...]


@frozen(kw_only=True)
class NewsGathered(Event):
    """A letter is due to its subject, an account, about the events `told`; `topic` is None for those of a day."""

    topic: Topic | None
    told: tuple[UUID, ...]


def posting(topic: Topic, about: UUID, to: tuple[UUID, ...], at: datetime) -> Posting:
    """How something that happened `at` is to be written about."""
    return Posting(topic, about, to, DEFAULTS[topic], at + SLACK, REST, day_after(at))


def day_after(at: datetime) -> datetime:
    """When the next day's letter is written."""
    today = datetime.combine(at.astimezone(UTC).date(), DAY_BREAKS)
    return today if at < today else today + timedelta(days=1)


def checked(chosen: Mapping[Topic, How]) -> Mapping[Topic, How]:
    """What somebody chose. Raises Invalid for what is written in any case."""
    for topic in chosen:
        if topic in FIXED:
            raise Invalid(topic.value, "is written in any case: the law, and the safety of your account, want it")
    return chosen


def chosen(choices: Mapping[Topic, How]) -> dict[Topic, How]:
    """How soon each topic is written about, whatever was chosen of it."""
    return {topic: choices.get(topic, otherwise) for topic, otherwise in DEFAULTS.items()}


def gathered(account_id: UUID, letter: Gathered, at: datetime) -> NewsGathered:
    """That a letter is due."""
    return NewsGathered(
        subject_id=account_id, by=CLOCK.id, role=Role.CLOCK, at=at, topic=letter.topic, told=letter.events
    )
