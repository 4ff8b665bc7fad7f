"""Payment gateways: what every one of them must do, in upclone's words.

A call is made outside any transaction, with a timeout, under a key: the same key again is the same operation. The
answer of the call, a webhook and a look-up all become an `Answer`, and end in one handler.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from attrs import frozen

from upclone.domain.money import Money


class Operation(StrEnum):
    """What a gateway is asked for."""

    PAYMENT = "payment"
    REFUND = "refund"
    PAYOUT = "payout"


class Status(StrEnum):
    """How far it is. Anything that is not one of the last three is pending."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"


@frozen
class Answer:
    """What a gateway says of one operation. `amount` is what really moved (with SUCCEEDED)."""

    operation: Operation
    key: str
    status: Status
    ref: str
    amount: Money | None = None
    approve_url: str | None = None
    reason: str = ""


@frozen
class Notice:
    """A verified webhook: something happened to the operation with `key`. `id` is the gateway's, for deduplication."""

    id: str
    operation: Operation
    key: str


class PaymentGateway(Protocol):
    """One gateway. Calls raise Declined where it says no and Unavailable where it does not answer."""

    @property
    def name(self) -> str:
        """Its name in data and URLs: `sandbox`."""
        ...

    def request_payment(self, key: str, amount: Money, method: str, description: str, return_url: str) -> Answer:
        """Open a payment by `method` (a token of the payer's). PENDING answers carry where the payer approves."""
        ...

    def refund(self, key: str, payment_ref: str, amount: Money) -> Answer:
        """Send a captured payment back, in part or whole."""
        ...

    def pay_out(self, key: str, amount: Money, destination: str) -> Answer:
        """Send money to a payee's token."""
        ...

    def look_up(self, operation: Operation, key: str) -> Answer | None:
        """What became of an operation; None where the gateway never saw the key."""
        ...

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Check a webhook's signature and age before reading it. Raises NotSignedIn for a forged or old one."""
        ...


class Gateways(Protocol):
    """The gateways that are switched on."""

    def get(self, name: str) -> PaymentGateway:
        """Raises Invalid("gateway", …) for one that is not."""
        ...
