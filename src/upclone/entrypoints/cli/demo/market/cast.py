"""Who there is and what they want, as the data files say it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from attrs import field, frozen

from upclone.domain.market.briefs import Duration, Payment
from upclone.domain.money import Money
from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.places import Place
from upclone.domain.people.profiles import Fluency, LanguageSkill, Level, Position
from upclone.entrypoints.web.people.demo_accounts import ACCOUNTS

_DATA: Final = files(__package__)
_PAY: Final = re.compile(r"(\d+)(/h)? ([dwml]) ([eix])")
_DURATIONS: Final = dict(zip("dwml", Duration, strict=True))
_LEVELS: Final = dict(zip("eix", Level, strict=True))
_DEMO: Final = {account.key: account for account in ACCOUNTS}


@frozen
class Person:
    """`said` is what the data file says of them, `kind` the part of it: freelancer, client or staff. `demo` names the
    account that every visitor may be."""

    kind: str
    name: str
    email: str
    language: str
    demo: str
    said: Mapping[str, Any] = field(repr=False, eq=False)

    @property
    def operates(self) -> bool:
        """Whether the marketplace is theirs to look after: an operator opens such an account."""
        return bool(self.demo) and AccountRole.ADMIN in _DEMO[self.demo].roles

    @property
    def categories(self) -> tuple[str, ...]:
        """Where they work."""
        return tuple(self.said.get("categories", ()))

    @property
    def skills(self) -> tuple[tuple[str, int], ...]:
        """By name, with years."""
        named = (each.rsplit(":", 1) for each in self.said["skills"])
        return tuple((name, int(years)) for name, years in named)

    @property
    def languages(self) -> tuple[LanguageSkill, ...]:
        """That they speak; of those without a code of two letters, none."""
        said = (each.split(":") for each in self.said["speaks"].split())
        return tuple(LanguageSkill(code, Fluency(how)) for code, how in said)

    @property
    def experience(self) -> tuple[Position, ...]:
        """What they did."""
        parts = (_parts(each) for each in self.said["worked"])
        return tuple(
            Position(title, company, date.fromisoformat(began), date.fromisoformat(ended), what)
            for title, company, began, ended, what in parts
        )

    @property
    def works(self) -> tuple[tuple[str, str], ...]:
        """Titles and descriptions of what they show."""
        pairs = (_parts(each) for each in self.said["shown"])
        return tuple((title, what) for title, what in pairs)


@frozen
class Wish:
    """What one client asks for. `price` is the whole budget or, where `payment` says so, that of an hour."""

    number: int
    client: Person
    title: str
    category: str
    skills: tuple[str, ...]
    payment: Payment
    price: Money
    duration: Duration
    level: Level
    text: str


@frozen
class Cast:
    """Everybody, and everything that is asked for, in the order of the files."""

    freelancers: tuple[Person, ...]
    clients: tuple[Person, ...]
    staff: tuple[Person, ...]
    wishes: tuple[Wish, ...]
    places: Mapping[str, tuple[Place, str]]

    @property
    def people(self) -> tuple[Person, ...]:
        """All of them, those first who look after the place."""
        return (*self.staff, *self.clients, *self.freelancers)


@cache
def cast() -> Cast:
    """What the files say."""
    said = tomllib.loads((_DATA / "people.toml").read_text("utf-8"))
    freelancers, clients, staff = (_people(kind, said[kind]) for kind in ("freelancer", "client", "staff"))
    wishes = _wishes((_DATA / "jobs.txt").read_text("utf-8"), {each.name: each for each in clients})
    places = {
        city: (Place(city, country, latitude, longitude), zone)
        for city, (country, latitude, longitude, zone) in said["cities"].items()
    }
    return Cast(freelancers, clients, staff, wishes, places)


@cache
def words() -> Mapping[str, Mapping[str, Any]]:
    """The sentences, by language."""
    return tomllib.loads((_DATA / "words.toml").read_text("utf-8"))


def _people(kind: str, said: Sequence[Mapping[str, Any]]) -> tuple[Person, ...]:
    return tuple(_person(kind, each) for each in said)


def _person(kind: str, said: Mapping[str, Any]) -> Person:
    demo = said.get("demo", "")
    name = _DEMO[demo].name if demo else said["name"]
    assert said.get("name", name) == name, f"the page of signing in calls them {name}"
    email = _DEMO[demo].email if demo else f"{_plain(name)}@example.org"
    return Person(kind, name, email, said["language"], demo, said)


def _plain(name: str) -> str:
    """A part of an address: `mäelle Kervadec` is `maelle.kervadec`."""
    from unicodedata import normalize

    letters = normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", ".", letters).strip(".")


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.split(" | ")]


def _wishes(text: str, clients: Mapping[str, Person]) -> tuple[Wish, ...]:
    found: list[Wish] = []
    client: Person | None = None
    for line in filter(None, text.splitlines()):
        if line.startswith("="):
            client = clients[line[1:].strip()]
        elif not line.startswith("#"):
            assert client is not None, "somebody asks"
            found.append(_wish(len(found), client, _parts(line)))
    return tuple(found)


def _wish(number: int, client: Person, parts: Sequence[str]) -> Wish:
    title, category, skills, pay, text = parts
    match = _PAY.fullmatch(pay)
    assert match is not None, f"{pay} is a price, how long it takes, and a level"
    payment = Payment.HOURLY if match[2] else Payment.FIXED
    price = Money(int(match[1]) * 100, client.said["currency"])
    named = tuple(skills.split(", "))
    return Wish(number, client, title, category, named, payment, price, _DURATIONS[match[3]], _LEVELS[match[4]], text)
