"""Suspensions and bans: who may what, at once and everywhere, with an appeal and a hold on money that ends."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from tests.api_world import PASSWORD, Person, World, eur
from tests.integration.api.access import ROUTES
from tests.integration.api.access.kinds import MISSING
from tests.integration.api.test_leaving import DAY, due, unlike_any
from upclone.domain.errors import MoneyHeld, UpcloneError
from upclone.domain.money import Money
from upclone.entrypoints.api.app import FEATURES
from upclone.entrypoints.api.routing import Access, Route

OPEN = {
    "GET /sanctions",
    "GET /sanctions/{id}",
    "POST /sanctions/{id}/appeal",
    "GET /balances",
    "GET /payouts",
    "GET /payouts/{id}",
    "POST /payouts",
    "POST /payouts/{id}/retry",
    "GET /payouts/schedule",
    "PUT /payouts/schedule",
    "GET /payment-methods",
    "GET /payout-methods",
    "GET /methods/{id}",
    "POST /payout-methods",
    "POST /methods/{id}/continue",
    "POST /methods/{id}/choose",
    "POST /methods/{id}/remove",
    "GET /statements/earnings",
    "GET /statements/spending",
    "GET /earnings/summary",
    "GET /spending/summary",
    "GET /invoices",
    "GET /invoices/{id}",
    "GET /notifications",
    "POST /notifications/read",
    "POST /notifications/{id}/read",
    "GET /notifications/letters",
    "PUT /notifications/letters",
    "POST /notifications/letters/stop",
    "GET /activity",
    "GET /contracts",
    "GET /contracts/{id}",
    "GET /chargebacks",
    "GET /chargebacks/{id}",
    "GET /users/export",
    "GET /users/leave",
    "POST /users/return",
    "GET /users/sessions",
    "POST /users/logout",
    "POST /users/sessions/{id}/revoke",
    "POST /users/sessions/revoke-others",
    "POST /users/tokens/{id}/revoke",
    "GET /users/identities",
    "POST /users/identities/{provider}/unlink",
}
"""What stays open to who is suspended, by hand: to see why, to be heard, to reach one's money and data, to go."""


def named(route: Route) -> str:
    path = re.sub(r"<(?:uuid:)?(\w+)>", r"{\1}", route.rule)
    return f"{route.method} {path}"


def somewhere(path: str) -> str:
    """The path with something in each place: an object that nobody has."""
    return re.sub(r"\{\w+\}", lambda place: MISSING if place[0] == "{id}" else "96", path)


BY_NAME = {named(route): route for feature in FEATURES for route in feature.routes}
CLOSED = [
    name
    for name, route in BY_NAME.items()
    if name not in OPEN and (route.access is not Access.EVERYBODY or route.method == "GET")
]


def test_the_list_of_what_stays_open_is_whole():
    """A route that opens to the suspended is on the list, and the other way round."""
    assert {name for name, route in BY_NAME.items() if route.while_suspended} == OPEN


@pytest.fixture(scope="module")
def stopped(world: World) -> Person:
    """Somebody who was working a moment ago."""
    someone = world.newcomer("freelancer", "client")
    assert someone.get("/users/profile").status_code == 200
    world.admin.does(f"/users/{someone.id}/suspend", {"reason": "Copied work."})
    return someone


@pytest.mark.parametrize("name", CLOSED)
def test_a_token_of_a_suspended_person_opens_nothing_else(world: World, stopped: Person, name: str):
    """S1-29: on the very next request, on every route, with the reason."""
    method, path = name.split()
    body = ROUTES[name][1] if name in ROUTES else None
    sent: dict[str, Any] = {} if method == "GET" or name == "POST /files" else {"json": body}
    answer = stopped.call(method, somewhere(path), **sent)
    assert (answer.status_code, answer.json["code"]) == (403, "suspended"), answer.text
    assert answer.json["detail"] == "Copied work."


@pytest.mark.parametrize("name", sorted(OPEN))
def test_what_stays_open_does_not_say_suspended(world: World, stopped: Person, name: str):
    """Whatever else it answers. Signing out is tried elsewhere: it ends this session."""
    if name in ("POST /users/logout", "POST /users/sessions/revoke-others"):
        pytest.skip("ends the session that the others need")
    method, path = name.split()
    sent: dict[str, Any] = {} if method == "GET" else {"json": ROUTES[name][1]}
    answer = stopped.call(method, somewhere(path), **sent)
    if answer.content_type != "application/zip":
        assert answer.json.get("code") != "suspended", answer.text


def test_a_key_of_a_script_and_a_fresh_token_open_nothing_either(world: World):
    """Not a personal token, not what a refresh or a new sign-in gives: signing in works, and says why."""
    someone = world.newcomer("freelancer")
    email = someone.sees("/users/profile")["email"]
    signed = world.visitor.post("/users/login", {"email": email, "password": PASSWORD}).json
    key = someone.does("/users/tokens", {"name": "Script", "scopes": ["read"]})
    world.admin.does(f"/users/{someone.id}/ban", {"reason": "Fraud."})
    refreshed = world.visitor.post("/users/token", {"refresh_token": signed["refresh_token"]})
    again = world.visitor.post("/users/login", {"email": email, "password": PASSWORD})
    assert again.json["account"]["state"] == "banned"
    for token in (key["token"], refreshed.json.get("token", signed["token"]), again.json["token"]):
        answer = Person(world.app, token).get("/jobs")
        assert (answer.status_code, answer.json["detail"]) == (403, "Fraud.")
        assert Person(world.app, token).sees("/sanctions")["items"][0]["reason"] == "Fraud."


