"""Does the formula find whom clients would choose? `make evaluate` measures it on histories that chance made.

Who is chosen is decided by a hidden model that is not the formula: people have abilities that their profiles only hint
at, clients differ in what they care for, effects multiply and saturate, and luck plays its part. Rankings see nothing
but what a marketplace sees: profiles, briefs, reviews, past work. The data are generated, so the figures compare
rankings with one another; they promise nothing about real people. The weights were not fitted to them.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from statistics import mean
from uuid import UUID

from attrs import frozen

from upclone.domain.market.briefs import Brief, Duration, Payment
from upclone.domain.market.matching import match
from upclone.domain.market.scores import Knowledge, Need, Offer
from upclone.domain.market.standing import Standing
from upclone.domain.money import Money
from upclone.domain.people.profiles import (
    Availability,
    Fluency,
    FreelancerProfile,
    LanguageSkill,
    Level,
    SkillLevel,
)

TODAY = date(2026, 1, 5)
PARTS = 12
SKILLS_A_PART = 14
PEOPLE = 1_500
JOBS = 150
CHOSEN = 10
SEEDS = (1, 2, 3, 4, 5)
LEVELS = tuple(Level)


@frozen
class Person:
    """What the marketplace sees (`offer`), and what nobody does."""

    offer: Offer
    ability: dict[str, float]
    reliability: float


@frozen
class Client:
    """What a client asks for, and what they care for without saying so."""

    need: Need
    price: float
    polish: float
    haste: float
    luck: Random


def skills_of(part: int) -> list[str]:
    return [f"s{part}-{number}" for number in range(SKILLS_A_PART)]


def some(chance: Random, part: int, most: int) -> list[str]:
    """Different skills of a part, the first ones more often."""
    names = skills_of(part)
    return list(dict.fromkeys(names[int(SKILLS_A_PART * chance.random() ** 1.8)] for _ in range(most)))


def person(chance: Random) -> Person:
    """Somebody: abilities first, then what they say and what was seen of them, both with error."""
    part, talent, reliability = chance.randrange(PARTS), chance.gauss(0, 1), chance.gauss(0, 1)
    own = some(chance, part, 2 + chance.randrange(6))
    if chance.random() < 0.3:
        own += some(chance, chance.randrange(PARTS), 2)
    ability = {slug: 1 / (1 + math.exp(-(talent + chance.gauss(0, 0.8)))) for slug in own}
    said = tuple(
        SkillLevel(slug, LEVELS[min(2, max(0, round(2 * ability[slug] + chance.gauss(0, 0.5))))], chance.randrange(12))
        for slug in dict.fromkeys(own)
        if chance.random() < 0.9
    )
    days = int(900 * chance.random() ** 1.5)
    completed = int(days / 40 * math.exp(0.5 * talent) * chance.random())
    reviews = sum(chance.random() < 0.7 for _ in range(completed))
    stars = sum(
        min(5, max(1, round(4.1 + 0.5 * reliability + 0.4 * talent + chance.gauss(0, 0.8)))) for _ in range(reviews)
    )
    profile = FreelancerProfile(
        id=UUID(int=chance.getrandbits(128)),
        skills=said,
        categories=(f"c{part}",),
        rate=Money(max(1_000, int(4_500 * math.exp(0.35 * talent + chance.gauss(0, 0.35)))), "EUR"),
        availability=Availability(
            5 + 5 * chance.randrange(8), TODAY + timedelta(days=chance.choice((0, 0, 0, 20, 60))), "UTC"
        ),
        languages=tuple(
            LanguageSkill(code, chance.choice(tuple(Fluency))) for code in chance.sample(("en", "fr", "de"), 2)
        ),
    )
    minutes = int(math.exp(5.5 - 0.9 * reliability + chance.gauss(0, 0.8))) if completed else None
    standing = Standing(profile.id, reviews, stars, completed, response_minutes=minutes)
    offer = Offer(profile, standing, "en", days, 60 * chance.choice((0, 0, 1, 1, 2, -5, -8, 8)))
    return Person(offer, ability, reliability)


def client(chance: Random) -> Client:
    """A job, and somebody's taste."""
    part = chance.randrange(PARTS)
    wanted = some(chance, part, 2 + chance.randrange(4))
    brief = Brief(
        title="T",
        description="D",
        payment=Payment.HOURLY,
        budget=Money(int(5_000 * math.exp(chance.gauss(0, 0.3))), "EUR"),
        category=f"c{part}" if chance.random() < 0.9 else "",
        skills=tuple(wanted[: max(1, len(wanted) - 1)]),
        extra_skills=tuple(wanted[max(1, len(wanted) - 1) :]),
        level=chance.choice((None, *LEVELS)),
        duration=chance.choice(tuple(Duration)),
        language=chance.choice(("en", "en", "fr", "de")),
    )
    taste = chance.lognormvariate(0, 0.5), chance.lognormvariate(0, 0.5), chance.lognormvariate(0, 0.5)
    return Client(Need(brief, 60 * chance.choice((0, 1, 2))), *taste, Random(chance.random()))


