"""Stripe's real SDK, in upclone's adapter, against the simulator."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from attrs import field, frozen

from tests.simulator.client import Simulator
from tests.suites.gateways import HOLD, RETURN, SOMEBODY, eur
from upclone.adapters.stripe import StripeGateway
from upclone.application.ports.gateways import Answer, Operation, PaymentRequest
from upclone.domain.money import Money

SECRET = "whsec_simulator"
CARD = "pm_card_visa"


def signed(body: bytes, secret: str, at: float) -> dict[str, str]:
    """The documented form, made by hand."""
    mark = hmac.new(secret.encode(), b"%d." % int(at) + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={int(at)},v1={mark}"}


@frozen
class StripePlace:
    """A tests.suites.gateways.Place, and what only Stripe has."""

    simulator: Simulator
    gateway: StripeGateway = field()

    @gateway.default
    def _made(self) -> StripeGateway:
        return StripeGateway("sk_test_simulator", (SECRET,), self.simulator.base("stripe"), 1.0)

    def method(self, lost: str = "") -> str:
        if lost:
            self.simulator.fault(f"timeout_{lost}", operation="payment_intents.create", times=1)
        return CARD

    def approve(self, opened: Answer) -> None:
        if opened.approve_url:
            self.act("pay", opened.ref)

    def payee(self, how: str = "ok") -> str:
        if how.startswith("lost"):
            self.simulator.fault(f"timeout_{how[5:]}", operation="transfers.create", times=1)
        return str(self.act("payee", behaviour="ok" if how.startswith("lost") else how))

    def rest(self) -> None:
        self.simulator.rest()

    def later(self) -> None:
        self.simulator.tell("clock", advance_s=2 * 3600)
        self.rest()

    def letters(self) -> list[tuple[bytes, Mapping[str, str]]]:
        return list(self.simulator.letters("stripe"))

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.simulator.state()["now"], UTC)

    def outdated(self, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        return signed(body, SECRET, time.time() - 600)

    def act(self, action: str, ref: str = "", **given: object) -> object:
        return self.simulator.act("stripe", action, ref, **given)

    def ask(self, method: str = CARD, amount: Money | None = None, key: str = HOLD, away: bool = False) -> Answer:
        return self.gateway.request_payment(
            PaymentRequest(key, amount or eur(10_000), method, "Landing page", RETURN, SOMEBODY, SOMEBODY, away)
        )

    def known(self, operation: Operation, key: str, ref: str | None = None) -> Answer:
        answer = self.gateway.look_up(operation, key, ref)
        assert answer is not None
        return answer

    @property
    def balance(self) -> int:
        """Of the platform, in euro cents, by the simulator's own book."""
        return self.simulator.balance("stripe", "EUR")


@pytest.fixture
def place(simulator: Simulator) -> StripePlace:
    """An empty Stripe."""
    return StripePlace(simulator)
