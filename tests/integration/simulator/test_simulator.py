"""The simulator itself: faults by rule and by seed, letters, clock, pages. What it says of itself must be true."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import requests
from attrs import define, field

from tests.simulator.client import Simulator
from tests.simulator.faults import Faults, Rule
from upclone.adapters.stripe.signing import verify
from upclone.application.ports.gateways import Notice
from upclone.domain.errors import NotSignedIn

AUTH = {"Authorization": "Bearer sk_test"}
SECRET = "whsec_simulator"


@define
class Receiver:
    """Keeps (body, headers) of what it is sent, and answers `status`."""

    url: str = ""
    status: int = 200
    got: list[tuple[bytes, dict[str, str]]] = field(factory=list)

    def events(self) -> list[str]:
        """The ids of those that were signed, in the order in which they came."""
        return [each.id for each in self.notices()]

    def notices(self) -> Iterator[Notice]:
        """Those that were signed."""
        from datetime import UTC, datetime

        for body, headers in self.got:
            yield verify(body, headers, (SECRET,), datetime.now(UTC))


@pytest.fixture
def receiver(simulator: Simulator) -> Iterator[Receiver]:
    """A real HTTP server on loopback, to which Stripe's letters go."""
    kept = Receiver()

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append((body, dict(self.headers)))
            self.send_response(kept.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_port}/letters"
    simulator.tell("hook", api="stripe", url=kept.url)
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


def happen(simulator: Simulator, times: int = 1) -> None:
    """So many letters are written."""
    for _ in range(times):
        simulator.act("stripe", "payee")


def test_letters_arrive_signed_in_their_order(simulator: Simulator, receiver: Receiver):
    """As long as nobody disturbs them."""
    happen(simulator, 5)
    simulator.rest()
    assert receiver.events() == sorted(receiver.events())
    assert len(receiver.events()) == 5


def test_letters_are_doubled_held_dropped_and_delayed_and_healing_sends_all(simulator: Simulator, receiver: Receiver):
    """Each by its own setting; nothing is lost for good."""
    simulator.tell("hook", api="stripe", copies=3)
    happen(simulator)
    simulator.rest()
    assert len(receiver.got) == 3
    assert len(set(receiver.events())) == 1
    simulator.tell("hook", api="stripe", copies=1, held=True)
    happen(simulator)
    simulator.tell("hook", api="stripe", held=False, drop=1.0)
    simulator.rest()
    assert len(set(receiver.events())) == 2, "held only until it was let go"
    happen(simulator)
    simulator.tell("hook", api="stripe", drop=0.0, delay_s=3 * 24 * 3600)
    happen(simulator)
    simulator.rest()
    assert len(set(receiver.events())) == 2
    simulator.tell("clock", advance_s=3 * 24 * 3600 + 1)
    simulator.rest()
    assert len(set(receiver.events())) == 3, "three days late"
    simulator.tell("heal")
    simulator.rest()
    assert len(set(receiver.events())) == 4, "the one that was dropped, too"


def test_letters_are_shuffled_by_the_seed(simulator: Simulator, receiver: Receiver):
    """The same seed, the same order; ids begin with what no other simulator's do."""
    orders = []
    for _ in range(2):
        simulator.reset(seed=5)
        simulator.tell("hook", api="stripe", url=receiver.url, held=True, shuffled=True)
        receiver.got.clear()
        happen(simulator, 8)
        simulator.tell("hook", api="stripe", held=False)
        simulator.rest()
        orders.append([id[-8:] for id in receiver.events()])
    assert orders[0] == orders[1] != sorted(orders[0])


def test_a_receiver_that_is_down_gets_its_letter_later(simulator: Simulator, receiver: Receiver):
    """Until it says 2xx, and not after that."""
    receiver.status = 503
    happen(simulator)
    while len(receiver.got) < 2:
        simulator.tell("clock")
    receiver.status = 200
    simulator.rest()
    (letter,) = simulator.tell("letters", api="stripe")
    assert (letter["delivered"], letter["answer"]) == (1, "200")


