"""Whose turn it is under a contract, at points of its life that the stories of deals do not pass."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve

from tests.api_world import Person, World, eur
from tests.integration.api.test_lists import counted
from tests.web_world import browsing, words
from upclone.application.ports.gateways import Claim, ClaimState
from upclone.domain.actors import member, operator
from upclone.entrypoints.web.deals.steps import next_of


def turn(world: World, contract: dict[str, Any], person: Person) -> tuple[list[str], str | None]:
    """What somebody is to do, the most pressing first, and what they wait for."""
    viewer = member(UUID(person.id))
    (standing,) = world.doors.rooms.standings(viewer, (UUID(contract["id"]),))
    found = next_of(standing, viewer)
    return [step.kind for step in found.mine], found.theirs.kind if found.theirs else None


def name_of(person: Person) -> str:
    """What they are called."""
    return str(person.sees("/users/profile")["name"])


def part_of(page: str, id: str) -> str:
    """The row of a list that leads to something."""
    return next(part for part in re.split(r"<article|<li", page) if f'disputes/{id}"' in part)


def test_what_one_side_proposes_waits_for_the_other(world: World) -> None:
    """A new milestone and a change of one; what is funded already is not asked for again."""
    contract = world.signed()
    at = f"/contracts/{contract['id']}"
    added = world.client.does(f"{at}/milestone", {"title": "A poster", "amount": eur(20000)})["milestones"][-1]
    assert turn(world, contract, world.freelancer) == (["agree"], "fund")
    world.freelancer.does(f"/milestones/{added['id']}/agree")
    world.freelancer.does(f"/milestones/{added['id']}/change", {"title": "Two posters", "amount": eur(30000)})
    assert turn(world, contract, world.client) == (["agree_change", "fund"], None)
    page = words(browsing(world, world.client).goes(at))
    assert "A change of milestone 4 was proposed" in page
    assert "Two posters" in page
    world.client.does(f"/milestones/{added['id']}/change/agree")
    world.fund(contract["id"], contract["milestones"][0]["id"], "tok_hosted")
    assert turn(world, contract, world.client) == (["pay"], None)


def test_who_paused_it_lets_it_go_on(world: World) -> None:
    """The other side waits."""
    contract = world.signed()
    world.freelancer.does(f"/contracts/{contract['id']}/pause", {"reason": "Ill."})
    assert turn(world, contract, world.freelancer) == (["resume"], None)
    assert turn(world, contract, world.client) == ([], "resume")
    assert "Paused by: Person" in words(browsing(world, world.client).goes(f"/contracts/{contract['id']}"))


def test_while_a_bank_contests_a_payment_nobody_pays_more(world: World) -> None:
    """Nothing is asked of either side, here or on their dashboards, and the next milestone is not to be paid."""
    contract = world.funded()
    room, second = f"/contracts/{contract['id']}", contract["milestones"][1]["id"]
    with world.doors.unit_of_work() as work:
        hold = work.holds.get(UUID(contract["payments"][0]["id"]))
    claim = Claim("claim_turn", hold.gateway_ref or "", hold.total, ClaimState.OPEN, "fraudulent", False)
    assert world.doors.chargebacks.claimed(hold.gateway, claim) is not None
    for person in (world.client, world.freelancer):
        assert turn(world, contract, person) == ([], None)
        assert [each["id"] for each in person.sees("/dashboard")["needs"] if each["id"] == contract["id"]] == []
        assert "The payer’s bank decides You do not have to do anything now." in words(
            browsing(world, person).goes(room)
        )
        assert "The payer’s bank decides" in words(browsing(world, person).goes("/contracts"))
    mine, theirs = f"Your bank wants €{hold.total.amount_minor / 100:.2f} back", "A payer’s bank wants"
    assert mine in words(browsing(world, world.client).goes("/money"))
    assert theirs in words(browsing(world, world.freelancer).goes("/money"))
    paid = {"milestone_id": second, "amount": eur(30000), "payment_method": "tok_answered"}
    refused = world.client.post(f"{room}/payment", paid)
    assert (refused.status_code, refused.json["code"]) == (409, "move_not_allowed")
    page = browsing(world, world.client)
    assert f"/milestones/{second}/fund" not in page.goes(room)
    world.doors.chargebacks.claimed(hold.gateway, evolve(claim, state=ClaimState.WON))
    assert turn(world, contract, world.freelancer)[0] == ["submit"]
    world.client.does(f"{room}/payment", paid)


def test_a_ruling_waits_for_both_and_an_operator_looks_on(world: World) -> None:
    """Each may accept or appeal; the operator has nothing to do there."""
    dispute = world.disputed()
    world.freelancer.does(f"/disputes/{dispute['id']}/answer", {"statement": "It is whole."})
    world.admin.does(f"/disputes/{dispute['id']}/rule", {"outcome": "release", "reason": "It is whole."})
    contract = world.client.sees(f"/contracts/{dispute['contract_id']}")
    assert turn(world, contract, world.client) == (["ruling"], "ruling")
    viewer = operator(UUID(world.admin.id))
    (standing,) = world.doors.rooms.standings(viewer, (UUID(contract["id"]),))
    assert next_of(standing, viewer).mine == ()
    page = words(browsing(world, world.client).goes(f"/disputes/{dispute['id']}"))
    assert "The marketplace has ruled" in page
    assert "Everything to the freelancer" in page


def test_lists_of_disputes_say_whose_turn_it_is(world: World) -> None:
    """To either side and to the marketplace, with the contract, the other person, and until when."""
    dispute = world.disputed()
    at, client, freelancer = f"/disputes/{dispute['id']}", *map(name_of, (world.client, world.freelancer))

    def seen() -> tuple[str, ...]:
        pages = ((world.client, "/disputes"), (world.freelancer, "/disputes"), (world.admin, "/admin/disputes"))
        return tuple(words(part_of(browsing(world, who).goes(address), dispute["id"])) for who, address in pages)

    def say(*texts: str) -> list[bool]:
        return [text in page for text, page in zip(texts, seen(), strict=True)]

    everybody = [True] * 3
    assert say(f"{freelancer} opened", f"{client} opened", f"{freelancer} opened") == everybody
    assert say("A logo", "At stake €300.00", f"{client} P") == everybody
    theirs = f"{freelancer} is to answer the dispute Due"
    assert say(theirs, "Answer the dispute about milestone 1 Due", theirs) == everybody
    world.freelancer.does(f"{at}/answer", {"statement": "It is whole."})
    assert say(*["Both sides are to settle it"] * 3) == everybody
    world.freelancer.does(f"{at}/offer", {"release": eur(20000)})
    theirs = f"{client} is to answer an offer to settle"
    assert say("There is an offer to settle milestone 1", theirs, theirs) == everybody
    world.freelancer.does(f"{at}/escalate")
    decides = "The marketplace decides"
    assert say("There is an offer to settle milestone 1", decides, decides) == everybody
    world.admin.does(f"{at}/rule", {"outcome": "release", "reason": "It is whole."})
    decided, both = (
        "Accept the ruling about milestone 1, or appeal",
        f"{client} may still appeal · {freelancer} may still",
    )
    assert say(decided, decided, both) == everybody


def test_what_was_settled_claims_no_work_that_never_was(world: World) -> None:
    """While both sides negotiate, the room leads to the dispute; once it is split, nothing says "submitted"."""
    dispute = world.disputed()
    at = f"/disputes/{dispute['id']}"
    world.freelancer.does(f"{at}/answer", {"statement": "It is whole."})
    contract = world.client.sees(f"/contracts/{dispute['contract_id']}")
    assert turn(world, contract, world.client) == (["settle"], "settle")
    world.freelancer.does(f"{at}/offer", {"release": eur(20000)})
    assert turn(world, contract, world.freelancer) == ([], "weigh")
    world.client.does(f"{at}/accept", {"release": eur(20000)})
    page = words(browsing(world, world.client).goes(f"/contracts/{contract['id']}"))
    piece = page[page.index("1. ") : page.index("2. ")]
    assert "Settled" in piece
    assert "Submitted" not in piece


def test_what_is_done_is_completed(world: World) -> None:
    """Once everything is paid, either side may; a stranger stands nowhere."""
    contract = world.funded(3)
    for each in contract["milestones"]:
        world.client.does(f"/milestones/{each['id']}/approve")
    assert turn(world, contract, world.freelancer) == (["complete"], "complete")
    browser = browsing(world, world.client)
    browser.goes(f"/contracts/{contract['id']}")
    browser.follows("/complete")
    browser.sends(form="/do/")
    assert "This contract has ended." in words(browser.page.text)
    assert world.doors.rooms.standings(member(UUID(world.stranger.id)), (UUID(contract["id"]),)) == ()


def test_an_address_of_nonsense_is_told_what_is_wrong_with_it(world: World) -> None:
    """A state or a cursor that nobody gave; a week that is not there is only not chosen."""
    browser = browsing(world, world.client)
    assert "State: Must be one of those that are offered." in words(browser.goes("/contracts?state=nonsense", 422))
    browser.goes("/contracts?cursor=!", 422)
    contract = world.hourly()["id"]
    assert "Week of" in words(browser.goes(f"/contracts/{contract}/time?week=nonsense"))
    browser.goes(f"/contracts/{contract}/history?limit=many", 422)


def test_pages_ask_as_often_however_much_they_show(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list with one contract and with four; a room before and after its money moved."""
    client, freelancer = world.newcomer("client"), world.newcomer("freelancer")
    alone = World(world.app, world.doors, world.settings)
    alone.client, alone.freelancer, alone.admin = client, freelancer, world.admin
    browser = browsing(alone, client)

    def asked(address: str) -> int:
        """The fewest of three: once in a while a request also notes that its session was used."""
        return min(once(address) for _ in range(3))

    def once(address: str) -> int:
        with counted(monkeypatch) as sent:
            browser.goes(address)
        return len(sent)

    contract = alone.signed()
    one, empty = asked("/contracts"), asked(f"/contracts/{contract['id']}")
    for _ in range(2):
        alone.offered()
    full = alone.funded(2)
    alone.freelancer.does(f"/milestones/{full['milestones'][0]['id']}/submit", {"note": "Here."})
    assert asked("/contracts") == one
    assert asked(f"/contracts/{full['id']}") == empty
