"""One gateway accepts every call and answers none: whatever does not need it goes on."""

import time
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.api_world import World, eur
from tests.blackhole import blackhole, p95
from upclone.adapters.embedded import Urls
from upclone.entrypoints import settings, start

TIMEOUT_S = 1
DEAD = 3
"""Contracts of three payments each that the dead gateway is asked for: more than there are threads to ask."""


@pytest.mark.slow
def test_a_gateway_that_never_answers_takes_nobody_with_it(pg_server: Urls, tmp_path: Path):
    """Funding by it is accepted at once and stays pending; the jobs of the other gateway are done; reads stay fast.

    The bound here is wide, for machines that do much else.
    """
    with blackhole() as hole, databases.copy(pg_server) as urls:
        chosen = settings.load(
            {
                "UPCLONE_DEMO": "1",
                "DATABASE_URL": urls.app_url.replace("+psycopg", ""),
                "UPCLONE_HOME": str(tmp_path),
                "UPCLONE_GATEWAY_TIMEOUT_S": str(TIMEOUT_S),
                "UPCLONE_STRIPE_SECRET_KEY": "sk_test_blackhole",
                "UPCLONE_STRIPE_WEBHOOK_SECRET": "whsec_blackhole",
                "UPCLONE_STRIPE_API_BASE": hole,
            }
        )
        with start._container(chosen, urls) as container:
            world = World(start._app(chosen, container), container.doors(), chosen)
            contracts = [world.signed() for _ in range(1 + DEAD)]
            paths = (f"/contracts/{contracts[0]['id']}", "/jobs", "/payouts")
            p95(world.client, paths, 5)
            with start._running(chosen, container):
                usual = p95(world.client, paths, 40)
                dead = [_funded(world, contract, number, "stripe") for contract in contracts[1:] for number in range(3)]
                alive = _funded(world, contracts[0], 0, "sandbox")
                meanwhile = p95(world.client, paths, 40)
                _until_held(world, alive)
            assert meanwhile < 2 * usual + 0.05
            states = {world.client.sees(f"/payments/{each}")["state"] for each in dead}
            assert states == {"requested"}, "nobody knows, so nobody says yes or no"


def _funded(world: World, contract: dict[str, Any], number: int, gateway: str) -> str:
    body = {"milestone_id": contract["milestones"][number]["id"], "amount": eur(30000), "gateway": gateway}
    method = {"payment_method": "tok_answered"} if gateway == "sandbox" else {}
    began = time.monotonic()
    answer = world.client.post(f"/contracts/{contract['id']}/payment", {**body, **method})
    assert answer.status_code in (202, 503), answer.text
    assert time.monotonic() - began < 10
    return str(answer.json["id"])


def _until_held(world: World, payment: str) -> None:
    end = time.monotonic() + 15
    while world.client.sees(f"/payments/{payment}")["state"] != "held":
        assert time.monotonic() < end, "the jobs of the living wait for the dead"
        time.sleep(0.05)
