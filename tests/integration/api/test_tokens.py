"""P21: a token holds in every respect, or not at all."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from tests.api_world import Person, World
from upclone.entrypoints.api.auth import Tokens


def claims(world: World, **changes: Any) -> dict[str, Any]:
    now = int(time.time())
    whole = {
        "iss": "upclone",
        "aud": "upclone-api",
        "sub": world.client.id,
        "sid": str(world.session_of(world.client)[1]),
        "iat": now,
        "exp": now + 60,
        "jti": "x",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def signed(world: World, header: dict[str, str] | None = None, key: OctKey | None = None, **changes: Any) -> str:
    header = header or {"alg": "HS256"}
    return jwt.encode(header, claims(world, **changes), key or world.tokens._key, algorithms=[header["alg"]])


def unsigned(world: World) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none'})}.{part(claims(world))}."


def answer_to(world: World, token: str) -> Any:
    return Person(world.app, token).get("/users/profile")


def test_a_token_of_ours_is_taken(world: World):
    """The forgeries below differ from this one in one respect each."""
    assert answer_to(world, signed(world)).status_code == 200


LONG_AGO = datetime.now(UTC) - timedelta(hours=1)

FORGERIES = {
    "alg none": unsigned,
    "another key": lambda world: signed(world, key=OctKey.import_key(b"k" * 32)),
    "the bare secret": lambda world: signed(world, key=OctKey.import_key(world.settings.secret_key.encode())),
    "another algorithm": lambda world: signed(world, {"alg": "HS512"}),
    "expired": lambda world: world.tokens.issue(
        *world.session_of(world.client), datetime.now(UTC) - timedelta(minutes=16)
    ),
    "expired this second": lambda world: signed(world, exp=int(time.time()) - 1),
    "issued in the future": lambda world: signed(world, iat=int(time.time()) + 3600),
    "not valid yet": lambda world: signed(world, nbf=int(time.time()) + 3600),
    "another audience": lambda world: signed(world, aud="someone-else"),
    "another issuer": lambda world: signed(world, iss="someone-else"),
    "no audience": lambda world: signed(world, aud=None),
    "no issuer": lambda world: signed(world, iss=None),
    "no subject": lambda world: signed(world, sub=None),
    "no end": lambda world: signed(world, exp=None),
    "no identity": lambda world: signed(world, jti=None),
    "a subject that is no id": lambda world: signed(world, sub="admin"),
    "no session": lambda world: signed(world, sid=None),
    "a session that is no id": lambda world: signed(world, sid="mine"),
    "a session that is not there": lambda world: signed(world, sid="01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d"),
    "another's session": lambda world: signed(world, sid=str(world.session_of(world.freelancer)[1])),
    "an account that is not there": lambda world: signed(world, sub="01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d"),
    "nothing": lambda world: ".",
    "words": lambda world: "let me in",
    "very long": lambda world: "a" * 5_000,
    "cut short": lambda world: signed(world)[:-2],
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_is_refused(world: World, name: str):
    """401 as a problem, with a challenge, and nothing about why."""
    answer = answer_to(world, FORGERIES[name](world))
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Token x"])
def test_another_scheme_is_refused(world: World, header: str):
    """Only bearer tokens."""
    answer = world.visitor.get("/users/profile", headers={"Authorization": header})
    assert answer.status_code == 401


def test_two_secrets_make_two_worlds(world: World):
    """A token of another installation does not hold here."""
    other = Tokens("another-secret-of-more-than-thirty-two-characters", timedelta(minutes=5))
    assert answer_to(world, other.issue(*world.session_of(world.client))).status_code == 401
