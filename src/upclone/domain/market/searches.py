"""Searches: what somebody looks for, and the searches that they keep to be told of what comes.

`Wanted` is the whole question, as a page asks it once and as a kept search asks it again and again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.machine import Process, Rule, step
from upclone.domain.market.briefs import Payment
from upclone.domain.text import text

MOST_SEARCHES: Final = 50
"""How many one person may keep."""

LONGEST_WORDS: Final = 200
MOST_SKILLS: Final = 10
MOST_RADIUS_KM: Final = 1_000
TOLD_AT_MOST: Final = 20
"""How many jobs one alert names: the newest. The search itself shows them all."""


class Alert(StrEnum):
    """How soon its owner is told."""

    NEVER = "never"
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


EVERY: Final = {Alert.DAILY: timedelta(days=1), Alert.WEEKLY: timedelta(days=7)}


class State(StrEnum):
    """Whether it is kept."""

    ACTIVE = "active"
    ENDED = "ended"


class Move(StrEnum):
    """What can be done with it."""

    EDIT = "edit"
    END = "end"


MOVES: Final = {
    (State.ACTIVE, Move.EDIT): Rule(State.ACTIVE, by=Role.FREELANCER),
    (State.ACTIVE, Move.END): Rule(State.ENDED, by=Role.FREELANCER),
}

PROCESS: Final = Process(
    name="search",
    states=State,
    moves=MOVES,
    start={State.ACTIVE},
    end={State.ENDED},
)


@frozen
class Span:
    """Amounts from `least` to `most` in minor units of one currency; None is open."""

    currency: str
    least: int | None = None
    most: int | None = None


@frozen
class Near:
    """A circle: its centre in micro-degrees."""

    latitude: int
    longitude: int
    radius_km: int


@frozen
class Wanted:
    """What a job must be like. What is None, False or empty asks for nothing.

    `budget` asks for fixed prices and `rate` for hourly ones: with both, either will do. `remote` with `near` or `city`
    asks for either, too. `rating_min` is the client's average in hundredths of a star. `closes_before` is the last
    moment of applying.
    """

    words: str = ""
    skills: tuple[str, ...] = ()
    category: str = ""
    payment: Payment | None = None
    budget: Span | None = None
    rate: Span | None = None
    duration: str = ""
    level: str = ""
    remote: bool = False
    near: Near | None = None
    city: str = ""
    country: str = ""
    language: str = ""
    closes_before: datetime | None = None
    posted_since: datetime | None = None
    rating_min: int | None = None
    verified: bool = False
    client_id: UUID | None = None


def checked(wanted: Wanted) -> Wanted:
    """The same, with texts cleaned. Raises Invalid where it asks for what can't be."""
    for name, span in (("budget", wanted.budget), ("rate", wanted.rate)):
        if span is not None and span.least is not None and span.most is not None and span.least > span.most:
            raise Invalid(f"{name}_max", f"must not be less than {name}_min")
    if wanted.near is not None and not 1 <= wanted.near.radius_km <= MOST_RADIUS_KM:
        raise Invalid("radius_km", f"must lie between 1 and {MOST_RADIUS_KM}")
    if len(wanted.skills) > MOST_SKILLS:
        raise Invalid("skills", f"must be at most {MOST_SKILLS}")
    return evolve(
        wanted,
        words=text(wanted.words, "q", LONGEST_WORDS, shortest=0),
        skills=tuple(dict.fromkeys(wanted.skills)),
    )


@frozen
class Search:
    """A kept search. `tell_at` is when its owner is told next, of what was opened after `told_at`."""

    id: UUID
    owner_id: UUID
    name: str
    wanted: Wanted
    alert: Alert
    state: State
    created_at: datetime
    told_at: datetime
    tell_at: datetime | None
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """It is its owner's alone: whoever searches for jobs plays the freelancer."""
        return Role.FREELANCER if actor.id == self.owner_id else Role.STRANGER


@frozen(kw_only=True)
class SearchMatched(Event):
    """Jobs came that somebody waits for: the newest, 20 at most."""

    owner: UUID
    search: str
    job_ids: tuple[UUID, ...]


def keep(id: UUID, by: Actor, name: str, wanted: Wanted, alert: Alert, at: datetime) -> Search:
    """Keep a search, to be told of what comes from now on."""
    assert by.id is not None
    return Search(
        id=id,
        owner_id=by.id,
        name=text(name, "name", 100),
        wanted=checked(wanted),
        alert=alert,
        state=State.ACTIVE,
        created_at=at,
        told_at=at,
        tell_at=_due(alert, at),
    )


def edit(search: Search, by: Actor, name: str, wanted: Wanted, alert: Alert, at: datetime) -> Search:
    """Look for something else from now on, or be told at other times."""
    state = step(MOVES, search, Move.EDIT, search.role_of(by))
    same = alert is search.alert
    return evolve(
        search,
        state=state,
        name=text(name, "name", 100),
        wanted=checked(wanted),
        alert=alert,
        told_at=search.told_at if same else at,
        tell_at=search.tell_at if same else _due(alert, at),
    )


def told(search: Search, at: datetime) -> Search:
    """Its owner knows of what came until now. That is no move: it stays as it is, for the next time."""
    return evolve(search, told_at=at, tell_at=_due(search.alert, at))


def end(search: Search, by: Actor) -> Search:
    """Keep it no longer."""
    state = step(MOVES, search, Move.END, search.role_of(by))
    return evolve(search, state=state, tell_at=None)


def matched(search_id: UUID, owner: UUID, name: str, job_ids: tuple[UUID, ...], at: datetime) -> SearchMatched:
    """What the owner of a search is told."""
    facts: dict[str, Any] = {"subject_id": search_id, "by": None, "role": Role.CLOCK, "at": at}
    return SearchMatched(**facts, owner=owner, search=name, job_ids=job_ids[:TOLD_AT_MOST])


def _due(alert: Alert, at: datetime) -> datetime | None:
    return at + EVERY[alert] if alert in EVERY else None
