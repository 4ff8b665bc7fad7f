"""What a match is made of: what is asked for, what is offered, what both are judged by, and the published weights."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from attrs import field, frozen

from upclone.domain.market.briefs import Brief
from upclone.domain.market.standing import Standing
from upclone.domain.people.profiles import FreelancerProfile


class Factor(StrEnum):
    """What counts, in the order in which it is told."""

    SKILLS = "skills"
    CATEGORY = "category"
    RATE = "rate"
    AVAILABILITY = "availability"
    PLACE = "place"
    LANGUAGE = "language"
    RATING = "rating"
    COMPLETED = "completed"
    RESPONSE = "response"
    NEWNESS = "newness"


WEIGHTS: Final[Mapping[Factor, int]] = {
    Factor.SKILLS: 400,
    Factor.CATEGORY: 100,
    Factor.RATE: 120,
    Factor.AVAILABILITY: 60,
    Factor.PLACE: 80,
    Factor.LANGUAGE: 60,
    Factor.RATING: 80,
    Factor.COMPLETED: 40,
    Factor.RESPONSE: 30,
    Factor.NEWNESS: 30,
}
"""The most points that each factor gives: 1,000 in all."""

MOST: Final = sum(WEIGHTS.values())


@frozen
class Need:
    """A job's brief; `offset` is the client's clock, in minutes east of Greenwich, where it is known."""

    brief: Brief
    offset: int | None = None


@frozen
class Offer:
    """A freelancer: the profile, the account's language, what the marketplace saw of them, how many days they have been
    here, and their clock."""

    profile: FreelancerProfile
    standing: Standing
    language: str = ""
    days_here: int = 0
    offset: int | None = None


@frozen
class Knowledge:
    """What both are judged by: in how many of `jobs` open jobs a skill is asked for (`docs`), the category above each
    sub-category, the skill that a merged one counts as, and the day."""

    today: date
    jobs: int = 0
    docs: Mapping[str, int] = field(factory=dict)
    parents: Mapping[str, str] = field(factory=dict)
    merged: Mapping[str, str] = field(factory=dict)

    def weight(self, slug: str) -> int:
        """What a skill weighs: 2 where most jobs ask for it, one more for each time that it is asked for half as
        often."""
        return 1 + (self.jobs // (self.docs.get(slug, 0) + 1) + 1).bit_length()

    def canonical(self, slug: str) -> str:
        """The skill that a slug counts as."""
        return self.merged.get(slug, slug)


Fact = str | int | tuple[str, ...]


@frozen
class Reason:
    """Why a part has its points, as data: a code, and what the words of it need. Words are written at the edge."""

    code: str
    facts: Mapping[str, Fact] = field(factory=dict)


@frozen
class Part:
    """What one factor gives: `points` of at most `most`."""

    factor: Factor
    points: int
    most: int
    reason: Reason


@frozen
class Match:
    """How well an offer fits a need: the parts, one a factor."""

    parts: tuple[Part, ...]

    @property
    def score(self) -> int:
        """The sum of the parts."""
        return sum(part.points for part in self.parts)

    def part(self, factor: Factor) -> Part:
        """The part of one factor."""
        return next(part for part in self.parts if part.factor is factor)
