"""An application whose usual gateway is a simulated one, served on loopback: letters come in over the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import requests
from attrs import define, field
from werkzeug.serving import make_server

from tests import databases
from tests.api_world import World, eur
from tests.draining import drain
from tests.simulator.client import Simulator
from upclone.adapters.embedded import Urls
from upclone.application.ports.gateways import Movement
from upclone.domain.payments.ledger import AccountKind
from upclone.entrypoints import settings, start
from upclone.entrypoints.container import Container
from upclone.entrypoints.doors import Doors


@define
class Shop:
    """`gateway` is its name; `address` is where the application is served."""

    gateway: str
    world: World
    container: Container
    simulator: Simulator
    address: str

    def open(self) -> None:
        """The simulator was reset: letters go here."""
        self.simulator.tell("hook", api=self.gateway, url=f"{self.address}/webhooks/{self.gateway}")

    def rest(self) -> None:
        """Letters arrive, jobs run, the poller asks, until nothing moves."""
        work, tasks = self.container.adapters.unit_of_work(), self.container.reactions.tasks()
        for _ in range(3):
            drain(work, tasks)
            self.simulator.rest()
            drain(work, tasks)
            self.world.settle()

    def press(self, payment: str, button: str = "pay") -> None:
        """The payer follows the link to the gateway's page, and presses a button there."""
        page = self.world.client.get(f"/payments/{payment}/approve").headers["Location"]
        assert "Approve" in requests.get(page, timeout=5).text
        back = requests.post(page, data={"do": button}, timeout=5, allow_redirects=False)
        assert back.headers["Location"].startswith(self.world.settings.base_url)
        state = self.world.client.sees(f"/payments/{payment}")["state"]
        assert state == "requested", "whoever comes back from a page has proven nothing"

    def fund(self, contract: Any, number: int, method: str | None = None, kept: str | None = None) -> str:
        """Ask for the money of a milestone, by a token or by a method that is kept, and let the gateway be asked."""
        body = {"milestone_id": contract["milestones"][number]["id"], "amount": eur(30000), "gateway": self.gateway}
        given = body | ({"payment_method": method} if method else {}) | ({"method_id": kept} if kept else {})
        payment = self.world.client.does(f"/contracts/{contract['id']}/payment", given)
        self.container.reactions.operations().poll()
        drain(self.container.adapters.unit_of_work(), self.container.reactions.tasks())
        return str(payment["id"])

    def state(self, payment: str) -> str:
        """How a payment stands, once everything that can happen has."""
        self.rest()
        return str(self.world.client.sees(f"/payments/{payment}")["state"])

    def withdraw(self, minor: int, destination: str) -> str:
        """An operator sends the freelancer's money to a place that behaves as its name says; everything happens."""
        body = {"amount": eur(minor), "gateway": self.gateway, "destination": destination}
        payout = self.world.admin.does("/payouts", {**body, "account_id": self.world.freelancer.id})
        self.rest()
        return str(payout["id"])

    def bounces_unheard(self, minor: int, destination: str) -> str:
        """Money is paid out, and comes back two hours later; the letters that say so never arrive."""
        payout = self.withdraw(minor, destination)
        self.simulator.tell("hook", api=self.gateway, held=True)
        self.simulator.tell("clock", advance_s=2 * 3600)
        self.rest()
        assert self.payout(payout)["state"] == "paid", "nobody said anything else"
        return payout

    def later(self, hours: int) -> None:
        """By our clock."""
        self.world.admin.does("/sandbox/clock", {"seconds": hours * 3600})

    def payout(self, id: str) -> Any:
        """As its owner sees it."""
        return self.world.freelancer.sees(f"/payouts/{id}")

    @property
    def available(self) -> int:
        """What the freelancer can withdraw by this gateway, in cents."""
        rows = self.world.freelancer.sees("/balances")["items"]
        return sum(row["available"]["amount_minor"] for row in rows if row["gateway"] == self.gateway)

    def agree(self) -> None:
        """Nothing is on its way, and the clearing account is what the simulator's own book says, to the cent."""
        rows = {row.account: row.balance for row in self.world.doors.ledger.balances()}
        transit = (AccountKind.PAYOUT_TRANSIT, AccountKind.REFUND_TRANSIT, AccountKind.SUSPENSE)
        assert [account for account, left in rows.items() if account.kind in transit and left] == []
        there = [
            left.amount_minor
            for account, left in rows.items()
            if account.kind is AccountKind.GATEWAY_CLEARING and f":{self.gateway}:" in f":{account.key}:"
        ]
        assert -sum(there) == self.simulator.balance(self.gateway, "EUR")
        assert self.simulator.repeated() == []
        assert self.world.doors.ledger.verify().sound


