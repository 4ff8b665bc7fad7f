"""The payment gateways that are switched on, by name, each behind a guard.

A gateway that hangs or fails must not take the others, or the site, with it: only some calls run at once, and one that
has failed several times in a row is left alone for a while. (Own code: the breakers that are published hold a lock
while they call, so that one slow answer would queue all others.)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import Final

from attrs import define, field, frozen

from upclone.application.ports.gateways import (
    Answer,
    Claim,
    Enrolment,
    Evidence,
    Movement,
    Notice,
    Operation,
    PaymentGateway,
    PaymentRequest,
    Person,
    Purpose,
)
from upclone.domain.errors import Invalid, Unavailable
from upclone.domain.money import Money

FAILURES: Final = 5
"""So many calls in a row without an answer, and the gateway is left alone."""

REST_S: Final = 15.0
"""For so long; then one call tries it."""

AT_ONCE: Final = 16
"""Calls of one process to one gateway that run at the same time; one more is told to come back later."""


@define(eq=False)
class Breaker:
    """Opens after FAILURES in a row. Time is monotonic seconds."""

    now: Callable[[], float] = time.monotonic
    _failures: int = field(default=0, init=False)
    _opened_at: float = field(default=0.0, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def closed(self) -> bool:
        """Whether a call may be made. Of those that come once the rest is over, one."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if self.now() - self._opened_at < REST_S:
                return False
            self._opened_at = self.now()
            return True

    def answered(self) -> None:
        """It said something, if only no."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """It said nothing."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._opened_at = self.now()


@define(eq=False)
class GuardedGateway:
    """A gateway that is never waited for by more than AT_ONCE callers, and not at all while its breaker is open."""

    inner: PaymentGateway
    breaker: Breaker = field(factory=Breaker)
    _room: BoundedSemaphore = field(factory=lambda: BoundedSemaphore(AT_ONCE), init=False)

    @property
    def name(self) -> str:
        """The gateway's."""
        return self.inner.name

    def keeps(self, operation: Operation) -> timedelta:
        """Needs no call."""
        return self.inner.keeps(operation)

    def returns(self, operation: Operation) -> timedelta:
        """Needs no call."""
        return self.inner.returns(operation)

    def request_payment(self, asked: PaymentRequest) -> Answer:
        """Open a payment."""
        with self._guarded():
            return self.inner.request_payment(asked)

    def refund(self, key: str, payment_ref: str, amount: Money) -> Answer:
        """Send a captured payment back."""
        with self._guarded():
            return self.inner.refund(key, payment_ref, amount)

    def pay_out(self, key: str, amount: Money, destination: str) -> Answer:
        """Send money to a payee's token."""
        with self._guarded():
            return self.inner.pay_out(key, amount, destination)

    def look_up(self, operation: Operation, key: str, ref: str | None) -> Answer | None:
        """What became of an operation."""
        with self._guarded():
            return self.inner.look_up(operation, key, ref)

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Not counted: what strangers send says nothing of how the gateway is."""
        return self.inner.verify(body, headers)

    def enrol(self, purpose: Purpose, key: str, person: Person, return_url: str) -> Enrolment:
        """Begin to set up a means of paying, or of being paid."""
        with self._guarded():
            return self.inner.enrol(purpose, key, person, return_url)

    def enrolment(self, purpose: Purpose, ref: str) -> Enrolment:
        """How far it is."""
        with self._guarded():
            return self.inner.enrolment(purpose, ref)

    def claim(self, ref: str) -> Claim:
        """A chargeback as it stands."""
        with self._guarded():
            return self.inner.claim(ref)

    def contest(self, ref: str, evidence: Evidence) -> Claim:
        """Answer a chargeback."""
        with self._guarded():
            return self.inner.contest(ref, evidence)

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """Not counted: a report is long, and nobody waits for it."""
        return self.inner.movements(since, until)

    def balances(self) -> tuple[Money, ...]:
        """What lies there now."""
        with self._guarded():
            return self.inner.balances()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        if not self.breaker.closed():
            raise Unavailable(self.name, "It has not answered for a while, and is left alone for some seconds.")
        if not self._room.acquire(blocking=False):
            raise Unavailable(self.name, "Too many calls wait for it.")
        try:
            yield
        except Unavailable:
            self.breaker.failed()
            raise
        except BaseException:
            self.breaker.answered()
            raise
        else:
            self.breaker.answered()
        finally:
            self._room.release()


@frozen
class GatewaysByName:
    """Those of this mapping, the usual one first."""

    gateways: Mapping[str, PaymentGateway]

    @property
    def names(self) -> tuple[str, ...]:
        """In their order."""
        return tuple(self.gateways)

    def get(self, name: str) -> PaymentGateway:
        """Raises Invalid("gateway") for one that is not switched on."""
        try:
            return self.gateways[name]
        except KeyError:
            known = ", ".join(sorted(self.gateways)) or "none, for no gateway is set up here"
            raise Invalid("gateway", f"must be one of: {known}") from None
