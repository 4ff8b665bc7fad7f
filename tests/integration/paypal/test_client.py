"""The SDK's faults, repaired: time limits, few connections, one token, one more try, and errors that say something."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.integration.paypal.line import Line, listening
from upclone.adapters.paypal.calls import Ask, Refusal, under
from upclone.domain.errors import Unavailable

ASK = Ask("GET", "/v2/anything")


@pytest.fixture
def line() -> Iterator[Line]:
    with listening() as line:
        yield line


def test_a_stalled_server_is_left_after_the_timeout(line: Line):
    """Not after the 30 seconds that the SDK speaks of, nor the 40 that it waits."""
    line.stalled.set()
    began = time.monotonic()
    with pytest.raises(Unavailable):
        line.client(timeout_s=0.4).call(ASK)
    assert 0.3 < time.monotonic() - began < 1.5


def test_the_timeout_is_for_all_of_a_call(line: Line):
    """Token, answer, new token and second answer share it."""
    line.pause_s, line.answers = 0.3, [(401, {}), (200, {"ok": True})]
    began = time.monotonic()
    with pytest.raises(Unavailable):
        line.client(timeout_s=0.5).call(ASK)
    assert time.monotonic() - began < 1.0


def test_65_requests_in_16_threads_use_8_connections_and_one_token(line: Line):
    """Sixteen cold threads ask at once; the SDK would fetch sixteen tokens and open 81 connections."""
    client = line.client()
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: client.call(ASK), range(65)))
    assert answers == [{"ok": True}] * 65
    assert (line.tokens, len(line.bodies)) == (1, 65)
    assert line.connections <= 8


def test_a_401_is_retried_once_with_a_new_token(line: Line):
    """PayPal may end a token whenever it likes."""
    line.answers = [(401, {"error": "invalid_token"}), (200, {"ok": True})]
    assert line.client().call(ASK) == {"ok": True}
    assert [each["authorization"] for each in line.headers] == ["Bearer T1", "Bearer T2"]


def test_a_second_401_is_no_answer(line: Line):
    """The credentials are wrong: nobody's payment failed, an operator must look."""
    line.answers = [(401, {"error": "invalid_token"})]
    with pytest.raises(Unavailable):
        line.client().call(ASK)
    assert (len(line.headers), line.tokens) == (2, 2)


def test_many_401s_at_once_cost_one_new_token(line: Line):
    """A token that somebody else has replaced already is not thrown away again."""
    client = line.client()
    client.call(ASK)
    line.pause_s, line.answers = 0.05, [(401, {})] * 8 + [(200, {"ok": True})]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: client.call(ASK), range(8))) == [{"ok": True}] * 8
    assert line.tokens == 2


def test_a_token_is_replaced_before_it_ends(line: Line):
    line.expires_in = 59
    client = line.client()
    client.call(ASK)
    client.call(ASK)
    assert line.tokens == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 302])
def test_what_is_no_answer_is_unavailable(line: Line, status: int):
    line.answers = [(status, {"name": "INTERNAL_SERVER_ERROR"})]
    with pytest.raises(Unavailable):
        line.client().call(ASK)


def test_a_page_of_a_proxy_is_no_answer(line: Line):
    """200, and HTML: whatever happened, PayPal did not say it."""
    line.answers = [(200, b"<h1>Back soon</h1>")]
    with pytest.raises(Unavailable):
        line.client().call(ASK)


def test_a_closed_port_is_unavailable(line: Line):
    client = line.client()
    client.environment.base_url = "http://127.0.0.1:9"
    with pytest.raises(Unavailable, match="ConnectionError"):
        client.call(ASK)


def test_a_no_says_which_rule_was_broken(line: Line):
    details = [{"issue": "INSTRUMENT_DECLINED", "description": "The instrument was declined."}]
    line.answers = [(422, {"name": "UNPROCESSABLE_ENTITY", "message": "No.", "details": details})]
    with pytest.raises(Refusal) as caught:
        line.client().call(ASK)
    no = caught.value
    assert (no.status, no.issue, no.words) == (422, "INSTRUMENT_DECLINED", "The instrument was declined.")
    assert not no.is_ours


@pytest.mark.parametrize(
    ("status", "issue"), [(422, "DUPLICATE_INVOICE_ID"), (409, "ANYTHING"), (422, "PREVIOUS_REQUEST_IN_PROGRESS")]
)
def test_what_was_asked_for_before_is_in_doubt(line: Line, status: int, issue: str):
    """It may have moved money, so nobody may be told that it did not."""
    line.answers = [(status, {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": issue}]})]
    with pytest.raises(Unavailable):
        line.client().call(ASK)


def test_bytes_are_sent_as_they_are(line: Line):
    """A webhook read and written again would have another signature."""
    letter = b'{"a" :  1.10,\n"b":"\\u00e9"}'
    line.client().call(Ask("POST", "/v1/verify", letter))
    assert line.bodies == [letter]


def test_nothing_is_kept_between_calls_but_connections(line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Neither cookies, nor a password that this machine has for the host."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    client = line.client()
    client.call(ASK)
    client.call(under("key-1", Ask("POST", "/v2/anything", {"a": "1"})))
    assert [each["authorization"] for each in line.headers] == ["Bearer T1", "Bearer T1"]
    assert "cookie" not in line.headers[1]
    assert line.headers[1]["paypal-request-id"] == "key-1"
