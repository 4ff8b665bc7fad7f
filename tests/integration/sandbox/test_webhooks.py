"""Webhooks: who may be believed, and how a letter reaches a receiver that is slow, down, or away for days."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.integration.sandbox.conftest import SECRETS, World
from upclone.adapters.memory.system import FixedClock
from upclone.adapters.sandbox import Post, SandboxLoop
from upclone.adapters.sandbox.signing import HEADER, sign, verify
from upclone.application.ports.gateways import Notice, Operation, Status
from upclone.domain.errors import Invalid, NotSignedIn
from upclone.domain.money import Money

NOW = FixedClock().now()
BODY = b'{"id": "evt_1", "operation": "payment", "key": "k"}'
NOTICE = Notice("evt_1", Operation.PAYMENT, "k")


def test_a_letter_says_only_that_something_happened(world: World):
    """No amount, no state: an old letter can't overrule what the gateway says when it is asked."""
    world.paid("p")
    ((body, headers),) = world.receiver.letters
    assert set(json.loads(body)) == {"id", "operation", "key"}
    assert headers["Content-Type"] == "application/json"
    notice = world.gateway.verify(body, headers)
    assert (notice.operation, notice.key) == (Operation.PAYMENT, "p")


def test_signed_like_stripes():
    """The documented form, computed here by hand."""
    at = int(NOW.timestamp())
    mark = hmac.new(b"s" * 32, f"{at}.".encode() + BODY, hashlib.sha256).hexdigest()
    assert sign(BODY, ["s" * 32], NOW)[HEADER] == f"t={at},v1={mark}"
    assert verify(BODY, {HEADER.lower(): f"t={at},v1={mark}"}, ["s" * 32], NOW) == NOTICE


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_five_minutes_either_way(seconds: int):
    """On the real clock: a network and two computers may differ so much."""
    assert verify(BODY, sign(BODY, SECRETS, NOW), SECRETS, NOW + timedelta(seconds=seconds)) == NOTICE


@pytest.mark.parametrize("seconds", [-301, 301, 3 * 24 * 3600])
def test_an_old_letter_is_refused(seconds: int):
    """Whoever recorded one can't play it again tomorrow; the gateway signs anew at each delivery."""
    with pytest.raises(NotSignedIn):
        verify(BODY, sign(BODY, SECRETS, NOW), SECRETS, NOW + timedelta(seconds=seconds))


def test_secrets_rotate_with_an_overlap():
    """Sender and receiver may change at different moments, in either order."""
    old, both, new = ["a" * 32], ["b" * 32, "a" * 32], ["b" * 32]
    for sender, receiver in ((old, both), (both, old), (both, new), (new, both)):
        assert verify(BODY, sign(BODY, sender, NOW), receiver, NOW) == NOTICE
    with pytest.raises(NotSignedIn):
        verify(BODY, sign(BODY, old, NOW), new, NOW)


@pytest.mark.parametrize(
    "header",
    ["", "t=1", "v1=00", "t=,v1=", "t=1,v1=zz", f"t=1,v1={'0' * 63}", f"t=1e3,v1={'0' * 64}", f"t=-1,v1={'0' * 64}",
     f"t=1,v1={'0' * 64};", f"t={'9' * 400},v1={'0' * 64}", f"t=١,v1={'0' * 64}"],
)  # fmt: skip
def test_a_header_that_is_none_is_refused(header: str):
    """It is an unsigned letter, not a crash."""
    with pytest.raises(NotSignedIn):
        verify(BODY, {HEADER: header}, SECRETS, NOW)
    with pytest.raises(NotSignedIn):
        verify(BODY, {}, SECRETS, NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 50_000,
        b'{"id": "1", "operation": "gift", "key": "k"}',
        b'{"id": "1\\u0000", "operation": "payment", "key": "k"}',
        b'{"id": "1", "operation": "payment", "key": "\\ud800"}',
        b'{"id": "1", "operation": "payment", "key": ""}',
        b'{"id": 1, "operation": "payment", "key": "k"}',
        b'{"id": "%b", "operation": "payment", "key": "k"}' % (b"1" * 201),
        b'{"id": "1", "operation": ["payment"], "key": "k"}',
    ],
    ids=lambda body: str(body[:50]),
)
def test_a_signed_letter_that_says_nothing_is_no_crash(body: bytes):
    """Whoever holds the secret may be newer than we are."""
    with pytest.raises(Invalid):
        verify(body, sign(body, SECRETS, NOW), SECRETS, NOW)


