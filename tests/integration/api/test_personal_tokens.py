"""Keys of scripts: told once, kept as hashes, good for what they say, and for nobody's security."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api_world import Person, World, eur
from upclone.domain.people.tokens import Scope
from upclone.entrypoints.api.app import FEATURES
from upclone.entrypoints.api.routing import Access, Route
from upclone.entrypoints.api.sandbox import ROUTES as SANDBOX

ROUTES = [route for feature in (*FEATURES, SANDBOX) for route in feature.routes]
SECURITY = ("/users/sessions", "/users/tokens", "/users/second-factor", "/users/password", "/users/email")
JOB = {"title": "A logo", "description": "Warm.", "budget": eur(100)}


def key_of(person: Person, *scopes: str, **more: Any) -> tuple[Person, str]:
    made = person.does("/users/tokens", {"name": "Script", "scopes": list(scopes), **more})
    return Person(person.app, made["token"], person.id), made["id"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.rule}")
def test_every_route_has_a_scope(route: Route):
    """A route says what a key needs; one about the security of an account is open to none."""
    if route.rule.startswith(SECURITY) or route.rule in ("/users/logout", "/users/login", "/users/signup"):
        assert route.scope is None
        return
    if route.scope is None:
        assert route.secures
    elif route.access in (Access.MODERATOR, Access.OPERATOR):
        assert route.scope is Scope.ADMIN
    else:
        assert (route.scope is Scope.READ) == (route.method == "GET")


def test_a_key_is_told_once(world: World):
    """The list does not show it, a repeated answer does not, and the database has its hash alone."""
    ada = world.newcomer("client")
    body = {"name": "Nightly  export", "scopes": ["read", "market"]}
    first, second = (ada.post("/users/tokens", body, key="make").json for _ in range(2))
    assert first["token"].startswith("upc_")
    assert second == {**first, "token": None}
    rows = ada.sees("/users/tokens")["items"]
    assert [(row["name"], row["scopes"], "token" in row) for row in rows] == [
        ("Nightly export", ["market", "read"], False)
    ]


def test_a_key_does_what_its_scopes_say(world: World):
    """Reads read, the market's commands are the market's, and nothing reaches the account's security."""
    ada = world.newcomer("client", "freelancer")
    reader, _ = key_of(ada, "read")
    writer, _ = key_of(ada, "market")
    assert reader.get("/users/profile").status_code == 200
    assert reader.get("/jobs").status_code == 200
    assert reader.post("/jobs", JOB).status_code == 403
    assert writer.post("/jobs", JOB).status_code == 201
    assert writer.post("/jobs/preview", JOB).status_code == 200
    assert reader.post("/jobs/preview", JOB).status_code == 403
    assert writer.get("/users/profile").status_code == 403
    assert writer.put("/users/profile", {"headline": "x"}).status_code == 403
    assert writer.post("/payouts", {"amount": eur(1), "destination": "acct_ok"}).status_code == 403
    everything, _ = key_of(ada, "read", "profile", "market", "deals", "money")
    for path in ("/users/sessions", "/users/tokens", "/users/second-factor"):
        assert everything.get(path).status_code == 403
    for path, body in (
        ("/users/tokens", {"name": "x", "scopes": ["read"]}),
        ("/users/logout", {}),
        ("/users/password", {"present_password": "x", "password": "an unlikely walrus"}),
    ):
        assert everything.post(path, body).status_code == 403


def test_a_key_of_an_operator_is_a_persons_without_the_scope(world: World):
    """An admin's script reads as anybody's unless it was given `admin`; nobody else can give it."""
    admin = world.operator()
    plain, _ = key_of(admin, "read")
    mighty, _ = key_of(admin, "admin", "read")
    assert plain.get("/users").status_code == 403
    assert mighty.get("/users").status_code == 200
    assert plain.sees("/contracts")["items"] == []
    refused = world.newcomer("client").post("/users/tokens", {"name": "x", "scopes": ["admin"]})
    assert refused.status_code == 422


def test_a_key_ends(world: World):
    """At once when it is revoked, and with its time, which lies in the future."""
    ada = world.newcomer("client")
    script, id = key_of(ada, "read")
    assert ada.sees("/users/tokens")["items"][0]["used_at"] is None
    assert script.get("/users/profile").status_code == 200
    assert ada.sees("/users/tokens")["items"][0]["used_at"] is not None
    ada.does(f"/users/tokens/{id}/revoke")
    assert script.get("/users/profile").status_code == 401
    assert ada.sees("/users/tokens")["items"] == []
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    body = {"name": "x", "scopes": ["read"], "expires_at": past}
    assert ada.post("/users/tokens", body).status_code == 422
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    short, id = key_of(ada, "read", expires_at=soon)
    assert short.get("/users/profile").status_code == 200
    with world.doors.unit_of_work() as work:
        run = work.transaction.run  # type: ignore[attr-defined]
        run("UPDATE personal_token SET expires_at = now() WHERE id = %(id)s", {"id": id})
    assert short.get("/users/profile").status_code == 401


def test_a_key_of_a_suspended_person_fails_at_once(world: World):
    """P20."""
    ada = world.newcomer("client")
    script, _ = key_of(ada, "read")
    world.admin.does(f"/users/{ada.id}/suspend", {"reason": "Spam."})
    assert script.get("/users/profile").json["code"] == "suspended"
