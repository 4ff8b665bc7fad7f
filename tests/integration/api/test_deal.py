"""A whole deal by HTTP, from two sign-ups to the last cent."""

from io import BytesIO
from typing import Any

import pytest

from tests.api_world import Person, World, eur


def moves(shape: dict[str, Any]) -> set[str]:
    return {action["move"] for action in shape["actions"]}


def test_a_job_becomes_a_contract_with_two_signatures(world: World):
    """Post, bid, hire, sign, sign: the milestones are planned, and each side is told what it can do at every step."""
    job = world.job()
    assert moves(world.freelancer.sees(f"/jobs/{job}")) == {"bid"}
    proposal = world.bid(job)
    assert world.freelancer.sees(f"/proposals/{proposal}")["state"] == "submitted"
    assert [each["id"] for each in world.client.sees(f"/jobs/{job}/proposals")["items"]] == [proposal]
    offer = world.client.does(f"/jobs/{job}/hire", {"proposal_id": proposal, "review_days": 7}, "PUT")
    assert (offer["state"], offer["terms"]["review_days"]) == ("offered", 7)
    assert moves(offer) == {"revise", "sign", "withdraw"}
    path = f"/contracts/{offer['id']}"
    revised = world.client.does(f"{path}/terms", {"review_days": 10, "scope": "Three drafts."}, "PUT")
    assert revised["terms_hash"] != offer["terms_hash"]
    stale = world.freelancer.post(f"{path}/sign", {"terms_hash": offer["terms_hash"]})
    assert (stale.status_code, stale.json["code"]) == (409, "terms_changed")
    world.freelancer.does(f"{path}/sign", {"terms_hash": revised["terms_hash"]})
    active = world.client.does(f"{path}/sign", {"terms_hash": revised["terms_hash"]})
    assert active["state"] == "active"
    assert [milestone["state"] for milestone in active["milestones"]] == ["planned"] * 3
    assert "fund" in moves(active["milestones"][0])
    assert {signature["role"] for signature in active["signatures"]} == {"client", "freelancer"}
    assert world.client.sees(f"/jobs/{job}")["contract_id"] == offer["id"]
    assert world.stranger.sees(f"/jobs/{job}")["contract_id"] is None


def test_money_is_held_released_and_paid_out(world: World):
    """Fund, submit, approve: the freelancer can withdraw the work less the fee, and both see the invoice."""
    contract = world.signed()
    milestone = contract["milestones"][0]["id"]
    asked = world.fund(contract["id"], milestone, "tok_hosted")
    assert asked["state"] == "requested"
    assert asked["total"] == eur(30900)
    assert asked["approve_url"].startswith(f"{world.settings.base_url}/api/v1/payments/{asked['id']}/approve")
    world.doors.operations.request_payment(_uuid(asked["id"]))
    page = world.client.get(f"/payments/{asked['id']}/approve")
    assert page.status_code == 303
    ticket = asked["approve_url"].removeprefix(world.settings.base_url)
    assert world.visitor.get(ticket).headers["Location"] == page.headers["Location"]
    assert world.visitor.get(f"/payments/{asked['id']}/approve").status_code == 401
    assert world.visitor.get(f"/payments/{asked['id']}/approve?ticket={'0' * 32}").status_code == 401
    assert world.client.does(f"/payments/{asked['id']}/cancel")["state"] == "expired"

    paid = world.fund(contract["id"], milestone)
    world.settle()
    assert world.freelancer.sees(f"/payments/{paid['id']}")["state"] == "held"
    assert world.client.get(f"/payments/{paid['id']}/approve").status_code == 409
    assert moves(world.freelancer.sees(f"/milestones/{milestone}")) >= {"submit", "refund", "refund_part", "dispute"}
    handed = world.freelancer.does(f"/milestones/{milestone}/submit", {"note": "Done.", "links": ["https://e.org/f"]})
    assert handed["state"] == "submitted"
    again = world.client.does(f"/milestones/{milestone}/request-changes", {"note": "Bigger."})
    assert again["state"] == "changes_requested"
    world.client.does(f"/milestones/{milestone}/release", {"amount": eur(10000)})
    world.freelancer.does(f"/milestones/{milestone}/submit", {"note": "Bigger now."})
    assert world.client.does(f"/milestones/{milestone}/approve")["state"] == "approved"

    before = {each["available"]["currency"]: each for each in world.freelancer.sees("/balances")["items"]}["EUR"]
    invoice = world.freelancer.sees(f"/jobs/{contract['job_id']}/invoice")
    assert (invoice["side"], invoice["subtotal"], invoice["fee"]) == ("freelancer", eur(30000), eur(3000))
    assert invoice["total"] == eur(27000)
    bill = world.client.sees(f"/jobs/{contract['job_id']}/invoice")
    assert (bill["subtotal"], bill["fee"], bill["total"], bill["paid"]) == (
        eur(30000),
        eur(900),
        eur(30900),
        eur(30900),
    )
    assert bill["number"] == invoice["number"]
    payout = world.freelancer.does("/payouts", {"amount": eur(27000), "destination": "acct_bounces_once"})
    moving = world.freelancer.sees("/balances")["items"][0]
    assert moving["in_transit"] == eur(27000)
    assert moving["available"]["amount_minor"] == before["available"]["amount_minor"] - 27000
    world.settle()
    world.settle()
    bounced = world.freelancer.sees(f"/payouts/{payout['id']}")
    assert (bounced["state"], moves(bounced)) == ("failed", {"retry"})
    assert world.freelancer.sees("/balances")["items"][0]["available"] == before["available"]
    world.freelancer.does(f"/payouts/{payout['id']}/retry")
    world.settle()
    world.settle()
    assert world.freelancer.sees(f"/payouts/{payout['id']}")["state"] == "paid"
    assert payout["id"] in [each["id"] for each in world.freelancer.sees("/payouts")["items"]]


