"""Bugs that are planted to see them caught. Nothing of this is in the product: each wraps what the product has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any
from uuid import UUID

from attrs import evolve, field, frozen

from tests.market_place import MarketPlace
from upclone.application.ports.gateways import Answer, Operation, PaymentGateway, Status
from upclone.application.ports.store import Answer as Reply
from upclone.application.ports.store import Requests
from upclone.domain.money import Money
from upclone.domain.payments.escrow import Hold


@frozen
class Plant:
    """The product as it is."""

    def gateway(self, real: PaymentGateway) -> PaymentGateway:
        """What stands in for a gateway's adapter."""
        return real

    def place(self, real: MarketPlace) -> MarketPlace:
        """What stands in for the use cases."""
        return real

    def requests(self, real: Requests) -> Requests:
        """What stands in for the keys of requests."""
        return real

    def came_back(self, place: MarketPlace, hold: Hold) -> None:
        """A browser came back from the gateway's page. That proves nothing, and so nothing happens."""


class _Wrapped:
    """A gateway's adapter, of which a part is wrong."""

    def __init__(self, real: PaymentGateway) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _Forgets(_Wrapped):
    """Names every answer anew, so that one that comes again is taken for another."""

    def __init__(self, real: PaymentGateway, numbers: Iterator[int]) -> None:
        super().__init__(real)
        self._numbers = numbers

    def look_up(self, operation: Operation, key: str, ref: str | None) -> Answer | None:
        known = ref.partition("#")[0] if ref else None
        answer = self._real.look_up(operation, key, known)
        if answer is None or operation is not Operation.PAYMENT or answer.status is not Status.SUCCEEDED:
            return answer
        return evolve(answer, ref=f"{answer.ref}#{next(self._numbers)}")

    def refund(self, key: str, payment_ref: str, amount: Money) -> Answer:
        return self._real.refund(key, payment_ref.partition("#")[0], amount)


class _Reuses(_Wrapped):
    """Asks for whatever goes to one place under the key of what went there first."""

    def __init__(self, real: PaymentGateway, used: dict[str, str], first: dict[str, str]) -> None:
        super().__init__(real)
        self._used, self._first = used, first

    def pay_out(self, key: str, amount: Money, destination: str) -> Answer:
        return evolve(self._real.pay_out(self._under(key, destination), amount, destination), key=key)

    def refund(self, key: str, payment_ref: str, amount: Money) -> Answer:
        return evolve(self._real.refund(self._under(key, payment_ref), payment_ref, amount), key=key)

    def look_up(self, operation: Operation, key: str, ref: str | None) -> Answer | None:
        answer = self._real.look_up(operation, self._used.get(key, key), ref)
        return evolve(answer, key=key) if answer else None

    def _under(self, key: str, place: str) -> str:
        return self._used.setdefault(key, self._first.setdefault(place, key))


@frozen
class NoDedupe(Plant):
    """What is told twice is booked twice."""

    numbers: Iterator[int] = field(factory=lambda: count(1))

    def gateway(self, real: PaymentGateway) -> PaymentGateway:
        """One that forgets."""
        return _Forgets(real, self.numbers)  # type: ignore[return-value]


@frozen
class KeyReuse(Plant):
    """What is new goes under an old key."""

    used: dict[str, str] = field(factory=dict)
    first: dict[str, str] = field(factory=dict)

    def gateway(self, real: PaymentGateway) -> PaymentGateway:
        """One that has one key for many."""
        return _Reuses(real, self.used, self.first)  # type: ignore[return-value]


@frozen
class PostOnRedirect(Plant):
    """Whoever comes back from the gateway's page is taken to have paid."""

    def came_back(self, place: MarketPlace, hold: Hold) -> None:
        """Believe the browser."""
        ref = hold.gateway_ref or "redirect"
        place.operations.settle(Answer(Operation.PAYMENT, str(hold.id), Status.SUCCEEDED, ref, hold.total))


class _Keyless:
    """Keeps no key, so that what is sent again is done again."""

    def once(self, caller: UUID, key: str, fingerprint: str, perform: Callable[[], Reply]) -> tuple[Reply, bool]:
        return perform(), False

    def purge(self) -> int:
        return 0


@frozen
class NoKeys(Plant):
    """A request's key is not looked at."""

    def requests(self, real: Requests) -> Requests:
        """One that has no memory."""
        return _Keyless()


PLANTS: Mapping[str, Callable[[], Plant]] = {
    "": Plant,
    "no_dedupe": NoDedupe,
    "key_reuse": KeyReuse,
    "post_on_redirect": PostOnRedirect,
    "no_keys": NoKeys,
}