@contextmanager
def serving(
    gateway: str, pg_server: Urls, home: Path, simulator: Simulator, environment: Mapping[str, str]
) -> Iterator[Shop]:
    """The whole application, as the container builds it with these settings, on a database of its own."""
    with databases.copy(pg_server) as urls:
        usual = {
            "UPCLONE_DEMO": "1",
            "DATABASE_URL": urls.app_url.replace("+psycopg", ""),
            "UPCLONE_HOME": str(home),
            "UPCLONE_GATEWAY_TIMEOUT_S": "2",
        }
        chosen = settings.load({**usual, **environment})
        with start._container(chosen, urls) as container:
            app = start._app(chosen, container)
            server = make_server("127.0.0.1", 0, app, threaded=True)
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            address = f"http://127.0.0.1:{server.port}"
            shop = Shop(gateway, World(app, container.doors(), chosen), container, simulator, address)
            shop.open()
            try:
                yield shop
            finally:
                server.shutdown()
                thread.join()
                server.server_close()


@define
class SimulatedTill:
    """A tests.suites.reconciling.Till. `card` is what a payer pays with, or None where they press a button;
    `payee` is somebody who takes money, and `bouncing` somebody from whom it comes back within two hours."""

    shop: Shop
    card: str | None
    payee: str
    bouncing: str
    payments: list[str] = field(factory=list)

    @property
    def doors(self) -> Doors:
        return self.shop.world.doors

    @property
    def gateway(self) -> str:
        return self.shop.gateway

    def play(self) -> None:
        shop, world = self.shop, self.shop.world
        contract = world.signed()
        for number in (0, 1):
            payment = shop.fund(contract, number, self.card)
            if self.card is None:
                shop.press(payment)
            assert shop.state(payment) == "held"
            self.payments.append(payment)
        first, second = (f"/milestones/{each['id']}" for each in contract["milestones"][:2])
        world.client.does(f"{first}/approve")
        world.freelancer.does(f"{second}/refund", {"amount": eur(10_000)})
        shop.withdraw(10_000, self.payee)
        assert shop.available == 17_000
        self._past()

    def plant(self, what: str, how: str) -> None:
        self.shop.simulator.act(self.gateway, "plant", what, how=how)

    def mend(self) -> None:
        self.shop.simulator.act(self.gateway, "mend")

    def dispute(self) -> None:
        self.shop.simulator.tell("hook", api=self.gateway, held=True)
        with self.doors.unit_of_work() as work:
            hold = work.holds.get(UUID(self.payments[0]))
        ref = hold.gateway_ref if self.gateway == "stripe" else str(hold.id)
        assert ref is not None
        self.shop.simulator.act(self.gateway, "dispute", ref)

    def bounce(self) -> None:
        self.shop.simulator.tell("hook", api=self.gateway, held=True)
        body = {"amount": eur(1_000), "gateway": self.gateway, "destination": self.bouncing}
        self.shop.world.admin.does("/payouts", {**body, "account_id": self.shop.world.freelancer.id})
        drain(self.shop.container.adapters.unit_of_work(), self.shop.container.reactions.tasks())
        self.shop.simulator.tell("clock", advance_s=2 * 3600)
        self._past()

    def knows(self, line: Movement) -> bool:
        return True

    def hear(self) -> None:
        self.shop.simulator.tell("hook", api=self.gateway, held=False)
        self.shop.rest()
        self._past()

    def _past(self) -> None:
        """Whatever either clock says, all of it is over by ours."""
        self.shop.world.admin.does("/sandbox/clock", {"seconds": 3 * 3600})
