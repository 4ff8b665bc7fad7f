"""A sandbox with clocks that stand still, and a receiver that keeps what it is sent."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from attrs import define, evolve, field
from sqlalchemy import Engine, create_engine, text

from upclone.adapters.embedded import Urls
from upclone.adapters.memory.system import FixedClock
from upclone.adapters.sandbox import SandboxGateway
from upclone.application.ports.gateways import Answer, Notice, Operation, PaymentRequest
from upclone.domain.money import Money

SECRETS = ("newest-secret-of-the-sandbox-0123456789", "older-secret-of-the-sandbox-0123456789")
BASE = "http://127.0.0.1:8000"
SOMEBODY = UUID("01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d")


def asked(key: str, amount: Money, method: str, return_url: str, description: str = "Landing page") -> PaymentRequest:
    """A payment as upclone asks for it."""
    return PaymentRequest(key, amount, method, description, return_url, payer=SOMEBODY, purpose=SOMEBODY)


@define
class Receiver:
    """Answers what it is told to, and keeps (body, headers) of every letter. A fault is raised, not answered."""

    answer: int | Exception = 200
    letters: list[tuple[bytes, Mapping[str, str]]] = field(factory=list)

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> int:
        self.letters.append((body, headers))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@define
class World:
    """A sandbox, its two clocks and its receiver."""

    engine: Engine
    receiver: Receiver = field(factory=Receiver)
    clock: FixedClock = field(factory=FixedClock)
    network: FixedClock = field(factory=lambda: FixedClock(datetime(2026, 11, 20, 12, tzinfo=UTC)))
    gateway: SandboxGateway = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.gateway = self.process()

    def process(self) -> SandboxGateway:
        """The sandbox as another process, or the same one after a restart, has it."""
        return SandboxGateway(self.engine, self.clock, SECRETS, BASE, self.receiver, real=self.network.now)

    def rest(self) -> None:
        """Tick until there is nothing left to do now."""
        for _ in range(50):
            if not self.gateway.tick():
                return
        raise AssertionError("the sandbox does not come to rest")

    def later(self, **by: int) -> None:
        """Let application time pass, and what is due happen."""
        self.clock.advance(timedelta(**by))
        self.rest()

    def notices(self) -> list[Notice]:
        """What the receiver was told, each letter verified."""
        return [self.gateway.verify(*letter) for letter in self.receiver.letters]

    def pay(self, key: str, token: str, minor: int = 10_000, currency: str = "EUR") -> Answer:
        return self.gateway.request_payment(asked(key, Money(minor, currency), token, f"{BASE}/payments/{key}"))

    def paid(self, key: str = "p", token: str = "tok_instant", minor: int = 10_000) -> Answer:
        """A payment that has been captured."""
        self.pay(key, token, minor)
        self.rest()
        return self.asked(Operation.PAYMENT, key)

    def asked(self, operation: Operation, key: str) -> Answer:
        answer = self.gateway.look_up(operation, key, None)
        assert answer is not None
        return answer

    def with_secrets(self, *secrets: str) -> SandboxGateway:
        return evolve(self.gateway, secrets=secrets)


@pytest.fixture(scope="session")
def sandbox_engine(database: Urls) -> Iterator[Engine]:
    """The application's role, as in production."""
    engine = create_engine(database.app_url, pool_size=20)
    yield engine
    engine.dispose()


@pytest.fixture
def world(sandbox_engine: Engine, database: Urls) -> Iterator[World]:
    """An empty sandbox; what it commits is swept away by the owner."""
    yield World(sandbox_engine)
    owner = create_engine(database.owner_url)
    with owner.begin() as connection:
        connection.execute(text("TRUNCATE sandbox.operation, sandbox.balance, sandbox.lost_call CASCADE"))
    owner.dispose()
