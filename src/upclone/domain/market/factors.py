"""The factors of a match, one function each: how many of `most` points, and why.

Each is monotone: nobody loses points by being better, cheaper, nearer, sooner or quicker to answer.
"""

from __future__ import annotations

from typing import Final

from upclone.domain.market.briefs import Duration, Payment
from upclone.domain.market.scores import Fact, Knowledge, Need, Offer, Reason
from upclone.domain.people.places import distance_m
from upclone.domain.people.profiles import Fluency, Level, SkillLevel

Given = tuple[int, Reason]

MASTERY: Final = {Level.ENTRY: 60, Level.INTERMEDIATE: 80, Level.EXPERT: 95}
"""Percent of a skill's weight that somebody brings where the job names no level; each year adds one, up to 5."""

SHORT: Final = (100, 65, 35)
"""The same where the job names a level: reached, one below, two below."""

HOURS: Final = {Duration.DAYS: 20, Duration.WEEKS: 80, Duration.MONTHS: 300, Duration.LONG: 800}
"""Hours that a fixed price is taken to pay for."""

FULL_WEEK: Final = 30
"""Hours a week that are as good as all of them."""

LATEST_START: Final = 60
"""Days from today after which being free is worth nothing."""

FLUENCY: Final = {Fluency.BASIC: 40, Fluency.FLUENT: 90, Fluency.NATIVE: 100}

ANSWERS: Final = ((60, 100), (4 * 60, 80), (12 * 60, 60), (24 * 60, 40), (72 * 60, 20))
"""Minutes to answer within which the percentage is given."""

NEW_DAYS: Final = 90
NEW_CONTRACTS: Final = 3
"""A newcomer came less than so many days ago and completed fewer contracts than that."""

NEAR_M: Final = 10_000
"""As good as there."""

SAME_CLOCK: Final = 2 * 60
FAR_CLOCK: Final = 12 * 60
"""Minutes between two clocks that do not matter, and those after which nothing is left but a quarter."""

_LEVELS: Final = tuple(Level)


def skills(need: Need, offer: Offer, known: Knowledge, most: int) -> Given:
    """The share of what is asked for, each skill weighed by its rarity; what is only welcome weighs half."""
    brief = need.brief
    wanted = {known.canonical(slug): 2 * known.weight(known.canonical(slug)) for slug in brief.skills}
    for slug in map(known.canonical, brief.extra_skills):
        wanted.setdefault(slug, known.weight(slug))
    if not wanted:
        return most // 2, Reason("skills_open")
    own = _mastered(offer, known)
    got = sum(weight * _mastery(own[slug], brief.level) for slug, weight in wanted.items() if slug in own)
    matched = tuple(slug for slug in wanted if slug in own)
    missing = tuple(slug for slug in wanted if slug not in own)
    facts: dict[str, Fact] = {"matched": matched, "missing": missing, "of": len(wanted)}
    return most * got // (100 * sum(wanted.values())), Reason("skills_share", facts)


def _mastered(offer: Offer, known: Knowledge) -> dict[str, SkillLevel]:
    own: dict[str, SkillLevel] = {}
    for skill in offer.profile.skills:
        slug = known.canonical(skill.slug)
        if slug not in own or _mastery(skill, None) > _mastery(own[slug], None):
            own[slug] = skill
    return own


def _mastery(skill: SkillLevel, wanted: Level | None) -> int:
    if wanted is None:
        return min(MASTERY[skill.level] + min(skill.years, 5), 100)
    return SHORT[max(_LEVELS.index(wanted) - _LEVELS.index(skill.level), 0)]


def category(need: Need, offer: Offer, known: Knowledge, most: int) -> Given:
    """The job's own category, or one beside it."""
    wanted = need.brief.category
    if not wanted:
        return most // 2, Reason("category_open")
    own = offer.profile.categories
    if wanted in own or known.parents.get(wanted) in own:
        return most, Reason("category_same", {"category": wanted})
    above = known.parents.get(wanted, wanted)
    if any(known.parents.get(each, each) == above for each in own):
        return most * 60 // 100, Reason("category_near", {"category": wanted})
    return 0, Reason("category_other", {"category": wanted})


