"""What profiles hold: every field is cleaned, bounded, and refused by its name."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests import profile_strategies as some
from tests.builders import money, new_id
from upclone.domain.errors import Invalid, NotFound
from upclone.domain.people import portfolios, profiles
from upclone.domain.people.places import MICRO, Place, distance_m, place, rough
from upclone.domain.people.profiles import (
    MOST,
    Availability,
    ClientProfile,
    Fluency,
    FreelancerProfile,
    LanguageSkill,
    Level,
    Piece,
    Position,
    SkillLevel,
    web_address,
)

PROFILE = FreelancerProfile(new_id())
PARIS, LYON = Place("Paris", "FR", 48_856_600, 2_352_200), Place("Lyon", "FR", 45_764_000, 4_835_700)
FIELDS = list(profiles._FREELANCER)


@given(said=some.freelancers())
def test_what_is_said_well_stays_as_it_was_said(said: FreelancerProfile):
    """Editing a profile to what it may be is the identity, but for the space around texts."""
    changes = {name: getattr(said, name) for name in FIELDS if name not in ("experience", "education", "place")}
    assert profiles.edit(PROFILE, **changes) == evolve(PROFILE, **changes)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"skills": (SkillLevel("Web Design", Level.EXPERT),)}, "skills.0.slug"),
    ({"skills": (SkillLevel("a", Level.EXPERT, 61),)}, "skills.0.years"),
    ({"skills": (SkillLevel("a", Level.EXPERT), SkillLevel("a", Level.ENTRY))}, "skills.1"),
    ({"skills": tuple(SkillLevel(f"s{n}", Level.ENTRY) for n in range(MOST["skills"] + 1))}, "skills"),
    ({"categories": ("a", "a")}, "categories.1"),
    ({"rate": money("0")}, "rate.amount_minor"),
    ({"availability": Availability(0, None, "UTC")}, "availability.hours_per_week"),
    ({"availability": Availability(10, None, "not a zone")}, "availability.time_zone"),
    ({"languages": (LanguageSkill("qq", Fluency.BASIC),)}, "languages.0.code"),
    ({"place": evolve(PARIS, country="ZZ")}, "place.country"),
    ({"place": evolve(PARIS, latitude=90 * MICRO + 1)}, "place.latitude"),
    ({"place": evolve(PARIS, longitude=-181 * MICRO)}, "place.longitude"),
    ({"place": evolve(PARIS, city="\n")}, "place.city"),
    ({"experience": (Position("", "x", date(2020, 1, 1)),)}, "experience.0.title"),
    ({"experience": (Position("x", "x", date(2020, 1, 1), date(2019, 1, 1)),)}, "experience.0.to_on"),
    ({"radius_km": -1}, "radius_km"),
    ({"remote": False}, "remote"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG, ids=[field for _, field in WRONG])
def test_what_breaks_a_rule_is_named(changes: dict[str, Any], field: str):
    """By the path of the field."""
    with pytest.raises(Invalid) as refused:
        profiles.edit(PROFILE, **changes)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "https://a:b@example.org",
        "https://example.org:0",
        "https://example.org:99999",
        "https://exa mple.org",
        "https://example.org/" + "x" * 500,
        "https://[::1",
        "http://example.org\\@evil.example",
    ],
)
def test_what_is_no_web_address_is_no_link(address: str):
    """No scheme but the web's, no credentials, no spaces."""
    with pytest.raises(Invalid) as refused:
        web_address(address, "link")
    assert refused.value.field == "link"


def test_a_client_says_where_they_work():
    """In one line each; an address is an address or nothing."""
    client = profiles.edit_client(ClientProfile(new_id()), company=" Looms \n and  more ", site="https://example.org")
    assert (client.company, client.site) == ("Looms and more", "https://example.org")
    with pytest.raises(Invalid):
        profiles.edit_client(client, company="x" * 151)


def test_a_portfolio_keeps_its_works_in_order():
    """Added last, arranged as wanted, edited in place, removed by name."""
    one, two = Piece(new_id(), "One"), Piece(new_id(), "Two")
    both = portfolios.add(portfolios.add(PROFILE, one), two)
    assert both.portfolio == (one, two)
    assert portfolios.arrange(both, [two.id, one.id]).portfolio == (two, one)
    assert portfolios.edit(both, evolve(one, title=" New ")).portfolio[0].title == "New"
    assert portfolios.remove(both, one.id).portfolio == (two,)
    for order in ([], [one.id], [one.id, one.id], [one.id, new_id()]):
        with pytest.raises(Invalid):
            portfolios.arrange(both, order)
    for verb in (portfolios.remove, portfolios.piece_of):
        with pytest.raises(NotFound):
            verb(both, new_id())
    full = evolve(PROFILE, portfolio=tuple(Piece(new_id(), "x") for _ in range(MOST["portfolio"])))
    with pytest.raises(Invalid):
        portfolios.add(full, one)


def test_distances_are_those_of_a_map():
    """Within 1 % of the great circle, for what a radius is asked for."""
    assert abs(distance_m(PARIS, LYON) - 391_500) < 3_915
    oslo, bergen = Place("Oslo", "NO", 59_913_900, 10_752_200), Place("Bergen", "NO", 60_392_900, 5_324_100)
    assert abs(distance_m(oslo, bergen) - 305_300) < 3_500


@given(a=some.places, b=some.places)
def test_a_distance_is_the_same_both_ways(a: Place, b: Place):
    """Never below zero, and zero to oneself; also over the date line."""
    assert distance_m(a, b) == distance_m(b, a) >= 0
    assert distance_m(a, a) == 0
    west, east = evolve(a, longitude=-180 * MICRO), evolve(a, longitude=180 * MICRO)
    assert distance_m(west, east) == 0


@given(exact=some.places)
def test_others_see_the_city_only(exact: Place):
    """To a tenth of a degree, eleven kilometres."""
    seen = rough(exact)
    assert seen.latitude % 100_000 == seen.longitude % 100_000 == 0
    assert abs(seen.latitude - exact.latitude) <= 50_000
    assert place(seen.city, seen.country, seen.latitude, seen.longitude) == seen


@given(word=st.text(max_size=90))
def test_a_slug_is_small_ascii(word: str):
    """Or refused."""
    with suppress(Invalid):
        assert profiles.slug(word, "x").isascii()
