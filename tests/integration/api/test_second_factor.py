"""A second factor stands in front of the sign-in: codes of an app, each for once, and ten for the day it is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

from tests.api_world import PASSWORD, Person, World

FACTOR = "/users/second-factor"


class Ada:
    """Somebody with an authenticator app. It confirms by the code of now, and signs in by the next one."""

    def __init__(self, world: World, email: str) -> None:
        self.world, self.email = world, email
        body = {"email": email, "password": PASSWORD, "name": "Ada", "role": "client"}
        session = world.visitor.post("/users/signup", body).json
        self.here = Person(world.app, session["token"], session["account"]["id"])
        self.app = pyotp.TOTP(self.here.does(FACTOR, {"password": PASSWORD})["secret"])
        self.now = datetime.now(UTC)

    def code(self, step: int = 0) -> str:
        return self.app.at(self.now + timedelta(seconds=30 * step))

    def confirmed(self) -> list[str]:
        codes: list[str] = self.here.does(f"{FACTOR}/confirm", {"code": self.code()})["codes"]
        return codes

    def login(self, code: str | None = None) -> Any:
        body = {"email": self.email, "password": PASSWORD, **({"code": code} if code else {})}
        return self.world.visitor.post("/users/login", body)


def test_it_counts_once_it_is_confirmed(world: World):
    """Until then, signing in asks for nothing more; afterwards 401 with a code of its own, and no session."""
    ada = Ada(world, "app@example.org")
    assert ada.here.sees(FACTOR) == {"enabled": False, "recovery_codes_left": 0}
    assert ada.login().status_code == 200
    assert ada.here.post(f"{FACTOR}/confirm", {"code": "000000"}).status_code == 422
    assert len(set(ada.confirmed())) == 10
    assert ada.here.sees(FACTOR) == {"enabled": True, "recovery_codes_left": 10}
    asked = ada.login()
    assert (asked.status_code, asked.json["code"]) == (401, "second_factor_required")
    assert ada.login(ada.code(1)).status_code == 200


def test_a_code_is_taken_once(world: World):
    """Nor one from before it, nor the one that confirmed."""
    ada = Ada(world, "replay@example.org")
    ada.confirmed()
    assert ada.login(ada.code(-1)).status_code == 401
    assert ada.login(ada.code()).status_code == 401
    assert ada.login(ada.code(1)).status_code == 200
    assert ada.login(ada.code(1)).status_code == 401


def test_a_recovery_code_is_taken_once(world: World):
    """However it is written; new ones make the old worthless."""
    ada = Ada(world, "lost@example.org")
    codes = ada.confirmed()
    assert ada.login(codes[0].upper().replace("-", " ")).status_code == 200
    assert ada.login(codes[0]).status_code == 401
    assert ada.here.sees(FACTOR)["recovery_codes_left"] == 9
    body = {"password": PASSWORD, "code": ada.code(1)}
    renewed = ada.here.does(f"{FACTOR}/recovery-codes", body)["codes"]
    assert not set(renewed) & set(codes)
    assert ada.login(codes[1]).status_code == 401
    assert ada.login(renewed[1]).status_code == 200


def test_taking_it_away_needs_password_and_code(world: World):
    """A borrowed session is not enough."""
    ada = Ada(world, "away@example.org")
    codes = ada.confirmed()
    for body in ({"password": "not the password", "code": ada.code(1)}, {"password": PASSWORD, "code": "000000"}):
        assert ada.here.post(f"{FACTOR}/disable", body).status_code == 422
    assert ada.here.post(FACTOR, {"password": PASSWORD}).status_code == 403, "nobody replaces it in silence"
    ada.here.does(f"{FACTOR}/disable", {"password": PASSWORD, "code": codes[3]})
    assert ada.login().status_code == 200
    assert ada.here.post(f"{FACTOR}/disable", {"password": PASSWORD, "code": codes[4]}).status_code == 403


def test_setting_it_up_needs_the_password(world: World):
    """Who borrows a session can't lock its owner out."""
    someone = world.newcomer("client")
    assert someone.post(FACTOR, {"password": "not the password"}).status_code == 422


def test_what_is_told_once_is_not_kept(world: World):
    """Repeated under its key, the answer has no secret in it; nor does the database, in the open."""
    someone = world.newcomer("client")
    first, second = (someone.post(FACTOR, {"password": PASSWORD}, key="begin").json for _ in range(2))
    assert first["otpauth"].startswith("otpauth://totp/upclone:")
    assert second == {"secret": None, "otpauth": None}
    with world.doors.unit_of_work() as work:
        rows = work.transaction.all("SELECT secret FROM second_factor", {})  # type: ignore[attr-defined]
        kept = work.transaction.all("SELECT body FROM request", {})  # type: ignore[attr-defined]
    assert not [row for row in rows if first["secret"] in row[0]]
    assert not [row for row in kept if first["secret"].encode() in bytes(row[0])]


def test_guessing_codes_is_limited(world: World):
    """P25: five wrong ones for an account, then 429 with the time to wait, also for a right one; others sign in."""
    ada = Ada(world, "guessed@example.org")
    ada.confirmed()
    assert [ada.login("111111").status_code for _ in range(5)] == [401] * 5
    refused = ada.login(ada.code(1))
    assert (refused.status_code, refused.json["code"]) == (429, "too_many")
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert Ada(world, "unguessed@example.org").login().status_code == 200


@pytest.mark.parametrize("code", ["12345", "<script>", "1" * 21])
def test_what_is_no_code_is_refused(world: World, code: str):
    """422 before anything is counted."""
    body = {"email": "app@example.org", "password": PASSWORD, "code": code}
    assert world.visitor.post("/users/login", body).status_code == 422
