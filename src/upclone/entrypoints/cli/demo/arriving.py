"""Arriving: four people sign up, prove their addresses by the letters that they got, and say what they can do."""

from __future__ import annotations

import re
from typing import Any, Final

from upclone.application.ports.mail import Mailbox
from upclone.entrypoints.cli.demo.client import Client
from upclone.entrypoints.cli.demo.deal import PASSWORD, Deal, eur
from upclone.entrypoints.doors import Doors

_TOKEN: Final = re.compile(r"token=([\w.~-]+)")

INES: Final[dict[str, Any]] = {
    "skills": [
        {"slug": "Python", "level": "expert", "years": 9},
        {"slug": "e-commerce", "level": "expert", "years": 6},
        {"slug": "PostgreSQL", "level": "intermediate", "years": 5},
    ],
    "categories": ["web"],
    "rate": eur(6_500),
    "level": "expert",
    "availability": {"hours_per_week": 30, "time_zone": "Europe/Paris"},
    "place": {"city": "Lyon", "country": "FR", "latitude": 45.764, "longitude": 4.8357},
    "languages": [{"code": "fr", "level": "native"}, {"code": "en", "level": "fluent"}],
}
OLEG: Final[dict[str, Any]] = {
    "skills": [{"slug": "JS", "level": "intermediate", "years": 3}],
    "categories": ["web"],
    "rate": eur(4_000),
    "level": "intermediate",
    "availability": {"hours_per_week": 40, "time_zone": "Europe/Kyiv"},
    "languages": [{"code": "uk", "level": "native"}, {"code": "en", "level": "basic"}],
}


def sign_up(deal: Deal, doors: Doors) -> None:
    """Three people sign up; the operator's account is made at the desk, as `upclone accounts create-admin` does."""
    deal.terminal.act("Four people")
    _joins(deal, deal.marta, "Marta Łęcka", "client")
    deal.say(deal.marta, "signs up as a client: Marta Łęcka, a bookseller in Kraków.")
    deal.marta.put("/users/profile", country="PL", language="en", client={"company": "Księgarnia Łęcka"})
    _joins(deal, deal.ines, "Inès Beauséjour", "freelancer")
    deal.say(deal.ines, "signs up as a freelancer: Inès Beauséjour builds web shops.")
    _describes(
        deal, deal.ines, INES, country="FR", language="fr", headline="Online shops that people find their way in"
    )
    _joins(deal, deal.oleg, "Олег Коваль", "freelancer")
    _describes(deal, deal.oleg, OLEG, country="UA", language="en", headline="Frontend")
    doors.accounts.create_admin(email("noor", deal), PASSWORD, "Noor Haddad")
    deal.noor.token = deal.noor.post("/users/login", email=email("noor", deal), password=PASSWORD).data["token"]
    deal.say(deal.noor, "works for the marketplace; a command made her account.")


def email(name: str, deal: Deal) -> str:
    """An address that no other run of the demo uses."""
    plain = {"Inès": "ines", "Олег": "oleh"}.get(name, name.lower())
    return f"{plain}.{deal.run}@example.org"


def _joins(deal: Deal, who: Client, name: str, role: str) -> None:
    address = email(name.split()[0], deal)
    who.token = who.post("/users/signup", email=address, password=PASSWORD, name=name, role=role).data["token"]
    asked = who.last
    who.post("/users/email/verify", token=_from_the_letter(who, deal.letters, address))
    who.last = asked


def _from_the_letter(who: Client, letters: Mailbox, address: str) -> str:
    """The token of the link in the letter: a job writes it, a moment after the sign-up."""

    def look() -> list[str]:
        return [found[1] for each in letters.letters() if each.to == address and (found := _TOKEN.search(each.text))]

    return who.until(f"the letter to {address}", look, bool)[0]


def _describes(deal: Deal, who: Client, profile: dict[str, Any], **about: str) -> None:
    told = who.put("/users/profile", freelancer=profile, **about).data["freelancer"]
    skills = ", ".join(each["slug"] for each in told["skills"])
    full = told["completeness"]
    deal.say(who, f"proves the address, and describes skills: {skills}. The profile is {full['percent']} % complete.")
