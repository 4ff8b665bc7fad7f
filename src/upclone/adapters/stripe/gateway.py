"""Stripe as a payment gateway: the port's calls, each within the time limits and the taxonomy of errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import field, frozen
from attrs.validators import min_len
from stripe import StripeClient

from upclone.adapters.stripe import signing
from upclone.adapters.stripe.disputes import Disputes
from upclone.adapters.stripe.enrolments import Enrolments
from upclone.adapters.stripe.line import LIVE, NAME, make_client, talking
from upclone.adapters.stripe.payments import Payments
from upclone.adapters.stripe.payouts import Payouts
from upclone.adapters.stripe.refunds import Refunds
from upclone.adapters.stripe.reports import Reports
from upclone.application.ports.gateways import (
    Answer,
    Claim,
    Enrolment,
    Evidence,
    Movement,
    Notice,
    Operation,
    PaymentRequest,
    Person,
    Purpose,
)
from upclone.domain.money import Money, positive

KEPT: Final = timedelta(hours=23)
"""Stripe may forget a key after 24 hours. What is on its way to it needs some time, too."""

RETURNS: Final = {Operation.PAYOUT: timedelta(days=10), Operation.REFUND: timedelta(days=30)}
"""A bank sends a payout back within five days that it works on, as a rule, and a refund within a month."""


def _real() -> datetime:
    return datetime.now(UTC)


@frozen
class StripeGateway:
    """`webhook_secrets`: one for each endpoint and each rotation that lasts; all are accepted. `timeout_s` is how long
    an answer may take, once connected. `real` is the true time, for signatures."""

    secret_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(validator=min_len(1), repr=False)
    api_base: str = LIVE
    timeout_s: float = 8.0
    real: Callable[[], datetime] = _real
    _client: StripeClient = field(init=False, repr=False, eq=False)

    @_client.default
    def _made(self) -> StripeClient:
        return make_client(self.secret_key, self.api_base, self.timeout_s)

    @property
    def name(self) -> str:
        """`stripe`."""
        return NAME

    def keeps(self, operation: Operation) -> timedelta:
        """Of whatever kind."""
        return KEPT

    def returns(self, operation: Operation) -> timedelta:
        """As banks take their time."""
        return RETURNS[operation]

    def request_payment(self, asked: PaymentRequest) -> Answer:
        """`method` is a PaymentMethod (`pm_…`) of the payer's; without one they choose on Stripe's page."""
        positive(asked.amount)
        with talking():
            return Payments(self._client).open(asked)

    def refund(self, key: str, payment_ref: str, amount: Money) -> Answer:
        """`payment_ref` is a PaymentIntent (`pi_…`)."""
        with talking():
            return Refunds(self._client).send(key, payment_ref, positive(amount))

    def pay_out(self, key: str, amount: Money, destination: str) -> Answer:
        """`destination` is a connected account (`acct_…`)."""
        with talking():
            return Payouts(self._client).send(key, positive(amount), destination)

    def look_up(self, operation: Operation, key: str, ref: str | None) -> Answer | None:
        """A payout whose next step is due takes it."""
        with talking(looking=True):
            match operation:
                case Operation.PAYMENT:
                    return Payments(self._client).look_up(key, ref)
                case Operation.REFUND:
                    return Refunds(self._client).look_up(key, ref)
                case Operation.PAYOUT:
                    return Payouts(self._client).look_up(key, ref)
                case _:
                    raise AssertionError(f"Stripe is not asked for a {operation}")

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Raises NotSignedIn for a letter that none of the secrets signed in the last five minutes."""
        return signing.verify(body, headers, self.webhook_secrets, self.real())

    def enrol(self, purpose: Purpose, key: str, person: Person, return_url: str) -> Enrolment:
        """A card, on a page of Stripe's; or an Express account, whose holder Stripe gets to know."""
        with talking():
            return Enrolments(self._client).begin(purpose, key, person, return_url)

    def enrolment(self, purpose: Purpose, ref: str) -> Enrolment:
        """Raises NotFound."""
        with talking():
            return Enrolments(self._client).seen(purpose, ref)

    def claim(self, ref: str) -> Claim:
        """Raises NotFound."""
        with talking():
            return Disputes(self._client).seen(ref)

    def contest(self, ref: str, evidence: Evidence) -> Claim:
        """Raises NotFound."""
        with talking():
            return Disputes(self._client).contest(ref, evidence)

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """Balance transactions, with what they belong to."""
        with talking():
            yield from Reports(self._client).movements(since, until)

    def balances(self) -> tuple[Money, ...]:
        """Available and pending."""
        with talking():
            return Reports(self._client).balances()