@given(at=st.integers(0, len(BODY) - 1), bit=st.integers(0, 7))
def test_a_forged_body_is_refused(at: int, bit: int):
    """One bit is enough."""
    forged = bytearray(BODY)
    forged[at] ^= 1 << bit
    with pytest.raises(NotSignedIn):
        verify(bytes(forged), sign(BODY, SECRETS, NOW), SECRETS, NOW)


@given(st.binary(max_size=64), st.text(max_size=120))
def test_garbage_is_refused(body: bytes, header: str):
    """Whatever arrives."""
    with pytest.raises(NotSignedIn):
        verify(body, {HEADER: header}, SECRETS, NOW)


@pytest.mark.parametrize("answer", [500, 404, 302, ConnectionRefusedError("down"), TimeoutError("slow")])
def test_a_receiver_that_is_down_gets_it_later(world: World, answer: int | Exception):
    """Each try waits twice as long, up to half a minute; it is signed anew, and it is the same event."""
    world.receiver.answer = answer
    world.pay("p", "tok_answered")
    waits = []
    for _ in range(8):
        world.gateway.tick()
        tried = len(world.receiver.letters)
        wait = 0
        while len(world.receiver.letters) == tried:
            wait += 1
            world.network.advance(timedelta(seconds=1))
            world.gateway.tick()
        waits.append(wait)
    assert waits[:1] == [1]
    assert waits == sorted(waits)
    assert waits[-1] == 30
    world.receiver.answer = 200
    world.network.advance(timedelta(seconds=30))
    world.rest()
    last_body, last_headers = world.receiver.letters[-1]
    assert world.gateway.verify(last_body, last_headers)
    assert {body for body, _ in world.receiver.letters} == {last_body}
    assert [letter.state for letter in world.gateway.letters()] == ["delivered"]
    sent = len(world.receiver.letters)
    world.network.advance(timedelta(days=1))
    assert world.gateway.tick() == 0
    assert len(world.receiver.letters) == sent


def test_given_up_after_three_days_and_seen(world: World):
    """Nobody is asked for ever; an operator sees what never arrived, and why."""
    world.receiver.answer = 503
    world.pay("p", "tok_answered")
    for _ in range(4):
        world.gateway.tick()
        world.network.advance(timedelta(hours=23))
    world.gateway.tick()
    (letter,) = world.gateway.letters()
    assert (letter.state, letter.last_answer, letter.key) == ("given_up", "503", "p")
    tried = len(world.receiver.letters)
    world.network.advance(timedelta(days=3))
    assert world.gateway.tick() == 0
    assert len(world.receiver.letters) == tried
    assert world.asked(Operation.PAYMENT, "p").status is Status.SUCCEEDED


def test_a_jump_of_the_applications_clock_gives_nothing_up(world: World):
    """A demo moves weeks in a second; the network has only waited that second."""
    world.receiver.answer = 503
    world.pay("p", "tok_answered")
    world.gateway.tick()
    world.clock.advance(timedelta(days=30))
    world.gateway.tick()
    assert [letter.state for letter in world.gateway.letters()] == ["waiting"]


def test_a_receiver_that_is_down_is_not_asked_about_every_letter(world: World):
    """A round ends after a few failures: a hanging receiver can't hold the sandbox up for minutes."""
    world.receiver.answer = TimeoutError("slow")
    for at in range(10):
        world.pay(f"p{at}", "tok_answered")
    world.gateway.tick()
    assert len(world.receiver.letters) == 3


