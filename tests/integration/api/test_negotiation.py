"""Coming to terms by HTTP: rounds and their differences, the shortlist, invitations, direct offers, limits."""

from io import BytesIO
from typing import Any

import pytest

from tests.api_world import Person, World, eur
from upclone.domain.market import invitations, proposals


def moves(shape: dict[str, Any]) -> set[str]:
    return {action["move"] for action in shape["actions"]}


def test_an_old_body_still_bids(world: World):
    """Price, letter and milestones as the first issue took them; the answer only gained fields."""
    made = world.freelancer.sees(f"/proposals/{world.bid(world.job())}")
    assert (made["price"], made["cover_letter"], made["state"]) == (eur(90000), "Gladly.", "submitted")
    assert [step["title"] for step in made["milestones"]] == ["One", "Two", "Three"]
    assert [(each["number"], each["by"], each["differences"]) for each in made["rounds"]] == [(1, "freelancer", [])]
    assert (made["client"]["id"], made["freelancer"]["id"]) == (world.client.id, world.freelancer.id)
    assert world.client.post(f"/proposals/{made['id']}/decline").json["reason"] == ""


def test_rounds_are_answered_and_compared(world: World):
    """Who reads a proposal sees every offer, and what each changed in the one before it."""
    bid = world.bid(world.job())
    path = f"/proposals/{bid}"
    two = [{"title": "One", "amount": eur(30000)}, {"title": "Four", "amount": eur(50000)}]
    body = {"price": eur(80000), "milestones": two, "note": "Not the third."}
    countered = world.client.does(f"{path}/counter", body)
    assert (countered["state"], countered["price"]) == ("countered", eur(80000))
    assert [(each["field"], each["change"], each["number"]) for each in countered["rounds"][1]["differences"]] == [
        ("price", "changed", None),
        ("milestone", "removed", 3),
        ("milestone", "changed", 2),
        ("valid_until", "changed", None),
    ]
    assert moves(world.freelancer.sees(path)) == {"counter", "accept", "withdraw"}
    assert moves(world.client.sees(path)) == {"edit", "shortlist", "decline"}
    late = world.freelancer.post(f"{path}/accept", {"round": 1})
    assert (late.status_code, late.json["code"]) == (409, "terms_changed")
    assert (late.json["expected"], late.json["actual"]) == (1, 2)
    contract = world.freelancer.does(f"{path}/accept", {"round": 2})
    assert (contract["state"], contract["your_role"], contract["proposal_id"]) == ("offered", "freelancer", bid)
    assert [(each["title"], each["amount"]) for each in contract["terms"]["milestones"]] == [
        ("One", eur(30000)),
        ("Four", eur(50000)),
    ]
    assert world.client.sees(path)["contract_id"] == contract["id"]


def test_a_client_hires_what_they_read(world: World):
    """With `round`, an offer that was replaced meanwhile is not accepted; without it, the last one is."""
    job = world.job()
    bid = world.bid(job)
    edited = world.freelancer.does(
        f"/proposals/{bid}", {"price": eur(91000), "milestones": [{"title": "All", "amount": eur(91000)}]}, "PUT"
    )
    assert (len(edited["rounds"]), edited["price"]) == (2, eur(91000))
    old = world.client.put(f"/jobs/{job}/hire", {"proposal_id": bid, "round": 1})
    assert (old.status_code, old.json["code"]) == (409, "terms_changed")
    countered = world.client.does(f"/proposals/{bid}/counter", {"price": eur(85000)})
    assert [step["amount"] for step in countered["milestones"]] == [eur(85000)]
    mine = world.client.put(f"/jobs/{job}/hire", {"proposal_id": bid})
    assert (mine.status_code, mine.json["code"]) == (409, "move_not_allowed")
    world.freelancer.does(f"/proposals/{bid}/counter", {"price": eur(87000)})
    assert world.client.does(f"/jobs/{job}/hire", {"proposal_id": bid, "round": 4}, "PUT")["state"] == "offered"


LOGO: dict[str, Any] = {"title": "A logo", "description": "Warm and simple.", "budget": eur(90000)}
BODIES: dict[str, Any] = {"edit": {"price": eur(77000)}, "counter": {"price": eur(77000)}}
WORDS = ("counter", "accept", "shortlist", "unshortlist", "withdraw", "decline")


