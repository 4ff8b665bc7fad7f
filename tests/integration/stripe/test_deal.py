"""Whole deals by HTTP alone, paid and paid out at Stripe: letters come in over the wire, and both books agree."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
import requests
from attrs import define
from werkzeug.serving import make_server

from tests import databases
from tests.api_world import World, eur
from tests.draining import drain
from tests.simulator.client import Simulator
from upclone.adapters.embedded import Urls
from upclone.domain.payments.ledger import AccountKind
from upclone.entrypoints import settings, start
from upclone.entrypoints.container import Container


@define
class Shop:
    """An application with Stripe as its usual gateway, served on loopback."""

    world: World
    container: Container
    simulator: Simulator
    address: str

    def open(self) -> None:
        """The simulator was reset: letters go here."""
        self.simulator.tell("hook", api="stripe", url=f"{self.address}/webhooks/stripe")

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

    def fund(self, contract: Any, number: int, method: str | None = None) -> str:
        """Ask for the money of a milestone, and let the gateway be asked."""
        body = {"milestone_id": contract["milestones"][number]["id"], "amount": eur(30000), "gateway": "stripe"}
        given = body | ({"payment_method": method} if method else {})
        payment = self.world.client.does(f"/contracts/{contract['id']}/payment", given)
        self.container.reactions.operations().poll()
        drain(self.container.adapters.unit_of_work(), self.container.reactions.tasks())
        return str(payment["id"])

    def state(self, payment: str) -> str:
        self.rest()
        return str(self.world.client.sees(f"/payments/{payment}")["state"])

    def withdraw(self, minor: int, behaviour: str = "ok") -> str:
        to = self.simulator.act("stripe", "payee", behaviour=behaviour)
        body = {"amount": eur(minor), "gateway": "stripe", "destination": to}
        payout = self.world.freelancer.does("/payouts", body)
        self.rest()
        return str(payout["id"])

    def agree(self) -> None:
        """Nothing is on its way, and the clearing account is what the simulator's own book says, to the cent."""
        rows = {row.account: row.balance for row in self.world.doors.ledger.balances()}
        transit = (AccountKind.PAYOUT_TRANSIT, AccountKind.REFUND_TRANSIT, AccountKind.SUSPENSE)
        assert [account for account, left in rows.items() if account.kind in transit and left] == []
        there = [
            left.amount_minor
            for account, left in rows.items()
            if account.kind is AccountKind.GATEWAY_CLEARING and ":stripe:" in f":{account.key}:"
        ]
        assert -sum(there) == self.simulator.balance("stripe", "EUR")
        assert self.simulator.repeated() == []
        assert self.world.doors.ledger.verify().sound


@pytest.fixture
def shop(pg_server: Urls, tmp_path: Any, simulator: Simulator) -> Iterator[Shop]:
    """The whole application, as the container builds it with these settings."""
    with databases.copy(pg_server) as urls:
        env = {
            "UPCLONE_DEMO": "1",
            "DATABASE_URL": urls.app_url.replace("+psycopg", ""),
            "UPCLONE_HOME": str(tmp_path),
            "UPCLONE_STRIPE_SECRET_KEY": "sk_test_simulator",
            "UPCLONE_STRIPE_WEBHOOK_SECRET": "whsec_another_endpoint, whsec_simulator",
            "UPCLONE_STRIPE_API_BASE": simulator.base("stripe"),
            "UPCLONE_GATEWAY_TIMEOUT_S": "0.5",
        }
        chosen = settings.load(env)
        with start._container(chosen, urls) as container:
            app = start._app(chosen, container)
            server = make_server("127.0.0.1", 0, app, threaded=True)
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            shop = Shop(World(app, container.doors(), chosen), container, simulator, f"http://127.0.0.1:{server.port}")
            shop.open()
            try:
                yield shop
            finally:
                server.shutdown()
                thread.join()
                server.server_close()