def liking(one: Client, other: Person) -> float:
    """The hidden model: how much a client likes somebody. Products, thresholds and luck; no weights of the formula."""
    brief, profile = one.need.brief, other.offer.profile
    asked = [*brief.skills, *brief.extra_skills]
    craft = math.prod(0.08 + other.ability.get(slug, 0.0) for slug in asked) ** (1 / len(asked))
    assert profile.rate is not None
    assert profile.availability is not None
    dear = profile.rate.amount_minor / brief.budget.amount_minor
    pays = 1 / (1 + math.exp(5 * one.price * (dear - 1.15)))
    spoken = max((each.level for each in profile.languages if each.code == brief.language), default=None, key=_fluent)
    speaks = {None: 0.15, Fluency.BASIC: 0.45, Fluency.FLUENT: 0.9, Fluency.NATIVE: 1.0}[spoken]
    trust = 1 / (1 + math.exp(-one.polish * (other.reliability + 0.8)))
    wait = (profile.availability.from_on - TODAY).days if profile.availability.from_on else 0
    soon = math.exp(-one.haste * wait / 50) * min(1.0, profile.availability.hours_per_week / 20) ** 0.5
    assert one.need.offset is not None
    assert other.offer.offset is not None
    awake = 1.0 if abs(one.need.offset - other.offer.offset) <= 4 * 60 else 0.7
    return craft * pays * speaks * trust * soon * awake * math.exp(one.luck.gauss(0, 0.25))


def _fluent(level: Fluency) -> int:
    return tuple(Fluency).index(level)


Ranking = Callable[[Client, Sequence[Person]], list[Person]]


def rankings(seed: int, known: Knowledge) -> dict[str, Ranking]:
    """What is compared: each orders the same people for the same job."""
    chance = Random(seed)

    def overlap(one: Client, other: Person) -> int:
        own = {skill.slug for skill in other.offer.profile.skills}
        return len(own & {*one.need.brief.skills, *one.need.brief.extra_skills})

    return {
        "random": lambda one, people: chance.sample(list(people), len(people)),
        "newest first": lambda one, people: sorted(people, key=lambda each: each.offer.days_here),
        "skills only": lambda one, people: sorted(people, key=lambda each: (-overlap(one, each), chance.random())),
        "upclone": lambda one, people: sorted(
            people, key=lambda each: match(one.need, each.offer, known).score, reverse=True
        ),
    }


def gains(one: Client, people: Sequence[Person]) -> dict[UUID, int]:
    """Whom the client would choose: the ten liked most, the first three of them three times as much."""
    order = sorted(people, key=lambda each: liking(one, each), reverse=True)[:CHOSEN]
    return {each.offer.profile.id: 3 if place < 3 else 1 for place, each in enumerate(order)}


def precision(order: Sequence[Person], gain: dict[UUID, int]) -> float:
    """Of the first ten, the part that would be chosen."""
    return sum(each.offer.profile.id in gain for each in order[:10]) / 10


def ndcg(order: Sequence[Person], gain: dict[UUID, int]) -> float:
    """What the first ten are worth, those at the top more, against the best order there is."""

    def worth(values: Sequence[int]) -> float:
        return sum(value / math.log2(place + 2) for place, value in enumerate(values))

    found = [gain.get(each.offer.profile.id, 0) for each in order[:10]]
    return worth(found) / worth(sorted(gain.values(), reverse=True))


def evaluate(seed: int) -> dict[str, tuple[float, float]]:
    """Ranking → mean precision@10 and nDCG@10 over all jobs of one generated market."""
    chance = Random(seed)
    people = [person(chance) for _ in range(PEOPLE)]
    clients = [client(chance) for _ in range(JOBS)]
    docs: dict[str, int] = {}
    for one in clients:
        for slug in (*one.need.brief.skills, *one.need.brief.extra_skills):
            docs[slug] = docs.get(slug, 0) + 1
    found: dict[str, list[tuple[float, float]]] = {}
    chosen = [gains(one, people) for one in clients]
    for name, ranking in rankings(seed, Knowledge(TODAY, JOBS, docs)).items():
        orders = [ranking(one, people) for one in clients]
        scores = [(precision(order, gain), ndcg(order, gain)) for order, gain in zip(orders, chosen, strict=True)]
        found[name] = scores
    return {name: (mean(p for p, _ in each), mean(n for _, n in each)) for name, each in found.items()}


def main() -> int:
    """Print the table for the README. 1 where a baseline is not beaten in some market."""
    runs = [evaluate(seed) for seed in SEEDS]
    print(f"{len(SEEDS)} generated markets, each with {PEOPLE:,} freelancers and {JOBS} jobs\n")
    print("| ranking | precision@10 | nDCG@10 |\n|---|---|---|")
    for name in runs[0]:
        columns = [[run[name][part] for run in runs] for part in (0, 1)]
        cells = [f"{mean(values):.3f} ({min(values):.3f} to {max(values):.3f})" for values in columns]
        print(f"| {name} | {cells[0]} | {cells[1]} |")
    others = [name for name in runs[0] if name != "upclone"]
    beaten = all(run["upclone"][part] > run[name][part] for run in runs for name in others for part in (0, 1))
    print("\n" + ("Better than each in every market." if beaten else "NOT better than each in every market."))
    return 0 if beaten else 1


if __name__ == "__main__":
    sys.exit(main())
