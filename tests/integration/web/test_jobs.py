"""Looking for work: every filter lives in the address, and what is found says enough without being opened."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.api_world import World, eur
from tests.web_live import Live
from tests.web_world import HOST, Visitor, browsing, words

LYON = {"city": "Lyon", "country": "FR", "latitude": 45.764, "longitude": 4.8357}
LOGO = {"title": "A logo for a bakery", "description": "**Warm** and simple.", "budget": eur(90000), "skills": ["logo"]}
SHOP = {
    "title": "An online shop", "description": "Forty products.", "budget": eur(6000), "budget_from": eur(4000),
    "payment": "hourly", "skills": ["wordpress"], "level": "expert", "duration": "weeks", "place": LYON,
}  # fmt: skip


@pytest.fixture(scope="module")
def market(world: World) -> World:
    """Two jobs of different kinds."""
    world.client.does("/jobs", LOGO)
    world.client.does("/jobs", SHOP)
    return world


def _titles(page: str) -> list[str]:
    return re.findall(r'<h2[^>]*><a class="after[^>]*>([^<]*)', page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["An online shop", "A logo for a bakery"]),
        ("q=bakery", ["A logo for a bakery"]),
        ("payment=hourly", ["An online shop"]),
        ("budget_from=500&currency=EUR", ["A logo for a bakery"]),
        ("budget_from=900.01&currency=EUR", []),
        ("budget_min=90000&currency=EUR", ["A logo for a bakery"]),
        ("rate_to=55&currency=EUR", ["An online shop"]),
        ("skills=WordPress&skills=", ["An online shop"]),
        ("level=expert&duration=weeks", ["An online shop"]),
        ("remote=true", ["A logo for a bakery"]),
        ("city=lyon&country=fr", ["An online shop"]),
        ("days=1&language=en", ["An online shop", "A logo for a bakery"]),
        ("client_verified=true", []),
        ("sort=budget", ["A logo for a bakery", "An online shop"]),
    ],
)
def test_a_filter_is_an_address(market: World, query: str, found: list[str]) -> None:
    """Whoever opens the address sees what it asks for, without scripts."""
    page = Visitor(market.app).goes(f"/jobs?{query}")
    assert _titles(page) == found
    count = {0: "0 jobs", 1: "1 job", 2: "2 jobs"}[len(found)]
    assert re.search(rf'role="status"[^>]*><span class="figure">{count}<', page)


def test_a_card_says_enough(market: World) -> None:
    """Budget, age, proposals, skills and the place, without its being opened."""
    page = words(Visitor(market.app).goes("/jobs?payment=hourly"))
    for said in ("€40 – €60 an hour", "just now", "No proposals yet", "WordPress", "Expert", "Lyon, France"):
        assert said in page
    job = market.client.sees("/jobs?q=shop")["items"][0]["id"]
    market.freelancer.does(f"/jobs/{job}/bid", {"price": eur(5000), "weekly_limit_hours": 20})
    assert "1 proposal " in words(Visitor(market.app).goes("/jobs?payment=hourly"))


def test_what_is_active_can_be_taken_away(market: World) -> None:
    """Each chip leads to the same search without it; "Clear all" to all jobs; the search can be kept."""
    visitor = Visitor(market.app)
    page = visitor.goes("/jobs?q=bakery&skills=logo&budget_from=1000&currency=EUR")
    assert "No open job has all of this" in page
    assert "Budget: from 1000 EUR" in words(page)
    assert "/searches/new?q=bakery&skills=logo&currency=EUR&budget_min=100000" in visitor.links()
    without = next(link for link in visitor.links() if link.startswith("/jobs?q=bakery") and "budget" not in link)
    assert _titles(visitor.goes(without)) == ["A logo for a bakery"]
    visitor.goes("/jobs")
    assert not [link for link in visitor.links() if "q=bakery" in link]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("budget_from=much&currency=EUR", "Must be an amount"),
        ("budget_from=9&budget_to=5&currency=EUR", "Must not be less"),
        ("currency=XXX", "ISO 4217"),
        ("cursor=nonsense", "Must be the next_cursor"),
        ("lat=1", "all three or none"),
        ("level=none", ""),
        ("q=%00", ""),
        ("days=-5&remote=maybe", ""),
        ("skills=" + "a,b,c,d,e,f,g,h,i,j,k,l,m", ""),
    ],
)
def test_what_cannot_be_asked_is_said(market: World, query: str, said: str) -> None:
    """Beside what was typed, which is kept; never an error page."""
    answer = Visitor(market.app).client.get(f"/jobs?{query}", base_url=HOST)
    assert answer.status_code in (200, 422)
    assert "<h1>Jobs</h1>" in answer.text
    assert said in words(answer.text)


def test_pages_follow_each_other(world: World) -> None:
    """Twenty a page, each job once, and a way back."""
    for number in range(21):
        world.stranger.does("/jobs", {**LOGO, "title": f"Poster {number}"})
    visitor = Visitor(world.app)
    first = _titles(visitor.goes("/jobs?q=poster&sort=newest"))
    assert len(first) == 20
    second = visitor.follows("cursor=")
    assert _titles(second) == ["Poster 0"]
    assert "Back to the first" in second


def test_a_job_has_one_thing_to_do(world: World) -> None:
    """A freelancer applies; its client sees the proposals and the moves; what is known of the client stands beside."""
    job = world.client.does("/jobs", SHOP)
    visitor = Visitor(world.app)
    page = visitor.goes(f"/jobs/{job['id']}")
    assert f"/jobs/{job['id']}/apply" in visitor.links()
    for said in ("€40 – €60 an hour", "Lyon, France", "Has not paid here yet", "0 contracts completed"):
        assert said in words(page)
    reader = browsing(world, world.freelancer)
    reader.goes(f"/jobs/{job['id']}")
    assert f"/jobs/{job['id']}/apply" in reader.links()
    client = browsing(world, world.client)
    page = client.goes(f"/jobs/{job['id']}")
    assert f"/jobs/{job['id']}/apply" not in client.links()
    assert any(link.startswith(f"/do/jobs/{job['id']}/pause") for link in client.links())
    world.client.does(f"/jobs/{job['id']}/close")
    closed = Visitor(world.app)
    assert "takes no proposals" in closed.goes(f"/jobs/{job['id']}")
    assert f"/jobs/{job['id']}/apply" not in closed.links()


def test_a_move_says_what_it_does_in_words(world: World) -> None:
    """The states before and after, as their words, with what the clock will do."""
    job = world.client.does("/jobs", LOGO)
    page = words(browsing(world, world.client).goes(f"/do/jobs/{job['id']}/pause"))
    assert "Job Open Paused The job stops taking proposals" in page
    assert "tone=" not in page


def test_who_does_something_sees_it(world: World) -> None:
    """Pages are kept for visitors for a moment, and made anew after every command; who is signed in has their own."""
    visitor = Visitor(world.app)
    before = visitor.goes("/jobs?q=lighthouse")
    assert visitor.goes("/jobs?q=lighthouse") == before
    world.client.does("/jobs", {**LOGO, "title": "A lighthouse"})
    assert _titles(visitor.goes("/jobs?q=lighthouse")) == ["A lighthouse"]
    assert "Your account" in browsing(world, world.client).goes("/jobs?q=lighthouse")
    assert "Your account" not in visitor.goes("/jobs?q=lighthouse")


def test_results_follow_who_types(live: Live, chromium: Browser) -> None:
    """Words and ticks change results and address without a click; Back restores; a sheet opens without scripts."""
    client = live.world.newcomer("client")
    client.does("/jobs", LOGO)
    client.does("/jobs", SHOP)
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{live.base}/jobs")
    expect(page.get_by_role("status").filter(has_text="jobs")).to_have_text(re.compile("2 jobs"))
    page.get_by_role("searchbox", name="Search jobs").last.fill("bakery")
    expect(page.get_by_role("status").filter(has_text="job")).to_have_text(re.compile("1 job"))
    expect(page).to_have_url(f"{live.base}/jobs?q=bakery")
    assert page.get_by_role("searchbox", name="Search jobs").last.evaluate("e => e === document.activeElement")
    page.go_back()
    expect(page.get_by_role("link", name="An online shop")).to_be_visible()
    page.close()
    bare = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    phone = bare.new_page()
    phone.goto(f"{live.base}/jobs")
    expect(phone.get_by_label("City")).to_be_hidden()
    phone.get_by_role("button", name="Filters").click()
    phone.get_by_text("By the hour", exact=False).first.click()
    phone.get_by_role("button", name="Show what fits").click()
    expect(phone.get_by_role("link", name="An online shop")).to_be_visible()
    expect(phone.get_by_role("link", name="A logo for a bakery")).to_have_count(0)
    bare.close()