def test_a_part_goes_back_and_the_contract_ends(world: World):
    """Refund a part, approve the rest, cancel what is planned by completing after: history has every step."""
    contract = world.funded(2)
    first, second = (milestone["id"] for milestone in contract["milestones"][:2])
    world.freelancer.does(f"/milestones/{first}/refund", {"amount": eur(10000)})
    assert world.freelancer.does(f"/milestones/{second}/refund")["state"] == "refunded"
    world.client.does(f"/milestones/{first}/approve")
    paused = world.client.does(f"/contracts/{contract['id']}/pause", {"reason": "Holidays."})
    assert (paused["state"], paused["paused_by"]) == ("paused", "client")
    assert "fund" not in moves(paused["milestones"][2]), "nothing is funded while work rests"
    world.client.does(f"/contracts/{contract['id']}/resume")
    added = world.client.does(f"/contracts/{contract['id']}/milestone", {"title": "More", "amount": eur(500)})
    fresh = added["milestones"][-1]["id"]
    assert world.freelancer.does(f"/milestones/{fresh}/agree")["state"] == "planned"
    change = {"title": "Even more", "amount": eur(700)}
    assert world.freelancer.does(f"/milestones/{fresh}/change", change)["change"]["amount"] == eur(700)
    assert world.client.does(f"/milestones/{fresh}/change/agree", {"amount": eur(700)})["amount"] == eur(700)
    world.client.does(f"/milestones/{fresh}/change", change)
    assert world.freelancer.does(f"/milestones/{fresh}/change/reject")["change"] is None
    ended = world.client.does(f"/contracts/{contract['id']}/cancel", {"reason": "Enough."})
    assert ended["state"] == "cancelled"
    history = world.freelancer.sees(f"/contracts/{contract['id']}/history?limit=100")
    events = [row["event"] for row in history["items"]]
    assert events[0] == "ContractOffered"
    assert [row["seq"] for row in history["items"]] == list(range(1, len(events) + 1))
    assert {"PartRefunded", "ContractPaused", "ChangeAgreed", "ContractCancelled"} <= set(events)
    refunds = world.client.sees("/payouts?kind=refund")["items"]
    assert eur(10300) in [each["amount"] for each in refunds]


def test_a_part_of_what_somebody_else_took_is_a_conflict(world: World):
    """What could never be a part is invalid; what no longer is one lost a race, and says so with 409."""
    contract = world.funded(2)
    first, second = (f"/milestones/{milestone['id']}" for milestone in contract["milestones"][:2])
    never = world.client.post(f"{first}/release", {"amount": eur(30000)})
    assert (never.status_code, never.json["code"]) == (422, "invalid"), "the whole is approved, not released in part"
    world.client.does(f"{first}/release", {"amount": eur(20000)})
    late = {
        (world.client, f"{first}/release"): {20000: "not_enough_funds", 10000: "move_not_allowed"},
        (world.freelancer, f"{first}/refund"): {20000: "not_enough_funds", 10000: "move_not_allowed"},
    }
    for (person, path), codes in late.items():
        for amount, code in codes.items():
            answer = person.post(path, {"amount": eur(amount)})
            assert (answer.status_code, answer.json["code"]) == (409, code), answer.text
    world.client.does(f"{second}/approve")
    for person, path in ((world.client, f"{second}/release"), (world.freelancer, f"{second}/refund")):
        answer = person.post(path, {"amount": eur(100)})
        assert (answer.status_code, answer.json["code"]) == (409, "move_not_allowed"), answer.text


