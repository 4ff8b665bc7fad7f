"""Payment gateways: what every one of them must do, in upclone's words.

A call is made outside any transaction, with a timeout, under a key: the same key again is the same operation, as long
as the gateway `keeps` it. The answer of the call, a webhook and a look-up all become an `Answer`, and end in one
handler. Every adapter passes tests/suites/gateways.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.money import Money


class Operation(StrEnum):
    """What a gateway is asked for; and what else its webhooks speak of."""

    PAYMENT = "payment"
    REFUND = "refund"
    PAYOUT = "payout"
    CHARGEBACK = "chargeback"
    ENROLMENT = "enrolment"
    OTHER = "other"  # nothing that upclone follows: kept, and left alone


class Status(StrEnum):
    """How far it is. Anything that is not one of the last three is pending."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"


@frozen
class PaymentRequest:
    """A payment to open: `method` is a token of the payer's ("": they choose at the gateway).

    `payer` is the account that pays, `purpose` the id that payments of one deal share (its contract). `off_session`:
    the payer is not there, their saved method is charged as they agreed to beforehand.
    """

    key: str
    amount: Money
    method: str
    description: str
    return_url: str
    payer: UUID
    purpose: UUID
    off_session: bool = False


@frozen
class Answer:
    """What a gateway says of one operation. `amount` is what really moved (with SUCCEEDED), `fee` what the gateway
    keeps of it for itself; None where it has not said yet."""

    operation: Operation
    key: str
    status: Status
    ref: str
    amount: Money | None = None
    approve_url: str | None = None
    reason: str = ""
    fee: Money | None = None


@frozen
class Notice:
    """A verified webhook: something happened to the operation with `key`. `id` is the gateway's, for deduplication.

    For chargebacks and enrolments `key` is the gateway's own reference; for OTHER it says what the letter is about.
    `ref` is the gateway's name for the operation, where the letter says it and `look_up` needs it. `approval`: a payer
    agreed and nothing has moved yet, so that a payment which nobody waits for any more is not to be gone on with.
    """

    id: str
    operation: Operation
    key: str
    ref: str | None = None
    approval: bool = False


class Purpose(StrEnum):
    """What somebody sets up at a gateway."""

    PAYING = "paying"
    BEING_PAID = "being_paid"


@frozen
class Person:
    """Who sets it up, as the gateway must know them."""

    id: UUID
    email: str
    name: str
    country: str | None = None


@frozen
class Enrolment:
    """A means of paying or of being paid at the gateway. While it is not `ready`, its person goes on at `url`.

    `token` is what payments name as their method, or payouts as their destination; `label` is what its person knows
    it by (`Visa •••• 4242`). `reason` says what is missing.
    """

    ref: str
    ready: bool
    token: str = ""
    label: str = ""
    url: str | None = None
    reason: str = ""


class ClaimState(StrEnum):
    """How a chargeback stands."""

    OPEN = "open"
    ANSWERED = "answered"
    WON = "won"
    LOST = "lost"


@frozen
class Claim:
    """A chargeback: the payer's bank takes `amount` of the payment `payment_ref` back.

    `withdrawn`: the gateway has taken it from the marketplace's balance. `fee` is what the gateway charges for it.
    """

    ref: str
    payment_ref: str
    amount: Money
    state: ClaimState
    reason: str
    withdrawn: bool
    fee: Money | None = None
    answer_by: datetime | None = None


@frozen
class Evidence:
    """What answers a chargeback: a summary in plain words, and a PDF file with everything."""

    summary: str
    dossier: bytes
    customer_name: str
    customer_email: str
    service_at: datetime


class Moved(StrEnum):
    """What a line of a gateway's report is."""

    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_RETURNED = "refund_returned"
    PAYOUT = "payout"
    PAYOUT_RETURNED = "payout_returned"
    CHARGEBACK = "chargeback"
    CHARGEBACK_RETURNED = "chargeback_returned"
    FEE = "fee"
    OTHER = "other"


@frozen
class Movement:
    """One line of a gateway's report: what it did to the marketplace's balance there.

    `net` is signed: what the balance grew by, `fee` (never negative) taken off already. `ref` is the operation's as
    its Answer has it; `id` is the line's own, unique at the gateway. `key` is ours where the report knows it: go by it
    first, for a report may know an operation by another name than an Answer does.
    """

    id: str
    what: Moved
    ref: str
    key: str | None
    amount: Money
    fee: Money
    net: Money
    at: datetime


class PaymentGateway(Protocol):
    """One gateway. Calls raise Declined where it says no and Unavailable where it does not answer."""

    @property
    def name(self) -> str:
        """Its name in data and URLs: `sandbox`."""
        ...

    def keeps(self, operation: Operation) -> timedelta:
        """How long it remembers a key. Later the same key might be done again: it is looked up, never sent."""
        ...

    def returns(self, operation: Operation) -> timedelta:
        """How long after a refund or payout was paid it may still come back."""
        ...

    def request_payment(self, asked: PaymentRequest) -> Answer:
        """Open a payment. PENDING answers carry where the payer approves, if they must."""
        ...

    def refund(self, key: str, payment_ref: str, amount: Money) -> Answer:
        """Send a captured payment back, in part or whole."""
        ...

    def pay_out(self, key: str, amount: Money, destination: str) -> Answer:
        """Send money to a payee's token."""
        ...

    def look_up(self, operation: Operation, key: str, ref: str | None) -> Answer | None:
        """What became of an operation; `ref` is the gateway's own where it was told. None: it never saw the key."""
        ...

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Check a webhook's signature and age before reading it. Raises NotSignedIn for a forged or old one."""
        ...

    def enrol(self, purpose: Purpose, key: str, person: Person, return_url: str) -> Enrolment:
        """Begin to set up a means of paying, or of being paid."""
        ...

    def enrolment(self, purpose: Purpose, ref: str) -> Enrolment:
        """How far it is. Raises NotFound."""
        ...

    def claim(self, ref: str) -> Claim:
        """A chargeback as it stands. Raises NotFound."""
        ...

    def contest(self, ref: str, evidence: Evidence) -> Claim:
        """Answer a chargeback. Once only: the gateway takes no second answer."""
        ...

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """Everything that changed the balance in [since, until), oldest first."""
        ...

    def balances(self) -> tuple[Money, ...]:
        """What lies there now, by currency, what is not yet available included."""
        ...


class Gateways(Protocol):
    """The gateways that are switched on."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of all of them, the usual one first."""
        ...

    def get(self, name: str) -> PaymentGateway:
        """Raises Invalid("gateway", …) for one that is not."""
        ...
