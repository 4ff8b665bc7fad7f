"""Roles: two are chosen, two are given, and the last admin stays one."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import databases
from tests.api_world import PASSWORD, Person, World
from upclone.adapters.embedded import Urls
from upclone.domain.errors import Refused
from upclone.domain.people.accounts import Account, AccountRole
from upclone.entrypoints import settings, start


def roles_of(person: Person) -> list[str]:
    found: list[str] = person.sees("/users/profile")["roles"]
    return found


def test_one_account_switches_sides(world: World):
    """Freelancer, client, or both, by oneself."""
    ada = world.newcomer("client")
    assert ada.does("/users/roles", {"roles": ["freelancer", "client"]}, "PUT")["roles"] == ["client", "freelancer"]
    assert ada.does("/users/roles", {"roles": ["freelancer"]}, "PUT")["roles"] == ["freelancer"]
    for roles in ([], ["admin"], ["moderator"], ["client", "admin"]):
        assert ada.put("/users/roles", {"roles": roles}).status_code == 422
    assert roles_of(ada) == ["freelancer"]


def test_moderators_are_made_by_operators(world: World):
    """It acts on the next request; who loses it is signed out everywhere."""
    ada = world.newcomer("client")
    assert ada.post(f"/users/{ada.id}/roles", {"give": ["moderator"]}).status_code == 403
    given = world.admin.does(f"/users/{ada.id}/roles", {"give": ["moderator"]})
    assert given["roles"] == ["client", "moderator"]
    key = ada.does("/users/tokens", {"name": "x", "scopes": ["admin"]})["token"]
    assert ada.does("/users/roles", {"roles": ["freelancer"]}, "PUT")["roles"] == ["freelancer", "moderator"]
    assert world.admin.does(f"/users/{ada.id}/roles", {"take": ["moderator"]})["roles"] == ["freelancer"]
    assert ada.get("/users/profile").status_code == 401
    assert Person(world.app, key).get("/users/profile").status_code == 401


def test_a_new_admin_is_an_operator_at_once(world: World):
    """And no more, once it is taken."""
    ada = world.newcomer("client")
    world.admin.does(f"/users/{ada.id}/roles", {"give": ["admin"]})
    assert ada.get("/users").status_code == 200
    assert (
        ada.post(
            f"/users/{world.admin.id}/roles", {"take": ["moderator"]}, headers={"Upclone-Reason": "Done."}
        ).status_code
        == 200
    )
    world.admin.does(f"/users/{ada.id}/roles", {"take": ["admin"]})
    assert ada.get("/users").status_code == 401


def test_two_admins_do_not_take_it_from_each_other(pg_server: Urls):
    """At once, in either order: one stays."""
    with databases.copy(pg_server) as urls:
        env = {"UPCLONE_DEMO": "1", "DATABASE_URL": urls.app_url.replace("+psycopg", "")}
        with start.doors(settings.load(env)) as doors:
            make = doors.accounts.create_admin
            one, two = (make(f"{name}@example.org", PASSWORD, name) for name in ("Olga", "Otto"))
            for each in (one, two):
                doors.roles.assign(two.actor if each is one else one.actor, each.id, give=[AccountRole.MODERATOR])

            def take(pair: tuple[Account, Account]) -> bool:
                try:
                    doors.roles.assign(pair[0].actor, pair[1].id, take=[AccountRole.ADMIN])
                except Refused:
                    return False
                return True

            with ThreadPoolExecutor(2) as pool:
                assert sorted(pool.map(take, [(one, two), (two, one)])) == [False, True]


def test_nobody_changes_their_own(world: World):
    """Not even an operator; nor does a role that is chosen get given."""
    for body in ({"give": ["moderator"]}, {"take": ["admin"]}):
        assert world.admin.post(f"/users/{world.admin.id}/roles", body).status_code == 403
    other = world.newcomer("client")
    assert world.admin.post(f"/users/{other.id}/roles", {"give": ["client"]}).status_code == 422
    assert world.admin.post(f"/users/{other.id}/roles", {}).status_code == 422


@pytest.mark.parametrize("given", ["moderator", "admin"])
def test_signing_up_gives_neither(world: World, given: str):
    """They are given, never chosen."""
    body = {"email": "x@example.org", "password": "correct horse battery", "name": "X", "roles": [given]}
    assert world.visitor.post("/users/signup", body).status_code == 422