def rate(need: Need, offer: Offer, known: Knowledge, most: int) -> Given:
    """All of it up to what the budget pays for an hour, nothing from twice that on."""
    brief, asked = need.brief, offer.profile.rate
    if asked is None:
        return most * 40 // 100, Reason("rate_unknown")
    if asked.currency != brief.budget.currency:
        return most * 40 // 100, Reason("rate_other_currency", {"currency": brief.budget.currency})
    pays = brief.budget.amount_minor
    if brief.payment is Payment.FIXED:
        if brief.duration is None:
            return most * 60 // 100, Reason("rate_open")
        pays = max(pays // HOURS[brief.duration], 1)
    facts: dict[str, Fact] = {"asked": asked.amount_minor, "pays": pays, "currency": asked.currency}
    if asked.amount_minor <= pays:
        return most, Reason("rate_within", facts)
    return max(most * (2 * pays - asked.amount_minor) // pays, 0), Reason("rate_above", facts)


def availability(need: Need, offer: Offer, known: Knowledge, most: int) -> Given:
    """Hours a week, and how soon."""
    free = offer.profile.availability
    if free is None:
        return 0, Reason("availability_unknown")
    days = max((free.from_on - known.today).days, 0) if free.from_on else 0
    hours = min(free.hours_per_week, FULL_WEEK)
    soon = max(LATEST_START - days, 0)
    facts: dict[str, Fact] = {"hours": free.hours_per_week, "days": days}
    return most * hours * soon // (FULL_WEEK * LATEST_START), Reason("availability", facts)


def place(need: Need, offer: Offer, known: Knowledge, most: int) -> Given:
    """On site: how near. Remote: how far apart the clocks are."""
    wanted, profile = need.brief.place, offer.profile
    if wanted is None:
        return _remote(need, offer, most)
    if not profile.on_site:
        return 0, Reason("place_not_on_site", {"city": wanted.city})
    if profile.place is None:
        return 0, Reason("place_unknown", {"city": wanted.city})
    away = distance_m(wanted, profile.place)
    limit = max(profile.radius_km * 1_000, NEAR_M)
    facts: dict[str, Fact] = {"city": wanted.city, "km": away // 1_000}
    if away <= NEAR_M:
        return most, Reason("place_there", facts)
    return max(most * (limit - (away - NEAR_M)) // limit, 0), Reason("place_away", facts)


def _remote(need: Need, offer: Offer, most: int) -> Given:
    if not offer.profile.remote:
        return 0, Reason("place_not_remote")
    if need.offset is None or offer.offset is None:
        return most * 75 // 100, Reason("place_remote")
    turned = abs(need.offset - offer.offset) % (24 * 60)
    apart = min(turned, 24 * 60 - turned)
    over = min(max(apart - SAME_CLOCK, 0), FAR_CLOCK - SAME_CLOCK)
    percent = 100 - 75 * over // (FAR_CLOCK - SAME_CLOCK)
    return most * percent // 100, Reason("place_clock", {"hours": apart // 60})


def language(need: Need, offer: Offer, known: Knowledge, most: int) -> Given:
    """How well they speak the job's language. Who lists none speaks their account's."""
    wanted = need.brief.language
    spoken = {each.code: FLUENCY[each.level] for each in offer.profile.languages}
    if not spoken and offer.language:
        spoken = {offer.language: FLUENCY[Fluency.FLUENT]}
    percent = spoken.get(wanted, 0)
    return most * percent // 100, Reason("language_spoken" if percent else "language_missing", {"language": wanted})


def rating(need: Need, offer: Offer, known: Knowledge, most: int) -> Given:
    """The rating that their next review may be expected to have: from one star on, up to five."""
    standing = offer.standing
    facts: dict[str, Fact] = {"reviews": standing.reviews, "rating": standing.rating}
    points = most * max(standing.expected - 100, 0) // 400
    return points, Reason("rating" if standing.reviews else "rating_none", facts)


def completed(need: Need, offer: Offer, known: Knowledge, most: int) -> Given:
    """Contracts completed: a sixth each time that their number doubles, all of it from 32 on."""
    number = offer.standing.completed
    return most * min(number.bit_length(), 6) // 6, Reason("completed", {"contracts": number})


def response(need: Need, offer: Offer, known: Knowledge, most: int) -> Given:
    """How soon they usually answer; somebody who was never asked gets half."""
    minutes = offer.standing.response_minutes
    if minutes is None:
        return most // 2, Reason("response_unknown")
    percent = next((percent for limit, percent in ANSWERS if minutes <= limit), 0)
    return most * percent // 100, Reason("response", {"minutes": minutes})


def newness(need: Need, offer: Offer, known: Knowledge, most: int) -> Given:
    """So that newcomers are seen: it fades with the days and with the contracts completed."""
    days = max(NEW_DAYS - offer.days_here, 0)
    contracts = max(NEW_CONTRACTS - offer.standing.completed, 0)
    points = most * days * contracts // (NEW_DAYS * NEW_CONTRACTS)
    return points, Reason("newness" if points else "newness_none", {"days": offer.days_here})
