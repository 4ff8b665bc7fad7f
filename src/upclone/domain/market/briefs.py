"""Briefs: what a client asks for, whatever has become of the job that it makes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.errors import Invalid
from upclone.domain.money import Money, price
from upclone.domain.people.places import Place
from upclone.domain.people.profiles import Level
from upclone.domain.text import line, text

MOST_SKILLS: Final = 20
MOST_QUESTIONS: Final = 10
MOST_ATTACHMENTS: Final = 10
LATEST: Final = timedelta(days=365)
"""How far ahead the last day to apply may lie."""

_READ: Final = ("title", "description", "questions", "attachments")
_LANGUAGE: Final = re.compile("[a-z]{2,3}")


class Payment(StrEnum):
    """How the work is paid."""

    FIXED = "fixed"
    HOURLY = "hourly"


class Duration(StrEnum):
    """How long it will take: less than a week, less than a month, one to six months, longer."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    LONG = "long"


class Visibility(StrEnum):
    """Who may see the job while it is open: everybody, who is invited, or the one person it is offered to."""

    PUBLIC = "public"
    INVITED = "invited"
    DIRECT = "direct"


@frozen
class Finding:
    """What a rule of review holds back: its name, the brief's field, the words at fault, and why, in a sentence."""

    rule: str
    field: str
    excerpt: str
    words: str


EVERY_JOB: Final = Finding("every_job", "", "", "Every job is read by a moderator before it is published.")
"""Where the house wants to see all of them: also again, whenever their texts change."""


@frozen
class Brief:
    """What is asked for. `description` is Markdown.

    `budget` is the whole price of a fixed job or the highest hourly rate of an hourly one, `budget_from` the lowest,
    in the same currency. `category`, `skills` (required) and `extra_skills` (welcome) are slugs. `place` is where the
    work must be done, None where that may be anywhere. `attachments` are ids of the client's files.
    """

    title: str
    description: str
    payment: Payment
    budget: Money
    budget_from: Money | None = None
    category: str = ""
    skills: tuple[str, ...] = ()
    extra_skills: tuple[str, ...] = ()
    level: Level | None = None
    duration: Duration | None = None
    place: Place | None = None
    apply_until: datetime | None = None
    questions: tuple[str, ...] = ()
    attachments: tuple[UUID, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    language: str = "en"


def says_the_same(one: Brief, other: Brief) -> bool:
    """Whether there is nothing to read in one that is not in the other."""
    return all(
        getattr(one, part) == getattr(other, part) for part in ("title", "description", "questions", "attachments")
    )


def written(brief: Brief, at: datetime, before: Brief | None = None) -> Brief:
    """The brief as it is kept: its texts clean, nothing twice, every field within its limits. Raises Invalid.

    A last day to apply that it had `before` may have passed meanwhile."""
    skills = _words(brief.skills, "skills", MOST_SKILLS, 60)
    extra = _words(brief.extra_skills, "extra_skills", MOST_SKILLS, 60)
    until = brief.apply_until
    if not _LANGUAGE.fullmatch(brief.language):
        raise Invalid("language", "must be a language's code such as en or fr")
    return evolve(
        brief,
        title=line(brief.title, "title", 150),
        description=text(brief.description, "description", 20_000),
        budget=price(brief.budget, "budget.amount_minor"),
        budget_from=_lowest(brief),
        category=text(brief.category, "category", 60, shortest=0),
        skills=skills,
        extra_skills=tuple(word for word in extra if word not in skills),
        apply_until=until if before and before.apply_until == until else _ahead(until, at),
        questions=_words(brief.questions, "questions", MOST_QUESTIONS, 500),
        attachments=_few(brief.attachments),
    )


def _words(words: Iterable[str], field: str, most: int, longest: int) -> tuple[str, ...]:
    clean = tuple(dict.fromkeys(text(word, f"{field}.{number}", longest) for number, word in enumerate(words)))
    if len(clean) > most:
        raise Invalid(field, f"must be at most {most}")
    return clean


def _few(attachments: tuple[UUID, ...]) -> tuple[UUID, ...]:
    files = tuple(dict.fromkeys(attachments))
    if len(files) > MOST_ATTACHMENTS:
        raise Invalid("attachments", f"must be at most {MOST_ATTACHMENTS}")
    return files


def _lowest(brief: Brief) -> Money | None:
    lowest = brief.budget_from
    if lowest is None:
        return None
    if lowest.currency != brief.budget.currency:
        raise Invalid("budget_from.currency", f"must be {brief.budget.currency}, the budget's currency")
    price(lowest, "budget_from.amount_minor")
    if lowest.amount_minor > brief.budget.amount_minor:
        raise Invalid("budget_from.amount_minor", "must not be more than the budget")
    return lowest


def _ahead(until: datetime | None, at: datetime) -> datetime | None:
    if until is None:
        return None
    assert until.tzinfo is not None, "times are aware"
    if not at < until <= at + LATEST:
        raise Invalid("apply_until", "must lie ahead, by one year at most")
    return until
