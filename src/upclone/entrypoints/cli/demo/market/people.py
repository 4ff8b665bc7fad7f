"""They come, say who they are, and set up how they pay and are paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from random import Random
from typing import Any, Final

from upclone.application.people.links import token_of
from upclone.domain.money import Money
from upclone.domain.payments.methods import Purpose
from upclone.domain.payments.schedules import Rhythm
from upclone.domain.people import proofs
from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.profiles import Availability, Level, Piece, SkillLevel
from upclone.entrypoints.cli.demo.market import drawing
from upclone.entrypoints.cli.demo.market.cast import Person, cast
from upclone.entrypoints.cli.demo.market.plan import NEWCOMERS
from upclone.entrypoints.cli.demo.market.town import Step, Town
from upclone.entrypoints.web.people.demo_accounts import PASSWORD

GATEWAY: Final = "sandbox"
FIRST_DAYS: Final = timedelta(days=20)
"""Within them most people come: jobs wait for it."""

_ROLES: Final = {"freelancer": AccountRole.FREELANCER, "client": AccountRole.CLIENT}


def steps(people: tuple[Person, ...], begins: datetime, present: datetime) -> Iterator[Step]:
    """Everybody arrives, one after the other; some of them late."""
    for place, person in enumerate(people):
        at = begins + FIRST_DAYS * 0.9 * place / len(people)
        if person.name in NEWCOMERS:
            at = present - timedelta(days=NEWCOMERS[person.name])
        yield Step(at, f"join {person.email}", partial(_join, person))
        yield Step(at + timedelta(hours=2), f"shows {person.email}", partial(_tell, person))
        if person.kind != "staff":
            yield Step(at + timedelta(hours=5), f"method {person.email}", partial(_set_up, person))


def _join(person: Person, town: Town) -> None:
    """The admins first: who looks after the place is made by an operator."""
    doors = town.doors
    if person.operates:
        made = doors.accounts.create_admin(person.email, PASSWORD, person.name)
        town.ids[person.email] = made.id
        return
    role = _ROLES.get(person.kind, AccountRole.CLIENT)
    with doors.unit_of_work() as work:
        account = doors.accounts.sign_up(person.email, PASSWORD, person.name, frozenset({role}))
        proof = work.proofs.waiting(account.id, proofs.Purpose.VERIFY_EMAIL)[0]
    town.ids[person.email] = account.id
    doors.addresses.verify(token_of(doors.seals, proof))
    if person.kind == "staff":
        doors.roles.assign(town.staff("admin"), account.id, give={AccountRole.MODERATOR})


def _tell(person: Person, town: Town) -> None:
    doors, actor = town.doors, town.actor(person)
    photo = doors.files.upload(actor, "portrait.png", BytesIO(drawing.avatar(person.name, person.said["looks"])))
    place, _ = cast().places[person.said["city"]]
    about = {
        "headline": person.said["headline"],
        "bio": person.said["bio"],
        "country": place.country,
        "language": person.language,
        "photo": photo.id,
    }
    company = {"company": person.said["company"], "sector": person.said["sector"]} if person.kind == "client" else None
    doors.profiles.edit(actor, about, _freelancer(person) if person.kind == "freelancer" else None, company)
    if person.kind == "freelancer":
        for title, what in person.works:
            picture = doors.files.upload(actor, "work.png", BytesIO(drawing.work(title)))
            doors.profiles.add_piece(actor, Piece(picture.id, title, what, files=(picture.id,)))


def _freelancer(person: Person) -> dict[str, Any]:
    place, zone = cast().places[person.said["city"]]
    return {
        "skills": tuple(SkillLevel(name, _level(years), years) for name, years in person.skills),
        "categories": person.categories,
        "rate": Money(person.said["rate"] * 100, "EUR"),
        "level": Level(person.said["level"]),
        "availability": Availability(person.said["hours"], None, zone),
        "place": place,
        "languages": person.languages,
        "experience": person.experience,
    }


def _level(years: int) -> Level:
    return Level.EXPERT if years > 5 else Level.INTERMEDIATE if years > 2 else Level.ENTRY


def _set_up(person: Person, town: Town) -> None:
    doors, actor = town.doors, town.actor(person)
    if person.kind == "client":
        doors.methods.begin(actor, Purpose.PAYING, GATEWAY, "", PASSWORD, "")
        return
    doors.methods.begin(actor, Purpose.BEING_PAID, GATEWAY, "", PASSWORD, "")
    if not person.demo:
        day = Random(person.email).randint(1, 7)  # noqa: S311  (a story, no secret)
        doors.withdrawals.schedule(actor, GATEWAY, Rhythm.WEEKLY, day)
