"""PayPal keeps the promises of every gateway."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.paypal.conftest import PayPal
from tests.suites.gateways import GatewaySuite, Place
from upclone.adapters.paypal import PayPalGateway
from upclone.application.ports.gateways import Answer, Moved


class PayPalPlace:
    """A tests.suites.gateways.Place."""

    def __init__(self, paypal: PayPal) -> None:
        paypal.client._timeout_s = 0.5
        self.paypal = paypal

    @property
    def gateway(self) -> PayPalGateway:
        return self.paypal.gateway

    def method(self, lost: str = "") -> str:
        if lost:
            self.paypal.fault(f"timeout_{lost}", operation="order", times=1)
        return ""

    def approve(self, opened: Answer) -> None:
        self.paypal.act("pay", opened.ref)

    def payee(self, how: str = "ok") -> str:
        if how.startswith("lost"):
            self.paypal.fault(f"timeout_{how[5:]}", operation="payout", times=1)
        return f"{how.partition(' ')[0]}@example.org"

    def rest(self) -> None:
        self.paypal.simulator.rest()

    def later(self) -> None:
        self.paypal.simulator.tell("clock", advance_s=2 * 3600)
        self.rest()

    def letters(self) -> list[tuple[bytes, Mapping[str, str]]]:
        return list(self.paypal.simulator.letters("paypal"))

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.paypal.simulator.state()["now"], UTC)

    def outdated(self, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        return {**headers, "PAYPAL-TRANSMISSION-TIME": (datetime.now(UTC) - timedelta(days=4)).isoformat()}


class TestPayPal(GatewaySuite):
    other_names = frozenset({Moved.PAYOUT, Moved.PAYOUT_RETURNED})  # its report knows transactions, not batches

    @pytest.fixture
    def place(self, paypal: PayPal) -> Place:
        return PayPalPlace(paypal)

    def enrolled(self, place: Place, ref: str) -> None:
        assert isinstance(place, PayPalPlace)
        place.paypal.act("pay", ref)
