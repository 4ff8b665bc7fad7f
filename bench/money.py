"""Releases and webhooks a second where 10,000 contracts are open, against the same SQL in pgbench (see beside.py).

A webhook is what Stripe sends when a payment succeeded. Ours is all that upclone does with it: the signature is
verified, the letter is stored with the job that handles it, and what the job does: Stripe is asked (here somebody who
knows at once), the hold, the milestone, the ledger and the history are written, with the jobs that follow. Not in it:
HTTP, the answer's way from Stripe, and the worker's own fetching of the job. Of each the best round counts.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from attrs import frozen

from bench import crowd, deals
from bench.beside import Beside, Round, beside
from bench.release import THREADS, Releases, released
from bench.report import Line
from tests.gateway_world import GatewayWorld, Seen
from tests.market_place import SwitchedOn
from upclone.adapters.embedded import EmbeddedPostgres, Urls
from upclone.adapters.postgres.deferring import Deferring
from upclone.adapters.postgres.engine import make_engine
from upclone.adapters.postgres.migrations import migrate
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.postgres.webhooks import PostgresWebhookInbox
from upclone.adapters.stripe import StripeGateway
from upclone.adapters.system import SystemClock, Uuid7Ids
from upclone.application.deals.milestones import Milestones
from upclone.application.payments.escrow import Escrow
from upclone.application.payments.transfers import Transfers
from upclone.application.ports.gateways import Operation, Status
from upclone.application.reactions.listening import LISTENERS
from upclone.application.reactions.operations import Operations
from upclone.domain.payments.escrow import Hold

OPEN = 10_000
SEEDS = 40
"""Deals that the others are copies of."""
DEALS = 160
ROUNDS = 4
"""Of each kind, after one that warms up."""
SECRET = "whsec_bench"


def measure() -> Iterator[Line]:
    """The lines of money."""
    with tempfile.TemporaryDirectory(prefix="upclone-bench-") as folder:
        Path(folder).chmod(0o711)  # root's PostgreSQL runs as somebody else, who must get through to the data
        server = EmbeddedPostgres(Path(folder, "home"))
        with server as urls:
            migrate(urls.owner_url)
            yield from _measured(server.programs / "pgbench", urls)


def _measured(program: Path, urls: Urls) -> Iterator[Line]:
    engine = make_engine(urls.app_url, connections=THREADS)
    plain = PostgresUnitOfWork(engine, Uuid7Ids())
    list(deals.prepare(plain, SEEDS, 1))
    crowd.multiply(urls.owner_url, (OPEN - 2 * DEALS) // SEEDS - 1)
    waiting = list(deals.prepare(plain, DEALS, 1 + ROUNDS))
    asked = list(deals.ask(plain, DEALS, 1 + ROUNDS, "stripe"))
    both = beside(program, urls, engine)
    store = PostgresUnitOfWork(engine, Uuid7Ids(), Deferring(LISTENERS))

    releases = Releases(Milestones(store, SystemClock(), Uuid7Ids()), both.on("releases"), waiting)
    yield _line("releases", [releases.round(number, THREADS) for number in range(1 + ROUNDS)])
    webhooks = _webhooks(store, both.on("webhooks"), asked)
    yield _line("webhooks", [webhooks.round(number, THREADS) for number in range(1 + ROUNDS)])
    engine.dispose()
    both.same(
        urls,
        {
            **released(DEALS * (1 + ROUNDS)),
            "SELECT count(*) FROM contract WHERE state = 'active'": OPEN,
            "SELECT count(*) FROM webhook_event": len(asked),
            "SELECT count(*) FROM hold WHERE gateway = 'stripe' AND state = 'held'": len(asked),
        },
    )


def _line(what: str, rounds: Sequence[Round]) -> Line:
    ours, theirs = (max(rates) for rates in zip(*(each.rates for each in rounds[1:]), strict=True))
    return Line("", f"{what}, {OPEN:,} contracts open", f"{ours:,.0f} /s", f"{theirs:,.0f} /s", ours / theirs)


@frozen
class Webhooks:
    """One letter for each payment of `asked`, of which every round takes as many as there are deals."""

    stripe: StripeGateway
    inbox: PostgresWebhookInbox
    operations: Operations
    both: Beside
    asked: Sequence[Hold]

    def round(self, number: int, threads: int) -> Round:
        """The letters about one payment of every deal."""
        handle = [partial(self._handle, *_letter(hold)) for hold in self.asked[number :: 1 + ROUNDS]]
        return self.both.round(number, [handle[thread::threads] for thread in range(threads)])

    def _handle(self, body: bytes, headers: dict[str, str]) -> None:
        notice = self.stripe.verify(body, headers)
        assert self.inbox.receive("stripe", notice, body)
        self.operations.noticed("stripe", notice)


def _webhooks(store: PostgresUnitOfWork, both: Beside, asked: Sequence[Hold]) -> Webhooks:
    clock, ids, gateways = SystemClock(), Uuid7Ids(), SwitchedOn((_world(asked),))
    escrow, transfers = Escrow(store, clock, ids, gateways), Transfers(store, clock, ids, gateways)
    operations = Operations(store, clock, gateways, escrow, transfers, "https://upclone.example")
    return Webhooks(StripeGateway("sk_test_bench", (SECRET,)), PostgresWebhookInbox(store), operations, both, asked)


def _world(asked: Sequence[Hold]) -> GatewayWorld:
    """Where every payment has succeeded."""
    world = GatewayWorld("stripe")
    for hold in asked:
        key = str(hold.id)
        seen = Seen(Operation.PAYMENT, key, hold.total, "tok_ok", f"pi_{key}", Status.SUCCEEDED, hold.total)
        world.operations[Operation.PAYMENT, key] = seen
    return world


def _letter(hold: Hold) -> tuple[bytes, dict[str, str]]:
    key, at = str(hold.id), int(time.time())
    about = {"id": f"pi_{key}", "object": "payment_intent", "status": "succeeded", "metadata": {"upclone_key": key}}
    event = {"id": f"evt_{key}", "object": "event", "type": "payment_intent.succeeded", "data": {"object": about}}
    body = json.dumps(event).encode()
    mark = hmac.new(SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return body, {"Stripe-Signature": f"t={at},v1={mark}"}
