"""What goes on beside the deals: searches that are kept, money that is withdrawn, news that is read, and two people
who may not act for a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from upclone.domain.market.briefs import Payment
from upclone.domain.market.searches import Alert, Wanted
from upclone.domain.money import Money
from upclone.domain.payments import ledger
from upclone.domain.people.sessions import Origin
from upclone.entrypoints.cli.demo.market.cast import Person, words
from upclone.entrypoints.cli.demo.market.people import GATEWAY
from upclone.entrypoints.cli.demo.market.plan import LENGTH, NEWCOMERS, SUSPENDED, WARNED
from upclone.entrypoints.cli.demo.market.town import Step, Town

DAY: Final = timedelta(days=1)
WATCHED: Final = 50
"""Days of which it is known how many looked at a profile."""

LEAST: Final = 5_000
"""Minor units that are worth a withdrawal."""


def steps(people: tuple[Person, ...], present: datetime) -> Iterator[Step]:
    """Everybody's."""
    for place, person in enumerate(people):
        if person.kind == "freelancer":
            ago = min(150 - place, NEWCOMERS.get(person.name, LENGTH.days) - 1)
            yield Step(present - ago * DAY, f"search {person.email}", partial(_search, person))
        chance = Random(person.email)  # noqa: S311  (a story, no secret)
        read = 2 * DAY if person.demo else chance.uniform(0.2, 12) * DAY
        yield Step(present - read, f"reads {person.email}", partial(_read, person))
    for days in range(1, WATCHED):
        yield Step(present - days * DAY, f"visits {days}", partial(_visit, people, days))
    by_name = {each.name: each for each in people}
    demo = next((each for each in people if each.demo == "freelancer"), None)
    if demo is not None:
        for days, share, to in ((95, 60, ""), (60, 50, ""), (33, 70, ""), (12, 40, "acct_bounces"), (5, 50, "")):
            yield Step(present - days * DAY, f"withdraws {days}", partial(_withdraw, demo, share, to))
    if WARNED in by_name:
        stopped = partial(_suspend, by_name[WARNED], words()["staff"]["suspend_short"], 7)
        yield Step(present - 16 * DAY, "warned", stopped)
    if SUSPENDED in by_name:
        person = by_name[SUSPENDED]
        stopped = partial(_suspend, person, words()["staff"]["suspend"], 30)
        yield Step(present - 6 * DAY, "suspended", stopped)
        yield Step(present - 4 * DAY, "appealed", partial(_appeal, person))


def _search(person: Person, town: Town) -> None:
    chance = Random(person.name)  # noqa: S311
    skill = person.skills[0][0]
    wanted = chance.choice(
        (
            Wanted(category=person.categories[0]),
            Wanted(skills=(skill,)),
            Wanted(words=skill, payment=Payment.FIXED),
            Wanted(category=person.categories[-1], language=person.language),
        )
    )
    alert = chance.choice((Alert.AT_ONCE, Alert.DAILY, Alert.WEEKLY))
    with town.doors.unit_of_work() as work:
        slugs = work.categories.resolve_skills(wanted.skills)
    if slugs:
        wanted = Wanted(skills=tuple(slugs))
    town.doors.searches.keep(town.actor(person), skill, wanted, alert)


def _visit(people: tuple[Person, ...], days: int, town: Town) -> None:
    """Strangers look at profiles: more of them lately."""
    for person in people:
        chance = Random(f"{person.email} {days}")  # noqa: S311
        if person.kind == "freelancer" and NEWCOMERS.get(person.name, WATCHED) > days:
            for number in range(chance.randrange(6 - days // 12)):
                visitor = Origin(f"192.0.2.{chance.randrange(1, 255)}", f"Mozilla/5.0 ({number})")
                town.doors.views.saw(None, visitor, town.ids[person.email])


def _read(person: Person, town: Town) -> None:
    town.doors.notices.read_up_to(town.actor(person), None)


def _withdraw(person: Person, share: int, to: str, town: Town) -> None:
    """So many percent of what there is in euros. Where that is little, it stays."""
    owner = town.ids[person.email]
    with town.doors.unit_of_work() as work:
        available = work.ledger.balance(ledger.available(owner, GATEWAY, "EUR"))
    amount = Money(available.amount_minor * share // 100, "EUR")
    if amount.amount_minor >= LEAST:
        town.doors.transfers.pay_out(town.actor(person), owner, amount, GATEWAY, to)


def _suspend(person: Person, reason: str, days: int, town: Town) -> None:
    doors = town.doors
    until = doors.clock.now() + days * DAY
    made = doors.sanctions.suspend(town.staff("admin"), town.ids[person.email], reason, until)
    town.wrote(town.staff("admin"), "/users/{}/suspend", str(town.ids[person.email]), reason)
    town.ids[f"sanction {person.email}"] = made.id


def _appeal(person: Person, town: Town) -> None:
    town.doors.sanctions.appeal(town.actor(person), town.ids[f"sanction {person.email}"], words()["staff"]["appeal"])
