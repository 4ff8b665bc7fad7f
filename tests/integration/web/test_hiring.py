"""From a brief to a signed contract, on pages without scripts."""

from __future__ import annotations

import pytest

from tests.api_world import Person, World
from tests.web_world import Visitor, browsing, words

BRIEF = {
    "title": "An online shop for a bakery",
    "description": "Forty products, **orders two days ahead**.",
    "payment": "fixed",
    "budget": "3000.00",
    "skills:commas": "WordPress, SEO",
    "questions": ["Which shop of yours is most like this one?"],
}


@pytest.fixture(scope="module")
def bidders(world: World) -> list[Person]:
    """Three freelancers."""
    return [world.newcomer("freelancer") for _ in range(3)]


def bids(world: World, person: Person, job: str, price: str, first: str) -> Visitor:
    """Somebody applies by the pages, in two milestones."""
    visitor = browsing(world, person)
    visitor.goes(f"/jobs/{job}/apply")
    visitor.sends({}, form="/apply", press="_more.milestones")
    assert "milestones.1.title" in visitor.form("/apply").names
    plan = {"milestones.0.title": "Design", "milestones.0.amount": first, "milestones.1.title": "The rest"}
    page = visitor.sends({**plan, "price": price, "milestones.1.amount": "1"}, 422, form="/apply")
    assert "Design" in page
    values = {
        "price": price,
        "milestones.1.amount": f"{float(price) - float(first):.2f}",
        "cover_letter": "I would do it in two steps.",
        "answers": ["The shop of a cheese dairy."],
    }
    visitor.sends(values, form="/apply")
    assert visitor.at.startswith("/proposals/")
    return visitor


def test_from_a_brief_to_a_contract(world: World, bidders: list[Person]) -> None:
    """A client posts, three bid, one negotiates over two rounds and is hired, both sign."""
    client = browsing(world, world.client)
    client.goes("/my/jobs/new")
    page = client.sends({**BRIEF, "budget": "a lot"}, 422, form="/my/jobs/new")
    assert 'aria-invalid="true"' in page
    assert "Forty products" in page
    client.sends({**BRIEF}, form="/my/jobs/new", press="draft")
    job = client.at.rsplit("/", 1)[1]
    assert world.client.sees(f"/jobs/{job}")["state"] == "draft"
    client.goes(f"/my/jobs/{job}/edit")
    client.sends({"budget": "2800"}, form="/edit", press="_publish")
    made = world.client.sees(f"/jobs/{job}")
    assert (made["state"], made["budget"]["amount_minor"], made["skills"]) == ("open", 280000, ["wordpress", "seo"])
    assert made["questions"] == BRIEF["questions"]

    browsers = [
        bids(world, each, job, price, "500") for each, price in zip(bidders, ("2900", "2700", "3100"), strict=True)
    ]
    page = client.goes(f"/jobs/{job}/proposals?sort=price")
    assert page.index("2,700.00") < page.index("2,900.00") < page.index("3,100.00")
    assert "Lowest" in words(page)

    chosen = browsers[1].at
    client.goes(chosen)
    client.follows("/shortlist?")
    client.sends(form="/shortlist")
    assert client.at == chosen
    assert "On the shortlist" in words(client.page.text)
    client.follows(f"{chosen}/counter")
    client.sends({"price": "2500", "milestones.1.amount": "2000", "note": "Without the blog."}, form="/counter")
    assert client.at == chosen

    browsers[1].goes(chosen)
    seen = words(browsers[1].page.text)
    assert "Round 2" in seen
    assert "before: €2,700.00" in seen
    browsers[1].follows("/counter")
    browsers[1].sends({"price": "2600", "milestones.0.amount": "600"}, form="/counter")

    client.goes(chosen)
    client.follows("/hire")
    page = client.sends({"review_days": "7"}, form="/hire", press="_look")
    assert "What would happen" in page
    client.sends(form="/hire")
    assert client.at.startswith("/contracts/")
    contract = client.at.split("/")[2]
    terms = world.client.sees(f"/contracts/{contract}")["terms"]
    assert (terms["review_days"], terms["milestones"][0]["amount"]["amount_minor"]) == (7, 60000)
    for visitor in (client, browsers[1]):
        visitor.goes(f"/contracts/{contract}/sign")
        visitor.sends({"agreed": "on"}, form="/sign")
    assert world.client.sees(f"/contracts/{contract}")["state"] == "active"
    assert "Hired" in words(browsers[1].goes("/proposals?state=hired"))
