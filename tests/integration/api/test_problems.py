"""Whatever is sent, the answer is a problem that a program can read: never a raw error."""

import json
from typing import Any

import pytest

from tests.api_world import API, PASSWORD, World, eur
from upclone.domain import errors
from upclone.domain.errors import UpcloneError
from upclone.entrypoints.api import problem

JOB = {"title": "x", "description": "y", "budget": eur(100)}


def raw(world: World, data: bytes, kind: str = "application/json") -> Any:
    headers = {**world.client.headers, "Content-Type": kind}
    return world.app.test_client().post(f"{API}/jobs", data=data, headers=headers)


def body(**changes: Any) -> bytes:
    return json.dumps({**JOB, **changes}).encode()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'"{}"', 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b'{"title": "\xff"}', 400),
        (b'{"title": "\\ud800"}', 400),
        (b'{"title": ' + b"[" * 100_000, 400),
        (b'{"title": NaN}', 422),
        (b"", 422),
        (b"{}", 422),
        (b"x" * 300_000, 413),
        (body(title="a\x00b"), 422),
        (body(title=" "), 422),
        (body(title="x" * 151), 422),
        (body(extra=1), 422),
        (body(skills=["x"] * 21), 422),
        (body(payment="barter"), 422),
        (body(budget={"amount_minor": 1, "currency": "XXX"}), 422),
        (body(budget={"amount_minor": 1, "currency": "eur"}), 422),
        (body(budget={"amount_minor": 1}), 422),
        (body(budget={"amount_minor": 1, "currency": "EUR", "extra": 1}), 422),
        (body(budget=1), 422),
    ],
)
def test_a_body_that_breaks_a_rule_is_refused(world: World, data: bytes, status: int):
    """400 for what can't be read, 413 for too much, 422 for what can be read and breaks a rule."""
    before = world.client.sees(f"/jobs?client={world.client.id}&limit=100")["items"]
    answer = raw(world, data)
    assert (answer.status_code, answer.mimetype) == (status, problem.MEDIA_TYPE), answer.text
    assert answer.json["status"] == status
    assert world.client.sees(f"/jobs?client={world.client.id}&limit=100")["items"] == before


@pytest.mark.parametrize(
    "amount",
    [-1, 0, 10**15 + 1, 2**53 + 1, 2**63 - 1, 2**64, -(2**63), 10**400, 1.0, 1.5, "1", True, None, [1], 1e3],
)
def test_an_amount_is_a_whole_number_within_reach(world: World, amount: Any):
    """422 naming the field; 2.0, "2" and true are no whole numbers."""
    answer = raw(world, body(budget={"amount_minor": amount, "currency": "EUR"}))
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json["errors"]] == ["budget.amount_minor"]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_beyond_the_calendar_is_refused(world: World, moment: str):
    """By every field that takes one: what UTC has no year for, could be kept and never be read again."""
    client = world.client
    asked = [
        client.post("/jobs", {**JOB, "apply_until": moment}),
        client.post("/users/tokens", {"name": "x", "scopes": ["read"], "expires_at": moment}),
        client.post("/searches", {"name": "x", "query": {"q": "logo", "apply_before": moment}}),
        client.post("/searches", {"name": "x", "query": {"q": "logo", "posted_since": moment}}),
        client.get("/jobs", query_string={"apply_before": moment}),
        world.admin.post(f"/users/{world.stranger.id}/suspend", {"reason": "x", "until": moment}),
    ]
    assert [answer.status_code for answer in asked] == [422] * len(asked)
    assert client.sees("/users/tokens")["items"] == []
    last = {"name": "x", "scopes": ["read"], "expires_at": "9999-12-31T23:59:59.999999Z"}
    made = client.does("/users/tokens", last)
    assert client.sees("/users/tokens")["items"][0]["expires_at"] == last["expires_at"]
    client.does(f"/users/tokens/{made['id']}/revoke")


@pytest.mark.parametrize("amount", [b"NaN", b"Infinity", b"1e400", b"01", b"+1", b"0x1"])
def test_a_number_that_json_does_not_know_is_refused(world: World, amount: bytes):
    """400 or 422, never a guess."""
    data = b'{"title": "x", "description": "y", "budget": {"amount_minor": ' + amount + b', "currency": "EUR"}}'
    assert raw(world, data).status_code in (400, 422)


def test_unknown_fields_are_named(world: World):
    """Wherever they are."""
    answer = raw(world, body(colour="red", budget={**eur(1), "tip": 5}))
    assert {each["field"] for each in answer.json["errors"]} == {"colour", "budget.tip"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read(world: World, kind: str):
    """415 for anything else."""
    answer = raw(world, body(), kind)
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "application/problem+json"])
def test_json_by_its_names(world: World, kind: str):
    """Parameters and suffixes are JSON too."""
    assert raw(world, body(), kind).status_code == 201


