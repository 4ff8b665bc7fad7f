"""Stripe keeps the promises of every gateway."""

import pytest

from tests.integration.stripe.conftest import StripePlace
from tests.simulator.client import Simulator
from tests.suites.gateways import GatewaySuite, Place


class TestStripe(GatewaySuite):
    @pytest.fixture
    def place(self, simulator: Simulator) -> Place:
        return StripePlace(simulator)

    def enrolled(self, place: Place, ref: str) -> None:
        assert isinstance(place, StripePlace)
        place.act("pay", ref)