@pytest.mark.slow
def test_a_deal_is_funded_released_withdrawn_refunded_split_and_bounces(shop: Shop):
    """With and without 3-D Secure, and a card that is declined; after each step the two books agree."""
    world, contract = shop.world, shop.world.signed()
    first, second, third = (f"/milestones/{each['id']}" for each in contract["milestones"])
    assert world.client.sees("/payments/gateways")["items"][0] == "stripe"

    payment = shop.fund(contract, 0)
    shop.press(payment)
    assert shop.state(payment) == "held"
    payment = shop.fund(contract, 1, "pm_card_threeDSecure2Required")
    shop.press(payment)
    assert shop.state(payment) == "held"
    assert shop.state(shop.fund(contract, 2, "pm_card_visa_chargeDeclined")) == "declined"
    payment = shop.fund(contract, 2, "pm_card_threeDSecure2Required")
    shop.press(payment, "decline")
    assert shop.state(payment) == "declined"
    assert shop.state(shop.fund(contract, 2, "pm_card_visa")) == "held"
    shop.agree()
    assert shop.simulator.balance("stripe", "EUR") == 3 * (30_900 - 926)

    world.freelancer.does(f"{first}/submit", {"note": "Done."})
    world.client.does(f"{first}/approve")
    paid = shop.withdraw(27_000)
    assert world.freelancer.sees(f"/payouts/{paid}")["state"] == "paid"
    shop.agree()

    world.freelancer.does(f"{second}/refund", {"amount": eur(10_000)})
    world.client.does(f"{second}/approve")
    shop.rest()
    assert [each["state"] for each in world.client.sees("/payouts?kind=refund")["items"]] == ["paid"]
    shop.agree()

    body = {"milestone_id": contract["milestones"][2]["id"], "reason": "Half is missing.", "statement": "See."}
    dispute = world.client.does(f"/contracts/{contract['id']}/disputes", body)["id"]
    world.freelancer.does(f"/disputes/{dispute}/offer", {"release": eur(15_000)})
    world.client.does(f"/disputes/{dispute}/accept", {"release": eur(15_000)})
    shop.rest()
    assert world.client.sees(third)["state"] == "settled"
    shop.agree()

    have = _available(world)
    bounces = shop.withdraw(have, "bounces")
    assert world.freelancer.sees(f"/payouts/{bounces}")["state"] == "paid"
    assert _available(world) == 0
    shop.agree()
    shop.simulator.tell("clock", advance_s=2 * 3600)
    shop.rest()
    back = world.freelancer.sees(f"/payouts/{bounces}")
    assert (back["state"], back["failure"]) == ("failed", "The bank account has been closed.")
    assert _available(world) == have, "restored once"
    shop.agree()


def _available(world: World) -> int:
    rows = world.freelancer.sees("/balances")["items"]
    return sum(row["available"]["amount_minor"] for row in rows if row["gateway"] == "stripe")


@pytest.mark.slow
def test_a_deal_survives_lost_answers_and_letters_that_are_late_doubled_and_shuffled(shop: Shop):
    """Everything happens once, whatever is lost on the way; what is forged or old changes nothing."""
    simulator, world = shop.simulator, shop.world
    simulator.tell("hook", api="stripe", copies=3, shuffled=True, delay_s=3600)
    for kind in ("timeout_after", "error_after"):
        for operation in ("payment_intents.create", "transfers.create", "payouts.create", "refunds.create"):
            nth = 1 if kind == "timeout_after" else 2
            simulator.fault(kind, operation=operation, nth=nth)
    contract = world.signed()
    payments = [shop.fund(contract, number, "pm_card_visa") for number in (0, 1)]
    shop.rest()
    assert [world.client.sees(f"/payments/{each}")["state"] for each in payments] == ["held", "held"]
    first, second = (f"/milestones/{each['id']}" for each in contract["milestones"][:2])
    world.client.does(f"{first}/approve")
    world.freelancer.does(f"{second}/refund")
    paid = [shop.withdraw(10_000), shop.withdraw(10_000)]
    for _ in range(2):
        shop.rest()
    met = {(each["operation"], each["fault"]) for each in simulator.tell("trace") if each["fault"]}
    assert len(met) == 7, "each call but the one refund was lost in both ways"
    assert [world.freelancer.sees(f"/payouts/{each}")["state"] for each in paid] == ["paid", "paid"]
    shop.agree()
    simulator.tell("forge", api="stripe", body='{"id": "evt_forged", "type": "payout.failed"}')
    simulator.tell("heal")
    shop.rest()
    simulator.tell("clock", advance_s=4 * 3600)
    shop.rest()
    letters = simulator.tell("letters", api="stripe")
    forged = [letter["answer"] for letter in letters if letter["forged"]]
    assert forged == ["401"]
    assert {letter["answer"] for letter in letters if not letter["forged"]} == {"200"}
    assert [world.freelancer.sees(f"/payouts/{each}")["state"] for each in paid] == ["paid", "paid"]
    shop.agree()
