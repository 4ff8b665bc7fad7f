"""The gateways that take part: one line each."""

from __future__ import annotations

from tests.simulator.paypal.half import PayPal
from tests.simulator.stripe import StripeHalf
from tests.simulator.wire import Half
from tests.simulator.world import World


def halves(world: World) -> dict[str, Half]:
    """Built anew at each reset."""
    made: list[Half] = [StripeHalf(world), PayPal(world)]
    return {half.name: half for half in made}
