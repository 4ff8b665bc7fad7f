"""P20, P21: sessions last as long as they are wanted, refresh tokens are good for once, and revocation acts at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import argon2
import pytest
from attrs import evolve

from tests.api_world import PASSWORD, Person, World
from upclone.domain.people.sessions import COARSE

PROFILE = "/users/profile"


def signed_up(world: World, email: str) -> Any:
    body = {"email": email, "password": PASSWORD, "name": "Ada", "role": "client"}
    answer = world.visitor.post("/users/signup", body)
    assert answer.status_code == 201
    return answer.json


def signed_in(world: World, email: str, agent: str = "") -> Any:
    body = {"email": email, "password": PASSWORD}
    answer = world.visitor.post("/users/login", body, headers={"User-Agent": agent})
    assert answer.status_code == 200, answer.text
    return answer.json


def person(world: World, session: Any) -> Person:
    return Person(world.app, session["token"], session["account"]["id"])


def refresh(world: World, token: str) -> Any:
    return world.visitor.post("/users/token", {"refresh_token": token})


def test_a_session_is_refreshed(world: World):
    """Each answer brings another pair, of the same session."""
    first = signed_up(world, "fresh@example.org")
    second = refresh(world, first["refresh_token"])
    assert second.status_code == 200
    assert second.json["refresh_token"] != first["refresh_token"]
    assert person(world, second.json).sees(PROFILE)["id"] == first["account"]["id"]
    assert len(person(world, second.json).sees("/users/sessions")["items"]) == 1


def test_a_reused_refresh_token_kills_its_family(world: World):
    """The thief and the robbed are both out at once; other sessions of the account are not."""
    first = signed_up(world, "robbed@example.org")
    other = signed_in(world, "robbed@example.org")
    second = refresh(world, first["refresh_token"]).json
    again = refresh(world, first["refresh_token"])
    assert (again.status_code, again.json["code"]) == (401, "not_signed_in")
    for dead in (first, second):
        assert person(world, dead).get(PROFILE).status_code == 401
    assert refresh(world, second["refresh_token"]).status_code == 401
    assert person(world, other).get(PROFILE).status_code == 200


def test_of_two_refreshes_at_once_one_wins(world: World):
    """However they meet, one pair at most is given out; who lost is told 409 where they were there together."""
    for number in range(5):
        token = signed_up(world, f"twice{number}@example.org")["refresh_token"]
        with ThreadPoolExecutor(2) as pool:
            answers = [each.status_code for each in pool.map(lambda _, t=token: refresh(world, t), range(2))]
        assert answers.count(200) == 1
        assert set(answers) <= {200, 409, 401}


@pytest.mark.parametrize("token", ["x", "upc_x", "a" * 200])
def test_an_unknown_refresh_token_is_refused(world: World, token: str):
    """401, and nothing about why; a header that is over does not matter."""
    answer = world.visitor.post("/users/token", {"refresh_token": token}, headers={"Authorization": "Bearer over"})
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")


def test_signing_out_acts_on_the_next_request(world: World):
    """The access token, which would last for minutes, and the refresh token are both over."""
    session = signed_up(world, "out@example.org")
    ada = person(world, session)
    ada.does("/users/logout")
    assert ada.get(PROFILE).status_code == 401
    assert refresh(world, session["refresh_token"]).status_code == 401


def test_sessions_are_listed_and_ended(world: World):
    """The current one is marked; another is ended from here, and all others together. What a client calls itself is
    cleaned and cut short."""
    signed_up(world, "many@example.org")
    sessions = [
        person(world, signed_in(world, "many@example.org", agent)) for agent in ("Phone\u00a0 1", "x" * 500, "Desk")
    ]
    here = sessions[-1]
    rows = here.sees("/users/sessions")["items"]
    assert [row["user_agent"] for row in rows if row["current"]] == ["Desk"]
    assert {len(row["user_agent"]) for row in rows} == {4, 200, 7, len(rows[-1]["user_agent"])}
    phone = next(row for row in rows if row["user_agent"].startswith("Phone"))
    here.does(f"/users/sessions/{phone['id']}/revoke")
    assert sessions[0].get(PROFILE).status_code == 401
    assert here.post(f"/users/sessions/{phone['id']}/revoke").status_code == 404
    assert here.does("/users/sessions/revoke-others") == {"revoked": 2}
    assert [each.get(PROFILE).status_code for each in sessions] == [401, 401, 200]


def test_the_clock_of_a_demo_ends_no_session(world: World):
    """Sessions and links live by real time."""
    session = signed_up(world, "travel@example.org")
    world.admin.does("/sandbox/clock", {"seconds": 400 * 24 * 3600})
    assert person(world, session).get(PROFILE).status_code == 200
    assert refresh(world, session["refresh_token"]).status_code == 200


def test_an_old_refresh_token_is_over(world: World):
    """A month after it was given out, by real time."""
    session = signed_up(world, "late@example.org")
    _, id = world.tokens.read(session["token"])
    with world.doors.unit_of_work() as work:
        age = "UPDATE refresh_token SET expires_at = now() WHERE session_id = %(id)s"
        work.transaction.run(age, {"id": id})  # type: ignore[attr-defined]
    assert refresh(world, session["refresh_token"]).status_code == 401
    assert person(world, session).get(PROFILE).status_code == 200, "it was no theft: the session lasts"


def test_the_last_use_is_written_down_coarsely(world: World):
    """One write in ten minutes, however many requests there are."""
    session = signed_up(world, "seen@example.org")
    ada = person(world, session)
    _, id = world.tokens.read(session["token"])
    before = ada.sees("/users/sessions")["items"][0]["seen_at"]
    with world.doors.unit_of_work() as work:
        back = "UPDATE session SET seen_at = seen_at - %(by)s WHERE id = %(id)s"
        work.transaction.run(back, {"id": id, "by": COARSE})  # type: ignore[attr-defined]
    ada.sees(PROFILE)
    after = ada.sees("/users/sessions")["items"][0]["seen_at"]
    assert after >= before


def test_an_old_hash_is_made_anew(world: World):
    """With today's parameters, when its holder signs in."""
    session = signed_up(world, "hashed@example.org")
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    hashes = []
    for kept in (cheap, None):
        with world.doors.unit_of_work() as work:
            account = work.accounts.get(UUID(session["account"]["id"]))
            if kept:
                work.accounts.save(evolve(account, password_hash=kept))
        signed_in(world, "hashed@example.org")
        with world.doors.unit_of_work() as work:
            hashes.append(work.accounts.get(account.id).password_hash)
    assert hashes[0] != cheap
    assert hashes[1] == hashes[0]


def test_a_suspended_person_signs_in_and_can_sign_out(world: World):
    """They are told why by everything else."""
    session = signed_up(world, "halted@example.org")
    ada = person(world, session)
    world.admin.does(f"/users/{ada.id}/suspend", {"reason": "Spam."})
    answer = ada.get(PROFILE)
    assert (answer.status_code, answer.json["code"]) == (403, "suspended")
    again = person(world, signed_in(world, "halted@example.org"))
    assert again.get("/users/sessions").status_code == 200
    again.does("/users/logout")


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("short", "at least"),
        ("password123", "first that anybody"),
        ("aaaaaaaaaaaa", "first that anybody"),
        ("common.one@example.org", "must not be the e-mail"),
        ("Common Names", "must not be the e-mail"),
    ],
)
def test_a_password_that_anybody_would_try_is_refused(world: World, password: str, rule: str):
    """422, naming the field."""
    body = {"email": "common.one@example.org", "password": password, "name": "Common Names", "role": "client"}
    answer = world.visitor.post("/users/signup", body)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json["errors"]] == ["password"]
    assert rule in answer.json["errors"][0]["rule"]
