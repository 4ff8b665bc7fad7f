"""A gateway that takes every call and never answers, and how fast everything else is beside it.

Two processes run the whole application, workers included, each on a database of its own. At the one, payments wait for
the dead gateway; at the other, as many were paid at a living one. Both are asked the same in turns, so that whatever
else the machine does meets both.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, Final

from attrs import frozen

from tests.api_world import World, eur
from upclone.adapters.embedded import Urls
from upclone.entrypoints import settings, start

CONTRACTS: Final = 3
"""Of three payments each that the dead gateway is asked for: more than there are threads to ask."""


@contextmanager
def blackhole() -> Iterator[str]:
    """Its address, until the block ends."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=128) as hole:

        def swallow() -> None:
            while True:
                try:
                    taken.append(hole.accept()[0])
                except OSError:
                    return

        Thread(target=swallow, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{hole.getsockname()[1]}"
        finally:
            hole.shutdown(socket.SHUT_RDWR)
            for line in taken:
                line.close()


@frozen
class Site:
    """One of the two processes, asked by lines of JSON."""

    process: subprocess.Popen[str]

    def ask(self, word: str, *arguments: object) -> Any:
        """What its `Inside` answers."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([word, *arguments]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the process has died: see its log"
        return json.loads(answer)


@contextmanager
def site(urls: Urls, home: Path, stripe: str, timeout_s: int) -> Iterator[Site]:
    """The application with Stripe at that address."""
    home.mkdir()
    command = [sys.executable, "-m", "tests.blackhole", urls.owner_url, urls.app_url, str(home), stripe, str(timeout_s)]
    with (
        (home / "log").open("w") as log,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            yield Site(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(30)


@frozen
class Beside:
    """Seconds that each answer took, where a gateway is dead and where none is."""

    dead: list[float]
    alive: list[float]

    def ratio(self, part: float) -> float:
        """Of the times within which that part of the answers came."""
        return _within(self.dead, part) / _within(self.alive, part)

    @property
    def p95(self) -> tuple[float, float]:
        """Of both."""
        return _within(self.dead, 0.95), _within(self.alive, 0.95)


def beside(dead: Site, alive: Site, rounds: int) -> Beside:
    """Ask both for every route so often, in turns."""
    found = Beside([], [])
    paths = dead.ask("paths"), alive.ask("paths")
    for number in range(rounds):
        for pair in zip(*paths, strict=True):
            asked = [(dead, pair[0], found.dead), (alive, pair[1], found.alive)]
            for one, path, times in asked if number % 2 else reversed(asked):
                times.append(one.ask("took", path))
    return found


def _within(times: Sequence[float], part: float) -> float:
    return sorted(times)[int(len(times) * part)]


class Inside:
    """What each process does when it is asked."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.contracts = [world.signed() for _ in range(1 + CONTRACTS)]

    def paths(self) -> list[str]:
        """Routes that need no gateway, of people and of the market."""
        id = self.contracts[0]["id"]
        own = ["/contracts", "/payouts", "/notifications", "/users/profile", "/payments/gateways"]
        return [f"/contracts/{id}", f"/contracts/{id}/history", "/jobs", *own]

    def took(self, path: str) -> float:
        """Seconds to a good answer."""
        began = time.perf_counter()
        answer = self.world.client.get(path)
        took = time.perf_counter() - began
        assert answer.status_code == 200, answer.text
        return took

    def fund(self, gateway: str) -> list[tuple[int, float, str]]:
        """Ask it for every payment of all contracts but the first: status and seconds of each answer, and its id."""
        return [self._funded(contract, number, gateway) for contract in self.contracts[1:] for number in range(3)]

    def fund_first(self) -> tuple[int, float, str]:
        """At the living gateway, a payment of the first contract."""
        return self._funded(self.contracts[0], 0, "sandbox")

    def states(self, payments: list[str]) -> list[str]:
        """How far they are."""
        return [self.world.client.sees(f"/payments/{each}")["state"] for each in payments]

    def _funded(self, contract: dict[str, Any], number: int, gateway: str) -> tuple[int, float, str]:
        body = {"milestone_id": contract["milestones"][number]["id"], "amount": eur(30000), "gateway": gateway}
        method = {"payment_method": "tok_answered"} if gateway == "sandbox" else {}
        began = time.monotonic()
        answer = self.world.client.post(f"/contracts/{contract['id']}/payment", {**body, **method})
        return answer.status_code, time.monotonic() - began, str((answer.json or {}).get("id"))


def main(owner_url: str, app_url: str, home: str, stripe: str, timeout_s: str) -> None:
    """Answer the parent's lines until there are no more."""
    answers, sys.stdout = sys.stdout, sys.stderr
    urls = Urls(owner_url, app_url)
    chosen = settings.load(
        {
            "UPCLONE_DEMO": "1",
            "DATABASE_URL": urls.app_url.replace("+psycopg", ""),
            "UPCLONE_HOME": home,
            "UPCLONE_GATEWAY_TIMEOUT_S": timeout_s,
            "UPCLONE_STRIPE_SECRET_KEY": "sk_test_blackhole",
            "UPCLONE_STRIPE_WEBHOOK_SECRET": "whsec_blackhole",
            "UPCLONE_STRIPE_API_BASE": stripe,
        }
    )
    with start._container(chosen, urls) as container:
        inside = Inside(World(start._app(chosen, container), container.doors(), chosen))
        with start._running(chosen, container):
            for line in sys.stdin:
                word, *arguments = json.loads(line)
                print(json.dumps(getattr(inside, word)(*arguments)), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
