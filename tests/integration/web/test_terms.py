"""The terms of an offer, changed by its client on pages without scripts; and what the freelancer sees of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api_world import World, eur
from tests.web_world import Visitor, browsing, forms_of, words

AT = "/contracts/{}/terms"


@pytest.fixture
def offer(world: World) -> str:
    """A contract of three milestones of 300.00 EUR that nobody has signed."""
    return str(world.offered()["id"])


@pytest.fixture
def client(world: World, offer: str) -> Visitor:
    """Its client, with its terms before them."""
    visitor = browsing(world, world.client)
    visitor.goes(AT.format(offer))
    return visitor


def revisions(world: World, contract: str) -> int:
    """How often the terms were changed: the freelancer is told each time."""
    happened = world.freelancer.sees(f"/contracts/{contract}/history")["items"]
    return sum(each["event"] == "OfferRevised" for each in happened)


def terms(world: World, contract: str) -> dict[str, Any]:
    """The terms as they are."""
    return dict(world.client.sees(f"/contracts/{contract}")["terms"])


def test_the_terms_are_there_to_be_changed(world: World, offer: str, client: Visitor) -> None:
    """The room leads to them, each field holds what is offered now; what is changed is changed, and the rest
    stays."""
    client.goes(f"/contracts/{offer}")
    client.follows(f"/do/contracts/{offer}/terms")
    assert client.at == AT.format(offer)
    form = dict(client.form("/terms").fields)
    kept = {"review_days": "14", "answer_days": "7", "negotiation_days": "14", "appeal_days": "3"}
    assert kept.items() <= form.items()
    assert (form["milestones.1.title"], form["milestones.1.amount"]) == ("Two", "300.00")
    assert (form["scope"], form["kill_fee_basis_points"]) == ("Warm and simple.", "0")
    before = terms(world, offer)
    changed = {
        "milestones.1.amount": "450", "milestones.1.due_on": "2031-05-04", "kill_fee_basis_points": "1000",
        "scope": "", "appeal_days": "5",
    }  # fmt: skip
    asked = words(client.sends(changed, form="/terms", press="_look"))
    assert "€1,050.00" in asked, "what all of it comes to"
    assert terms(world, offer) == before
    page = words(client.sends(form="/terms"))
    assert client.at == f"/contracts/{offer}"
    assert "The terms are changed." in page
    after = terms(world, offer)
    assert [each["amount"] for each in after["milestones"]] == [eur(30000), eur(45000), eur(30000)]
    different = {"milestones", "costs", "kill_fee_basis_points", "scope", "appeal_days"}
    assert {name for name in before if before[name] != after[name]} == different
    assert (after["scope"], after["kill_fee_basis_points"], after["appeal_days"]) == ("", 1000, 5)
    assert revisions(world, offer) == 1


def test_what_would_happen_is_said_before(world: World, offer: str, client: Visitor) -> None:
    """Each part that would be another, with what it was; and who would be told."""
    form = client.form("/terms")
    form.fields.append(("_look", "outcome"))
    sent = {"review_days": "10", "milestones.2.title": "", "milestones.2.amount": ""}
    data = [(name, sent.get(name, value)) for name, value in form.fields]
    answer = client.client.post(client.at, data=dict(data), base_url="http://127.0.0.1:8000")
    page, name = words(answer.text), world.client.sees(f"/contracts/{offer}")["freelancer"]["name"]
    assert "Days to review work 14 10" in page
    assert "Milestones 3 · €900.00 2 · €600.00" in page
    assert f"{name} is told" in page


def test_milestones_come_and_go(world: World, offer: str, client: Visitor) -> None:
    """Without scripts too: one more, one less; and a contract of a fixed price has one."""
    client.sends(form="/terms", press="_more.milestones")
    assert "milestones.3.title" in client.form("/terms").names
    client.sends({"milestones.3.title": "Four", "milestones.3.amount": "1"}, form="/terms", press="_less.milestones")
    form = dict(client.form("/terms").fields)
    assert [form[f"milestones.{number}.title"] for number in range(3)] == ["One", "Three", "Four"]
    none = {f"milestones.{number}.{part}": "" for number in range(3) for part in ("title", "amount")}
    page = client.sends(none, 422, form="/terms")
    assert "at least one" in words(page)
    client.sends({"milestones.0.title": "All of it", "milestones.0.amount": "800"}, form="/terms")
    (only,) = terms(world, offer)["milestones"]
    assert (only["title"], only["amount"]) == ("All of it", eur(80000))


def test_what_is_wrong_stands_beside_it(world: World, offer: str, client: Visitor) -> None:
    """What was typed is kept, also where a row before the wrong one is empty; nothing is changed."""
    before = terms(world, offer)
    typed = {
        "milestones.0.title": "", "milestones.0.amount": "", "milestones.2.amount": "", "review_days": "900",
        "answer_days": "", "appeal_days": "2",
    }  # fmt: skip
    page = client.sends(typed, 422, form="/terms")
    assert 'aria-describedby="f-answer_days-error"' in page
    page = client.sends({"answer_days": "6"}, 422, form="/terms")
    assert 'id="f-review_days-error"' in page
    assert 'id="f-milestones-1-amount-error"' in page
    form = dict(client.form("/terms").fields)
    assert (form["milestones.1.title"], form["review_days"], form["appeal_days"]) == ("Three", "900", "2")
    assert terms(world, offer) == before


def test_the_same_terms_change_nothing(world: World, offer: str, client: Visitor) -> None:
    """It is said, and nobody is told of a change that is none."""
    assert "nothing is changed" in words(client.sends(form="/terms"))
    assert revisions(world, offer) == 0


def test_by_the_hour(world: World) -> None:
    """The weekly limit and where weeks begin; no milestones."""
    body = {"title": "Painting", "description": "By the hour.", "payment": "hourly", "budget": eur(8000)}
    job = world.client.does("/jobs", body)["id"]
    bid = world.freelancer.does(f"/jobs/{job}/bid", {"price": eur(8000), "weekly_limit_hours": 20})["id"]
    hire = {"proposal_id": bid, "time_zone": "Europe/Paris", "kill_fee_basis_points": 1234}
    offer = world.client.does(f"/jobs/{job}/hire", hire, "PUT")["id"]
    visitor = browsing(world, world.client)
    visitor.goes(AT.format(offer))
    form = dict(visitor.form("/terms").fields)
    kept = {"weekly_limit_hours": "20", "time_zone": "Europe/Paris", "kill_fee_basis_points": "1234"}
    assert kept.items() <= form.items()
    assert not any(name.startswith("milestones") for name in form)
    visitor.sends({"weekly_limit_hours": "30", "time_zone": "Asia/Tokyo"}, form="/terms")
    after = terms(world, offer)
    assert (after["weekly_limit_hours"], after["time_zone"], after["kill_fee_basis_points"]) == (30, "Asia/Tokyo", 1234)


def test_terms_that_are_signed_stand(world: World, offer: str, client: Visitor) -> None:
    """Also where the other side signs while they are being changed; then the page says whose signature it is."""
    world.freelancer.does(f"/contracts/{offer}/sign")
    page = words(client.sends({"review_days": "3"}, 409, form="/terms"))
    assert "has signed these terms" in page
    assert terms(world, offer)["review_days"] == 14
    assert not any(form.action.endswith("/terms") for form in forms_of(client.page.text))
    world.client.does(f"/contracts/{offer}/sign")
    assert "Both of you have signed." in words(client.goes(AT.format(offer)))


def test_they_are_the_clients_to_change(world: World, offer: str) -> None:
    """The freelancer reads that, and strangers nothing."""
    freelancer = browsing(world, world.freelancer)
    assert "Only the client changes" in words(freelancer.goes(AT.format(offer)))
    assert f"/do/contracts/{offer}/terms" not in " ".join(freelancer.goes(f"/contracts/{offer}"))
    browsing(world, world.stranger).goes(AT.format(offer), 404)


def test_nobody_signs_terms_that_they_did_not_read(world: World, offer: str, client: Visitor) -> None:
    """A page that was open while they changed says so, shows them as they are, and asks anew for the consent."""
    freelancer = browsing(world, world.freelancer)
    freelancer.goes(f"/contracts/{offer}/sign")
    client.sends({"review_days": "21"}, form="/terms")
    page = words(freelancer.sends({"agreed": "on"}, 409, form="/sign"))
    assert "changed after you opened this page" in page
    assert "21 days" in page
    assert world.client.sees(f"/contracts/{offer}")["signatures"] == []
    assert "agreed" not in dict(freelancer.form("/sign").fields)
    freelancer.sends({"agreed": "on"}, form="/sign")
    assert len(world.client.sees(f"/contracts/{offer}")["signatures"]) == 1
