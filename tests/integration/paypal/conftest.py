"""The simulator, a world anew for each test, and the gateway that talks to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from attrs import define, field

from tests.simulator.client import Simulator
from upclone.adapters.paypal import PayPalClient, PayPalGateway, Webhooks
from upclone.application.ports.gateways import Answer, Notice, Operation, PaymentRequest
from upclone.domain.money import Money

WEBHOOK = "WHSIMULATOR"


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def payment(amount: Money, method: str = "", off_session: bool = False) -> PaymentRequest:
    """As upclone asks for it."""
    return PaymentRequest(str(uuid4()), amount, method, "A logo", "http://localhost/", uuid4(), uuid4(), off_session)


def transfer() -> str:
    """The key of a transfer's first attempt."""
    return f"{uuid4()}:1"


@define
class PayPal:
    """The gateway, and what happens at PayPal without it. `now` is what the gateway takes for the true time."""

    simulator: Simulator
    client: PayPalClient = field(init=False)
    now: datetime | None = None

    def __attrs_post_init__(self) -> None:
        self.client = PayPalClient(self.simulator.base("paypal"), "an-id", "a-secret", 5.0)

    @property
    def gateway(self) -> PayPalGateway:
        return PayPalGateway(self.client, Webhooks(self.client, WEBHOOK, lambda: self.now or datetime.now(UTC)))

    def act(self, action: str, ref: str = "", **given: Any) -> Any:
        return self.simulator.act("paypal", action, ref, **given)

    def fault(self, fault: str, **rule: Any) -> None:
        self.simulator.fault(fault, api="paypal", **rule)

    def paid(self, amount: Money) -> Answer:
        """A payment that its payer approved, and that is captured."""
        asked = payment(amount)
        self.act("pay", self.gateway.request_payment(asked).ref)
        found = self.found(Operation.PAYMENT, asked.key)
        assert found is not None
        return found

    def paid_out(self, amount: Money, address: str) -> tuple[str, Answer]:
        """A payout, and what became of it."""
        self.paid(Money(amount.amount_minor * 2 + 100, amount.currency))
        key = transfer()
        self.gateway.pay_out(key, amount, address)
        self.simulator.rest()
        found = self.found(Operation.PAYOUT, key)
        assert found is not None
        return key, found

    def found(self, operation: Operation, key: str) -> Answer | None:
        """What a look-up says, with the reference that the letters so far say."""
        ref = next(each.ref for each in self.notices() if (each.operation, each.key) == (operation, key))
        return self.gateway.look_up(operation, key, ref)

    def notices(self) -> list[Notice]:
        """Every letter so far, verified."""
        return [self.gateway.verify(body, headers) for body, headers in self.simulator.letters("paypal")]


@pytest.fixture
def paypal(simulator: Simulator) -> Iterator[PayPal]:
    simulator.reset()
    yield PayPal(simulator)
    assert not simulator.state()["bugs"]