def sanction_of(person: Person) -> dict[str, Any]:
    return person.sees("/sanctions")["items"][0]  # type: ignore[no-any-return]


def test_an_appeal_is_heard_by_another_operator(world: World):
    """Who imposed it has no such move; another one has, and the person is told the reason."""
    someone, other = world.newcomer("freelancer"), world.operator()
    world.admin.does(f"/users/{someone.id}/suspend", {"reason": "Copied work."})
    mine = sanction_of(someone)
    assert [action["move"] for action in mine["actions"]] == ["appeal"]
    assert mine["imposed_by"] is None
    path = f"/sanctions/{mine['id']}"
    appealed = someone.does(f"{path}/appeal", {"statement": "It is mine."})
    assert (appealed["state"], appealed["actions"]) == ("appealed", [])
    assert someone.post(f"{path}/appeal", {"statement": "Again."}).status_code == 409
    assert mine["id"] in [each["id"] for each in other.sees("/appeals")["items"]]
    refused = world.admin.post(f"{path}/uphold", {"reason": "No."})
    assert (refused.status_code, refused.json["code"]) == (409, "move_not_allowed")
    assert "another operator" in refused.json["detail"]
    assert "uphold" not in [action["move"] for action in world.admin.sees(path)["actions"]]
    assert other.post(f"{path}/lift/preview", {"reason": "x"}).status_code == 200
    assert other.does(f"{path}/uphold", {"reason": "The dates say otherwise."})["state"] == "upheld"
    assert sanction_of(someone)["decision"]["reason"] == "The dates say otherwise."
    assert sanction_of(someone)["actions"] == []
    assert other.does(f"{path}/lift", {"reason": "Time served."})["state"] == "lifted"
    assert someone.sees("/users/profile")["state"] == "active"


def test_an_appeal_that_nobody_decides_lifts_the_sanction(world: World):
    """BX-10: after 14 days, by the clock."""
    someone = world.newcomer("freelancer")
    world.admin.does(f"/users/{someone.id}/ban", {"reason": "Fraud."})
    someone.does(f"/sanctions/{sanction_of(someone)['id']}/appeal", {"statement": "It was my brother."})
    due(world, 14 * DAY - 60)
    assert sanction_of(someone)["state"] == "appealed"
    due(world, 63)
    lifted = sanction_of(someone)
    assert (lifted["state"], lifted["decision"]["by"]) == ("lifted", None)
    assert "Nobody decided" in lifted["decision"]["reason"]
    assert someone.get("/users/profile").status_code == 200


def test_a_suspension_ends_by_itself_and_jobs_rest_meanwhile(world: World):
    """Its client's open jobs leave the market and come back; one that they rested themselves stays at rest."""
    someone = world.newcomer("client")
    job = {"title": "A logo", "budget": eur(90000)}
    first, resting = (someone.does("/jobs", {**job, "description": unlike_any()})["id"] for _ in range(2))
    someone.does(f"/jobs/{resting}/pause")
    now = world.doors.clock.now()
    body = {"reason": "Spam.", "until": (now + timedelta(days=2)).isoformat()}
    world.admin.does(f"/users/{someone.id}/suspend", body)
    assert world.admin.sees(f"/jobs/{first}")["state"] == "paused"
    assert first not in [each["id"] for each in world.freelancer.sees("/jobs?q=logo")["items"]]
    bid = {"price": eur(90000), "cover_letter": "Gladly."}
    assert world.freelancer.post(f"/jobs/{first}/bid", bid).status_code in (403, 404, 409)
    due(world, 2 * DAY + 3)
    assert sanction_of(someone)["state"] == "expired"
    assert someone.sees("/users/profile")["state"] == "active"
    assert [someone.sees(f"/jobs/{id}")["state"] for id in (first, resting)] == ["open", "paused"]


def test_nobody_hires_who_may_not_act(world: World):
    """A bid that was made before is refused with words; running contracts go on for the other side."""
    someone = world.newcomer("freelancer")
    job = world.job()
    bid = someone.does(f"/jobs/{job}/bid", {"price": eur(90000), "cover_letter": "Gladly."})["id"]
    world.admin.does(f"/users/{someone.id}/suspend", {"reason": "Spam."})
    refused = world.client.put(f"/jobs/{job}/hire", {"proposal_id": bid})
    assert (refused.status_code, refused.json["code"]) == (403, "refused")


