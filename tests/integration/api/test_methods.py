"""Places to be paid to, by HTTP: set up with the password, used, scheduled, removed; no token is ever told."""

from typing import Any

import pytest

from tests.api_world import PASSWORD, Person, World, eur

OPEN = {"password": PASSWORD}


@pytest.fixture
def earner(world: World) -> Person:
    """Somebody who may withdraw, with a place to be paid to that the gateway knows."""
    return world.newcomer("freelancer")


def added(world: World, person: Person) -> dict[str, Any]:
    place = person.does("/payout-methods", OPEN)
    assert place["state"] == "begun"
    world.doors.operations.poll()
    return person.sees(f"/methods/{place['id']}")  # type: ignore[no-any-return]


def test_a_place_is_set_up_chosen_and_removed(world: World, earner: Person):
    """With what its person knows it by, and without what the gateway knows it by."""
    first, second = added(world, earner), added(world, earner)
    assert (first["label"], first["usual"], second["usual"]) == ("Test account •••• 6789", True, False)
    assert "acct_ok" not in str(first)
    assert [each["id"] for each in earner.sees("/payout-methods")["items"]] == [first["id"], second["id"]]
    assert earner.sees("/payment-methods")["items"] == []
    preview = earner.does(f"/methods/{second['id']}/remove/preview")
    assert preview
    earner.does(f"/methods/{second['id']}/choose")
    earner.does(f"/methods/{second['id']}/remove")
    assert earner.sees(f"/methods/{first['id']}")["usual"]
    assert earner.post(f"/methods/{second['id']}/remove").status_code == 409


def test_a_wrong_password_sets_up_nothing(world: World, earner: Person):
    """And a script's key can't do it at all."""
    assert earner.post("/payout-methods", {"password": "a guess at it"}).status_code == 422
    key = earner.does("/users/tokens", {"name": "Mine", "scopes": ["read", "money"]})["token"]
    assert Person(world.app, key).post("/payout-methods", OPEN).status_code in (401, 403)
    assert earner.sees("/payout-methods")["items"] == []


def test_money_leaves_to_ones_place(world: World):
    """To the usual one where none is named; to nobody else's; and a balance says what is free."""
    freelancer = world.freelancer
    funded = world.funded()
    world.client.does(f"/milestones/{funded['milestones'][0]['id']}/approve")
    place = added(world, freelancer)
    row = freelancer.sees("/balances")["items"][0]
    assert (row["free"], row["held"]) == (row["available"], [])
    sent = freelancer.does("/payouts", {"amount": eur(500), "method": place["id"]})
    assert sent["destination"] == "acct_ok"
    assert freelancer.post("/payouts", {"amount": eur(500), "method": world.admin.id}).json["code"] == "invalid"
    assert freelancer.post("/payouts", {"amount": eur(99)}).json["rule"] == "payout_minimum"


def test_a_schedule_is_chosen(earner: Person):
    """By hand until then; a day that can't be is refused."""
    assert earner.sees("/payouts/schedule")["items"] == [{"gateway": "sandbox", "rhythm": "by_hand", "day": None}]
    earner.does("/payouts/schedule", {"rhythm": "monthly", "day": 28}, method="PUT")
    assert earner.sees("/payouts/schedule")["items"][0]["day"] == 28
    assert earner.put("/payouts/schedule", {"rhythm": "weekly", "day": 8}).status_code == 422
    assert earner.put("/payouts/schedule", {"rhythm": "at_once", "day": 1}).status_code == 422
