"""The sandbox keeps the promises of every gateway."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from attrs import frozen

from tests.integration.sandbox.conftest import SECRETS, World
from tests.suites.gateways import GatewaySuite
from upclone.adapters.sandbox import SandboxGateway
from upclone.adapters.sandbox.signing import sign
from upclone.application.ports.gateways import Answer


@frozen
class SandboxPlace:
    """Its test tokens are its faults."""

    world: World

    @property
    def gateway(self) -> SandboxGateway:
        return self.world.gateway

    def method(self, lost: str = "") -> str:
        return f"tok_timeout_{lost}" if lost else "tok_instant"

    def approve(self, opened: Answer) -> None:
        pass

    def payee(self, how: str = "ok") -> str:
        return {"ok": "acct_ok", "bounces": "acct_paid_then_returned"}.get(how) or f"acct_timeout_{how[5:]}"

    def rest(self) -> None:
        self.world.rest()

    def later(self) -> None:
        self.world.later(hours=2)

    def letters(self) -> list[tuple[bytes, Mapping[str, str]]]:
        return self.world.receiver.letters

    def now(self) -> datetime:
        return self.world.clock.now()

    def outdated(self, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        return sign(body, SECRETS, self.world.network.now() - timedelta(minutes=10))


class TestSandbox(GatewaySuite):
    @pytest.fixture
    def place(self, world: World) -> SandboxPlace:
        return SandboxPlace(world)