def test_money_waits_until_a_day_and_is_reachable_then(world: World):
    """Payouts are refused with the day, by oneself and by operators; afterwards they work, though suspended."""
    contract = world.funded()
    world.client.does(f"/milestones/{contract['milestones'][0]['id']}/approve")
    earner = world.freelancer
    payout = {"amount": eur(1000), "destination": "acct_ok"}
    world.admin.does(f"/users/{earner.id}/suspend", {"reason": "Copied work.", "hold_money_days": 3})
    try:
        held_until = sanction_of(earner)["money_held_until"]
        for person in (earner, world.admin):
            refused = person.post("/payouts", {**payout, "account_id": earner.id})
            assert (refused.status_code, refused.json["code"]) == (409, "money_held")
            assert refused.json["until"][:19] == held_until[:19]
        due(world, 3 * DAY + 1)
        assert earner.post("/payouts", payout).status_code == 202
    finally:
        world.admin.does(f"/users/{earner.id}/reinstate")


def test_a_hold_longer_than_30_days_is_refused(world: World):
    """And so is a sanction without a reason, one in the past, a second one, and one of oneself."""
    someone = world.newcomer("freelancer")
    path = f"/users/{someone.id}"
    assert world.admin.post(f"{path}/suspend", {"reason": "x", "hold_money_days": 31}).status_code == 422
    assert world.admin.post(f"{path}/suspend", {"reason": "  "}).status_code == 422
    assert world.admin.post(f"{path}/ban", {}).status_code == 422
    assert world.admin.post(f"{path}/suspend", {"reason": "x", "until": "2020-01-01T00:00:00Z"}).status_code == 422
    assert sanction_list(someone) == []
    world.admin.does(f"{path}/suspend", {"reason": "Spam."})
    assert world.admin.post(f"{path}/suspend", {"reason": "Again."}).status_code == 409
    assert world.admin.does(f"{path}/ban", {"reason": "Fraud."})["state"] == "banned"
    assert [each["state"] for each in sanction_list(someone)] == ["in_force", "replaced"]
    assert world.admin.post(f"/users/{world.admin.id}/suspend", {"reason": "Holiday."}).status_code == 409


def sanction_list(person: Person) -> list[dict[str, Any]]:
    return person.sees("/sanctions")["items"]  # type: ignore[no-any-return]


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each gave, or the rule that it broke."""

    def outcome(call: Callable[[], object]) -> object:
        try:
            return call()
        except UpcloneError as refused:
            return refused

    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(outcome, call) for call in calls]]


ROUNDS = 10


def test_of_two_operators_at_once_one_imposes(world: World):
    """The other is told that it is suspended already; one sanction stands."""
    doors, operators = world.doors, [world.operator(), world.operator()]
    for _ in range(ROUNDS):
        someone = world.newcomer("freelancer")
        with doors.unit_of_work() as work:
            actors = [account.actor for account in map(work.accounts.get, map(_uuid, operators))]
        calls = [partial(doors.sanctions.suspend, actor, _uuid(someone), "Spam.") for actor in actors]
        found = at_once(*calls)
        assert sum(isinstance(each, UpcloneError) for each in found) == 1
        assert len(sanction_list(someone)) == 1


def test_an_appeal_and_a_lift_at_once_leave_one_end(world: World):
    """Whatever comes first: the sanction is lifted, and the account acts again."""
    doors = world.doors
    for _ in range(ROUNDS):
        someone = world.newcomer("freelancer")
        world.admin.does(f"/users/{someone.id}/suspend", {"reason": "Spam."})
        other = world.operator()
        with doors.unit_of_work() as work:
            holder, operator = (work.accounts.get(_uuid(each)).actor for each in (someone, other))
        id = _id(sanction_of(someone)["id"])
        at_once(
            lambda holder=holder, id=id: doors.sanctions.appeal(holder, id, "It is mine."),
            lambda operator=operator, id=id: doors.sanctions.lift(operator, id, "It is."),
        )
        assert sanction_of(someone)["state"] == "lifted"
        assert someone.sees("/users/profile")["state"] == "active"


def test_a_payout_comes_before_a_hold_or_waits_for_it(world: World):
    """Never both: where the hold is first, the money is still there."""
    doors, earner, sum_asked = world.doors, world.freelancer, Money(100, "EUR")
    contract = world.funded()
    world.client.does(f"/milestones/{contract['milestones'][0]['id']}/approve")
    with doors.unit_of_work() as work:
        owner, operator = (work.accounts.get(_uuid(each)).actor for each in (earner, world.admin))
    assert owner.id is not None
    for _ in range(ROUNDS):
        before = available(earner)
        paid, _imposed = at_once(
            lambda: doors.transfers.pay_out(owner, owner.id, sum_asked, "sandbox", "acct_ok"),
            lambda: doors.sanctions.suspend(operator, owner.id, "Look.", None, timedelta(days=1)),
        )
        assert isinstance(paid, MoneyHeld) == (available(earner) == before)
        assert sanction_of(earner)["state"] == "in_force"
        doors.sanctions.reinstate(operator, owner.id)


def available(person: Person) -> int:
    return int(person.sees("/balances")["items"][0]["available"]["amount_minor"])


def _uuid(person: Person) -> Any:
    return _id(person.id)


def _id(text: str) -> Any:
    return UUID(text)
