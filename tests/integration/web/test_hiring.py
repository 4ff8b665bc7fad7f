"""From a brief to a signed contract, on pages without scripts."""

from __future__ import annotations

import pytest

from tests.api_world import Person, World, eur
from tests.web_world import Visitor, browsing, words

BRIEF = {
    "title": "An online shop for a bakery",
    "description": "Forty products, **orders two days ahead**.",
    "payment": "fixed",
    "budget": "3000.00",
    "skills:commas": "WordPress, SEO",
    "questions": ["Which shop of yours is most like this one?"],
}
TYPED = (("price", 100), ("milestones.0.amount", 40), ("milestones.1.amount", 60))


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
    assert "Left empty, it stays open for 60 days." in words(client.goes("/my/jobs/new"))
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

    assert "Your turn" in words(browsers[1].goes("/proposals"))
    browsers[1].goes(chosen)
    seen = words(browsers[1].page.text)
    assert "Round 2" in seen
    assert "before: €2,700.00" in seen
    browsers[1].follows("/counter")
    browsers[1].sends({"price": "2600", "milestones.0.amount": "600"}, form="/counter")

    client.goes(chosen)
    assert "Your turn" in words(client.goes(f"/jobs/{job}/proposals"))
    assert "Your turn" not in words(browsers[1].goes("/proposals"))
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


def test_asking_those_who_fit(world: World) -> None:
    """Freelancers are ranked with their reasons and invited; the invitation is seen by both, and taken up by a bid."""
    client, freelancer = world.newcomer("client"), world.newcomer("freelancer")
    job = client.does("/jobs", {"title": "A sign", "description": "For **the door**.", "budget": eur(20000)})["id"]
    asking = browsing(world, client)
    assert "points" in words(asking.goes(f"/my/jobs/{job}/freelancers"))
    asking.goes(f"/invitations/new?freelancer_id={freelancer.id}&job_id={job}")
    asking.sends({"message": "Your lettering is lovely."}, form="/invitations/new")
    assert "Already asked" in words(asking.page.text)
    asking.goes("/invitations?side=client")
    asking.follows("/invitations/0")
    asked = browsing(world, freelancer)
    page = words(asked.goes("/jobs/recommended"))
    found = next(each for each in freelancer.sees("/recommendations/jobs")["items"] if each["job"]["id"] == job)[
        "match"
    ]
    assert "A sign" in page
    assert f"{100 * found['score'] // found['most']}% match" in page
    assert f"Together {found['score']} / {found['most']}" in page
    asked.goes("/invitations")
    asked.follows("/invitations/0")
    assert "Your lettering is lovely." in words(asked.page.text)
    asked.follows("/apply")
    asked.sends({"price": "180"}, form="/apply")
    assert "The client is to answer" in words(asked.goes("/proposals"))
    browsing(world, world.stranger).goes(f"/my/jobs/{job}/freelancers", 404)


def test_an_offer_to_one_person(world: World) -> None:
    """Made from a profile, seen by two, accepted: a contract to sign."""
    client, freelancer = world.newcomer("client"), world.newcomer("freelancer")
    visitor = browsing(world, client)
    visitor.goes(f"/freelancers/{freelancer.id}/offer")
    page = visitor.sends({"title": "Labels", "description": "Six.", "price": "six hundred"}, 422, form="/offers/new")
    assert 'value="six hundred"' in page
    visitor.sends({"price": "600", "_currency": "USD"}, form="/offers/new")
    offer = visitor.at
    assert "Labels" in words(visitor.goes("/offers"))
    other = browsing(world, freelancer)
    other.goes(offer)
    other.follows("/accept?")
    other.sends(form="/accept")
    (made,) = freelancer.sees("/contracts")["items"]
    assert (made["state"], made["title"], made["currency"]) == ("offered", "Labels", "USD")
    browsing(world, world.stranger).goes(offer, 404)


def test_a_search_is_kept_from_its_page(world: World) -> None:
    """With its words and filters; renamed, and ended."""
    visitor = browsing(world, world.newcomer("freelancer"))
    visitor.goes("/jobs?q=logo&budget_from=500&currency=EUR&payment=fixed")
    visitor.follows("/searches/new?")
    visitor.sends({"name": "Logos", "alert": "weekly"}, form="/searches/new")
    assert visitor.at == "/searches"
    assert "Once a week" in words(visitor.page.text)
    assert any("budget_min=50000" in link and "q=logo" in link for link in visitor.links())
    visitor.follows("/searches/0")
    visitor.sends({"name": ""}, 422, form="/searches/")
    visitor.sends({"name": "Logos and signs"}, form="/searches/")
    assert "Logos and signs" in words(visitor.page.text)
    visitor.follows("/end?")
    visitor.sends(form="/end")
    assert "No search is kept" in words(visitor.page.text)


def test_what_scripts_ask_for(world: World) -> None:
    """Markdown set safely, costs of a price, skills for what is typed."""
    visitor = browsing(world, world.client)
    visitor.goes("/my/jobs/new")
    visitor.sends({"description": "A **bold** <script>x</script>"}, form="/my/jobs/new", press="_look")
    assert "<strong>bold</strong>" in visitor.page.text
    assert "<script>x" not in visitor.page.text
    job = world.job()
    bidder = browsing(world, world.freelancer)
    parts = "&".join(f"{name}={amount}&{name}.currency=EUR" for name, amount in TYPED)
    seen = bidder.goes(f"/jobs/{job}/apply/costs?{parts}")
    assert "You get" in words(seen)
    assert "€100.00" in words(seen)
    assert "field-error" in bidder.goes(f"/jobs/{job}/apply/costs?price=x&price.currency=EUR")
    assert "wordpress, SEO, " in visitor.goes("/my/jobs/skills?skills:commas=wordpress,+seo")


def test_a_job_that_is_held_back_says_why_and_what_to_do(world: World) -> None:
    """In the reader's language, on each of its pages; its client isn't told of themselves."""
    client = browsing(world, world.client, "fr")
    client.goes("/fr/my/jobs/new")
    held = {**BRIEF, "title": "A menu", "budget": "0,01"}
    held |= {"description": "Four pages in two languages. Call me: +39 055 123 4567."}
    client.sends(held, form="/my/jobs/new")
    job = client.at.rsplit("/", 1)[1]
    for page in (client.page.text, client.goes(f"/fr/my/jobs/{job}/edit"), client.goes("/fr/my/jobs")):
        assert "Un numéro de téléphone" in words(page)
        assert "A phone number" not in page
        assert "0,01 €" in words(page)
    page = words(client.goes(f"/fr/jobs/{job}"))
    assert "Corrigez ce qui est relevé" in page
    assert "N’a encore rien payé ici" not in page
    world.client.does(f"/jobs/{job}/submit", {"note": "It is our public number."})
    page = words(client.goes(f"/fr/jobs/{job}"))
    assert "It is our public number." in page
    assert "Corrigez ce qui est relevé" not in page
    client.goes(f"/fr/my/jobs/{job}/edit")
    client.sends({"description": "Four pages in two languages.", "budget": BRIEF["budget"]}, form="/edit")
    assert world.client.sees(f"/jobs/{job}")["state"] == "open", "as the page promised"
