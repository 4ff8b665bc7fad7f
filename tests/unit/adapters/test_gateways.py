"""A gateway that does not answer takes nobody with it."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from attrs import define, field

from tests.gateway_world import GatewayWorld, Mood
from upclone.adapters.gateways import AT_ONCE, FAILURES, REST_S, Breaker, GatewaysByName, GuardedGateway
from upclone.application.ports.gateways import Answer, Operation
from upclone.domain.errors import Declined, Invalid, Unavailable
from upclone.domain.money import Money

EUR = Money(100, "EUR")


@define
class Watch:
    """Seconds that a test turns on."""

    at: float = 0.0

    def now(self) -> float:
        return self.at


def ask(gateway: GuardedGateway, key: str) -> Answer | None:
    return gateway.look_up(Operation.PAYMENT, key, None)


def fail(gateway: GuardedGateway, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Unavailable):
            ask(gateway, "k")


def test_after_some_failures_it_is_left_alone():
    """Calls then fail at once; after the rest one tries, and its success lets the others through again."""
    world, watch = GatewayWorld(mood=Mood.DOWN), Watch(100.0)
    gateway = GuardedGateway(world, Breaker(watch.now))
    fail(gateway, FAILURES)
    world.mood = Mood.PENDING
    with pytest.raises(Unavailable, match="left alone"):
        ask(gateway, "k")
    watch.at += REST_S
    assert ask(gateway, "k") is None
    assert ask(gateway, "k") is None


def test_a_failed_try_lets_it_rest_again():
    """Only one call in each period of rest waits for a dead gateway."""
    world, watch = GatewayWorld(mood=Mood.DOWN), Watch()
    gateway = GuardedGateway(world, Breaker(watch.now))
    fail(gateway, FAILURES)
    watch.at += REST_S
    with pytest.raises(Unavailable) as tried:
        ask(gateway, "k")
    assert "left alone" not in str(tried.value)
    with pytest.raises(Unavailable, match="left alone"):
        ask(gateway, "k")


def test_a_no_is_an_answer():
    """Declined payments never close a gateway."""
    world = GatewayWorld(mood=Mood.DECLINING)
    gateway = GuardedGateway(world)
    for number in range(3 * FAILURES):
        with pytest.raises(Declined):
            gateway.pay_out(f"k{number}:1", EUR, "d")
    assert ask(gateway, "other") is None


@define
class Slow(GatewayWorld):
    """Answers once it is let."""

    go: Event = field(factory=Event)

    def look_up(self, operation: Operation, key: str, ref: str | None) -> Answer | None:
        self.go.wait(10)
        return None


def test_only_some_wait_at_once():
    """One more than that is sent away, and the gateway is not held to be dead for it."""
    world = Slow()
    gateway = GuardedGateway(world)
    waiting = [Thread(target=ask, args=(gateway, str(number)), daemon=True) for number in range(AT_ONCE)]
    for each in waiting:
        each.start()
    while gateway._room._value:  # type: ignore[attr-defined]
        pass
    with pytest.raises(Unavailable, match="Too many"):
        ask(gateway, "one more")
    world.go.set()
    for each in waiting:
        each.join(10)
    assert ask(gateway, "later") is None


def test_what_is_not_switched_on_is_named():
    """The error says what there is."""
    named = GatewaysByName({"sandbox": GatewayWorld()})
    assert named.names == ("sandbox",)
    with pytest.raises(Invalid, match="must be one of: sandbox"):
        named.get("stripe")
    with pytest.raises(Invalid, match="no gateway is set up"):
        GatewaysByName({}).get("stripe")
