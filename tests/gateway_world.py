"""A gateway of its own world: it remembers every operation by its key, moves its own money, and answers as told.

It is no mock of what is tested: it does not know the ledger. What it holds must equal what the ledger believes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import define, evolve, field, frozen

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
from upclone.domain.errors import Declined, NotFound, NotSignedIn, Unavailable
from upclone.domain.money import Money


class Mood(StrEnum):
    """How it treats the calls that come next."""

    PENDING = "it takes the call on and answers later"
    INSTANT = "it does it at once"
    DECLINING = "it says no"
    DOWN = "no answer, and nothing happened"
    CUT = "no answer, but it happened"


_PROGRESS = {Status.PENDING: 0, Status.SUCCEEDED: 1, Status.FAILED: 2, Status.EXPIRED: 2}


@define
class Seen:
    """One operation. `told` is the furthest status that left the world in an answer."""

    operation: Operation
    key: str
    asked: Money
    target: str
    ref: str
    status: Status = Status.PENDING
    moved: Money | None = None
    told: Status = Status.PENDING

    @property
    def answer(self) -> Answer:
        """What the gateway would say now."""
        amount = self.moved if self.status is Status.SUCCEEDED else None
        url = f"https://gateway.example/{self.ref}" if self.operation is Operation.PAYMENT else None
        return Answer(self.operation, self.key, self.status, self.ref, amount, url)


@frozen
class Extra:
    """A payer paid twice: another payment under the key of the first."""

    key: str
    ref: str
    moved: Money

    @property
    def answer(self) -> Answer:
        """What the gateway would say of it."""
        return Answer(Operation.PAYMENT, self.key, Status.SUCCEEDED, self.ref, self.moved)


@define
class GatewayWorld:
    """A PaymentGateway. `calls` counts what was asked, however often; an operation exists once a key.

    `lent`: the marketplace has sent back what its freelancers had withdrawn before. Only then may the money not be
    there, and the gateway says no; otherwise more would leave than came in.
    """

    name: str = "sandbox"
    enrols: bool = True
    claims: dict[str, Claim] = field(factory=dict)
    bank: str = "{} 1"
    mood: Mood = Mood.PENDING
    operations: dict[tuple[Operation, str], Seen] = field(factory=dict)
    extras: dict[str, Extra] = field(factory=dict)
    extras_told: set[str] = field(factory=set)
    answers: list[Answer] = field(factory=list)
    lent: Callable[[], bool] = lambda: False

    def keeps(self, operation: Operation) -> timedelta:
        return timedelta(days=3650)

    def returns(self, operation: Operation) -> timedelta:
        return timedelta(days=10)

    def request_payment(self, asked: PaymentRequest) -> Answer:
        return self._asked(Operation.PAYMENT, asked.key, asked.amount, asked.method)

    def refund(self, key: str, payment_ref: str, amount: Money) -> Answer:
        return self._asked(Operation.REFUND, key, amount, payment_ref)

    def pay_out(self, key: str, amount: Money, destination: str) -> Answer:
        return self._asked(Operation.PAYOUT, key, amount, destination)

    def look_up(self, operation: Operation, key: str, ref: str | None) -> Answer | None:
        if self.mood is Mood.DOWN:
            raise Unavailable(self.name)
        seen = self.operations.get((operation, key))
        return self.say(seen) if seen else None

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        raise NotSignedIn("This world sends no signed letters.")

    def enrol(self, purpose: Purpose, key: str, person: Person, return_url: str) -> Enrolment:
        return self.enrolment(purpose, key)

    def enrolment(self, purpose: Purpose, ref: str) -> Enrolment:
        url = None if self.enrols else f"https://gateway.example/{ref}"
        return Enrolment(ref, self.enrols, self.bank.format(ref), self.bank.format("Bank"), url, "")

    def claim(self, ref: str) -> Claim:
        if ref not in self.claims:
            raise NotFound("chargeback", ref)
        return self.claims[ref]

    def contest(self, ref: str, evidence: Evidence) -> Claim:
        if self.mood is Mood.DECLINING:
            raise Declined(self.name, "It is too late.")
        assert evidence.dossier.startswith(b"%PDF")
        self.claims[ref] = evolve(self.claim(ref), state=ClaimState.ANSWERED)
        return self.claims[ref]

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        return iter(())

    def balances(self) -> tuple[Money, ...]:
        return tuple(Money(minor, currency) for currency, minor in self.funds().items())

    def _asked(self, operation: Operation, key: str, amount: Money, target: str) -> Answer:
        if self.mood is Mood.DOWN:
            raise Unavailable(self.name)
        seen = self.operations.get((operation, key))
        if seen is None:
            number = len(self.operations) + 1
            seen = Seen(operation, key, amount, target, f"{operation}_{number}")
            self.operations[operation, key] = seen
            if self.mood is Mood.DECLINING:
                seen.status = Status.FAILED
            else:
                self._check_refunds()
            if self.mood is Mood.INSTANT:
                self.succeed(seen)
        assert (seen.asked, seen.target) == (amount, target), "one key is one operation, however often it is asked"
        if self.mood is Mood.CUT:
            raise Unavailable(self.name)
        if seen.status is Status.FAILED:
            seen.told = Status.FAILED
            raise Declined(self.name, "It says no.")
        return self.say(seen)

    def say(self, seen: Seen) -> Answer:
        """Let an answer out."""
        if _PROGRESS[seen.status] > _PROGRESS[seen.told]:
            seen.told = seen.status
        self.answers.append(seen.answer)
        return seen.answer

    def succeed(self, seen: Seen, amount: Money | None = None) -> None:
        """The money moves: by a payment in `amount`, which may be another than was asked for."""
        assert seen.status is Status.PENDING
        seen.status, seen.moved = Status.SUCCEEDED, amount or seen.asked
        if self.funds()[seen.moved.currency] < 0:
            assert self.lent(), f"more {seen.moved.currency} left the gateway than came in"
            seen.status, seen.moved = Status.FAILED, None

    def end(self, seen: Seen, status: Status) -> None:
        """It comes to nothing; for a transfer that succeeded, the money comes back."""
        assert seen.status is Status.PENDING or seen.operation is not Operation.PAYMENT
        seen.status = status

    def pay_again(self, seen: Seen, amount: Money) -> Extra:
        """The payer pays once more."""
        extra = Extra(seen.key, f"{seen.ref}_again_{len(self.extras)}", amount)
        self.extras[extra.ref] = extra
        return extra

    def known(self) -> Counter[str]:
        """By currency, the money here as far as its answers told: minus the clearing accounts of the ledger."""
        return self._sum(lambda seen: seen.told, {ref: self.extras[ref] for ref in self.extras_told})

    def funds(self) -> Counter[str]:
        """By currency, the money that lies here."""
        return self._sum(lambda seen: seen.status, self.extras)

    def _sum(self, status: Callable[[Seen], Status], extras: Mapping[str, Extra]) -> Counter[str]:
        sums: Counter[str] = Counter()
        for seen in self.operations.values():
            if seen.moved is not None and status(seen) is Status.SUCCEEDED:
                sign = 1 if seen.operation is Operation.PAYMENT else -1
                sums[seen.moved.currency] += sign * seen.moved.amount_minor
        for extra in extras.values():
            sums[extra.moved.currency] += extra.moved.amount_minor
        return sums

    def _check_refunds(self) -> None:
        """No payment is refunded beyond what it brought: a gateway would refuse it for ever."""
        asked: Counter[str] = Counter()
        for seen in self.of(Operation.REFUND):
            if seen.status in (Status.PENDING, Status.SUCCEEDED):
                asked[seen.target] += seen.asked.amount_minor
        brought = {seen.ref: seen.moved for seen in self.of(Operation.PAYMENT)}
        brought.update({ref: extra.moved for ref, extra in self.extras.items()})
        for ref, minor in asked.items():
            paid = brought[ref]
            assert paid is not None, "only what was paid is refunded"
            assert minor <= paid.amount_minor, f"{minor} of {paid} would go back"

    def of(self, *operations: Operation) -> Iterator[Seen]:
        """What it saw, in order."""
        return (seen for seen in self.operations.values() if seen.operation in operations)
