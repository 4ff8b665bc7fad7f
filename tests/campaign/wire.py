"""The line between the gateways' real SDKs and a simulator in the same process, and who dies on it.

No socket, no second thread and no real second: a call that gets no answer ends at once, as `requests` ends one whose
time is over. So the same seed is the same run, to the byte, and thousands of runs fit into an hour.
"""

from __future__ import annotations

from random import Random
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import requests
from attrs import define, field
from requests.adapters import BaseAdapter

from tests.simulator.halves import halves
from tests.simulator.server import Lost, exchange
from tests.simulator.wire import Request
from tests.simulator.world import World
from upclone.adapters.memory import FixedClock
from upclone.adapters.paypal import PayPalClient, PayPalGateway
from upclone.adapters.paypal.webhooks import Webhooks
from upclone.adapters.postgres.failpoint import Failpoint
from upclone.adapters.stripe import StripeGateway
from upclone.adapters.system import SystemClock

ADDRESS = "http://simulator.example"
OWN_DAYS = 366
"""A run's own keys are UUIDs that tell a time so near to its beginning."""


class Killed(BaseException):
    """The process is dead: nobody may catch this but whoever starts the next one."""


@define(eq=False)
class Fate:
    """When a process dies: at each place where it may, by `chance`, and not more than `lives` times in all.

    `keys` counts the requests that have no key of upclone's."""

    draw: Random
    trace: list[str]
    chance: float = 0.0
    lives: int = 0
    keys: int = 0

    def passes(self, where: str) -> None:
        """A place at which processes die."""
        if self.chance and self.lives and self.draw.random() < self.chance:
            self.lives -= 1
            self.trace.append(f"killed {where}")
            raise Killed(where)


@define(eq=False)
class Boundary(Failpoint):
    """Commit boundaries, as in production; here a process dies by an exception, so that the next one begins at once."""

    fate: Fate = field(kw_only=True)

    def boundary(self) -> None:
        """Before a commit that writes, and after it."""
        self.fate.passes("at a commit")


@define(eq=False)
class ClockedWorld(World):
    """A simulator whose time is the application's, plus what it was moved by."""

    clock: FixedClock = field(factory=FixedClock)

    def now(self) -> float:
        """Unix seconds."""
        return self.clock.now().timestamp() + self.offset


def new_world(clock: FixedClock, seed: int) -> ClockedWorld:
    """The same seed names its objects the same."""
    world = ClockedWorld(halves, address=ADDRESS, clock=clock)
    world.reset(seed)
    world.halves["paypal"].names.salt = "SEEDED"  # type: ignore[attr-defined]
    world.halves["stripe"].state.salt = "seeded"  # type: ignore[attr-defined]
    return world


class Line(BaseAdapter):
    """What `requests` sends its requests through."""

    def __init__(self, world: World, fate: Fate) -> None:
        super().__init__()
        self.world, self.fate = world, fate

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        """One exchange."""
        parts = urlsplit(str(request.url))
        _, api, rest = parts.path.split("/", 2)
        body = request.body.encode() if isinstance(request.body, str) else bytes(request.body or b"")
        headers = {name.lower(): str(value) for name, value in request.headers.items()}
        if drawn_by_chance(headers.get("idempotency-key", "")):
            self.fate.keys += 1
            headers["idempotency-key"] = f"unkeyed-{self.fate.keys}"
        self.fate.passes("before a call")
        try:
            reply = exchange(
                self.world,
                self.world.halves[api],
                Request(request.method or "GET", f"/{rest}", parts.query, headers, body, ADDRESS),
            )
        except Lost as lost:
            self.fate.passes("waiting for an answer")
            raise (requests.ReadTimeout if lost.held else requests.ConnectionError)(request=request) from None
        self.fate.passes("with an answer")
        response = requests.Response()
        response.status_code, response.url, response.request = reply.status, str(request.url), request
        response._content = reply.content
        response.headers.update({"Content-Type": "application/json", **reply.headers})
        return response

    def close(self) -> None:
        """There is nothing open."""


def drawn_by_chance(key: str) -> bool:
    """Whether the SDK drew it, for it is none of upclone's: a seeded run has the same keys each time. All its 128 bits
    are drawn, so that one key in 64 passes for a UUIDv7; but not for one of these days."""
    try:
        told = (UUID(key).int >> 80) / 1000
    except ValueError:
        return False
    return abs(told - FixedClock().now().timestamp()) > OWN_DAYS * 86_400


def stripe(line: Line) -> StripeGateway:
    """The adapter as the container builds it, on this line."""
    gateway = StripeGateway("sk_test_simulator", ("whsec_simulator",), f"{ADDRESS}/stripe", 5.0)
    gateway._client._requestor._get_http_client()._session = _session(line)  # type: ignore[attr-defined]
    return gateway


def paypal(line: Line) -> PayPalGateway:
    """The same."""
    client = PayPalClient(f"{ADDRESS}/paypal", "an-id", "a-secret", 5.0)
    client._session.mount("http://", line)
    client._session.trust_env = False
    return PayPalGateway(client, Webhooks(client, "WHSIMULATOR", SystemClock().now))


def _session(line: Line) -> requests.Session:
    session = requests.Session()
    session.mount("http://", line)
    session.trust_env = False
    return session
