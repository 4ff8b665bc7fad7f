"""What becomes of each job: the same every time. Nothing is done here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from enum import StrEnum
from functools import cache
from random import Random
from typing import Final

from attrs import field, frozen

from upclone.domain.market.briefs import Payment
from upclone.entrypoints.cli.demo.market.cast import Cast, Person, Wish, cast
from upclone.entrypoints.cli.demo.market.scripts import FIXED, HOURLY, NAMED, WITH_THE_DEMO, Script

LENGTH: Final = timedelta(days=215)
"""How long ago the story begins."""

ALL: Final = 200

SUSPENDED: Final = "Victor Amsellem"
WARNED: Final = "Zoltán Perényi"
"""Who may not act at the end, and who could not for a week. Neither has bid on anything."""

NEWCOMERS: Final = {SUSPENDED: 26, WARNED: 29, "Tomasz Wilczek": 21, "Caleb Whitfield": 14}
"""Who came late: how many days ago. They bid on what is newer."""

NEW: Final = timedelta(days=12)

TODAY: Final = 9
"""Of so many open jobs one was posted today, and nobody has bid on it."""

FEWEST: Final = 4
"""Who would do a job, where there are hardly any of its trade."""


class Kind(StrEnum):
    """How a job ends, or what it waits for."""

    HIRED = "hired"
    OPEN = "open"
    INVITED = "invited"
    DIRECT = "direct"
    DRAFT = "draft"
    PENDING = "pending"
    REJECTED = "rejected"
    REMOVED = "removed"
    PAUSED = "paused"
    CLOSED = "closed"
    EXPIRED = "expired"


SHARES: Final = {
    Kind.DRAFT: 5, Kind.PENDING: 4, Kind.REJECTED: 4, Kind.REMOVED: 4, Kind.PAUSED: 4, Kind.CLOSED: 12,
    Kind.EXPIRED: 22, Kind.DIRECT: 5, Kind.INVITED: 5,
}  # fmt: skip
"""Of the jobs that nobody is named for; the rest of them is open."""


@frozen
class Bid:
    """By whom, how long after the job, for how much in percent of its budget, in how many rounds, and its end."""

    by: Person
    after: timedelta
    percent: int
    rounds: int = 1
    end: str = ""


@frozen
class Fate:
    """Of one job. `posted` is how long ago. Where it is `hired`, the first bid was taken `taken` after the job, and
    `script` says what came of it."""

    wish: Wish
    kind: Kind
    posted: timedelta
    bids: tuple[Bid, ...] = ()
    script: Script | None = None
    taken: timedelta = timedelta()
    guests: tuple[Person, ...] = ()

    def chance(self, what: str) -> Random:
        """Of its own, which no other changes."""
        return Random(f"{self.wish.number} {what}")  # noqa: S311  (a story, no secret)


@frozen
class Plan:
    """A market of so many jobs, and the people in it."""

    fates: tuple[Fate, ...]
    people: tuple[Person, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        seen = {each for fate in self.fates for each in _seen(fate)}
        everybody = [each for each in cast().people if each.demo or each in seen or len(self.fates) == ALL]
        object.__setattr__(self, "people", tuple(everybody))

    def counts(self) -> Counter[str]:
        """How often there is what: jobs by kind, contracts by the words of their scripts, bids by their ends."""
        told: Counter[str] = Counter(str(fate.kind) for fate in self.fates)
        for fate in self.fates:
            told.update({"bids": len(fate.bids), "rounds": sum(bid.rounds > 1 for bid in fate.bids)})
            told.update(f"bid {bid.end}" for bid in fate.bids if bid.end)
            if fate.script is not None:
                told.update({"contracts": 1, "hourly": int(fate.script.hourly)})
                told.update(f"ends {each}" for each in (fate.script.verbs or ("offered",))[-1:])
                told.update(set(fate.script.verbs))
        return told


@cache
def plan(jobs: int = ALL) -> Plan:
    """The first so many of the jobs, and whom they need."""
    known = cast()
    return Plan(tuple(_fates(known))[:jobs])


def _seen(fate: Fate) -> Iterator[Person]:
    yield fate.wish.client
    yield from (bid.by for bid in fate.bids)
    yield from fate.guests


def _fates(known: Cast) -> Iterator[Fate]:
    fixed, hourly, rest = iter(FIXED), iter(HOURLY), iter(_rest(known))
    busy = {who for who, script in {**WITH_THE_DEMO, **NAMED}.values() if script is not None and script.hourly}
    for wish in known.wishes:
        named = _named(wish)
        if named is not None and named[1] is not None:
            yield _hired(known, wish, named[1], named[0])
        elif named is not None:
            yield _other(known, wish, Kind(named[0]))
        else:
            scripts = hourly if wish.payment is Payment.HOURLY else fixed
            turn = wish.number % 7 in (0, 3) or (wish.payment is Payment.HOURLY and wish.number % 2 == 0)
            script = next(scripts, None) if turn else None
            if script is None:
                yield _other(known, wish, next(rest, Kind.OPEN))
                continue
            # Nobody works on two contracts at the same hour.
            free = [each.name for each in _suited(known, wish) if not (script.hourly and each.name in busy)]
            busy |= {free[0]} if script.hourly else set()
            yield _hired(known, wish, script, free[0])


def _named(wish: Wish) -> tuple[str, Script | None] | None:
    for beginning, (who, script) in {**WITH_THE_DEMO, **NAMED}.items():
        if wish.title.startswith(beginning):
            return who, script
    return None


def _rest(known: Cast) -> Sequence[Kind]:
    """The kinds of the other jobs, well shuffled."""
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    kinds += [Kind.OPEN] * 60
    Random("the rest").shuffle(kinds)  # noqa: S311
    return kinds


def _suited(known: Cast, wish: Wish, newest: bool = False) -> list[Person]:
    """Who would do it, the most suited first; newcomers only for what is newest."""
    away = (SUSPENDED, WARNED) if newest else tuple(NEWCOMERS)
    chance = Random(f"{wish.number} suited")  # noqa: S311
    free = [each for each in known.freelancers if each.name not in away]
    chance.shuffle(free)

    def suits(each: Person) -> int:
        skills = {name for name, _ in each.skills}
        return (
            3 * (wish.category in each.categories)
            + 2 * len(skills & set(wish.skills))
            + (each.language == wish.client.language)
        )

    free.sort(key=suits, reverse=True)
    return [each for place, each in enumerate(free) if place < FEWEST or suits(each) > 1]


def _bids(
    wish: Wish, suited: Sequence[Person], most: int, within: timedelta, first: Person | None = None
) -> tuple[Bid, ...]:
    chance = Random(f"{wish.number} bids")  # noqa: S311
    people = [each for each in suited[: max(most, 1) + 2] if each is not first][: most - (first is not None)]
    people = [first, *people] if first is not None else people
    return tuple(
        Bid(
            each,
            within * (0.08 if place == 0 and first else 0.06 + 0.8 * chance.random()),
            chance.choice((82, 88, 90, 95, 100, 100, 105, 110)),
            chance.choice((1, 1, 3)) if place == 0 and first else chance.choice((1, 1, 1, 1, 2, 3)),
            "" if place == 0 and first else chance.choice(("", "", "", "shortlisted", "declined", "withdrawn")),
        )
        for place, each in enumerate(people)
    )


def _hired(known: Cast, wish: Wish, script: Script, who: str) -> Fate:
    chance = Random(f"{wish.number} hired")  # noqa: S311
    by = next(each for each in known.freelancers if each.name == who)
    taken = timedelta(days=chance.uniform(5, 11))
    ended = timedelta(hours=chance.uniform(3, 22)) if script.live else timedelta(days=chance.uniform(6, 110))
    pace = Random(f"{wish.number} pace").random()  # noqa: S311
    posted = taken + script.length(pace) + ended
    return Fate(
        wish,
        Kind.HIRED,
        posted,
        _bids(wish, _suited(known, wish), chance.randint(2, 5), taken * 0.8, by),
        script,
        taken,
    )


def _other(known: Cast, wish: Wish, kind: Kind) -> Fate:
    chance = Random(f"{wish.number} other")  # noqa: S311
    if kind is Kind.OPEN and wish.number % TODAY == 0:
        return Fate(wish, kind, timedelta(hours=chance.uniform(0.4, 14.0)))
    posted = timedelta(days=chance.uniform(*_AGES[kind]))
    most = 0 if kind in _UNSEEN else chance.randint(1, 6)
    # Half of them are left to who signs in as the demonstration's freelancer.
    suited = [each for each in _suited(known, wish, posted < NEW) if not each.demo or wish.number % 2]
    guests = tuple(suited[most + 2 : most + 5] if kind in (Kind.OPEN, Kind.INVITED) and wish.number % 3 == 0 else ())
    if kind in (Kind.INVITED, Kind.DIRECT):
        guests = tuple(suited[: 3 if kind is Kind.INVITED else 1])
        return Fate(wish, kind, posted, guests=guests)
    return Fate(wish, kind, posted, _bids(wish, suited, most, min(posted, timedelta(days=12))), guests=guests)


_UNSEEN: Final = frozenset({Kind.DRAFT, Kind.PENDING, Kind.REJECTED})

_AGES: Final = {
    Kind.OPEN: (0.6, 52.0),
    Kind.INVITED: (2.0, 20.0),
    Kind.DIRECT: (3.0, 12.0),
    Kind.DRAFT: (1.0, 30.0),
    Kind.PENDING: (0.3, 2.5),
    Kind.REJECTED: (5.0, 40.0),
    Kind.REMOVED: (20.0, 120.0),
    Kind.PAUSED: (8.0, 40.0),
    Kind.CLOSED: (20.0, 150.0),
    Kind.EXPIRED: (66.0, 190.0),
}
"""In days."""
