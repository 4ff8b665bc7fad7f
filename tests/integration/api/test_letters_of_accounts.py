"""Addresses and passwords: proven by letters, good for once, and no word on whose account there is."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pyotp
import pytest

from tests.api_world import PASSWORD, Person, World
from tests.letterbox import age, letters, link_to
from upclone.domain.people.identities import Identity
from upclone.domain.people.proofs import Purpose

NEW = "an unlikely walrus"
PROFILE = "/users/profile"


def joined(world: World, email: str) -> Person:
    body = {"email": email, "password": PASSWORD, "name": "Ada", "role": "client"}
    session = world.visitor.post("/users/signup", body).json
    return Person(world.app, session["token"], session["account"]["id"])


def login(world: World, email: str, password: str) -> int:
    return int(world.visitor.post("/users/login", {"email": email, "password": password}).status_code)


def reset(world: World, token: str, password: str = NEW) -> Any:
    return world.visitor.post("/users/password/reset", {"token": token, "password": password})


def test_an_address_is_proven_by_its_link(world: World):
    """Once; the letter can be asked for again, and the one before is over then."""
    ada = joined(world, "proof@example.org")
    assert ada.sees(PROFILE)["verified_at"] is None
    first = link_to(world.doors, ada.id, Purpose.VERIFY_EMAIL)
    assert world.visitor.post("/users/email/resend", {"email": "Proof@example.org"}).status_code == 202
    second = link_to(world.doors, ada.id, Purpose.VERIFY_EMAIL)
    assert first != second
    assert world.visitor.post("/users/email/verify", {"token": first}).status_code == 422
    assert world.visitor.post("/users/email/verify", {"token": second}).json["verified_at"] is not None
    assert world.visitor.post("/users/email/verify", {"token": second}).status_code == 422
    assert ada.sees(PROFILE)["verified_at"] is not None
    world.visitor.post("/users/email/resend", {"email": "proof@example.org"})
    assert letters(world.doors, ada.id, Purpose.VERIFY_EMAIL) == 2, "a proven address gets no more of them"


def test_a_forgotten_password_is_set_anew(world: World):
    """The link works once, within the hour; all sessions and keys end; the old password opens nothing."""
    ada = joined(world, "forgot@example.org")
    key = ada.does("/users/tokens", {"name": "x", "scopes": ["read"]})["token"]
    world.visitor.post("/users/password/forgot", {"email": "forgot@example.org"})
    token = link_to(world.doors, ada.id, Purpose.RESET_PASSWORD)
    assert reset(world, token, "password123").status_code == 422, "a bad password does not use the link up"
    assert reset(world, token).status_code == 200
    assert reset(world, token).status_code == 422
    assert ada.get(PROFILE).status_code == 401
    assert Person(world.app, key).get(PROFILE).status_code == 401
    assert (login(world, "forgot@example.org", PASSWORD), login(world, "forgot@example.org", NEW)) == (401, 200)


def test_a_link_ends(world: World):
    """By real time, after an hour; another letter makes the one before worthless."""
    ada = joined(world, "slow@example.org")
    world.visitor.post("/users/password/forgot", {"email": "slow@example.org"})
    first = link_to(world.doors, ada.id, Purpose.RESET_PASSWORD)
    world.visitor.post("/users/password/forgot", {"email": "slow@example.org"})
    assert reset(world, first).status_code == 422
    second = link_to(world.doors, ada.id, Purpose.RESET_PASSWORD)
    age(world.doors, ada.id, timedelta(hours=1))
    assert reset(world, second).status_code == 422


def test_a_link_does_what_it_was_sent_for(world: World):
    """A link that proves an address sets no password; nor does one that was not sent."""
    ada = joined(world, "purpose@example.org")
    verify = link_to(world.doors, ada.id, Purpose.VERIFY_EMAIL)
    for token in (verify, verify[:-1], verify.split(".")[0], f"{'0' * 32}.x", "x", "."):
        answer = reset(world, token)
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json["errors"]] == ["token"]


def test_nobody_is_told_whose_account_there_is(world: World):
    """P25: resets and letters answer alike, and take as long, whatever the address is."""
    joined(world, "there@example.org")
    for path in ("/users/password/forgot", "/users/email/resend"):
        answers, times = [], []
        for email in ("there@example.org", "nobody.there@example.org"):
            began = time.monotonic()
            answer = world.visitor.post(path, {"email": email})
            times.append(time.monotonic() - began)
            answers.append((answer.status_code, answer.json))
        assert answers[0] == answers[1]
        assert min(times) >= 0.15


def test_a_password_is_changed_by_the_old_one(world: World):
    """This session stays, the others end, keys of scripts stay, links that wait are worthless."""
    ada = joined(world, "change@example.org")
    other = world.visitor.post("/users/login", {"email": "change@example.org", "password": PASSWORD}).json["token"]
    key = ada.does("/users/tokens", {"name": "x", "scopes": ["read"]})["token"]
    world.visitor.post("/users/password/forgot", {"email": "change@example.org"})
    body = {"present_password": "not the password", "password": NEW}
    assert ada.post("/users/password", body).status_code == 422
    ada.does("/users/password", {**body, "present_password": PASSWORD})
    found = [Person(world.app, token).get(PROFILE).status_code for token in (ada.token, other, key)]
    assert found == [200, 401, 200]
    assert reset(world, link_to(world.doors, ada.id, Purpose.RESET_PASSWORD)).status_code == 422
    assert login(world, "change@example.org", NEW) == 200


def test_a_repeated_change_of_password_is_one(world: World):
    """Sent twice under a key, it is done once; what is kept of the request does not help to guess the password."""
    ada = joined(world, "key@example.org")
    body = {"present_password": PASSWORD, "password": NEW}
    answers = [ada.post("/users/password", body, key="once") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].headers["Idempotent-Replayed"] == "true"


def test_an_address_is_changed_by_the_new_mailbox(world: World):
    """Only then; sessions end; the old address can object, and has its account back, without the password."""
    ada = joined(world, "before@example.org")
    body = {"email": "after@example.org", "password": PASSWORD}
    assert ada.post("/users/email/change", {**body, "password": "not the password"}).status_code == 422
    assert ada.post("/users/email/change", {**body, "email": "before@example.org"}).status_code == 422
    assert ada.post("/users/email/change", body).status_code == 202
    assert ada.sees(PROFILE)["email"] == "before@example.org"
    token = link_to(world.doors, ada.id, Purpose.CHANGE_EMAIL)
    assert world.visitor.post("/users/email/confirm", {"token": token}).json["email"] == "after@example.org"
    assert ada.get(PROFILE).status_code == 401
    assert (login(world, "before@example.org", PASSWORD), login(world, "after@example.org", PASSWORD)) == (401, 200)
    undo = link_to(world.doors, ada.id, Purpose.UNDO_EMAIL)
    assert world.visitor.post("/users/email/object", {"token": undo}).json["email"] == "before@example.org"
    assert (login(world, "before@example.org", PASSWORD), login(world, "after@example.org", PASSWORD)) == (401, 401)
    assert reset(world, link_to(world.doors, ada.id, Purpose.RESET_PASSWORD)).status_code == 200
    assert login(world, "before@example.org", NEW) == 200


def test_who_objects_finds_no_lock_of_the_thiefs(world: World):
    """A second factor that came with the change of address goes with it; one that was there for long stays."""
    for old in (False, True):
        ada = joined(world, f"robbed{old}@example.org")
        app = pyotp.TOTP(ada.does("/users/second-factor", {"password": PASSWORD})["secret"])
        ada.does("/users/second-factor/confirm", {"code": app.now()})
        if old:
            with world.doors.unit_of_work() as work:
                run = work.transaction.run  # type: ignore[attr-defined]
                long_ago = (
                    "UPDATE second_factor SET created_at = created_at - interval '2 days' WHERE account_id = %(id)s"
                )
                run(long_ago, {"id": ada.id})
        ada.does("/users/email/change", {"email": f"thief{old}@example.org", "password": PASSWORD})
        world.visitor.post("/users/email/confirm", {"token": link_to(world.doors, ada.id, Purpose.CHANGE_EMAIL)})
        undo = link_to(world.doors, ada.id, Purpose.UNDO_EMAIL)
        assert world.visitor.post("/users/email/object", {"token": undo}).status_code == 200
        assert reset(world, link_to(world.doors, ada.id, Purpose.RESET_PASSWORD)).status_code == 200
        assert login(world, f"robbed{old}@example.org", NEW) == (401 if old else 200)


def test_whoever_opened_an_account_in_anothers_name_loses_every_way_in(world: World):
    """The reader of the mailbox sets a password by its link: providers and second factors of before open nothing."""
    thief = joined(world, "victim@example.org")
    app = pyotp.TOTP(thief.does("/users/second-factor", {"password": PASSWORD})["secret"])
    thief.does("/users/second-factor/confirm", {"code": app.now()})
    with world.doors.unit_of_work() as work:
        work.identities.add(Identity("google", "the thief", UUID(thief.id), "thief@example.org", datetime.now(UTC)))
    world.visitor.post("/users/password/forgot", {"email": "victim@example.org"})
    assert reset(world, link_to(world.doors, thief.id, Purpose.RESET_PASSWORD)).status_code == 200
    assert login(world, "victim@example.org", NEW) == 200
    with world.doors.unit_of_work() as work:
        assert work.identities.find("google", "the thief") is None


def test_a_taken_address_is_not_told(world: World):
    """Asking for it answers as ever, and no letter goes out; taken meanwhile, the link is refused."""
    ada, other = joined(world, "wants@example.org"), joined(world, "has@example.org")
    free = ada.post("/users/email/change", {"email": "still.free@example.org", "password": PASSWORD})
    taken = ada.post("/users/email/change", {"email": "has@example.org", "password": PASSWORD})
    assert (free.status_code, free.json) == (taken.status_code, taken.json)
    assert letters(world.doors, ada.id, Purpose.CHANGE_EMAIL) == 1
    joined(world, "still.free@example.org")
    token = link_to(world.doors, ada.id, Purpose.CHANGE_EMAIL)
    assert world.visitor.post("/users/email/confirm", {"token": token}).status_code == 409
    assert ada.sees(PROFILE)["email"] == "wants@example.org"
    assert other.sees(PROFILE)["email"] == "has@example.org"


@pytest.mark.parametrize("path", ["/users/email/verify", "/users/email/confirm", "/users/email/object"])
def test_a_link_is_refused_alike_whatever_is_wrong_with_it(world: World, path: str):
    """422 for the token, always in the same words."""
    answers = [world.visitor.post(path, {"token": token}).json["errors"] for token in ("x", "y.z", "a.b.c")]
    assert answers[0] == answers[1] == answers[2]