def test_funding_in_a_wrong_currency_or_beyond_every_price_is_invalid(world: World):
    """Another amount was replaced meanwhile, perhaps: 409. Yen for euros, or 2^31 cents, never were: 422."""
    contract = world.signed()
    path, milestone = f"/contracts/{contract['id']}/payment", contract["milestones"][0]
    for amount, status, code in (
        (eur(30001), 409, "terms_changed"),
        ({"amount_minor": 30000, "currency": "JPY"}, 422, "invalid"),
        (eur(2**31), 422, "invalid"),
    ):
        for where in (path, f"{path}/preview"):
            answer = world.client.post(where, {"milestone_id": milestone["id"], "amount": amount})
            assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    assert world.client.sees(f"/milestones/{milestone['id']}")["state"] == "planned"


def test_a_dispute_is_negotiated_ruled_on_and_appealed(world: World):
    """Answer, offer, escalate, rule, appeal, rule again by another operator: the money is split as ruled."""
    dispute = world.disputed()
    path = f"/disputes/{dispute['id']}"
    assert moves(world.freelancer.sees(path)) >= {"answer", "add_evidence", "offer"}
    world.freelancer.does(f"{path}/answer", {"statement": "All is there.", "links": ["https://example.org/all"]})
    world.client.does(f"{path}/evidence", {"statement": "No."})
    world.freelancer.does(f"{path}/offer", {"release": eur(25000)})
    assert "accept_offer" in moves(world.client.sees(path))
    wrong = world.client.post(f"{path}/accept", {"release": eur(1)})
    assert (wrong.status_code, wrong.json["code"]) == (409, "terms_changed")
    world.client.does(f"{path}/escalate")
    assert dispute["id"] in [each["id"] for each in world.admin.sees("/disputes?state=escalated")["items"]]
    ruling = {"outcome": "split", "release": eur(21000), "reason": "Seven of ten."}
    ruled = world.admin.does(f"{path}/rule", ruling)
    assert (ruled["state"], ruled["rulings"][0]["refund"]) == ("ruled", eur(9000))
    world.client.does(f"{path}/appeal", {"reason": "Five of ten."})
    assert moves(world.admin.sees(path)) == set(), "who ruled does not decide the appeal"
    assert world.admin.post(f"{path}/rule", ruling).status_code == 403
    assert world.operator().does(f"{path}/rule", ruling)["state"] == "resolved"
    milestone = world.client.sees(f"/milestones/{dispute['milestone_id']}")
    assert milestone["state"] == "settled"


def test_a_dispute_is_settled_withdrawn_or_accepted(world: World):
    """The other three ends."""
    settled = world.disputed()
    world.freelancer.does(f"/disputes/{settled['id']}/offer", {"release": eur(15000)})
    assert world.client.does(f"/disputes/{settled['id']}/accept", {"release": eur(15000)})["state"] == "settled"
    withdrawn = world.disputed()
    assert world.client.does(f"/disputes/{withdrawn['id']}/withdraw")["state"] == "withdrawn"
    accepted = world.disputed()
    world.freelancer.does(f"/disputes/{accepted['id']}/answer", {"statement": "No."})
    world.admin.does(f"/disputes/{accepted['id']}/rule", {"outcome": "rework", "reason": "Once more."})
    world.client.does(f"/disputes/{accepted['id']}/accept-ruling")
    assert world.freelancer.does(f"/disputes/{accepted['id']}/accept-ruling")["state"] == "resolved"
    assert world.client.sees(f"/milestones/{accepted['milestone_id']}")["state"] == "changes_requested"


