"""Who may see and do what: every route of the API, and every role.

The tables in `access` are written by hand. A route that is in none of them fails: nobody adds one without saying who
it is for.
"""

import re
from typing import Any
from uuid import UUID

import pytest

from tests.api_world import API, PASSWORD, Person, World, bill, eur
from tests.integration.api.access import ROUTES
from tests.integration.api.access.kinds import (
    CHARGEBACK,
    CONTRACT,
    DISPUTE,
    INVITATION,
    KEY,
    METHOD,
    MILESTONE,
    MISSING,
    MODERATOR,
    OF_JOB,
    OPERATOR,
    PAPER,
    PAYMENT,
    PAYOUT,
    PRIVATE,
    PROPOSAL,
    SANCTION,
    SEARCH,
    SESSION,
    SIGNED_IN,
    TIME,
    TIMESHEET,
)
from upclone.application.ports.gateways import Claim, ClaimState
from upclone.entrypoints.api.app import FEATURES
from upclone.entrypoints.api.sandbox import ROUTES as SANDBOX
from upclone.entrypoints.web.site import API as API_OF


def braced(rule: str) -> str:
    """A path as the document writes it."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


PREVIEWED = {
    f"{route.method} {braced(route.rule)}"
    for feature in (*FEATURES, SANDBOX)
    for route in feature.routes
    if route.is_move and route.previewed
}
EVERY = ROUTES | {f"POST {name.split()[1]}/preview": rule for name, rule in ROUTES.items() if name in PREVIEWED}


@pytest.fixture(scope="module")
def objects(world: World) -> dict[str, str]:
    """One of each kind, of a deal that the stranger takes no part in."""
    dispute = world.disputed()
    payout = world.freelancer
    contract = world.client.sees(f"/contracts/{dispute['contract_id']}")
    other = world.funded()
    world.client.does(f"/milestones/{other['milestones'][0]['id']}/approve")
    transfer = payout.does("/payouts", {"amount": eur(100), "destination": "acct_ok"})
    someone = world.newcomer("client")
    world.admin.does(f"/users/{someone.id}/suspend", {"reason": "Spam."})
    entry = world.worked()
    return {
        CHARGEBACK: claimed(world),
        TIMESHEET: entry["timesheet_id"],
        TIME: entry["id"],
        SANCTION: someone.sees("/sanctions")["items"][0]["id"],
        CONTRACT: contract["id"],
        MILESTONE: dispute["milestone_id"],
        DISPUTE: dispute["id"],
        PAYMENT: dispute["payment_id"],
        PAYOUT: transfer["id"],
        PROPOSAL: contract["proposal_id"],
        INVITATION: world.invited()["id"],
        OF_JOB: contract["job_id"],
        "job": contract["job_id"],
        SESSION: world.client.sees("/users/sessions")["items"][0]["id"],
        KEY: world.client.does("/users/tokens", {"name": "Mine", "scopes": ["read"]})["id"],
        METHOD: payout.does("/payout-methods", {"password": PASSWORD})["id"],
        SEARCH: world.client.does("/searches", {"name": "Mine", "query": {}})["id"],
        PAPER: invoice_of(world, other["id"]),
        OPERATOR: world.freelancer.id,
    }


def claimed(world: World) -> str:
    """A claim of a payer's bank."""
    payment = UUID(world.funded()["payments"][0]["id"])
    with world.doors.unit_of_work() as work:
        hold = work.holds.get(payment)
    claim = Claim(f"claim {hold.id}", hold.gateway_ref or "", hold.total, ClaimState.OPEN, "fraud", withdrawn=False)
    chargeback = world.doors.chargebacks.claimed(hold.gateway, claim)
    assert chargeback is not None
    return str(chargeback.id)


def invoice_of(world: World, contract: str) -> str:
    """The freelancer's invoice: nobody is at the jobs, so it is issued here."""
    bill(world, contract)
    return str(world.client.sees(f"/invoices?contract_id={contract}&kind=work")["items"][0]["id"])


def send(person: Person, name: str, id: str, body: Any) -> Any:
    method, path = name.split()
    options = {} if method == "GET" else {"json": body}
    return person.call(method, path.replace("{id}", id), **options)


def anonymous(answer: Any) -> tuple[int, dict[str, Any], dict[str, str]]:
    """What a caller can tell apart: everything but the request's own marks."""
    body = {name: value for name, value in answer.json.items() if name != "request_id"}
    headers = {name: value for name, value in answer.headers if name not in ("X-Request-Id", "Content-Length", "Date")}
    return answer.status_code, body, headers


def test_every_route_is_in_the_table(world: World):
    """The table is complete: a new route, or one that is gone, fails here."""
    found = {
        f"{method} {braced(rule.rule.removeprefix(API))}"
        for rule in world.app.extensions[API_OF].url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(f"{API}/") and rule.endpoint != "openapi_json"
    }
    assert found == set(EVERY)
    assert sum(len(feature.routes) for feature in (*FEATURES, SANDBOX)) == len(ROUTES)


@pytest.mark.parametrize("name", [name for name, (kind, _) in EVERY.items() if kind in PRIVATE])
def test_a_strangers_object_answers_as_one_that_does_not_exist(world: World, objects: dict[str, str], name: str):
    """P19: the same 404, body and headers, whether the object is another's or nobody's; and 401 without a token."""
    kind, body = EVERY[name]
    theirs = send(world.stranger, name, objects[kind], body)
    assert theirs.status_code == 404, theirs.text
    assert anonymous(theirs) == anonymous(send(world.stranger, name, MISSING, body))
    assert send(world.visitor, name, objects[kind], body).status_code == 401


