"""What searches find. What a viewer may not see is never among it: that is part of the reads.

Cursors are bytes that only the store understands; Invalid is raised for any that it did not make.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from attrs import field, frozen

from upclone.application.reads.market import JobView
from upclone.application.reads.paging import Page, Slice
from upclone.domain.actors import Actor
from upclone.domain.market.searches import Near, Search, Span, Wanted
from upclone.domain.money import Money

COUNTED: Final = 1_000
"""Facets count the newest matches, and no more than this."""


class JobOrder(StrEnum):
    """`relevance` puts first what fits the words best, among the newest; `budget` the highest, in one currency."""

    NEWEST = "newest"
    RELEVANCE = "relevance"
    BUDGET = "budget"


class FreelancerOrder(StrEnum):
    """`merit` puts first who did well so far; `rate` the highest, in one currency."""

    MERIT = "merit"
    RELEVANCE = "relevance"
    RATE = "rate"


@frozen
class FreelancersWanted:
    """What a freelancer must be like. What is None, False or empty asks for nothing. `rating_min` is in hundredths of a
    star, `hours_min` a week, `years_min` the practice in any skill; every one of `languages` must be spoken."""

    words: str = ""
    skills: tuple[str, ...] = ()
    category: str = ""
    rate: Span | None = None
    level: str = ""
    hours_min: int | None = None
    years_min: int | None = None
    remote: bool = False
    near: Near | None = None
    city: str = ""
    country: str = ""
    languages: tuple[str, ...] = ()
    rating_min: int | None = None


@frozen
class Count:
    """How many of the counted have this value."""

    value: str
    count: int


@frozen
class Facets:
    """Counts by facet, the most frequent value first, over the newest `total`; `more` says that there are others."""

    total: int
    more: bool
    counts: Mapping[str, tuple[Count, ...]]


@frozen
class JobsFound:
    """A page. `corrected` names the words that were taken for others."""

    items: tuple[JobView, ...]
    next: bytes | None
    corrected: Mapping[str, str] = field(factory=dict)
    facets: Facets | None = None


@frozen
class FreelancerCard:
    """A freelancer in a list. `rating` is in hundredths of a star, 0 where nobody has judged yet; `photo` is a file of
    theirs, `completed` the contracts that they brought to their end, `language` the one that they write in here."""

    id: UUID
    name: str
    headline: str
    country: str
    categories: tuple[str, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    level: str | None
    rate: Money | None
    hours_per_week: int | None
    years: int
    rating: int
    photo: UUID | None = None
    completed: int = 0
    language: str = ""


@frozen
class FreelancersFound:
    """A page. `facets` say how many there are; no values are counted."""

    items: tuple[FreelancerCard, ...]
    next: bytes | None
    corrected: Mapping[str, str] = field(factory=dict)
    facets: Facets | None = None


class SearchReads(Protocol):
    """`viewer` is None for somebody who is not signed in."""

    def jobs(
        self, viewer: Actor | None, wanted: Wanted, order: JobOrder, limit: int, after: bytes | None, facets: bool
    ) -> JobsFound:
        """Open jobs for everybody, of clients who may act. Raises Invalid for what can't be asked."""
        ...

    def freelancers(
        self, wanted: FreelancersWanted, order: FreelancerOrder, limit: int, after: bytes | None, facets: bool
    ) -> FreelancersFound:
        """Listed freelancers who may act."""
        ...

    def cards(self, ids: Sequence[UUID]) -> tuple[FreelancerCard, ...]:
        """These listed freelancers who may act, in this order."""
        ...

    def search(self, viewer: Actor, id: UUID) -> Search | None:
        """A kept one of the viewer's own."""
        ...

    def searches(self, viewer: Actor, page: Slice) -> Page[Search]:
        """Those that the viewer keeps, newest first."""
        ...
