"""One's own lists as files: beside each list, with all its rows, as the page filters them, and inert."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from tests.api_world import World, eur
from tests.integration.api.access.kinds import MISSING
from tests.web_world import Visitor, browsing, table
from upclone.application.reactions.notifications import HEARD, Notifications

BRIEF: dict[str, Any] = {"description": "For the door.", "budget": eur(20000)}


def rows(visitor: Visitor, address: str = "", status: int = 200, cut: str = ",") -> list[dict[str, str]]:
    """What a file of a list holds: that of the page, or of an address."""
    if not address:
        (address,) = {link for link in visitor.links() if ".csv" in link}
    head, *body = table(visitor, address, status, cut) or [[]]
    return [dict(zip(head, row, strict=True)) for row in body]


def tell(world: World, contract: str) -> None:
    """Both sides are told what happened to a contract, as the jobs do it."""
    with world.doors.unit_of_work() as work:
        ids = work.transaction.all(  # type: ignore[attr-defined]
            "SELECT id FROM event WHERE contract_id = %(id)s ORDER BY seq", {"id": UUID(contract)}
        )
        happened = [(id, work.events.get(id)) for (id,) in ids]
    for id, event in happened:
        if type(event).__name__ in HEARD:
            Notifications(world.doors.unit_of_work).notify(id, event)


def test_every_job_of_ones_own(world: World) -> None:
    """More than a page, with what came in; a title is never calculated; the state of the page is that of the file."""
    client, freelancer = world.newcomer("client"), world.newcomer("freelancer")
    for number in range(21):
        client.does("/jobs", {**BRIEF, "title": f'=HYPERLINK("{number}")', "draft": True})
    job = client.does("/jobs", {**BRIEF, "title": "A sign"})["id"]
    freelancer.does(f"/jobs/{job}/bid", {"price": eur(18000), "cover_letter": "@me"})
    visitor = browsing(world, client)
    visitor.goes("/my/jobs?cursor=")
    found = rows(visitor)
    assert len(found) == 22
    assert {each["Job"][:12] for each in found} == {"A sign", "'=HYPERLINK("}
    visitor.goes("/my/jobs?state=open")
    (sign,) = rows(visitor)
    assert (sign["State"], sign["Proposals"], sign["Budget"], sign["Currency"]) == ("Open", "1", "200.00", "EUR")
    visitor.goes(f"/jobs/{job}/proposals?sort=price")
    (bid,) = rows(visitor)
    assert (bid["Price"], bid["Cover letter"], bid["On the shortlist"]) == ("180.00", "'@me", "no")
    theirs = browsing(world, freelancer)
    theirs.goes("/fr/proposals")
    (mine,) = rows(theirs, cut=";")
    assert (mine["Mission"], mine["Prix"]) == ("A sign", "180,00")
    for other in (theirs, browsing(world, world.newcomer("client"))):
        rows(other, f"/jobs/{job}/proposals.csv", 404)


def test_invitations_and_offers(world: World) -> None:
    """For who sent them and for who got them."""
    world.invited()
    world.direct()
    client, freelancer = browsing(world, world.client), browsing(world, world.freelancer)
    client.goes("/invitations?side=client")
    assert rows(client)[0]["Message"] == "Your bread labels are lovely."
    freelancer.goes("/invitations")
    assert rows(freelancer)[0]["State"] == "Waits for an answer"
    client.goes("/offers")
    assert rows(client)[0]["Job"] == "Labels"


def test_contracts_disputes_and_their_money(world: World) -> None:
    """What is next and what moved, for the two who deal; a stranger has none of it, nor the file of the contract."""
    at = world.disputed()["contract_id"]
    client, stranger = browsing(world, world.client), browsing(world, world.newcomer("client"))
    client.goes("/contracts?state=active")
    contract = next(each for each in rows(client) if each["Id"] == at)
    assert (contract["Agreed"], contract["Currency"], contract["Rate an hour"]) == ("900.00", "EUR", "")
    assert contract["What is next"]
    hired, working = (rows(client, f"/contracts.csv?your_role={side}") for side in ("client", "freelancer"))
    assert at in {each["Id"] for each in hired}
    assert working == []
    client.goes("/dashboard")
    (figure,) = {link for link in client.links() if link.startswith("/contracts?") and "your_role=client" in link}
    counted = client.page.text.split("Contracts under way")[1]
    client.goes(figure)
    assert f">{len(rows(client))}<" in counted
    client.goes("/disputes")
    (dispute,) = rows(client)
    assert (dispute["Contract"], dispute["Client"], dispute["At stake"]) == ("A logo", contract["Client"], "300.00")
    assert dispute["What is next"] == f"{contract['Freelancer']} is to answer the dispute"
    client.goes(f"/contracts/{at}")
    moved = rows(client)
    assert [each["What happened"] for each in moved] == ["Disputed", "Funded"]
    assert (moved[1]["Amount"], moved[1]["Milestone"]) == ("300.00", "1")
    client.goes(f"/contracts/{at}/history")
    assert [each["Number"] for each in rows(client)][:2] == ["1", "2"]
    assert {each["Contract"] for each in rows(client, "/money/held.csv")} == {"A logo"}
    assert (
        rows(stranger, "/contracts.csv") == rows(stranger, "/disputes.csv") == rows(stranger, "/money/held.csv") == []
    )
    for name in ("money", "time", "history"):
        rows(stranger, f"/contracts/{at}/{name}.csv", 404)


def test_what_one_was_told_and_looks_for(world: World) -> None:
    """In the reader's words, all of them; nobody else's, and no file where there is nothing."""
    tell(world, world.offered()["id"])
    freelancer = world.newcomer("freelancer")
    for number in range(21):
        freelancer.does("/searches", {"name": f"Logos {number}", "query": {"q": "logo"}, "alert": "daily"})
    visitor = browsing(world, freelancer, "fr")
    assert ".csv" not in visitor.goes("/notifications")
    visitor.goes("/fr/searches")
    found = rows(visitor, cut=";")
    assert {each["Nom"] for each in found} == {f"Logos {number}" for number in range(21)}
    assert "logo" in found[0]["Ce qui est cherché"]
    told = browsing(world, world.freelancer)
    told.goes("/notifications")
    heard = {each["What happened"]: each["Job or contract"] for each in rows(told)}
    assert heard["The contract was offered"] == "A logo"


@pytest.mark.parametrize(("zone", "offset"), [("Asia/Tokyo", "+09:00"), ("", "+00:00")])
def test_moments_are_told_by_the_readers_clock(world: World, zone: str, offset: str) -> None:
    """As on pages, with the distance from UTC, in every file; without a zone it is UTC."""
    tell(world, world.disputed()["contract_id"])
    visitor = browsing(world, world.client)
    visitor.client.set_cookie("zone", zone, domain="127.0.0.1")
    moments = [rows(visitor, "/disputes.csv")[0]["Opened on"], rows(visitor, "/notifications.csv")[0]["On"]]
    assert [each[19:] for each in moments] == [offset, offset]
    assert all(datetime.fromisoformat(each) <= world.doors.clock.now() for each in moments)


def test_hours(world: World) -> None:
    """Every entry of every week, by the clock of the contract."""
    at = world.worked()["contract_id"]
    freelancer = browsing(world, world.freelancer)
    freelancer.goes(f"/contracts/{at}/time")
    (entry,) = rows(freelancer)
    assert (entry["Minutes"], entry["Note"], entry["Rate an hour"]) == ("60", "The first coat.", "80.00")
    (day,) = {each["Day"] for each in rows(browsing(world, world.client), f"/contracts/{at}/time.csv")}
    assert day == entry["Day"]


def test_money_on_its_way(world: World) -> None:
    """Withdrawals and refunds are two files; a dashboard's needs and views are files too."""
    freelancer = browsing(world, world.freelancer)
    for address in ("/payouts.csv", "/payouts.csv?kind=refund", "/chargebacks.csv", "/dashboard/views.csv"):
        assert isinstance(rows(freelancer, address), list)
    world.offered()
    needs = rows(browsing(world, world.client), "/dashboard.csv")
    assert "Read and sign the contract" in {each["What to do"] for each in needs}


@pytest.mark.parametrize(
    "address",
    [
        *("/my/jobs", "/notifications", "/searches", "/proposals", "/contracts", "/payouts"),
        *(f"/jobs/{MISSING}/proposals", f"/contracts/{MISSING}/time"),
    ],
)
def test_nobody_is_told_without_signing_in(world: World, address: str) -> None:
    """The file leads to signing in, as its page does."""
    visitor = Visitor(world.app)
    visitor.goes(f"{address}.csv")
    assert visitor.at.startswith("/sign-in")
