"""People and jobs out of chance that is always the same: what a number, a seed and a taxonomy make of them.

Things are long-tailed, as they are in life: a few categories, skills, cities and clients have most of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Final, TypeVar
from uuid import UUID

from attrs import field, frozen

from upclone.adapters.postgres.seed import vocabulary
from upclone.domain.market.briefs import Brief, Duration, Payment
from upclone.domain.market.jobs import Job, State
from upclone.domain.market.standing import Standing
from upclone.domain.market.taxonomy import Taxonomy
from upclone.domain.money import EXPONENTS, Money
from upclone.domain.people.accounts import Account, AccountRole
from upclone.domain.people.places import MICRO, Place
from upclone.domain.people.profiles import (
    Availability,
    Fluency,
    FreelancerProfile,
    LanguageSkill,
    Level,
    Position,
    SkillLevel,
)

YEARS: Final = timedelta(days=730)
FRENCH: Final = 0.38
JOBS_PER_CLIENT: Final = 8
LEVELS: Final = tuple(Level)
DURATIONS: Final = tuple(Duration)
ZONES: Final = {"CA": "America/Toronto", "US": "America/New_York", "JP": "Asia/Tokyo", "AU": "Australia/Sydney"}

Item = TypeVar("Item")


def one(chance: Random, of: Sequence[Item], tail: float = 1.0) -> Item:
    """One of them; the first ones more often, the higher `tail` is."""
    return of[int(len(of) * chance.random() ** tail)]


def uuid7(at: datetime, chance: Random) -> UUID:
    """An id as it would have been given at that time."""
    milliseconds = int(at.timestamp() * 1000)
    low = chance.getrandbits(74)
    return UUID(int=milliseconds << 80 | 7 << 76 | (low >> 62) << 64 | 2 << 62 | low & (1 << 62) - 1)


@frozen
class _Part:
    """A sub-category: its skills, each by slug and name in both languages."""

    slug: str
    things: tuple[dict[str, str], ...]
    skills: tuple[tuple[str, dict[str, str]], ...]


@frozen
class Making:
    """`until` is the last moment of the load, `jobs` and `freelancers` how large it is."""

    seed: int
    until: datetime
    jobs: int
    freelancers: int
    known: Taxonomy
    _parts: tuple[_Part, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_parts", _parts(self.known))

    @property
    def clients(self) -> int:
        """How many people ask for the jobs."""
        return max(self.jobs // JOBS_PER_CLIENT, min(self.jobs, 1))

    def chance(self, what: str, number: int) -> Random:
        """The chance of one batch, which no other batch changes."""
        return Random(f"{self.seed}:{what}:{number}")  # noqa: S311  (a load, no secret)

    def account(self, role: AccountRole, number: int, chance: Random) -> Account:
        """Somebody. Nobody can sign in as them: they have no password."""
        first, last = one(chance, vocabulary.FIRST_NAMES), one(chance, vocabulary.LAST_NAMES)
        language = "fr" if chance.random() < FRENCH else "en"
        city = one(chance, vocabulary.CITIES, 1.6)
        joined = self.until - YEARS * (0.02 + 0.98 * chance.random()) - timedelta(days=30)
        skill, other, _ = self._skills(chance, language)
        headline = one(chance, vocabulary.HEADLINES[language]).format(
            skill=skill, other=other, business=one(chance, vocabulary.BUSINESSES[language])
        )
        freelance = role is AccountRole.FREELANCER
        return Account(
            id=uuid7(joined, chance),
            email=f"{role}.{self.seed}.{number}@example.org",
            name=f"{first} {last}",
            roles=frozenset({role}),
            password_hash="",
            created_at=joined,
            verified_at=joined,
            headline=headline[:1].upper() + headline[1:] if freelance else "",
            bio=" ".join(one(chance, vocabulary.DETAILS[language]) for _ in range(2)) if freelance else "",
            country=city[1],
            language=language,
        )

    def standing(self, account: Account, chance: Random) -> Standing | None:
        """What was seen of somebody; of a third of all people nothing yet."""
        if chance.random() < 0.35:
            return None
        reviews = int(40 * chance.random() ** 3)
        return Standing(
            id=account.id,
            reviews=reviews,
            stars=sum(5 - int(3 * chance.random() ** 2.5) for _ in range(reviews)),
            completed=reviews + int(10 * chance.random() ** 2),
            earned=int(8 + 10 * chance.random()),
            response_minutes=int(10 + 3_000 * chance.random() ** 3),
            last_active_at=self.until - timedelta(days=int(120 * chance.random() ** 3)),
            verified=AccountRole.CLIENT in account.roles and chance.random() < 0.8,
        )

    def profile(self, account: Account, chance: Random) -> FreelancerProfile:
        """What a freelancer says."""
        part = one(chance, self._parts, 1.5)
        slugs = dict.fromkeys(one(chance, part.skills, 1.5)[0] for _ in range(1 + int(7 * chance.random())))
        level = one(chance, LEVELS)
        city = one(chance, [city for city in vocabulary.CITIES if city[1] == account.country])
        years = 1 + int(20 * chance.random() ** 2)
        began = date(self.until.year - years, 1 + int(12 * chance.random()), 1)
        business = one(chance, vocabulary.BUSINESSES[account.language])
        spoken = [LanguageSkill(account.language, Fluency.NATIVE)]
        if chance.random() < 0.6:
            spoken.append(LanguageSkill("en" if account.language == "fr" else "fr", Fluency.FLUENT))
        on_site = chance.random() < 0.4
        return FreelancerProfile(
            id=account.id,
            skills=tuple(
                SkillLevel(slug, one(chance, LEVELS), min(years, 1 + int(10 * chance.random()))) for slug in slugs
            ),
            categories=(part.slug,),
            rate=self._money(chance, 1500, 2.6, city[4]),
            level=level,
            availability=Availability(10 + 5 * int(7 * chance.random()), None, ZONES.get(city[1], "Europe/Paris")),
            place=_place(city, chance),
            remote=not on_site or chance.random() < 0.7,
            on_site=on_site,
            radius_km=10 + 10 * int(9 * chance.random()) if on_site else 0,
            languages=tuple(spoken),
            experience=(Position(account.headline[:150], business, began),),
        )

    def job(self, number: int, clients: Sequence[UUID], chance: Random) -> Job:
        """The job with this number: the higher, the newer."""
        opened = self.until - YEARS * (1 - (number + chance.random()) / self.jobs) ** 1.5
        language = "fr" if chance.random() < FRENCH else "en"
        part = one(chance, self._parts, 1.5)
        skills = self._some(part, chance, 2 + int(4 * chance.random()))
        names = [skill[language] for _, skill in skills]
        said = {
            "skill": names[0],
            "other": names[-1],
            "thing": one(chance, part.things)[language],
            "business": one(chance, vocabulary.BUSINESSES[language], 1.3),
        }
        city = one(chance, vocabulary.CITIES, 1.6)
        slugs = [slug for slug, _ in skills]
        required = 1 + int(len(slugs) * chance.random())
        payment = Payment.HOURLY if chance.random() < 0.35 else Payment.FIXED
        least, spread = (1500, 2.4) if payment is Payment.HOURLY else (8000, 5.5)
        budget = self._money(chance, least, spread, city[4])
        lower = Money(max(budget.amount_minor * 7 // 10, 1), budget.currency)
        title = one(chance, vocabulary.TITLES[language]).format(**said)
        brief = Brief(
            title=title[:1].upper() + title[1:],
            description=self._description(chance, language, said | {"city": city[0]}),
            payment=payment,
            budget=budget,
            budget_from=lower if chance.random() < 0.3 else None,
            category=part.slug,
            skills=tuple(slugs[:required]),
            extra_skills=tuple(slugs[required:]),
            level=one(chance, LEVELS) if chance.random() < 0.8 else None,
            duration=one(chance, DURATIONS) if chance.random() < 0.7 else None,
            place=_place(city, chance) if chance.random() < 0.25 else None,
            apply_until=None,
            language=language,
        )
        return Job(
            id=uuid7(opened, chance),
            client_id=one(chance, clients, 3.0),
            brief=brief,
            state=State.OPEN,
            created_at=opened,
            opened_at=opened,
            expires_at=self.until + timedelta(days=30 + int(90 * chance.random())),
        )

    def _description(self, chance: Random, language: str, said: dict[str, str]) -> str:
        details = vocabulary.DETAILS[language]
        lines = [
            one(chance, vocabulary.OPENINGS[language]).format(**said),
            one(chance, vocabulary.NEEDS[language]).format(**said),
            *(one(chance, details) for _ in range(2 + int(4 * chance.random()))),
        ]
        return "\n".join(dict.fromkeys(lines))

    def _some(self, part: _Part, chance: Random, most: int) -> list[tuple[str, dict[str, str]]]:
        """Different skills of a part, the better known more often."""
        found = dict(one(chance, part.skills, 1.7) for _ in range(most))
        return list(found.items())

    def _skills(self, chance: Random, language: str) -> tuple[str, str, _Part]:
        part = one(chance, self._parts, 1.5)
        return one(chance, part.skills, 1.7)[1][language], one(chance, part.skills, 1.7)[1][language], part

    def _money(self, chance: Random, least: int, spread: float, currency: str) -> Money:
        """A round amount from `least` (in hundredths of a euro) up, e to the power of `spread` times as much at most,
        most of them low."""
        hundredths = int(least * 2.71828 ** (spread * chance.random() ** 1.5))
        step = 500 if hundredths < 20_000 else 5_000
        rounded = max(hundredths // step, 1) * step
        if currency == "JPY":
            rounded *= 160
        return Money(rounded * 10 ** EXPONENTS[currency] // 100, currency)


def _place(city: tuple[str, str, int, int, str], chance: Random) -> Place:
    name, country, latitude, longitude, _ = city
    around = MICRO // 20
    return Place(
        name,
        country,
        latitude * MICRO // 100 + int(around * (2 * chance.random() - 1)),
        longitude * MICRO // 100 + int(around * (2 * chance.random() - 1)),
    )


def _parts(known: Taxonomy) -> tuple[_Part, ...]:
    """The parts of all categories, each category's first ones before any second ones: chance prefers the first."""
    tops = {category.id: category.slug for category in known.categories.values() if category.parent is None}
    places: dict[str, int] = {}
    ordered: list[tuple[int, _Part]] = []
    for category in known.categories.values():
        if category.parent is None:
            continue
        top = tops[category.parent]
        skills = tuple(
            (skill.slug, {"en": skill.names.en, "fr": skill.names.fr})
            for skill in known.skills.values()
            if category.slug in skill.categories
        )
        if skills and top in vocabulary.THINGS:
            places[top] = places.get(top, 0) + 1
            ordered.append((places[top], _Part(category.slug, _things(top), skills)))
    return tuple(part for _, part in sorted(ordered, key=lambda each: each[0]))


def _things(category: str) -> tuple[dict[str, str], ...]:
    pairs = (pair.split("|") for pair in vocabulary.THINGS[category].split(", "))
    return tuple({"en": en, "fr": fr} for en, fr in pairs)
