"""A match is a sum of parts that anybody can check; being better never costs points."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.builders import new_id
from upclone.domain.market.briefs import Brief, Duration, Payment
from upclone.domain.market.matching import FORMULA, RAISES, best_improvement, match, points_of, possible
from upclone.domain.market.scores import MOST, WEIGHTS, Factor, Knowledge, Match, Need, Offer
from upclone.domain.market.standing import Standing
from upclone.domain.money import Money
from upclone.domain.people.places import MICRO, Place, distance_m
from upclone.domain.people.profiles import (
    Availability,
    Fluency,
    FreelancerProfile,
    LanguageSkill,
    Level,
    SkillLevel,
)

TODAY = date(2026, 1, 5)
SLUGS = ("python", "django", "docker", "seo", "logo-design", "rust")
CATEGORIES = ("back-end", "front-end", "development", "logo-branding", "design")
PARENTS = {"back-end": "development", "front-end": "development", "logo-branding": "design"}
CODES = ("en", "fr", "de")

levels = st.sampled_from(Level)
amounts = st.builds(Money, st.integers(1, 10**7), st.sampled_from(["EUR", "USD"]))
skill_lists = st.lists(st.sampled_from(SLUGS), unique=True, max_size=5).map(tuple)
places = st.builds(
    Place,
    st.just("Lyon"),
    st.just("FR"),
    st.integers(-60 * MICRO, 60 * MICRO),
    st.integers(-180 * MICRO, 180 * MICRO),
)
clocks = st.none() | st.integers(-12, 14).map(lambda hours: hours * 60)
briefs = st.builds(
    Brief,
    st.just("T"),
    st.just("D"),
    st.sampled_from(Payment),
    amounts,
    category=st.sampled_from(("", *CATEGORIES)),
    skills=skill_lists,
    extra_skills=skill_lists,
    level=st.none() | levels,
    duration=st.none() | st.sampled_from(Duration),
    place=st.none() | places,
    language=st.sampled_from(CODES),
)
standings = st.integers(0, 300).flatmap(
    lambda reviews: st.builds(
        Standing,
        st.just(new_id()),
        reviews=st.just(reviews),
        stars=st.integers(reviews, 5 * reviews),
        completed=st.integers(0, 300),
        response_minutes=st.none() | st.integers(0, 20_000),
    )
)
profiles = st.builds(
    FreelancerProfile,
    st.just(new_id()),
    skills=st.lists(
        st.builds(SkillLevel, st.sampled_from(SLUGS), levels, st.integers(0, 60)), unique_by=lambda each: each.slug
    ).map(tuple),
    categories=st.lists(st.sampled_from(CATEGORIES), unique=True, max_size=3).map(tuple),
    rate=st.none() | amounts,
    availability=st.none()
    | st.builds(
        Availability,
        st.integers(1, 80),
        st.none() | st.integers(-90, 200).map(lambda days: TODAY + timedelta(days=days)),
        st.just("UTC"),
    ),
    place=st.none() | places,
    remote=st.booleans(),
    on_site=st.booleans(),
    radius_km=st.integers(0, 1_000),
    languages=st.lists(
        st.builds(LanguageSkill, st.sampled_from(CODES), st.sampled_from(Fluency)), unique_by=lambda each: each.code
    ).map(tuple),
)
needs = st.builds(Need, briefs, clocks)
offers = st.builds(Offer, profiles, standings, st.sampled_from(("", *CODES)), st.integers(0, 3_000), clocks)
knowledge = st.builds(
    Knowledge,
    st.just(TODAY),
    st.integers(0, 2_000_000),
    st.dictionaries(st.sampled_from(SLUGS), st.integers(0, 500_000)),
    st.just(PARENTS),
    st.dictionaries(st.just("rust"), st.just("docker")),
)


def test_the_weights_are_a_thousand_points():
    """Each factor has one, and each weight a function."""
    assert MOST == 1_000
    assert list(WEIGHTS) == list(FORMULA) == list(Factor)


@given(needs, offers, knowledge)
def test_parts_sum_to_the_score(need: Need, offer: Offer, known: Knowledge):
    """Everywhere: one part a factor, whole points within what it can give, a reason each."""
    found = match(need, offer, known)
    assert [part.factor for part in found.parts] == list(Factor)
    assert found.score == sum(part.points for part in found.parts)
    for part in found.parts:
        assert type(part.points) is int
        assert 0 <= part.points <= part.most == WEIGHTS[part.factor]
        assert part.reason.code


def profile(**changes: Any) -> Callable[[Offer], Offer]:
    return lambda offer: evolve(offer, profile=evolve(offer.profile, **changes))


def standing(**changes: Any) -> Callable[[Offer], Offer]:
    return lambda offer: evolve(offer, standing=evolve(offer.standing, **changes))


def never_worse(factor: Factor, need: Need, before: Offer, after: Offer, known: Knowledge) -> None:
    """The factor gives no fewer points after than before."""
    assert match(need, after, known).part(factor).points >= match(need, before, known).part(factor).points


@given(needs, offers, knowledge, st.sampled_from(SLUGS), levels, st.integers(0, 60))
def test_one_more_skill(need: Need, offer: Offer, known: Knowledge, slug: str, level: Level, years: int):
    """Knowing more costs nothing."""
    assume(slug not in {skill.slug for skill in offer.profile.skills})
    more = (*offer.profile.skills, SkillLevel(slug, level, years))
    never_worse(Factor.SKILLS, need, offer, profile(skills=more)(offer), known)


@given(needs, offers, knowledge, st.data())
def test_a_skill_at_a_higher_level_for_longer(need: Need, offer: Offer, known: Knowledge, data: st.DataObject):
    """Neither level nor years count against anybody."""
    assume(offer.profile.skills)
    at = data.draw(st.integers(0, len(offer.profile.skills) - 1))
    old = offer.profile.skills[at]
    order = list(Level)
    higher = order[data.draw(st.integers(order.index(old.level), len(order) - 1))]
    new = SkillLevel(old.slug, higher, old.years + data.draw(st.integers(0, 20)))
    better = (*offer.profile.skills[:at], new, *offer.profile.skills[at + 1 :])
    never_worse(Factor.SKILLS, need, offer, profile(skills=better)(offer), known)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_rarer_skill_weighs_no_less(jobs: int, one: int, other: int):
    """By in how many jobs it is asked for."""
    known = Knowledge(TODAY, jobs, {"rare": min(one, other), "common": max(one, other)})
    assert known.weight("rare") >= known.weight("common") >= 1


@given(needs, offers, knowledge, st.sampled_from(CATEGORIES))
def test_one_more_category(need: Need, offer: Offer, known: Knowledge, category: str):
    """Working in more of them costs nothing."""
    more = (*offer.profile.categories, category)
    never_worse(Factor.CATEGORY, need, offer, profile(categories=more)(offer), known)


@given(needs, offers, knowledge, st.data())
def test_a_lower_rate(need: Need, offer: Offer, known: Knowledge, data: st.DataObject):
    """Cheaper is never worse."""
    assume(offer.profile.rate is not None)
    assert offer.profile.rate is not None
    lower = Money(data.draw(st.integers(1, offer.profile.rate.amount_minor)), offer.profile.rate.currency)
    never_worse(Factor.RATE, need, offer, profile(rate=lower)(offer), known)


@given(needs, offers, knowledge, st.integers(0, 60), st.integers(0, 200))
def test_more_hours_and_sooner(need: Need, offer: Offer, known: Knowledge, hours: int, days: int):
    """Neither costs anything; nor does saying it."""
    free = offer.profile.availability or Availability(1, TODAY + timedelta(days=200), "UTC")
    from_on = free.from_on - timedelta(days=days) if free.from_on else None
    better = evolve(free, hours_per_week=free.hours_per_week + hours, from_on=from_on)
    never_worse(Factor.AVAILABILITY, need, offer, profile(availability=better)(offer), known)


@given(needs, offers, knowledge, places, st.integers(0, 500))
def test_nearer_and_further_reaching(need: Need, offer: Offer, known: Knowledge, other: Place, km: int):
    """Nearer is never worse, nor a larger radius, nor working on site and remotely as well."""
    never_worse(Factor.PLACE, need, offer, profile(radius_km=offer.profile.radius_km + km)(offer), known)
    never_worse(Factor.PLACE, need, offer, profile(on_site=True, remote=True)(offer), known)
    wanted, own = need.brief.place, offer.profile.place
    if wanted is not None and own is not None:
        near, far = sorted((own, other), key=lambda place: distance_m(place, wanted))
        never_worse(Factor.PLACE, need, profile(place=far)(offer), profile(place=near)(offer), known)


@given(needs, offers, knowledge, st.integers(-12 * 60, 12 * 60), st.integers(-12 * 60, 12 * 60))
def test_closer_clocks(need: Need, offer: Offer, known: Knowledge, one: int, other: int):
    """By the shorter way around the day."""
    near, far = sorted((one, other), key=abs)
    at_noon = evolve(need, offset=0)
    never_worse(Factor.PLACE, at_noon, evolve(offer, offset=far), evolve(offer, offset=near), known)


@given(needs, offers, knowledge, st.sampled_from(CODES))
def test_speaking_better(need: Need, offer: Offer, known: Knowledge, code: str):
    """Basic, fluent, native: never worse."""
    others = tuple(each for each in offer.profile.languages if each.code != code)
    scale = [profile(languages=(*others, LanguageSkill(code, fluency)))(offer) for fluency in Fluency]
    for worse, better in pairwise(scale):
        never_worse(Factor.LANGUAGE, need, worse, better, known)


@given(needs, offers, knowledge, st.integers(0, 1_000), st.integers(0, 300))
def test_better_reviews(need: Need, offer: Offer, known: Knowledge, stars: int, reviews: int):
    """More stars in as many reviews; and more reviews of five stars each."""
    more = min(offer.standing.stars + stars, 5 * offer.standing.reviews)
    never_worse(Factor.RATING, need, offer, standing(stars=more)(offer), known)
    five = standing(reviews=offer.standing.reviews + reviews, stars=offer.standing.stars + 5 * reviews)
    never_worse(Factor.RATING, need, offer, five(offer), known)


@given(needs, offers, knowledge, st.integers(0, 100))
def test_more_contracts(need: Need, offer: Offer, known: Knowledge, contracts: int):
    """More completed work is never worse, and makes nobody newer."""
    more = standing(completed=offer.standing.completed + contracts)(offer)
    never_worse(Factor.COMPLETED, need, offer, more, known)
    never_worse(Factor.NEWNESS, need, more, offer, known)


@given(needs, offers, knowledge, st.integers(0, 20_000))
def test_answering_sooner(need: Need, offer: Offer, known: Knowledge, minutes: int):
    """Quicker is never worse."""
    assume(offer.standing.response_minutes is not None)
    quicker = standing(response_minutes=max((offer.standing.response_minutes or 0) - minutes, 0))(offer)
    never_worse(Factor.RESPONSE, need, offer, quicker, known)


@given(needs, offers, knowledge, st.integers(0, 300))
def test_being_newer(need: Need, offer: Offer, known: Knowledge, days: int):
    """It fades."""
    never_worse(Factor.NEWNESS, need, evolve(offer, days_here=offer.days_here + days), offer, known)


@given(needs, offers, knowledge)
def test_only_what_a_change_touches_is_scored_again(need: Need, offer: Offer, known: Knowledge):
    """That is as good as scoring everything, for every thing that could be done; and a sum needs no parts."""
    before = match(need, offer, known)
    assert points_of(need, offer, known) == before.score
    for code, _, changed in possible(need, offer, known):
        after = match(need, changed, known)
        untouched = set(Factor) - set(RAISES[code])
        assert all(after.part(factor) == before.part(factor) for factor in untouched), code


@given(needs, offers, knowledge)
def test_an_improvement_brings_points(need: Need, offer: Offer, known: Knowledge):
    """Never more than what is missing; none is named where nothing would help."""
    best, score = best_improvement(need, offer, known), match(need, offer, known).score
    if best is not None:
        assert 0 < best.points <= MOST - score


def good(**changes: Any) -> Offer:
    """A freelancer who fits."""
    fits = FreelancerProfile(
        new_id(),
        skills=(SkillLevel("python", Level.EXPERT, 9), SkillLevel("django", Level.EXPERT, 9)),
        categories=("back-end",),
        rate=Money(6_000, "EUR"),
        availability=Availability(40, None, "Europe/Paris"),
        languages=(LanguageSkill("en", Fluency.NATIVE),),
    )
    return Offer(evolve(fits, **changes), Standing(new_id(), 50, 250, 60, 12, 30), "en", 900)


NEED = Need(
    Brief(
        "A shop",
        "D",
        Payment.HOURLY,
        Money(7_000, "EUR"),
        category="back-end",
        skills=("python", "django"),
        language="en",
    )
)
KNOWN = Knowledge(TODAY, 1_000, {"python": 400, "django": 30}, PARENTS)


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        (good(skills=(SkillLevel("python", Level.EXPERT, 9),)), "add_skill"),
        (good(categories=("logo-branding",)), "add_category"),
        (good(rate=Money(8_000, "EUR")), "lower_rate"),
        (good(rate=None), "name_rate"),
        (good(availability=None), "say_when_free"),
        (good(availability=Availability(5, None, "UTC")), "more_hours"),
        (good(availability=Availability(40, TODAY + timedelta(days=50), "UTC")), "start_sooner"),
        (good(remote=False, on_site=True), "work_remotely"),
        (good(languages=(LanguageSkill("de", Fluency.NATIVE),)), "speak"),
        (evolve(good(), standing=evolve(good().standing, response_minutes=9_000)), "answer_sooner"),
        (evolve(good(), standing=evolve(good().standing, completed=3, response_minutes=5)), "complete_one_more"),
    ],
)
def test_what_would_raise_it_most(offer: Offer, code: str):
    """What is furthest from good is named; done, it brings what was said."""
    best = best_improvement(NEED, offer, KNOWN)
    assert best is not None
    assert best.code == code
    assert match(NEED, offer, KNOWN).score + best.points <= match(NEED, good(), KNOWN).score + 10


def test_nobody_is_told_to_give_away_more_than_a_quarter():
    """Somebody who asks for twice what a job pays is not for it; that is no advice."""
    best = best_improvement(NEED, good(rate=Money(12_000, "EUR")), KNOWN)
    assert best is None or best.code != "lower_rate"


def test_what_is_promised_is_what_comes():
    """The points are those of scoring again."""
    offer = good(rate=Money(8_000, "EUR"))
    best = best_improvement(NEED, offer, KNOWN)
    assert best is not None
    done = good(rate=Money(int(str(best.facts["rate"])), "EUR"))
    assert match(NEED, done, KNOWN).score == match(NEED, offer, KNOWN).score + best.points


def test_on_site_work_wants_somebody_near():
    """Lyon to Lyon, Lyon to Villeurbanne, Lyon to Paris."""
    lyon = Place("Lyon", "FR", 45_764_000, 4_835_700)
    paris = Place("Paris", "FR", 48_856_600, 2_352_200)
    need = evolve(NEED, brief=evolve(NEED.brief, place=lyon))

    def points(**changes: Any) -> int:
        return match(need, good(on_site=True, **changes), KNOWN).part(Factor.PLACE).points

    assert points(place=lyon) == WEIGHTS[Factor.PLACE]
    assert points(place=paris, radius_km=30) == 0
    assert 0 < points(place=paris, radius_km=700) < WEIGHTS[Factor.PLACE]
    widen = best_improvement(need, good(on_site=True, place=paris, radius_km=30), KNOWN)
    assert widen is not None
    assert widen.code == "widen_radius"


def test_merged_skills_count_as_one():
    """Whoever names the old one has the new one."""
    known = evolve(KNOWN, merged={"django-framework": "django"})
    old = good(skills=(SkillLevel("python", Level.EXPERT, 9), SkillLevel("django-framework", Level.EXPERT, 9)))
    assert match(NEED, old, known).part(Factor.SKILLS) == match(NEED, good(), KNOWN).part(Factor.SKILLS)


def test_a_first_bad_review_ruins_nobody():
    """One star of one reviewer leaves more than a twentieth review of one star after nineteen of them."""
    once, often = Standing(new_id(), 1, 1), Standing(new_id(), 20, 20)
    assert (once.rating, often.rating) == (100, 100)
    assert once.expected == 350
    assert often.expected == 160
    assert Match(()).score == 0
