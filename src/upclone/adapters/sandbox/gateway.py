"""The sandbox as a payment gateway: the port's five calls, the hosted page's two buttons, and its own heartbeat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import field, frozen
from attrs.validators import min_len
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from upclone.adapters.sandbox import checkout, inspection, money, operations, outbox, signing
from upclone.adapters.sandbox.checkout import Checkout
from upclone.adapters.sandbox.inspection import Seen
from upclone.adapters.sandbox.money import Totals
from upclone.adapters.sandbox.outbox import Deliver, Letter
from upclone.adapters.sandbox.rows import UNKNOWN, Asked, Moment, Plan, Row
from upclone.adapters.sandbox.tokens import (
    DEFAULT_DESTINATION,
    DEFAULT_METHOD,
    PAYMENTS,
    PAYOUTS,
    REFUNDS,
    Step,
    Token,
    Trouble,
)
from upclone.application.ports.gateways import (
    Answer,
    Claim,
    ClaimState,
    Enrolment,
    Evidence,
    Movement,
    Notice,
    Operation,
    PaymentRequest,
    Person,
    Purpose,
    Status,
)
from upclone.application.ports.system import Clock
from upclone.domain.errors import Declined, NotFound, Unavailable
from upclone.domain.money import Money, positive

NAME: Final = "sandbox"
KEPT: Final = timedelta(days=30)
ENROLLED: Final = {
    Purpose.PAYING: ("tok_answered", "Test card •••• 4242"),
    Purpose.BEING_PAID: ("acct_ok", "Test account •••• 6789"),
}
"""The token and the name of what people set up here."""

ROUND: Final = 200
"""Operations that one tick advances at most."""


def _real() -> datetime:
    return datetime.now(UTC)


@frozen
class SandboxGateway:
    """A gateway with test money, in a world of its own: `engine` must share no connection with upclone's store.

    `secrets` sign webhooks, the newest first; all of them are accepted. `base_url` is where the hosted page is served,
    and with `return_origins` where it may lead back to. `deliver` takes webhooks to their receiver. `clock` drives
    what happens later; `real` is the true time, for signatures and retries.
    """

    engine: Engine
    clock: Clock
    secrets: Sequence[str] = field(converter=tuple, validator=min_len(1), repr=False)
    base_url: str
    deliver: Deliver
    return_origins: Sequence[str] = ()
    real: Callable[[], datetime] = _real

    @property
    def name(self) -> str:
        """`sandbox`."""
        return NAME

    def keeps(self, operation: Operation) -> timedelta:
        """It forgets nothing; this is what people are promised."""
        return KEPT

    def returns(self, operation: Operation) -> timedelta:
        """Its tokens take hours; real gateways take weeks."""
        return KEPT

    def request_payment(self, asked: PaymentRequest) -> Answer:
        """Its method is a token of `tokens.PAYMENTS`; an empty one is the default."""
        token = asked.method or DEFAULT_METHOD
        script = PAYMENTS.get(token, UNKNOWN)
        wanted = Asked(Operation.PAYMENT, asked.key, positive(asked.amount), token, asked.description, asked.return_url)
        return self._ask(wanted, lambda _: Plan(script, token, _refusal(script, token)))

    def refund(self, key: str, payment_ref: str, amount: Money) -> Answer:
        """Goes as the payment's token says. Refused beyond what was captured and not asked back yet."""
        asked = Asked(Operation.REFUND, key, positive(amount), payment_ref)
        return self._ask(asked, lambda connection: self._refunding(connection, asked))

    def pay_out(self, key: str, amount: Money, destination: str) -> Answer:
        """`destination` is a token of `tokens.PAYOUTS`. What stands before the key's last `:` names the payout, what
        follows the attempt."""
        token = destination or DEFAULT_DESTINATION
        asked = Asked(Operation.PAYOUT, key, positive(amount), token)
        return self._ask(asked, lambda connection: self._paying(connection, asked))

    def look_up(self, operation: Operation, key: str, ref: str | None) -> Answer | None:
        """What became of it by now; what is due has happened, whether or not somebody ticked. Keys are enough here."""
        now = self._now()
        with self._talking() as connection:
            row = operations.known(connection, operation, key)
            return self._answer(operations.advance(connection, row, now)) if row else None

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Raises NotSignedIn for a webhook that no secret of ours signed in the last five minutes."""
        return signing.verify(body, headers, self.secrets, self.real())

    def enrol(self, purpose: Purpose, key: str, person: Person, return_url: str) -> Enrolment:
        """Is done at once: whoever asks has a card that pays, or an account that can be paid to."""
        return self.enrolment(purpose, f"{purpose}:{key}")

    def enrolment(self, purpose: Purpose, ref: str) -> Enrolment:
        """As it was begun. Raises NotFound."""
        if not ref.startswith(f"{purpose}:"):
            raise NotFound("enrolment", ref)
        token, label = ENROLLED[purpose]
        return Enrolment(ref, ready=True, token=token, label=label)

    def claim(self, ref: str) -> Claim:
        """As `tok_chargeback_won` and `…_lost` have it. Raises NotFound."""
        with self._talking() as connection:
            return self._claim(self._claimed(connection, ref))

    def contest(self, ref: str, evidence: Evidence) -> Claim:
        """The bank decides at once, as the payment's token says."""
        with self._talking() as connection:
            return self._claim(operations.answer(connection, self._claimed(connection, ref), self._now()))

    def _claimed(self, connection: Connection, ref: str) -> Row:
        row = operations.lock(connection, ref.removeprefix("claim_"))
        if row is not None:
            row = operations.advance(connection, row, self._now())
        if row is None or row.claim_ref != ref or not row.claimed:
            raise NotFound("chargeback", ref)
        return row

    def _claim(self, row: Row) -> Claim:
        outcome, amount = row.follows.claim, row.moved
        assert outcome is not None
        assert amount is not None
        waits = ClaimState.OPEN if row.answered_at is None else ClaimState.ANSWERED
        state = waits if row.step == 2 else outcome
        return Claim(
            ref=row.claim_ref,
            payment_ref=row.ref,
            amount=amount,
            state=state,
            reason="fraudulent",
            withdrawn=state is not ClaimState.WON,
            answer_by=row.due_at if state is ClaimState.OPEN else None,
        )

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """What its own ledger has; the sandbox takes no fee."""
        with self._talking() as connection:
            return iter(money.movements(connection, since, until))

    def balances(self) -> tuple[Money, ...]:
        """What came in and has not left."""
        totals = self.totals().items()
        return tuple(
            Money(each.captured - each.refunded - each.paid_out - each.charged_back, currency)
            for currency, each in totals
        )

    def tick(self) -> int:
        """Do what is due and deliver what waits; how much was done. Any number of processes may tick at once."""
        advanced = 0
        while advanced < ROUND and self._advance_one():
            advanced += 1
        return advanced + outbox.deliver(self.engine, self.deliver, self.secrets, self.real)

    def checkout(self, ref: str) -> Checkout:
        """A payment as its payer sees it. Raises NotFound."""
        with self._talking() as connection:
            return self._seen(checkout.payment(connection, ref, self._now()))

    def approve(self, ref: str, form_token: str) -> Checkout:
        """The payer's yes; again, or too late, it changes nothing. Raises NotFound, and NotSignedIn for a token that
        the page did not give."""
        return self._press(ref, form_token, checkout.APPROVE)

    def decline(self, ref: str, form_token: str) -> Checkout:
        """The payer's no, likewise."""
        return self._press(ref, form_token, checkout.DECLINE)

    def totals(self) -> Mapping[str, Totals]:
        """What moved, by currency: at rest, upclone's clearing account is refunded + paid_out - captured."""
        with self._talking() as connection:
            return money.totals(connection)

    def operations(self, limit: int = 100) -> tuple[Seen, ...]:
        """The newest operations: how often each was asked for, and what it moved, which is never twice the same."""
        with self._talking() as connection:
            return inspection.operations(connection, limit)

    def letters(self, limit: int = 100) -> tuple[Letter, ...]:
        """The newest webhooks, and which of them wait or were given up."""
        with self._talking() as connection:
            return outbox.letters(connection, limit)

    def _ask(self, asked: Asked, plan: Callable[[Connection], Plan]) -> Answer:
        with self._talking() as connection:
            row, trouble = self._once(connection, asked, plan, self._now())
        if row is None or trouble is not Trouble.NONE:
            raise Unavailable(NAME, trouble)
        if row.refused:
            raise Declined(NAME, row.reason)
        return self._answer(row)

    def _once(
        self, connection: Connection, asked: Asked, plan: Callable[[Connection], Plan], now: Moment
    ) -> tuple[Row | None, Trouble]:
        """The one operation of this key, and what is wrong with the line this time."""
        row = operations.known(connection, asked.operation, asked.key)
        if row is None:
            planned = plan(connection)
            before = planned.script.trouble is Trouble.TIMEOUT_BEFORE
            if before and operations.lose(connection, asked, now.at):
                return None, Trouble.TIMEOUT_BEFORE
            row = operations.take_on(connection, asked, planned, now)
            if row is not None:
                return row, Trouble.NONE if before else planned.script.trouble
            row = operations.known(connection, asked.operation, asked.key)
            assert row is not None, "whoever was faster has committed"
        return operations.advance(connection, operations.again(connection, row, asked), now), Trouble.NONE

    def _refunding(self, connection: Connection, asked: Asked) -> Plan:
        payment = operations.lock(connection, asked.token)
        if payment is None or payment.operation is not Operation.PAYMENT or payment.moved is None:
            return Plan(UNKNOWN, "", refusal=f"There is no captured payment {asked.token}.")
        script = REFUNDS[payment.follows.refunds]
        left = money.refundable(connection, payment)
        refusal = script.refused
        if left.currency != asked.amount.currency or left < asked.amount:
            refusal = f"{left} of the payment can be refunded, not {asked.amount}."
        return Plan(script, payment.token, refusal, payment.ref)

    def _paying(self, connection: Connection, asked: Asked) -> Plan:
        script = PAYOUTS.get(asked.token, UNKNOWN)
        if script.first and not operations.earlier_attempt(connection, asked):
            script = PAYOUTS[script.first]
        return Plan(script, asked.token, _refusal(script, asked.token))

    def _advance_one(self) -> bool:
        now = self._now()
        with self._talking() as connection:
            row = operations.next_due(connection, now.at)
            if row is not None:
                operations.advance(connection, row, now)
        return row is not None

    def _press(self, ref: str, form_token: str, step: Step) -> Checkout:
        now = self._now()
        signing.check_form(ref, form_token, self.secrets, now.real)
        with self._talking() as connection:
            return self._seen(checkout.press(connection, ref, step, now))

    def _seen(self, row: Row) -> Checkout:
        form_token = signing.form_token(row.ref, self.secrets, self.real())
        return checkout.seen(row, form_token, (self.base_url, *self.return_origins))

    def _answer(self, row: Row) -> Answer:
        waits = row.status is Status.PENDING and row.follows.hosted
        return Answer(
            operation=row.operation,
            key=row.key,
            status=row.status,
            ref=row.ref,
            amount=row.moved if row.status is Status.SUCCEEDED else None,
            approve_url=f"{self.base_url.rstrip('/')}/sandbox/checkout/{row.ref}" if waits else None,
            reason=row.reason,
        )

    def _now(self) -> Moment:
        return Moment(self.clock.now(), self.real())

    @contextmanager
    def _talking(self) -> Iterator[Connection]:
        """A transaction of the sandbox's own. Without its database it does not answer, and nobody knows what it did."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except (OperationalError, InterfaceError, NoConnection) as fault:
            raise Unavailable(NAME, "The sandbox has no database.") from fault


def _refusal(script: Token, token: str) -> str:
    return f"There is no test token {token}." if script is UNKNOWN else script.refused
