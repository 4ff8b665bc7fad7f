"""Profiles: what freelancers and clients say about themselves beside their account.

Every text is cleaned and every list is bounded here. Whether a time zone exists is known at the edge alone: that is a
matter of files on a disk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.errors import Invalid
from upclone.domain.money import Money, price
from upclone.domain.people import codes, places
from upclone.domain.people.places import Place
from upclone.domain.text import line, text

MOST: Final[Mapping[str, int]] = {
    "skills": 50,
    "categories": 10,
    "languages": 20,
    "experience": 40,
    "education": 20,
    "portfolio": 40,
    "files": 10,
}
"""How long each list may be."""

MOST_RADIUS_KM: Final = 1_000
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ZONE: Final = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}")
_SIGNS: Final = re.compile(r"[\x21-\x7e]+")


class Level(StrEnum):
    """How far somebody is in something, or has to be."""

    ENTRY = "entry"
    INTERMEDIATE = "intermediate"
    EXPERT = "expert"


class Fluency(StrEnum):
    """How well somebody speaks a language."""

    BASIC = "basic"
    FLUENT = "fluent"
    NATIVE = "native"


@frozen
class SkillLevel:
    """A skill by its slug, with years of practice."""

    slug: str
    level: Level
    years: int = 0


@frozen
class Availability:
    """Hours a week, from a day on (None: at once), in an IANA time zone."""

    hours_per_week: int
    from_on: date | None
    time_zone: str


@frozen
class LanguageSkill:
    """A language by its ISO 639-1 code."""

    code: str
    level: Fluency


@frozen
class Position:
    """Work that somebody did; `to_on` is None while it lasts."""

    title: str
    company: str
    from_on: date
    to_on: date | None = None
    description: str = ""


@frozen
class Study:
    """What somebody learned, and where; `to_on` is None while it lasts."""

    title: str
    school: str
    from_on: date
    to_on: date | None = None
    description: str = ""


@frozen
class Piece:
    """One work of a portfolio. `link` is shown and never fetched; `files` are ids of the owner's files."""

    id: UUID
    title: str
    description: str = ""
    link: str = ""
    files: tuple[UUID, ...] = ()


@frozen
class FreelancerProfile:
    """`id` is the account's. `rate` is for an hour. `radius_km` says how far from `place` one works on site."""

    id: UUID
    skills: tuple[SkillLevel, ...] = ()
    categories: tuple[str, ...] = ()
    rate: Money | None = None
    level: Level | None = None
    availability: Availability | None = None
    place: Place | None = None
    remote: bool = True
    on_site: bool = False
    radius_km: int = 0
    languages: tuple[LanguageSkill, ...] = ()
    experience: tuple[Position, ...] = ()
    education: tuple[Study, ...] = ()
    portfolio: tuple[Piece, ...] = ()
    listed: bool = True

    @property
    def files(self) -> tuple[UUID, ...]:
        """Every file of the portfolio, in order, each once."""
        return tuple(dict.fromkeys(id for piece in self.portfolio for id in piece.files))


@frozen
class ClientProfile:
    """`id` is the account's. `site` is shown and never fetched."""

    id: UUID
    company: str = ""
    sector: str = ""
    site: str = ""


def web_address(value: str, field: str) -> str:
    """An http or https address that names a host and carries no credentials; empty for none. Raises Invalid.

    It is shown as a link. Nothing here ever opens it, so where it leads is the reader's own decision."""
    address = value.strip()
    if not address:
        return ""
    rule = "must be a web address such as https://example.org/work"
    if len(address) > 500 or not _SIGNS.fullmatch(address):
        raise Invalid(field, rule)
    try:
        parts = urlsplit(address)
        named = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise Invalid(field, rule) from None
    if not named or "@" in parts.netloc or "\\" in parts.netloc:
        raise Invalid(field, rule)
    return address


def edit(profile: FreelancerProfile, **changes: Any) -> FreelancerProfile:
    """Change what a freelancer says. The portfolio has verbs of its own. Raises Invalid, naming the field."""
    edited = _checked(evolve(profile, **changes), _FREELANCER, changes)
    if not (edited.remote or edited.on_site):
        raise Invalid("remote", "must be true for who does not work on site: one of the two is needed")
    return edited


def edit_client(profile: ClientProfile, **changes: Any) -> ClientProfile:
    """Change what a client says. Raises Invalid, naming the field."""
    return _checked(evolve(profile, **changes), _CLIENT, changes)


