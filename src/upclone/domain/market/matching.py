"""How well a freelancer fits a job: a published sum of integer points, every part with its reason.

The formula is the same in both directions, holds no secret, and looks at nothing but what `scores` lists: no names, no
pictures, no country, nobody's activity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import evolve, frozen

from upclone.domain.market import factors
from upclone.domain.market.briefs import Payment
from upclone.domain.market.scores import WEIGHTS, Fact, Factor, Knowledge, Match, Need, Offer, Part, Reason
from upclone.domain.money import Money
from upclone.domain.people.places import distance_m
from upclone.domain.people.profiles import Availability, Fluency, FreelancerProfile, LanguageSkill, Level, SkillLevel

Score = Callable[[Need, Offer, Knowledge, int], tuple[int, Reason]]

FORMULA: Final[Mapping[Factor, Score]] = {
    Factor.SKILLS: factors.skills,
    Factor.CATEGORY: factors.category,
    Factor.RATE: factors.rate,
    Factor.AVAILABILITY: factors.availability,
    Factor.PLACE: factors.place,
    Factor.LANGUAGE: factors.language,
    Factor.RATING: factors.rating,
    Factor.COMPLETED: factors.completed,
    Factor.RESPONSE: factors.response,
    Factor.NEWNESS: factors.newness,
}


def match(need: Need, offer: Offer, known: Knowledge) -> Match:
    """The parts of how well `offer` fits `need`; they sum to the score."""
    parts = []
    for factor, score in FORMULA.items():
        points, reason = score(need, offer, known, WEIGHTS[factor])
        parts.append(Part(factor, points, WEIGHTS[factor], reason))
    return Match(tuple(parts))


def points_of(need: Need, offer: Offer, known: Knowledge) -> int:
    """The score alone, for ranking many: the same sum without its parts."""
    return _points(FORMULA, need, offer, known)


def _points(factors: Iterable[Factor], need: Need, offer: Offer, known: Knowledge) -> int:
    return sum(FORMULA[factor](need, offer, known, WEIGHTS[factor])[0] for factor in factors)


@frozen
class Improvement:
    """What a freelancer could do (a code, and what its words need), and the points that it would bring for this job."""

    code: str
    facts: Mapping[str, Fact]
    points: int


def best_improvement(need: Need, offer: Offer, known: Knowledge) -> Improvement | None:
    """What would raise the score most, found by scoring again with each thing done; None where nothing would."""
    best: Improvement | None = None
    before = {factor: _points((factor,), need, offer, known) for factor in FORMULA}
    for code, facts, changed in possible(need, offer, known):
        raised = RAISES[code]
        points = _points(raised, need, changed, known) - sum(before[factor] for factor in raised)
        if points > (best.points if best else 0):
            best = Improvement(code, facts, points)
    return best


RAISES: Final[Mapping[str, tuple[Factor, ...]]] = {
    "add_skill": (Factor.SKILLS,),
    "add_category": (Factor.CATEGORY,),
    "speak": (Factor.LANGUAGE,),
    "lower_rate": (Factor.RATE,),
    "name_rate": (Factor.RATE,),
    "say_when_free": (Factor.AVAILABILITY,),
    "more_hours": (Factor.AVAILABILITY,),
    "start_sooner": (Factor.AVAILABILITY,),
    "work_remotely": (Factor.PLACE,),
    "work_on_site": (Factor.PLACE,),
    "widen_radius": (Factor.PLACE,),
    "answer_sooner": (Factor.RESPONSE,),
    "complete_one_more": (Factor.RATING, Factor.COMPLETED, Factor.NEWNESS),
}
"""The factors that look at what each thing changes: only those are scored again."""

Possible = Iterator[tuple[str, Mapping[str, Fact], Offer]]


def possible(need: Need, offer: Offer, known: Knowledge) -> Possible:
    """What lies in a freelancer's own hands, done one at a time."""
    yield from _skills(need, offer, known)
    yield from _terms(need, offer, known)
    yield from _where(need, offer)
    yield from _record(offer)


def _skills(need: Need, offer: Offer, known: Knowledge) -> Possible:
    brief, profile = need.brief, offer.profile
    level = brief.level or Level.INTERMEDIATE
    own = {known.canonical(skill.slug) for skill in profile.skills}
    for slug in map(known.canonical, (*brief.skills, *brief.extra_skills)):
        if slug not in own:
            yield "add_skill", {"skill": slug}, _with(offer, skills=(*profile.skills, SkillLevel(slug, level)))
    if brief.category and brief.category not in profile.categories:
        categories = (*profile.categories, brief.category)
        yield "add_category", {"category": brief.category}, _with(offer, categories=categories)
    code = brief.language
    others = tuple(each for each in profile.languages if each.code != code)
    yield "speak", {"language": code}, _with(offer, languages=(*others, LanguageSkill(code, Fluency.FLUENT)))


def _terms(need: Need, offer: Offer, known: Knowledge) -> Possible:
    brief, profile, asked = need.brief, offer.profile, offer.profile.rate
    pays = brief.budget.amount_minor
    if brief.payment is Payment.FIXED and brief.duration is not None:
        pays = max(pays // factors.HOURS[brief.duration], 1)
    # Nobody is told to give away more than a quarter of what they ask.
    near = asked is None or (asked.currency == brief.budget.currency and 4 * pays >= 3 * asked.amount_minor)
    if near and (brief.payment is Payment.HOURLY or brief.duration is not None):
        facts: dict[str, Fact] = {"rate": pays, "currency": brief.budget.currency}
        code = "lower_rate" if asked else "name_rate"
        yield code, facts, _with(offer, rate=Money(pays, brief.budget.currency))
    free = profile.availability or Availability(factors.FULL_WEEK, None, "UTC")
    if profile.availability is None:
        yield "say_when_free", {}, _with(offer, availability=free)
    else:
        yield (
            "more_hours",
            {"hours": factors.FULL_WEEK},
            _with(offer, availability=evolve(free, hours_per_week=factors.FULL_WEEK)),
        )
        yield "start_sooner", {}, _with(offer, availability=evolve(free, from_on=None))


def _where(need: Need, offer: Offer) -> Possible:
    wanted, profile = need.brief.place, offer.profile
    if wanted is None:
        yield "work_remotely", {}, _with(offer, remote=True)
        return
    yield "work_on_site", {"city": wanted.city}, _with(offer, on_site=True)
    if profile.place is not None:
        away = distance_m(wanted, profile.place) // 1_000 + 1
        yield "widen_radius", {"km": away}, _with(offer, radius_km=max(away, profile.radius_km), on_site=True)


def _record(offer: Offer) -> Possible:
    standing = offer.standing
    yield "answer_sooner", {"minutes": 60}, evolve(offer, standing=evolve(standing, response_minutes=60))
    more = evolve(standing, reviews=standing.reviews + 1, stars=standing.stars + 5, completed=standing.completed + 1)
    yield "complete_one_more", {"contracts": more.completed}, evolve(offer, standing=more)


def _with(offer: Offer, **changes: Any) -> Offer:
    profile: FreelancerProfile = evolve(offer.profile, **changes)
    return evolve(offer, profile=profile)