def test_a_forged_letter_is_signed_by_nobody(simulator: Simulator, receiver: Receiver):
    """It is delivered, and does not verify."""
    simulator.tell("forge", api="stripe", body='{"id": "evt_x"}')
    simulator.rest()
    assert receiver.got[0][0] == b'{"id": "evt_x"}'
    with pytest.raises(NotSignedIn):
        list(receiver.notices())


def test_chance_depends_on_the_call_and_not_on_its_turn():
    """Threads may ask in any order: each call meets what its seed, key and number say."""
    odds = {"error_before": 0.3, "timeout_after": 0.3}
    calls = [("stripe", "refunds.create", f"k{number % 10}") for number in range(40)]
    met: list[dict[str, list[str]]] = []
    for order in (calls, sorted(calls, key=lambda call: call[2])):
        faults, seen = Faults(seed=11, odds=odds), {}
        for call in order:
            seen.setdefault(call[2], []).append(faults.choose(*call)[0])
        met.append(seen)
    assert met[0] == met[1]
    assert {fault for each in met[0].values() for fault in each} == {"", *odds}


def test_rules_match_by_pattern_number_and_times():
    """Each counts its own calls, whether or not another rule came first."""
    faults = Faults(
        [
            Rule("decline", operation="payouts.*", nth=2),
            Rule("slow", key="a*", times=2),
            Rule("rate_limit", api="paypal"),
        ]
    )
    said = [
        faults.choose(*call)[0]
        for call in (
            ("stripe", "payouts.create", "a1"),
            ("stripe", "payouts.create", "a1"),
            ("stripe", "payouts.create", "a1"),
            ("stripe", "payouts.create", "a1"),
            ("paypal", "orders.create", "b"),
            ("stripe", "refunds.create", "b"),
        )
    ]
    assert said == ["slow", "decline", "slow", "", "rate_limit", ""]
    with pytest.raises(ValueError, match="fault: must be one of"):
        Rule("earthquake")


def test_what_hangs_is_let_go_when_it_heals(simulator: Simulator):
    """A caller without a time limit is not held for ever."""
    simulator.fault("timeout_before", times=1)
    ended: list[Any] = []

    def call() -> None:
        try:
            requests.get(f"{simulator.base('stripe')}/v1/balance", headers=AUTH, timeout=30)
        except requests.ConnectionError as cut:
            ended.append(cut)

    thread = Thread(target=call)
    thread.start()
    while not simulator.tell("trace"):
        pass
    simulator.tell("heal")
    thread.join(5)
    assert len(ended) == 1
    assert simulator.tell("trace")[0]["status"] == 0


def test_strangers_and_nonsense_are_told_so(simulator: Simulator):
    """In the gateway's own shape; the control says what there is."""
    base = simulator.base("stripe")
    assert requests.get(f"{base}/v1/balance", timeout=5).status_code == 401
    assert (
        requests.get(f"{base}/v1/nothing", headers=AUTH, timeout=5).json()["error"]["type"] == "invalid_request_error"
    )
    assert requests.get(f"{simulator.address}/nowhere", timeout=5).status_code == 404
    assert "heal" in requests.post(f"{simulator.address}/_/what", json={}, timeout=5).json()["commands"]
    assert requests.post(f"{simulator.address}/_/rules", json={"rules": [{"fault": "x"}]}, timeout=5).status_code == 400
    assert requests.get(f"{simulator.address}/pay/stripe/cs_x", timeout=5).status_code == 404


def test_a_reset_forgets_everything(simulator: Simulator):
    """Money, clock, rules, letters."""
    simulator.act("stripe", "top_up", currency="EUR", amount=5)
    simulator.fault("slow")
    simulator.tell("clock", advance_s=10**6)
    assert simulator.balance("stripe", "EUR") == 5
    before = simulator.state()["now"]
    simulator.reset()
    state = simulator.state()
    assert (state["totals"], state["rules"], state["now"] < before) == ({}, [], True)
    assert simulator.tell("letters") == []