def test_a_restart_keeps_what_was_not_delivered(world: World):
    """Letters are rows: another process goes on with them."""
    world.receiver.answer = ConnectionRefusedError("down")
    world.pay("p", "tok_answered")
    world.gateway.tick()
    world.receiver.answer = 200
    world.receiver.letters.clear()
    world.network.advance(timedelta(seconds=30))
    assert world.process().tick() == 1
    assert [notice.key for notice in world.notices()] == ["p"]


def test_a_process_that_dies_while_sending_loses_nothing(world: World):
    """It took the letter and never came back: after a moment the letter is sent again."""

    class Killed(BaseException):
        pass

    world.receiver.answer = 200
    world.pay("p", "tok_answered")

    def die(body: bytes, headers: object) -> int:
        raise Killed

    with pytest.raises(Killed):
        evolve(world.gateway, deliver=die).tick()
    assert world.gateway.tick() == 0
    world.network.advance(timedelta(seconds=15))
    assert world.gateway.tick() == 1
    assert [letter.attempts for letter in world.gateway.letters()] == [2]


def test_letters_out_of_order_lead_to_the_same_end(world: World):
    """Paid and returned while the receiver was away: whichever letter comes first, the gateway's word is the last."""
    world.paid()
    world.receiver.answer = 503
    world.gateway.pay_out("t:1", Money(10_000, "EUR"), "acct_paid_then_returned")
    world.gateway.tick()
    world.clock.advance(timedelta(hours=1))
    world.gateway.tick()
    world.receiver.letters.clear()
    world.receiver.answer = 200
    world.network.advance(timedelta(minutes=1))
    world.rest()
    payouts = [notice for notice in world.notices() if notice.operation is Operation.PAYOUT]
    assert len({notice.id for notice in payouts}) == 2
    for notice in reversed(payouts):
        assert world.asked(notice.operation, notice.key).status is Status.FAILED


class _Endpoint(BaseHTTPRequestHandler):
    """Keeps what it is sent, in the server's `got`."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, body, dict(self.headers)))  # type: ignore[attr-defined]
        self.send_response(204 if self.path == "/webhooks/sandbox" else 302)
        self.send_header("Location", "/webhooks/sandbox")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[HTTPServer]:
    """A real HTTP server on loopback."""
    server = HTTPServer(("127.0.0.1", 0), _Endpoint)
    server.got = []  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_posted_over_real_http(world: World, endpoint: HTTPServer, monkeypatch: pytest.MonkeyPatch):
    """To /webhooks/sandbox under the configured address: no proxy is asked, no redirect followed, and it verifies."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    post = Post(f"http://127.0.0.1:{endpoint.server_port}")
    headers = sign(BODY, SECRETS, NOW)
    assert post(BODY, headers) == 204
    ((path, body, received),) = endpoint.got  # type: ignore[attr-defined]
    assert path == "/webhooks/sandbox"
    assert verify(body, received, SECRETS, NOW) == NOTICE
    assert Post(f"http://127.0.0.1:{endpoint.server_port}/elsewhere")(BODY, headers) == 302
    assert len(endpoint.got) == 2  # type: ignore[attr-defined]


def test_nobody_listens():
    """That is a fault for the outbox to keep, not one that ends the loop."""
    with pytest.raises(OSError, match="refused"):
        Post("http://127.0.0.1:9")(BODY, {})


def test_the_loop_ticks_by_itself_and_stops(world: World):
    """Started twice it is one thread; a receiver that breaks does not end it; stopped, it is gone."""
    loop = SandboxLoop(world.gateway)
    loop.start()
    loop.start()
    try:
        world.receiver.answer = RuntimeError("a receiver with a bug")
        world.pay("p", "tok_instant")
        _until(lambda: len(world.receiver.letters) == 1)
        world.receiver.answer = 200
        world.network.advance(timedelta(seconds=30))
        _until(lambda: [letter.state for letter in world.gateway.letters()] == ["delivered"])
    finally:
        loop.stop()
    world.pay("q", "tok_instant")
    time.sleep(0.5)
    assert [letter.key for letter in world.gateway.letters()] == ["p"]


def _until(true: Callable[[], bool], patience_s: int = 10) -> None:
    end = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
