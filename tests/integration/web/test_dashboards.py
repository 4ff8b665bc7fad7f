"""Dashboards: what needs somebody now comes first, and what is shown is asked for in so many queries, however much."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from tests.api_world import World, eur
from tests.integration.api.test_lists import counted
from tests.integration.web.test_sheets import rows
from tests.web_world import Visitor, browsing, words

KINDS = ("sign", "fund", "deliver", "review", "read_proposals", "answer_terms", "answer_invitation", "finish_draft")

TINS = {"title": "Twelve tins", "description": "For tea."}


def needs(world: World, who: str) -> list[str]:
    return [each["need"] for each in getattr(world, who).sees("/dashboard")["needs"]]


def test_what_needs_somebody_now(world: World) -> None:
    """By their part, from an offer to work that waits for its review; what is done needs nobody any more."""
    contract = world.offered()
    for who in ("client", "freelancer"):
        assert needs(world, who) == ["sign"]
        getattr(world, who).does(f"/contracts/{contract['id']}/sign")
    assert (needs(world, "client"), needs(world, "freelancer")) == (["fund"], [])
    first = world.client.sees(f"/contracts/{contract['id']}")["milestones"][0]["id"]
    world.fund(contract["id"], first)
    world.settle()
    assert (needs(world, "client"), needs(world, "freelancer")) == ([], ["deliver"])
    page = browsing(world, world.freelancer).goes("/dashboard")
    assert "Work on it, and hand it over" in words(page)
    world.freelancer.does(f"/milestones/{first}/submit", {"note": "Here it is."})
    assert (needs(world, "client"), needs(world, "freelancer")) == (["review"], [])
    visitor = browsing(world, world.client)
    page = visitor.goes("/dashboard")
    assert "Review the work" in words(page)
    visitor.follows(f"/contracts/{contract['id']}")
    world.client.does(f"/milestones/{first}/approve")
    assert needs(world, "client") == ["fund"]
    assert "Earned by month" in words(browsing(world, world.freelancer).goes("/dashboard"))
    dispute = world.disputed()
    assert needs(world, "freelancer")[0] == "answer_dispute"
    world.freelancer.does(f"/disputes/{dispute['id']}/answer", {"statement": "It is all there."})
    assert "answer_dispute" not in needs(world, "freelancer")


def test_the_market_needs_somebody_too(world: World) -> None:
    """Drafts, proposals, terms and invitations; a stranger's dashboard knows nothing of them."""
    client, freelancer = world.newcomer("client"), world.newcomer("freelancer")
    brief = {"title": "A sign", "description": "For the door.", "budget": eur(20000)}
    client.does("/jobs", {**brief, "draft": True})
    job = client.does("/jobs", brief)["id"]
    client.does(f"/jobs/{job}/invitations", {"freelancer_id": freelancer.id})
    assert [each["need"] for each in freelancer.sees("/dashboard")["needs"]] == ["answer_invitation"]
    bid = freelancer.does(f"/jobs/{job}/bid", {"price": eur(18000)})["id"]
    assert freelancer.sees("/dashboard")["needs"] == []
    seen = client.sees("/dashboard")
    assert sorted(each["need"] for each in seen["needs"]) == ["finish_draft", "read_proposals"]
    assert (seen["figures"]["received"], seen["figures"]["postings"]) == (1, 1)
    client.does(f"/proposals/{bid}/counter", {"price": eur(15000)})
    (task,) = freelancer.sees("/dashboard")["needs"]
    assert (task["need"], task["id"], task["amount"]) == ("answer_terms", bid, eur(15000))
    assert world.newcomer("client", "freelancer").sees("/dashboard")["needs"] == []


def test_a_week_to_review_says_what_it_comes_to(world: World) -> None:
    """Before anything of it is billed: what its hours cost, as its own page says it."""
    week = world.worked(5400)
    closed = world.freelancer.does(f"/timesheets/{week['timesheet_id']}/close")
    (task,) = [each for each in world.client.sees("/dashboard")["needs"] if each["need"] == "review_week"]
    assert task["amount"] == closed["amount"] == eur(12000)


