"""What a payment gateway promises. The sandbox passes it, and so does each real one against the simulator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import pytest

from upclone.application.ports.gateways import (
    Answer,
    Moved,
    Operation,
    PaymentGateway,
    PaymentRequest,
    Person,
    Purpose,
    Status,
)
from upclone.domain.errors import Declined, KeyReused, NotFound, NotSignedIn, Unavailable
from upclone.domain.money import Money

HOLD = "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d"
REFUND = "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c4e:1"
PAYOUT = "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c5f:1"
SOMEBODY = UUID("01981f6e-7a10-7c3e-9a52-0d8f0a1b2c6a")
RETURN = "http://127.0.0.1:8000/back"

LOST = ("before", "after")
"""When a call's answer is lost: before anything happened, or after."""


class Place(Protocol):
    """A gateway in an empty world of its own, and what happens there without upclone."""

    gateway: PaymentGateway

    def method(self, lost: str = "") -> str:
        """What a payer pays with. With `lost`, the first call that asks for the payment is not answered."""
        ...

    def approve(self, opened: Answer) -> None:
        """The payer says yes, where that is still waited for."""
        ...

    def payee(self, how: str = "ok") -> str:
        """Somebody to pay out to: `ok`; `bounces` one hour after it was paid; `lost before` and `lost after` leave the
        first call without an answer."""
        ...

    def rest(self) -> None:
        """Everything that is due happens."""
        ...

    def later(self) -> None:
        """More than an hour passes."""
        ...

    def letters(self) -> list[tuple[bytes, Mapping[str, str]]]:
        """What it wrote so far, signed now."""
        ...

    def now(self) -> datetime:
        """By the gateway's clock."""
        ...

    def outdated(self, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        """The headers of the same letter as they were signed ten minutes ago."""
        ...


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


class GatewaySuite:
    """Inherit it, and say where the place comes from. `other_names` is what its report knows by another name than its
    answers do, and by the same key."""

    other_names: frozenset[Moved] = frozenset()

    @pytest.fixture
    def place(self) -> Place:
        raise NotImplementedError

    def ask(self, place: Place, minor: int = 10_000, key: str = HOLD, method: str | None = None) -> Answer:
        chosen = place.method() if method is None else method
        return place.gateway.request_payment(
            PaymentRequest(key, eur(minor), chosen, "Landing page", RETURN, payer=SOMEBODY, purpose=SOMEBODY)
        )

    def known(self, place: Place, operation: Operation, key: str, ref: str | None = None) -> Answer:
        answer = place.gateway.look_up(operation, key, ref)
        assert answer is not None
        assert (answer.operation, answer.key) == (operation, key)
        return answer

    def paid(self, place: Place, minor: int = 10_000, key: str = HOLD) -> Answer:
        """A payment that came in."""
        opened = self.ask(place, minor, key)
        place.approve(opened)
        place.rest()
        return self.known(place, Operation.PAYMENT, key, opened.ref)

    def test_a_payment_comes_in_once_a_key(self, place: Place):
        """Asked for again, before and after it was paid, it is the same one, and says what really moved."""
        method = place.method()
        first = self.ask(place, method=method)
        assert self.ask(place, method=method).ref == first.ref
        place.approve(first)
        place.rest()
        paid = self.known(place, Operation.PAYMENT, HOLD, first.ref)
        assert (paid.status, paid.amount) == (Status.SUCCEEDED, eur(10_000))
        assert self.ask(place, method=method).key == HOLD
        assert self.known(place, Operation.PAYMENT, HOLD, paid.ref) == paid
        assert sum(place.gateway.balances(), eur(0)) == eur(10_000) - (paid.fee or eur(0))

    def test_a_key_with_another_request_is_refused(self, place: Place):
        """It is our own mistake, and must not pass for anything else."""
        method = place.method()
        self.ask(place, method=method)
        with pytest.raises(KeyReused):
            self.ask(place, minor=9_999, method=method)

    @pytest.mark.parametrize("lost", LOST)
    def test_a_payment_without_an_answer_is_unknown_and_found(self, place: Place, lost: str):
        """Never failed: it is looked up, or asked for again, and there is one."""
        method = place.method(lost)
        with pytest.raises(Unavailable):
            self.ask(place, method=method)
        found = place.gateway.look_up(Operation.PAYMENT, HOLD, None)
        assert found is None or lost == "after", "nothing happened that could be found"
        again = found or self.ask(place, method=method)
        place.approve(again)
        place.rest()
        assert self.known(place, Operation.PAYMENT, HOLD, again.ref).amount == eur(10_000)

    def test_a_key_that_was_never_used_is_unknown(self, place: Place):
        """None, and not a failure: whoever asked may have been lost on the way."""
        for operation, key in ((Operation.PAYMENT, HOLD), (Operation.REFUND, REFUND), (Operation.PAYOUT, PAYOUT)):
            assert place.gateway.look_up(operation, key, None) is None
            assert place.gateway.keeps(operation) > timedelta(hours=1)

    def test_refunds_stop_at_what_was_paid(self, place: Place):
        """In parts, each once; beyond the rest of it the answer is no, and nothing moves."""
        payment = self.paid(place)
        first = place.gateway.refund(REFUND, payment.ref, eur(4_000))
        assert place.gateway.refund(REFUND, payment.ref, eur(4_000)).ref == first.ref
        place.rest()
        done = self.known(place, Operation.REFUND, REFUND, first.ref)
        assert (done.status, done.amount) == (Status.SUCCEEDED, eur(4_000))
        with pytest.raises(Declined):
            place.gateway.refund(REFUND.replace(":1", ":2"), payment.ref, eur(6_001))
        place.gateway.refund(REFUND.replace(":1", ":3"), payment.ref, eur(6_000))
        place.rest()
        assert sum(place.gateway.balances(), eur(0)) == -(payment.fee or eur(0))

    def test_a_payout_arrives_once(self, place: Place):
        """Asked for twice, paid once."""
        self.paid(place, 20_000)
        to = place.payee()
        first = place.gateway.pay_out(PAYOUT, eur(10_000), to)
        assert place.gateway.pay_out(PAYOUT, eur(10_000), to).ref == first.ref
        place.rest()
        done = self.known(place, Operation.PAYOUT, PAYOUT, first.ref)
        assert (done.status, done.amount) == (Status.SUCCEEDED, eur(10_000))

    @pytest.mark.parametrize("lost", LOST)
    def test_a_payout_without_an_answer_is_unknown_and_found(self, place: Place, lost: str):
        """Like a payment."""
        self.paid(place, 20_000)
        to = place.payee(f"lost {lost}")
        with pytest.raises(Unavailable):
            place.gateway.pay_out(PAYOUT, eur(10_000), to)
        found = place.gateway.look_up(Operation.PAYOUT, PAYOUT, None)
        again = found or place.gateway.pay_out(PAYOUT, eur(10_000), to)
        place.rest()
        assert self.known(place, Operation.PAYOUT, PAYOUT, again.ref).status is Status.SUCCEEDED
        moved = Counter(each.what for each in self.report(place))
        assert moved[Moved.PAYOUT] == 1

    def test_a_payout_that_comes_back_after_it_was_paid_has_failed(self, place: Place):
        """However late: the money lies at the gateway again, once, and the reason is told."""
        payment = self.paid(place, 20_000)
        first = place.gateway.pay_out(PAYOUT, eur(10_000), place.payee("bounces"))
        place.rest()
        arrived = self.known(place, Operation.PAYOUT, PAYOUT, first.ref)
        assert arrived.status is Status.SUCCEEDED
        place.later()
        for _ in range(2):
            back = self.known(place, Operation.PAYOUT, PAYOUT, first.ref)
            assert back.status is Status.FAILED
            assert back.reason
        fees = (payment.fee or eur(0)) + (arrived.fee or eur(0))
        assert sum(place.gateway.balances(), eur(0)) == eur(20_000) - fees

    def test_letters_name_the_operation_and_are_believed_by_their_signature_alone(self, place: Place):
        """Each part of one counts: another body, no signature, somebody else's, an old one."""
        paid = self.paid(place)
        letters = place.letters()
        notices = [place.gateway.verify(body, headers) for body, headers in letters]
        assert (Operation.PAYMENT, HOLD) in {(notice.operation, notice.key) for notice in notices}
        assert len({notice.id for notice in notices}) == len({body for body, _ in letters})
        for notice in notices:
            if notice.operation is Operation.PAYMENT:
                assert place.gateway.look_up(notice.operation, notice.key, notice.ref) == paid
        body, headers = letters[0]
        forged = {name: value.replace("v1=", "v1=0") for name, value in headers.items()}
        for wrong, under in ((body + b" ", headers), (body, {}), (body, forged), (body, place.outdated(headers, body))):
            with pytest.raises(NotSignedIn):
                place.gateway.verify(wrong, under)

    def test_the_report_sums_to_the_balance(self, place: Place):
        """Every line is known by its own id; what an operation is called there is what its answer said."""
        payment = self.paid(place, 20_000)
        refund = place.gateway.refund(REFUND, payment.ref, eur(5_000))
        payout = place.gateway.pay_out(PAYOUT, eur(10_000), place.payee("bounces"))
        place.rest()
        self.known(place, Operation.PAYOUT, PAYOUT, payout.ref)
        place.later()
        self.known(place, Operation.PAYOUT, PAYOUT, payout.ref)
        lines = self.report(place)
        assert [line.at for line in lines] == sorted(line.at for line in lines)
        assert len({line.id for line in lines}) == len(lines)
        expected = [
            (Moved.PAYMENT, payment.ref, HOLD),
            (Moved.REFUND, refund.ref, REFUND),
            (Moved.PAYOUT, payout.ref, PAYOUT),
            (Moved.PAYOUT_RETURNED, payout.ref, PAYOUT),
        ]
        assert [(line.what, line.key) for line in lines] == [(what, key) for what, _, key in expected]
        for line, (what, ref, _) in zip(lines, expected, strict=True):
            assert line.ref == ref or what in self.other_names
        assert all(line.amount > eur(0) and line.fee >= eur(0) for line in lines)
        assert sum((line.net for line in lines), eur(0)) == sum(place.gateway.balances(), eur(0))
        assert list(place.gateway.movements(place.now() + timedelta(days=1), place.now() + timedelta(days=2))) == []

    def report(self, place: Place) -> list:
        """Everything so far."""
        now = place.now()
        return list(place.gateway.movements(now - timedelta(hours=5), now + timedelta(seconds=2)))

    @pytest.mark.parametrize("purpose", Purpose)
    def test_whoever_enrols_gets_a_token(self, place: Place, purpose: Purpose):
        """At once, or after their visit to the gateway."""
        person = Person(SOMEBODY, "ada@example.org", "Ada Example", "DE")
        begun = place.gateway.enrol(purpose, f"{purpose}-1", person, RETURN)
        assert begun.ready == bool(begun.token)
        if not begun.ready:
            assert begun.url
            assert begun.reason
            self.enrolled(place, begun.ref)
        done = place.gateway.enrolment(purpose, begun.ref)
        assert done.ready
        assert done.token
        assert done.label

    def enrolled(self, place: Place, ref: str) -> None:
        """The person gives the gateway what it asks for."""
        raise NotImplementedError

    def test_what_is_not_there_is_not_found(self, place: Place):
        """Neither chargebacks nor enrolments are made up."""
        with pytest.raises(NotFound):
            place.gateway.claim("nothing")
        for purpose in Purpose:
            with pytest.raises(NotFound):
                place.gateway.enrolment(purpose, "nothing")
