"""Searching by the API: parameters that hold, pages, and kept searches of one's own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api_world import World, eur


@pytest.fixture(scope="module")
def jobs(world: World) -> dict[str, str]:
    """Three jobs of one client."""
    bodies: dict[str, dict[str, Any]] = {
        "logo": {"title": "Logo for a bakery", "budget": eur(90_000), "skills": ["logo design"], "category": "design"},
        "site": {"title": "Site vitrine d'une boulangerie", "budget": eur(250_000), "skills": ["WordPress"]},
        "rate": {"title": "Bakery accountant", "budget": eur(6_000), "payment": "hourly"},
    }
    return {key: world.client.does("/jobs", {"description": "x", **body})["id"] for key, body in bodies.items()}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=bakery", {"logo", "rate"}),
        ("q=bakry", {"logo", "rate"}),
        ("q=boulangeries", {"site"}),
        ("q=bakery&payment=hourly", {"rate"}),
        ("skills=logo-design", {"logo"}),
        ("skills=Logo design&q=bakery", {"logo"}),
        ("skills=logo-design,wordpress", set()),
        ("currency=EUR&budget_min=100000", {"site"}),
        ("currency=EUR&budget_max=100000&rate_min=6000", {"logo", "rate"}),
        ("q=bakery&category=design", {"logo"}),
        ("q=bakery&client_verified=true", set()),
        ("q=bakery&remote=true&sort=newest", {"logo", "rate"}),
        ("q=bakery&lat=48.85&lon=2.35&radius_km=20", set()),
    ],
)
def test_parameters_find(world: World, jobs: dict[str, str], asked: str, found: set[str]):
    """Each parameter keeps what does not fit away."""
    ids = {job["id"] for job in world.visitor.sees(f"/jobs?{asked}")["items"]}
    assert ids == {jobs[key] for key in found}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("budget_min=1", "currency"),
        ("q=x&sort=budget", "currency"),
        ("lat=1&lon=1", "radius_km"),
        ("lat=1&lon=1&radius_km=5&city=Lyon", "city"),
        ("q=x&state=filled", "state"),
        ("currency=EUR&budget_min=2&budget_max=1", "budget_max"),
        ("category=nosuchthingatall&q=x", "category"),
        ("q=x&cursor=AAAA", "cursor"),
        ("lat=nan&lon=1&radius_km=5", "lat"),
        ("client_rating_min=6", "client_rating_min"),
    ],
)
def test_what_can_not_be_asked_is_named(world: World, jobs: dict[str, str], asked: str, field: str):
    """422 that names the parameter."""
    answer = world.visitor.get(f"/jobs?{asked}")
    assert answer.status_code == 422
    assert field in answer.text


def test_the_answer_says_what_it_did(world: World, jobs: dict[str, str]):
    """Corrected words, facets with their label, and a cursor that continues."""
    page = world.visitor.sees("/jobs?q=bakry&facets=true&limit=1&sort=newest")
    assert page["corrected"] == {"bakry": "bakery"}
    assert page["facets"]["label"] == "2"
    assert {each["value"] for each in page["facets"]["counts"]["payment"]} == {"fixed", "hourly"}
    rest = world.visitor.sees(f"/jobs?q=bakry&limit=1&sort=newest&cursor={page['next_cursor']}")
    assert [job["id"] for job in (*page["items"], *rest["items"])] == [jobs["rate"], jobs["logo"]]
    assert rest["next_cursor"] is None


def test_a_ranked_search_goes_on_by_its_cursor(world: World, jobs: dict[str, str]):
    """Page after page, from what has the word in its title to what mentions it."""
    found, cursor = [], ""
    while cursor is not None:
        page = world.visitor.sees(f"/jobs?q=bakery&limit=1&sort=relevance{cursor and '&cursor='}{cursor}")
        found += [job["id"] for job in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(found) == sorted([jobs["rate"], jobs["logo"]])


def test_the_plain_list_is_as_ever(world: World, jobs: dict[str, str]):
    """Without a parameter of a search: every state, newest first."""
    world.client.does(f"/jobs/{jobs['site']}/close")
    everything = world.visitor.sees("/jobs")["items"]
    assert jobs["site"] in [job["id"] for job in everything]
    assert world.visitor.sees("/jobs?q=boulangerie")["items"] == []


def test_freelancers_are_found_once_they_say_something(world: World):
    """By name and by words; not before they have a profile."""
    person = world.newcomer("freelancer")
    assert world.visitor.sees("/freelancers?q=engraver")["items"] == []
    person.does("/users/profile", {"name": "Zéphyrine Quill", "headline": "Engraver of maps"}, "PUT")
    person.does(
        "/users/profile", {"freelancer": {"skills": [{"slug": "cartography", "level": "expert", "years": 9}]}}, "PUT"
    )
    for asked in (
        "q=zephyrine",
        "q=engravers",
        "q=zephirine",
        "skills=cartography&years_min=9",
        "q=engraver&remote=true",
    ):
        assert [each["id"] for each in world.visitor.sees(f"/freelancers?{asked}")["items"]] == [person.id], asked
    assert world.visitor.sees("/freelancers?q=engraver&years_min=10")["items"] == []


def test_a_search_is_kept_edited_and_ended(world: World):
    """Only its owner sees it; its question is answered as it was asked."""
    query = {
        "q": "tiles",
        "skills": ["tiling"],
        "currency": "EUR",
        "budget_min": 100,
        "lat": 48.5,
        "lon": 2,
        "radius_km": 9,
    }
    kept = world.freelancer.does("/searches", {"name": "Tiles", "query": query, "alert": "daily"})
    assert query.items() <= kept["query"].items()
    assert kept["tell_at"] is not None
    assert [each["id"] for each in world.freelancer.sees("/searches")["items"]] == [kept["id"]]
    assert world.client.sees("/searches")["items"] == []
    edited = world.freelancer.does(f"/searches/{kept['id']}", {"name": "All", "query": {}, "alert": "never"}, "PUT")
    assert (edited["name"], edited["tell_at"]) == ("All", None)
    assert world.freelancer.does(f"/searches/{kept['id']}/end")["state"] == "ended"
    assert world.freelancer.sees("/searches")["items"] == []
    assert world.freelancer.get(f"/searches/{kept['id']}").status_code == 404
