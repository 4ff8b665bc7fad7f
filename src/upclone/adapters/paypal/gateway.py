"""PayPal as a payment gateway: each call of the port, and what PayPal's no means in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from upclone.adapters.paypal import vault
from upclone.adapters.paypal.calls import NAME, Refusal
from upclone.adapters.paypal.client import PayPalClient
from upclone.adapters.paypal.disputes import Disputes
from upclone.adapters.paypal.orders import Orders
from upclone.adapters.paypal.payouts import Payouts
from upclone.adapters.paypal.reports import Reports
from upclone.adapters.paypal.vault import Vault
from upclone.adapters.paypal.webhooks import Webhooks
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
from upclone.domain.errors import Declined, KeyReused, NotFound, Unavailable
from upclone.domain.money import Money

KEPT: Final = {
    Operation.PAYMENT: timedelta(hours=6),
    Operation.REFUND: timedelta(days=45),
    Operation.PAYOUT: timedelta(days=30),
}
"""How long PayPal keeps a key, by what was asked for under it."""

RETURNS: Final = timedelta(days=30)
"""What was paid is sent back, reversed or not claimed within this time."""


@frozen
class PayPalGateway:
    """Over one `client`, which `webhooks` shares."""

    client: PayPalClient
    webhooks: Webhooks

    @property
    def name(self) -> str:
        """`paypal`."""
        return NAME

    def keeps(self, operation: Operation) -> timedelta:
        """As PayPal's documents say."""
        return KEPT[operation]

    def returns(self, operation: Operation) -> timedelta:
        """Payouts and refunds alike."""
        return RETURNS

    def request_payment(self, asked: PaymentRequest) -> Answer:
        """`method` is a saved PayPal account's token, which is charged at once; else the payer approves at PayPal.
        Raises Invalid for a currency that PayPal does not take."""
        with _no_means_declined():
            return Orders(self.client).create(asked)

    def refund(self, key: str, payment_ref: str, amount: Money) -> Answer:
        """`payment_ref` is a capture's id."""
        with _no_means_declined():
            return Orders(self.client).refund(key, payment_ref, amount)

    def pay_out(self, key: str, amount: Money, destination: str) -> Answer:
        """`destination` is the e-mail address of the payee's PayPal account, or of one that they have yet to open."""
        with _no_means_declined():
            return Payouts(self.client).create(key, amount, destination)

    def look_up(self, operation: Operation, key: str, ref: str | None) -> Answer | None:
        """PayPal finds nothing by our keys: without `ref` the answer is None, and to ask for the same again under the
        same key is the look-up. An order that its payer has approved is captured here."""
        if ref is None:
            return None
        orders, payouts = Orders(self.client), Payouts(self.client)
        found = {
            Operation.PAYMENT: orders.look_up,
            Operation.REFUND: orders.look_up_refund,
            Operation.PAYOUT: payouts.look_up,
        }.get(operation)
        try:
            return found(key, ref) if found else None
        except Refusal as no:
            if no.status == 404:
                return None
            raise Unavailable(NAME, no.words) from no  # it does not say, whatever the reason

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """PayPal is asked; see webhooks.py."""
        return self.webhooks.verify(body, headers)

    def enrol(self, purpose: Purpose, key: str, person: Person, return_url: str) -> Enrolment:
        """Payees are paid by their e-mail address, at once; payers agree at PayPal first."""
        if purpose is Purpose.BEING_PAID:
            return vault.payee(person.email)
        with _no_means_declined():
            return Vault(self.client).begin(key, return_url)

    def enrolment(self, purpose: Purpose, ref: str) -> Enrolment:
        """How far it is. Raises NotFound."""
        if purpose is Purpose.BEING_PAID:
            return vault.payee(ref)
        with _no_means_declined("enrolment", ref):
            return Vault(self.client).get(ref)

    def claim(self, ref: str) -> Claim:
        """A dispute, by its id. Raises NotFound."""
        with _no_means_declined("chargeback", ref):
            return Disputes(self.client).get(ref)

    def contest(self, ref: str, evidence: Evidence) -> Claim:
        """Answer it, where it still waits for one."""
        with _no_means_declined("chargeback", ref):
            return Disputes(self.client).contest(ref, evidence)

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """What happened in the last three hours may not be there yet."""
        with _no_means_declined():
            yield from Reports(self.client).movements(since, until)

    def balances(self) -> tuple[Money, ...]:
        """As PayPal's report says it."""
        with _no_means_declined():
            return Reports(self.client).balances()


@contextmanager
def _no_means_declined(kind: str = "", id: str = "") -> Iterator[None]:
    """Of `kind`, what PayPal does not know is NotFound. A request that is wrong in itself crashes: it is our bug."""
    try:
        yield
    except Refusal as no:
        if no.is_ours:
            raise
        if no.is_reuse:
            raise KeyReused(no.words) from no
        if no.status == 404 and kind:
            raise NotFound(kind, id) from no
        raise Declined(NAME, no.words) from no