@pytest.mark.parametrize("at", ["bid", "kept", "countered", "direct", "filled", "declined"])
def test_the_list_of_moves_is_exact(world: World, at: str):
    """What is listed previews with 200, what is not is refused: for both sides and an operator, in every state."""
    job, freelancer = world.job(), world.freelancer
    if at == "direct":
        made = world.direct()
    else:
        freelancer = world.newcomer("freelancer")
        made = freelancer.does(f"/jobs/{job}/bid", {"price": eur(90000)})
        if at == "kept":
            world.client.does(f"/proposals/{made['id']}/shortlist")
        if at == "countered":
            world.client.does(f"/proposals/{made['id']}/counter", {"price": eur(80000)})
        if at == "filled":
            world.client.does(f"/jobs/{job}/hire", {"proposal_id": world.bid(job)}, "PUT")
        if at == "declined":
            world.client.does(f"/proposals/{made['id']}/decline")
    path = f"/proposals/{made['id']}"
    for person in (world.client, freelancer, world.admin):
        listed = moves(person.sees(path))
        for word in WORDS:
            answer = person.post(f"{path}/{word}/preview", BODIES.get(word, {}))
            assert answer.status_code == (200 if word in listed else 409), (at, word, listed, answer.text)
        answer = person.post(f"{path}/preview", BODIES["edit"])
        assert answer.status_code == (200 if "edit" in listed else 409), (at, listed, answer.text)


def test_a_client_sorts_and_filters(world: World):
    """Newest, lowest price, the shortlist first; only it, or only the others; page by page, each row once."""
    job = world.job()
    prices = (70000, 90000, 70000, 80000, 60000)
    bids = [world.newcomer("freelancer").does(f"/jobs/{job}/bid", {"price": eur(minor)})["id"] for minor in prices]
    for bid in (bids[0], bids[3]):
        world.client.does(f"/proposals/{bid}/shortlist")

    def listed(query: str) -> list[int]:
        found, cursor = [], ""
        while True:
            page = world.client.sees(f"/jobs/{job}/proposals?limit=2&{query}{cursor}")
            found += [bids.index(each["id"]) for each in page["items"]]
            if page["next_cursor"] is None:
                return found
            cursor = f"&cursor={page['next_cursor']}"

    assert listed("") == [4, 3, 2, 1, 0]
    assert listed("sort=price") == [4, 2, 0, 3, 1]
    assert listed("sort=shortlisted") == [3, 0, 4, 2, 1]
    assert listed("shortlisted=true") == [3, 0]
    assert listed("shortlisted=false&sort=price") == [4, 2, 1]
    assert world.stranger.get(f"/jobs/{job}/proposals?sort=price").status_code == 404


def test_an_invitation_is_seen_by_both_and_accepted_by_bidding(world: World):
    """Each in their own list; declined, it says why; taken back, it has no moves."""
    invitation = world.invited()
    assert (invitation["state"], moves(invitation)) == ("sent", {"withdraw"})
    mine = world.freelancer.sees(f"/invitations/{invitation['id']}")
    assert moves(mine) == {"decline"}
    assert invitation["id"] in [each["id"] for each in world.freelancer.sees("/invitations")["items"]]
    assert invitation["id"] in [each["id"] for each in world.client.sees("/invitations?side=client")["items"]]
    of_job = world.client.sees(f"/jobs/{invitation['job']['id']}/invitations")
    assert [each["id"] for each in of_job["items"]] == [invitation["id"]]
    world.bid(invitation["job"]["id"])
    assert world.client.sees(f"/invitations/{invitation['id']}")["state"] == "accepted"
    declined = world.freelancer.does(f"/invitations/{world.invited()['id']}/decline", {"reason": "No time."})
    assert (declined["state"], declined["reason"], declined["actions"]) == ("declined", "No time.", [])
    taken = world.client.does(f"/invitations/{world.invited()['id']}/withdraw")
    assert (taken["state"], taken["actions"]) == ("withdrawn", [])


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": "Write to anna (at) mail dot org"}),
        ("description", {"description": "Call 06 12 34 56 78 in the evening, please."}),
        ("note", {"note": "We pay by bank transfer, outside upclone."}),
        ("milestones.0", {"milestones": [{"title": "All", "description": "t.me/anna_b", "amount": eur(60000)}]}),
    ],
)
def test_a_direct_offer_leads_nobody_away(world: World, field: str, changes: dict[str, Any]):
    """What is held back in a job is refused in an offer, with the words at fault, why, and what the client can do."""
    body = {"freelancer_id": world.freelancer.id, "title": "Labels", "description": "Six.", "price": eur(60000)}
    refused = world.client.post("/offers", {**body, **changes})
    assert refused.status_code == 422, refused.text
    [error] = refused.json["errors"]
    assert error["field"] == field
    assert "a job for the invited alone" in error["rule"]


def test_a_direct_offer_is_between_two(world: World):
    """Its job is nobody else's to see or bid on; it is listed for who made it, and for who got it."""
    offer = world.direct()
    assert (offer["state"], moves(offer)) == ("countered", {"edit", "shortlist", "withdraw"})
    assert offer["id"] in [each["id"] for each in world.client.sees("/offers")["items"]]
    assert offer["id"] in [each["id"] for each in world.freelancer.sees("/proposals")["items"]]
    assert world.freelancer.sees("/offers")["items"] == []
    assert world.stranger.post(f"/jobs/{offer['job_id']}/bid", {"price": eur(100)}).status_code == 404
    assert offer["job_id"] not in [each["id"] for each in world.visitor.sees("/jobs?limit=100")["items"]]
    contract = world.freelancer.does(f"/proposals/{offer['id']}/accept")
    assert (contract["title"], contract["terms"]["scope"]) == ("Labels", "Six.")
    world.client.does(f"/contracts/{contract['id']}/withdraw")
    ended = world.client.sees(f"/proposals/{offer['id']}")
    assert (ended["state"], ended["job"]["state"]) == ("lapsed", "closed")