Kept = TypeVar("Kept", FreelancerProfile, ClientProfile)
Item = TypeVar("Item")


def _checked(profile: Kept, rules: Mapping[str, Callable[[Any, str], Any]], changes: Mapping[str, Any]) -> Kept:
    cleaned = {name: rules[name](getattr(profile, name), name) for name in changes}
    clean = evolve(profile, **cleaned)
    return clean


def _list(check: Callable[[Any, str], Any], unique: Callable[[Any], Any]) -> Callable[[Sequence[Any], str], Any]:
    """A rule for a list: `check` for each item, no two with the same `unique` part, as many as MOST says."""

    def rule(items: Sequence[Any], field: str) -> tuple[Any, ...]:
        if len(items) > MOST[field]:
            raise Invalid(field, f"must have at most {MOST[field]} items")
        clean = tuple(check(item, f"{field}.{place}") for place, item in enumerate(items))
        parts = [unique(item) for item in clean]
        for place, part in enumerate(parts):
            if part in parts[:place]:
                raise Invalid(f"{field}.{place}", "is in the list already")
        return clean

    return rule


def _optional(check: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    return lambda value, field: None if value is None else check(value, field)


def _as_it_is(value: Item, field: str) -> Item:
    return value


def _whole(least: int, most: int) -> Callable[[int, str], int]:
    def rule(value: int, field: str) -> int:
        if not least <= value <= most:
            raise Invalid(field, f"must lie between {least} and {most}")
        return value

    return rule


def slug(value: str, field: str) -> str:
    """The short name of a skill or a category. Raises Invalid."""
    if len(value) > 80 or not _SLUG.fullmatch(value):
        raise Invalid(field, "must be a short name of small letters, digits and hyphens such as web-design")
    return value


def _skill(skill: SkillLevel, field: str) -> SkillLevel:
    years = _whole(0, 60)(skill.years, f"{field}.years")
    return evolve(skill, slug=slug(skill.slug, f"{field}.slug"), years=years)


def _availability(given: Availability, field: str) -> Availability:
    _whole(1, 80)(given.hours_per_week, f"{field}.hours_per_week")
    if len(given.time_zone) > 60 or not _ZONE.fullmatch(given.time_zone):
        raise Invalid(f"{field}.time_zone", "must be a time zone of IANA such as Europe/Paris")
    return given


def _place(given: Place, field: str) -> Place:
    return places.place(given.city, given.country, given.latitude, given.longitude, field)


def _language(given: LanguageSkill, field: str) -> LanguageSkill:
    return evolve(given, code=codes.language(given.code, f"{field}.code"))


def _period(from_on: date, to_on: date | None, field: str) -> None:
    if to_on is not None and to_on < from_on:
        raise Invalid(f"{field}.to_on", "must not lie before from_on")


def _position(given: Position, field: str) -> Position:
    _period(given.from_on, given.to_on, field)
    return evolve(
        given,
        title=line(given.title, f"{field}.title", 150),
        company=line(given.company, f"{field}.company", 150),
        description=text(given.description, f"{field}.description", 5_000, shortest=0),
    )


def _study(given: Study, field: str) -> Study:
    _period(given.from_on, given.to_on, field)
    return evolve(
        given,
        title=line(given.title, f"{field}.title", 150),
        school=line(given.school, f"{field}.school", 150),
        description=text(given.description, f"{field}.description", 5_000, shortest=0),
    )


_FREELANCER: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "skills": _list(_skill, unique=lambda skill: skill.slug),
    "categories": _list(slug, unique=str),
    "rate": _optional(lambda rate, field: price(rate, f"{field}.amount_minor")),
    "level": _as_it_is,
    "availability": _optional(_availability),
    "place": _optional(_place),
    "remote": _as_it_is,
    "on_site": _as_it_is,
    "radius_km": _whole(0, MOST_RADIUS_KM),
    "languages": _list(_language, unique=lambda language: language.code),
    "experience": _list(_position, unique=lambda position: position),
    "education": _list(_study, unique=lambda study: study),
    "listed": _as_it_is,
}

_CLIENT: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "company": lambda value, field: line(value, field, 150, shortest=0),
    "sector": lambda value, field: line(value, field, 100, shortest=0),
    "site": web_address,
}