def test_an_offer_comes_to_nothing(world: World):
    """Declined, withdrawn: the job is open again; a proposal is declined or withdrawn; a job is closed."""
    declined = world.offered()
    ended = world.freelancer.does(f"/contracts/{declined['id']}/decline", {"reason": "No time."})
    assert ended["state"] == "declined"
    assert world.client.sees(f"/jobs/{declined['job_id']}")["state"] == "open"
    withdrawn = world.offered()
    assert world.client.does(f"/contracts/{withdrawn['id']}/withdraw")["state"] == "withdrawn"
    job = world.job()
    assert world.client.does(f"/proposals/{world.bid(job)}/decline")["state"] == "declined"
    assert world.freelancer.does(f"/proposals/{world.bid(job)}/withdraw")["state"] == "withdrawn"
    assert world.client.does(f"/jobs/{job}/close")["state"] == "closed"
    assert len(world.freelancer.sees("/proposals?limit=2")["items"]) == 2


def test_a_contract_completes_when_all_is_paid(world: World):
    """COMPLETE is open once every milestone is finished and one was paid."""
    contract = world.funded(3)
    refused = world.client.post(f"/contracts/{contract['id']}/complete")
    assert (refused.status_code, refused.json["code"]) == (409, "move_not_allowed")
    for milestone in contract["milestones"]:
        world.client.does(f"/milestones/{milestone['id']}/approve")
    done = world.freelancer.does(f"/contracts/{contract['id']}/complete")
    assert (done["state"], done["actions"]) == ("completed", [])
    assert contract["id"] in [each["id"] for each in world.client.sees("/contracts?state=completed")["items"]]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_papers_are_printed(world: World, language: str):
    """The contract and the invoice as PDF files by Accept, in two languages."""
    contract = world.funded()
    for path in (f"/contracts/{contract['id']}/document", f"/jobs/{contract['job_id']}/invoice"):
        headers = {"Accept": "application/pdf", "Accept-Language": language}
        for person in (world.client, world.freelancer, world.admin):
            paper = person.get(path, headers=headers)
            assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
            assert paper.data.startswith(b"%PDF")
            assert "attachment" in paper.headers["Content-Disposition"]
        assert world.client.get(path).mimetype == "application/json"


def test_people_are_told_and_can_be_suspended(world: World):
    """A suspension acts at once on a token that was valid a moment ago; reinstating undoes it."""
    someone = world.newcomer("freelancer")
    assert someone.put("/users/profile", {"headline": "Здравствуй", "country": "PL"}).json["country"] == "PL"
    assert world.client.post(f"/users/{someone.id}/suspend", {"reason": "No."}).status_code == 403
    assert world.admin.does(f"/users/{someone.id}/suspend", {"reason": "Spam."})["state"] == "suspended"
    stopped = someone.get("/users/profile")
    assert (stopped.status_code, stopped.json["code"], stopped.json["detail"]) == (403, "suspended", "Spam.")
    assert world.admin.does(f"/users/{someone.id}/reinstate")["state"] == "active"
    assert someone.get("/users/profile").status_code == 200
    assert world.client.get("/users").status_code == 403
    assert len(world.admin.sees("/users?limit=3")["items"]) == 3


def _uuid(text: str) -> Any:
    from uuid import UUID

    return UUID(text)


def test_files_of_a_delivery_are_both_sides_own(world: World):
    """The client reads what was handed over, also what came before it; a stranger does not; another's is refused."""
    contract = world.funded()
    milestone = contract["milestones"][0]["id"]

    def upload(person: Person) -> str:
        sent = person.call("POST", "/files", data={"file": (BytesIO(b"The logo, in words."), "logo.txt")})
        assert sent.status_code == 201, sent.text
        return str(sent.json["id"])

    first, second = upload(world.freelancer), upload(world.freelancer)
    path, body = f"/milestones/{milestone}/submit", {"note": "Here."}
    assert world.freelancer.post(path, {**body, "attachments": [upload(world.client)]}).status_code == 422
    assert world.freelancer.post(path, {**body, "attachments": [first, first]}).status_code == 422
    assert world.client.get(f"/files/{first}").status_code == 404
    world.freelancer.does(path, {**body, "attachments": [first]})
    world.client.does(f"/milestones/{milestone}/request-changes", {"note": "Larger."})
    again = world.freelancer.does(path, {**body, "attachments": [second]})
    assert again["delivery"]["attachments"] == [second]
    assert [world.client.get(f"/files/{each}").status_code for each in (first, second)] == [200, 200]
    assert world.stranger.get(f"/files/{first}").status_code == 404
