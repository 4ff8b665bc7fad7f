"""What goes wrong on the line: unknown, then known, once. And that the simulator's faults are what it says."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from tests.integration.stripe.conftest import CARD, StripePlace
from tests.simulator.client import Simulator
from tests.suites.gateways import HOLD, PAYOUT, REFUND, eur
from upclone.adapters.stripe import StripeGateway
from upclone.application.ports.gateways import Answer, Operation, Status
from upclone.domain.errors import Declined, KeyReused, NotFound, Unavailable

LINE = ["timeout_before", "timeout_after", "error_before", "error_after", "rate_limit", "reset_before", "reset_after"]
DAY_S = 24 * 3600


def insist(place: StripePlace, operation: Operation, key: str, ask: Callable[[], Answer]) -> Answer:
    """What upclone does: ask; without an answer look it up; not found, ask again."""
    for _ in range(8):
        with suppress(Unavailable):
            return place.gateway.look_up(operation, key, None) or ask()
    raise AssertionError("it never came to be known")


@pytest.mark.parametrize("fault", LINE)
def test_a_payment_and_its_refund_happen_once(place: StripePlace, fault: str):
    """Each call that moves money is lost once, in each way."""
    place.simulator.fault(fault, operation="*.create", nth=1)
    place.simulator.fault(fault, operation="refunds.create", nth=1)
    with pytest.raises(Unavailable):
        place.ask()
    paid = insist(place, Operation.PAYMENT, HOLD, place.ask)
    assert paid.status is Status.SUCCEEDED
    with pytest.raises(Unavailable):
        place.gateway.refund(REFUND, paid.ref, eur(4_000))
    back = insist(place, Operation.REFUND, REFUND, lambda: place.gateway.refund(REFUND, paid.ref, eur(4_000)))
    assert (back.status, place.balance) == (Status.SUCCEEDED, 9_680 - 4_000)


def test_a_failure_that_stripe_remembers_stays_unknown_for_its_day(place: StripePlace):
    """An error 500 is kept under its key like any answer: not a no, nor a reason to try under another key."""
    place.simulator.fault("error_kept", operation="payment_intents.create", nth=1)
    for _ in range(3):
        with pytest.raises(Unavailable):
            place.ask()
        assert place.gateway.look_up(Operation.PAYMENT, HOLD, None) is None
    place.simulator.tell("clock", advance_s=DAY_S + 1)
    assert place.ask().status is Status.SUCCEEDED


def test_a_server_that_stalls_is_left_in_time(place: StripePlace):
    """Not after the SDK's 80 seconds."""
    place.simulator.fault("timeout_before")
    began = time.monotonic()
    with pytest.raises(Unavailable):
        place.ask()
    assert time.monotonic() - began < 3


def test_nobody_listens():
    """Unknown, and at once."""
    gateway = StripeGateway("sk_test_nobody", ("whsec_x",), "http://127.0.0.1:9", 0.5)
    for call in (gateway.balances, lambda: gateway.look_up(Operation.PAYOUT, PAYOUT, None), lambda: gateway.claim("d")):
        with pytest.raises(Unavailable):
            call()


def test_a_key_that_stripe_does_not_take_is_unknown(simulator: Simulator):
    """A wrong setting loses no money: what waits goes on waiting until it is right."""
    gateway = StripeGateway("wrong key", ("whsec_x",), simulator.base("stripe"), 0.5)
    with pytest.raises(Unavailable):
        gateway.refund(REFUND, "pi_1", eur(1))


def test_the_same_request_while_it_runs_is_unknown(place: StripePlace):
    """Stripe says 409: somebody else is asking. Nobody is told no."""
    place.simulator.fault("slow", operation="payment_intents.create", seconds=0.3, nth=1)

    def ask(_: int) -> str:
        try:
            return place.ask().status
        except Unavailable as unknown:
            return unknown.reason

    with ThreadPoolExecutor(6) as pool:
        said = set(pool.map(ask, range(6)))
    running = "There is currently another in-progress request using this Idempotent Key."
    assert said <= {Status.SUCCEEDED, running}
    assert (Status.SUCCEEDED in said, place.balance) == (True, 9_680)


@pytest.mark.race
def test_many_at_once_under_their_own_keys(place: StripePlace):
    """Forty payments in sixteen threads: forty payments."""
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda at: place.ask(key=f"{HOLD[:-2]}{at + 10}"), range(40)))
    assert {answer.status for answer in answers} == {Status.SUCCEEDED}
    assert (len({answer.ref for answer in answers}), place.balance) == (40, 40 * 9_680)


def test_the_same_seed_is_the_same_trace(place: StripePlace):
    """Whatever the odds: a run that failed can be had again. Healed, everything comes to be known."""
    odds = {"error_before": 0.2, "error_after": 0.2, "reset_after": 0.2, "rate_limit": 0.1}
    traces: list[Any] = []
    for seed in (7, 7, 8):
        place.simulator.reset()
        place.simulator.tell("seed", seed=seed, odds=odds)
        for number in range(10, 22):
            with suppress(Unavailable):
                place.ask(key=f"{HOLD[:-2]}{number}")
        traces.append(place.simulator.tell("trace"))
    assert traces[0] == traces[1] != traces[2]
    place.simulator.tell("heal")
    for number in range(10, 22):
        key = f"{HOLD[:-2]}{number}"
        assert insist(place, Operation.PAYMENT, key, lambda key=key: place.ask(key=key)).status is Status.SUCCEEDED
    assert place.balance == 12 * 9_680


def test_keys_are_kept_as_stripe_keeps_them(place: StripePlace):
    """With other parameters an error, for a day; errors are kept, too."""
    with pytest.raises(Declined):
        place.ask("pm_card_visa_chargeDeclined")
    with pytest.raises(KeyReused):
        place.ask(CARD)
    place.simulator.tell("clock", advance_s=DAY_S + 1)
    assert place.ask(CARD).status is Status.SUCCEEDED


def test_a_refund_that_fails_later_has_failed(place: StripePlace):
    """Stripe says so by letter; the money is back, and the reason told."""
    paid = place.ask()
    back = place.gateway.refund(REFUND, paid.ref, eur(4_000))
    place.act("fail_refund", back.ref)
    failed = place.known(Operation.REFUND, REFUND, back.ref)
    assert (failed.status, failed.reason, place.balance) == (Status.FAILED, "lost_or_stolen_card", 9_680)
    told = [place.gateway.verify(*letter) for letter in place.letters()]
    assert (Operation.REFUND, REFUND, back.ref) in {(each.operation, each.key, each.ref) for each in told}


def test_an_object_that_is_gone_is_no_answer(place: StripePlace):
    """What Stripe said it had, and has not: another account's key may be set. It never passes for not having been."""
    for operation, ref in ((Operation.PAYMENT, "pi_x"), (Operation.PAYMENT, "cs_x"), (Operation.PAYOUT, "tr_x")):
        with pytest.raises(Unavailable, match="No such"):
            place.gateway.look_up(operation, HOLD, ref)
    with pytest.raises(NotFound):
        place.gateway.claim("dp_nothing")