def test_paths_and_methods(world: World):
    """404 and 405 are problems, and 405 says what is allowed."""
    assert world.client.get("/nothing").json["code"] == "not_found"
    refused = world.client.call("DELETE", "/jobs")
    assert (refused.status_code, refused.json["code"]) == (405, "method_not_allowed")
    assert {"GET", "POST"} <= {each.strip() for each in refused.headers["Allow"].split(",")}


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "limit=1.0", "limit=1_0", "limit=+5", "limit=", "cursor=%21", "cursor=AAAA"],
)
def test_a_bad_parameter_is_refused(world: World, query: str):
    """Limits and cursors."""
    for path in ("/jobs", "/contracts", "/payouts", "/notifications"):
        answer = world.client.get(f"{path}?{query}")
        assert answer.status_code == 422, (path, answer.text)


def test_an_unknown_parameter_is_refused(world: World):
    """A misspelled filter would otherwise answer everything."""
    answer = world.client.get("/jobs?stat=open")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "stat")


def test_every_answer_is_marked(world: World):
    """The caller's request id comes back, or one of ours; private answers are not kept by anybody on the way."""
    mine = world.client.get("/users/profile", headers={"X-Request-Id": "my-request-0001"})
    assert mine.headers["X-Request-Id"] == "my-request-0001"
    for given in ("short", "with space in it", "é" * 20, "x" * 200):
        made = world.client.get("/nothing", headers={"X-Request-Id": given})
        assert made.headers["X-Request-Id"] not in ("", given)
        assert made.json["request_id"] == made.headers["X-Request-Id"]
    for header, value in {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }.items():
        assert mine.headers[header] == value
    assert "frame-ancestors 'none'" in mine.headers["Content-Security-Policy"]


def test_signing_up_twice_and_signing_in(world: World):
    """409 for an address that is taken; one answer for a wrong address and a wrong password."""
    someone = {"email": "twice@example.org", "password": PASSWORD, "name": "Twice", "role": "freelancer"}
    assert world.visitor.post("/users/signup", someone).status_code == 201
    again = world.visitor.post("/users/signup", {**someone, "email": "TWICE@example.org"})
    assert (again.status_code, again.json["code"], again.json["field"]) == (
        409,
        "already_exists",
        "email",
    )
    session = world.visitor.post("/users/login", {"email": "twice@example.org", "password": PASSWORD})
    assert (session.status_code, session.json["token_type"], session.json["expires_in"]) == (200, "Bearer", 900)
    answers = [
        world.visitor.post("/users/login", {"email": email, "password": "not the password"}).json
        for email in ("twice@example.org", "nobody@example.org")
    ]
    assert {**answers[0], "request_id": ""} == {**answers[1], "request_id": ""}
    for roles in ({"role": "admin"}, {"roles": ["admin"]}, {}, {"role": "client", "roles": ["client"]}):
        body = {"email": "x@example.org", "password": PASSWORD, "name": "X", **roles}
        assert world.visitor.post("/users/signup", body).status_code == 422


def test_every_error_has_its_status_and_title():
    """The table covers the taxonomy, and every stable code is explained."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, UpcloneError)]
    for kind in kinds:
        if kind in (UpcloneError, errors.NotYours):  # NotYours reads like NotFound, in every word
            continue
        assert any(parent in problem.STATUSES for parent in kind.__mro__), kind
        code = kind.code.fget(kind.__new__(kind))
        assert code in problem.TITLES, code


def test_health_asks_nobody_and_readiness_names_everything(world: World):
    """P17."""
    client = world.app.test_client()
    assert client.get("/healthz").json == {"status": "alive"}
    ready = client.get("/readyz")
    assert ready.json["dependencies"]["database"]["ok"] is True
    assert ready.status_code == 503, "nobody is at the jobs in this test"
    assert ready.json["dependencies"]["jobs"]["ok"] is False
    assert ready.json["dependencies"]["storage"] == {"ok": True, "detail": ""}


def test_a_forged_webhook_leaves_nothing(world: World):
    """401 before anything reads it; an unknown gateway is 404."""
    client = world.app.test_client()
    assert client.post("/webhooks/sandbox", data=b"{}").status_code == 401
    assert client.post("/webhooks/sandbox", data=b"{}", headers={"Sandbox-Signature": "t=1,v1=0"}).status_code == 401
    assert client.post("/webhooks/nowhere", data=b"{}").status_code == 404
    assert client.get("/webhooks/sandbox").status_code == 405