def test_a_figure_of_proposals_leads_to_the_rows_behind_it(world: World) -> None:
    """Those of its days: in the list, in its counts by state and in its file, until the filter is taken away."""
    freelancer = world.newcomer("freelancer")
    first, second = (freelancer.does(f"/jobs/{world.job()}/bid", {"price": eur(60000)}) for _ in range(2))
    freelancer.does(f"/proposals/{first['id']}/withdraw")
    visitor = browsing(world, freelancer)
    assert "Proposals sent in 30 days 2" in words(visitor.goes("/dashboard"))
    visitor.follows("/proposals?since=")
    assert {each["Id"] for each in rows(visitor)} == {first["id"], second["id"]}
    page = visitor.goes(f"/proposals?since={quote(second['created_at'])}")
    assert page.count("<article") == 1
    assert "Since " in words(page)
    assert "Taken back" not in words(page)
    assert [each["Id"] for each in rows(visitor)] == [second["id"]]
    away = re.search(r'href="([^"]*)">Since', page)
    assert away
    assert visitor.goes(away[1]).count("<article") == 2
    later = "/fr/proposals?since=2999-01-01T00:00:00Z"
    assert "Depuis le 1 janv. 2999" in words(visitor.goes(later))
    assert "Vous n’avez rien proposé depuis" in words(visitor.page.text)
    visitor.goes("/proposals?since=yesterday", 422)


def test_a_figure_of_what_came_in_leads_to_its_proposals(world: World) -> None:
    """For any of one's jobs, in the list as in its file; direct offers that one made came from oneself."""
    client = world.newcomer("client")
    posted = client.does("/jobs", {"budget": eur(50000), **TINS})["id"]
    bids = [person.does(f"/jobs/{posted}/bid", {"price": eur(40000)}) for person in (world.freelancer, world.stranger)]
    client.does("/offers", {"freelancer_id": world.freelancer.id, "price": eur(30000), **TINS})
    visitor = browsing(world, client)
    assert "Proposals received in 30 days 2" in words(visitor.goes("/dashboard"))
    visitor.follows("/proposals?side=client")
    assert visitor.page.text.count("<article") == 2
    assert "you pay €412.00" in words(visitor.page.text)
    assert {each["Id"] for each in rows(visitor)} == {each["id"] for each in bids}
    assert "No proposal came in" in words(visitor.goes("/proposals?side=client&since=2999-01-01T00:00:00Z"))
    assert "Your turn 2" in words(visitor.goes("/my/jobs"))
    client.does(f"/jobs/{posted}/hire", {"proposal_id": bids[0]["id"]}, "PUT")
    assert "Your turn" not in words(visitor.goes("/my/jobs?state=filled"))


def test_an_empty_dashboard_says_what_to_do(world: World) -> None:
    """For either part, in either language; and whoever is not signed in signs in first."""
    visitor = browsing(world, world.newcomer("client", "freelancer"))
    page = words(visitor.goes("/dashboard"))
    assert "Nothing waits for you" in page
    assert "You have asked for nothing yet" in page
    assert "Rien ne vous attend" in words(visitor.goes("/fr/dashboard"))
    stranger = Visitor(world.app)
    stranger.goes("/dashboard")
    assert stranger.at.startswith("/sign-in")


def test_the_number_of_queries_is_a_constant(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many contracts, proposals and jobs there are."""
    busy, client = browsing(world, world.stranger), world.stranger
    sent = []
    for _ in range(2):
        busy.goes("/dashboard")
        with counted(monkeypatch) as queries:
            busy.goes("/dashboard")
        sent.append(len([each for each in queries if "clock_offset" not in each]))
        for number in range(3):
            client.does("/jobs", {"title": f"Work {number}", "description": "Of some kind.", "budget": eur(50000)})
            client.does(f"/jobs/{world.job()}/bid", {"price": eur(60000)})
    assert sent[0] == sent[1]