def test_questions_are_answered_and_files_go_with_a_bid(world: World):
    """One answer for each question of the job; attachments are the bidder's own, and for both sides' eyes."""
    job = world.client.does("/jobs", {**LOGO, "questions": ["When?"]})
    path = f"/jobs/{job['id']}/bid"
    for answers in ([], [" "], ["Soon.", "Late."]):
        refused = world.freelancer.post(path, {"price": eur(100), "answers": answers})
        assert (refused.status_code, refused.json["errors"][0]["field"].split(".")[0]) == (422, "answers")

    def upload(person: Person) -> str:
        sent = person.call("POST", "/files", data={"file": (BytesIO(b"Three sketches.\n"), "sketches.txt")})
        return str(sent.json["id"])

    mine = upload(world.freelancer)
    foreign = {"price": eur(100), "answers": ["Soon."], "attachments": [upload(world.stranger)]}
    assert world.freelancer.post(path, foreign).json["errors"][0]["field"] == "attachments"
    bid = world.freelancer.does(path, {**foreign, "attachments": [mine]})
    assert (bid["answers"], bid["attachments"]) == ([{"question": "When?", "answer": "Soon."}], [mine])
    assert [each.get(f"/files/{mine}").status_code for each in (world.client, world.stranger)] == [200, 404]
    assert world.freelancer.put(f"/proposals/{bid['id']}", {"attachments": foreign["attachments"]}).status_code == 422
    assert world.freelancer.does(f"/proposals/{bid['id']}", {"attachments": []}, "PUT")["attachments"] == []


def test_a_hidden_job_is_seen_by_who_is_invited(world: World):
    """For others it does not exist; invited, it is there with its move, and after a no it takes no bid."""
    job = world.client.does("/jobs", {**LOGO, "visibility": "invited"})["id"]
    path = f"/jobs/{job}"
    assert [each.get(path).status_code for each in (world.freelancer, world.visitor)] == [404, 404]
    assert world.freelancer.post(f"{path}/bid", {"price": eur(100)}).status_code == 404
    sent = world.client.does(f"{path}/invitations", {"freelancer_id": world.freelancer.id})
    assert moves(world.freelancer.sees(path)) == {"bid"}
    world.freelancer.does(f"/invitations/{sent['id']}/decline")
    refused = world.freelancer.post(f"{path}/bid", {"price": eur(100)})
    assert (refused.status_code, refused.json["rule"]) == (403, "not_invited")
    assert world.stranger.get(path).status_code == 404


def test_refusals_say_which_rule(world: World):
    """`rule` is there to match on; the words are for people."""
    both = world.newcomer("client", "freelancer")
    job = both.does("/jobs", LOGO)["id"]

    def refused(person: Person, path: str, body: Any) -> tuple[int, str]:
        answer = person.post(path, body)
        assert answer.json["detail"]
        return answer.status_code, answer.json["rule"]

    bid = {"price": eur(100)}
    assert refused(both, f"/jobs/{job}/bid", bid) == (409, "own_job")
    world.freelancer.does(f"/jobs/{job}/bid", bid)
    assert refused(world.freelancer, f"/jobs/{job}/bid", bid) == (409, "already_bid")
    invite = {"freelancer_id": world.stranger.id}
    both.does(f"/jobs/{job}/invitations", invite)
    assert refused(both, f"/jobs/{job}/invitations", invite) == (409, "already_invited")
    both.does(f"/jobs/{job}/close")
    assert refused(world.stranger, f"/jobs/{job}/bid", bid) == (409, "closed")


def test_a_limit_is_explained(world: World):
    """429 with the rule, how many there may be, and when there is room again."""
    whom = world.newcomer("freelancer").id
    client = world.newcomer("client")
    body = {"freelancer_id": whom, "title": "x", "description": "y", "price": eur(100)}
    limit = world.settings.offers_per_day
    for _ in range(limit):
        client.does("/offers", body)
    for path in ("/offers", "/offers/preview"):
        answer = client.post(path, body)
        assert (answer.status_code, answer.json["code"], answer.json["rule"]) == (429, "too_many", "offers_per_day")
        assert (answer.json["limit"], "a day" in answer.json["detail"]) == (limit, True)
        assert answer.json["again_at"].endswith("00:00:00+00:00")


def test_every_state_has_its_words_in_the_document(world: World):
    """Programs read the states from the document: all of them are there."""
    shapes = world.visitor.sees("/openapi.json")["components"]["schemas"]
    assert shapes["Proposal"]["properties"]["state"]["enum"] == [*proposals.State]
    assert shapes["Invitation"]["properties"]["state"]["enum"] == [*invitations.State]