OWNED = {PAYOUT: "client", METHOD: "client", SESSION: "freelancer", KEY: "freelancer", SEARCH: "freelancer"}
"""What belongs to one side of the deal alone, and who the other side is."""
SHARED = {CONTRACT, MILESTONE, DISPUTE, PAYMENT, PROPOSAL, INVITATION, OF_JOB, PAPER, TIMESHEET, TIME, CHARGEBACK}
PAPERS = {"GET /contracts/{id}/document", "GET /jobs/{id}/invoice", "GET /invoices/{id}"}
"""They name both people in full, as a contract and an invoice must."""


@pytest.mark.parametrize("name", [name for name, (kind, _) in EVERY.items() if kind in OWNED])
def test_the_other_side_of_a_deal_is_a_stranger_to_what_is_ones_own(world: World, objects: dict[str, str], name: str):
    """Who works with somebody sees neither their money's ways nor how they sign in: the 404 of what does not exist."""
    kind, body = EVERY[name]
    other = getattr(world, OWNED[kind])
    theirs = send(other, name, objects[kind], body)
    assert theirs.status_code == 404, theirs.text
    assert anonymous(theirs) == anonymous(send(other, name, MISSING, body))


@pytest.mark.parametrize(
    "name", [name for name, (kind, _) in EVERY.items() if kind in SHARED and name.startswith("GET ")]
)
def test_both_sides_of_a_deal_see_it_and_neither_the_others_address(world: World, objects: dict[str, str], name: str):
    """What two people share tells neither how to reach the other past upclone, nor anything of their account."""
    kind, body = EVERY[name]
    addresses = {side: side.sees("/users/profile")["email"] for side in (world.client, world.freelancer)}
    for side in addresses:
        answer = send(side, name, objects[kind], body)
        # A job's proposals and invitations are its client's alone; nobody else is told that there are any.
        assert answer.status_code in (200, 303, 409) or (side is world.freelancer and answer.status_code == 404)
        for other, address in addresses.items():
            assert other is side or name in PAPERS or address not in answer.text


@pytest.mark.parametrize(
    "name", [name for name, (kind, _) in EVERY.items() if kind in SHARED and name.endswith("/preview")]
)
def test_neither_side_makes_the_others_moves(world: World, objects: dict[str, str], name: str):
    """Of a move that is not open to both, whoever has no right to it is refused by the rule's name, and no more."""
    kind, body = EVERY[name]
    for side in (world.client, world.freelancer):
        answer = send(side, name, objects[kind], body)
        assert answer.status_code in (200, 402, 403, 404, 409, 422), answer.text
        if answer.status_code != 200:
            assert answer.json["code"] != "internal"
            assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "name", [name for name, (kind, _) in EVERY.items() if kind in (SIGNED_IN, MODERATOR, OPERATOR)]
)
def test_nobody_gets_in_without_a_token(world: World, objects: dict[str, str], name: str):
    """401 with a challenge for visitors; operators' routes answer 403 to everybody else."""
    kind, body = EVERY[name]
    answer = send(world.visitor, name, objects[OPERATOR], body)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    if kind in (OPERATOR, MODERATOR):
        for person in (world.client, world.freelancer, world.stranger):
            assert send(person, name, objects[OPERATOR], body).status_code == 403


@pytest.mark.parametrize("name", [name for name, (kind, _) in EVERY.items() if kind == "job"])
def test_a_strangers_move_on_a_job_is_refused(world: World, objects: dict[str, str], name: str):
    """Jobs are public; who may not move them is told so, and nothing changes."""
    answer = send(world.stranger, name, objects["job"], EVERY[name][1])
    assert answer.status_code == 409
    assert send(world.visitor, name, objects["job"], EVERY[name][1]).status_code == 401
    assert send(world.stranger, name, MISSING, EVERY[name][1]).status_code == 404


def test_nobody_withdraws_anothers_money(world: World, objects: dict[str, str]):
    """A payout for another account is an operator's; for others that account does not exist."""
    body = {"amount": eur(100), "destination": "acct_ok", "account_id": world.freelancer.id}
    for path in ("/payouts", "/payouts/preview"):
        theirs = world.stranger.post(path, body)
        assert anonymous(theirs) == anonymous(world.stranger.post(path, {**body, "account_id": MISSING}))
        assert theirs.status_code == 404
    assert world.admin.post("/payouts/preview", body).status_code == 200


def test_lists_hold_only_ones_own(world: World, objects: dict[str, str]):
    """A stranger's lists are empty; operators see everybody's."""
    for path in (
        "/contracts",
        "/disputes",
        "/payouts",
        "/proposals",
        "/offers",
        "/invitations",
        "/notifications",
        "/balances",
    ):
        assert world.stranger.sees(path)["items"] == []
    for path in ("/contracts", "/disputes", "/payouts"):
        assert world.admin.sees(path)["items"]


@pytest.mark.parametrize(
    "bad", ["x", "1", "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3", "%00", "01981f6e7a107c3e9a520d8f0a1b2c3d"]
)
def test_what_is_no_id_answers_as_a_strangers_object(world: World, bad: str):
    """404 with the same body."""
    answer = world.client.get(f"/contracts/{bad}")
    assert anonymous(answer)[:2] == anonymous(world.client.get(f"/contracts/{MISSING}"))[:2]
