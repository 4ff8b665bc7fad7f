"""One gateway accepts every call and answers none: whatever does not need it goes on."""

import time
from pathlib import Path

import pytest

from tests import databases
from tests.blackhole import Site, beside, blackhole, site
from upclone.adapters.embedded import Urls

TIMEOUT_S = 1
TRIES = 4
ALLOWED = 1.2


@pytest.mark.slow
def test_a_gateway_that_never_answers_takes_nobody_with_it(pg_server: Urls, tmp_path: Path):
    """Funding by it is accepted at once and stays pending; the jobs of the other gateway are done; reads stay as fast
    as they are where no gateway is dead.

    A busy machine is slow at random, so that one of a few tries has to show it.
    """
    with (
        blackhole() as hole,
        databases.copy(pg_server) as one,
        databases.copy(pg_server) as other,
        site(one, tmp_path / "dead", hole, TIMEOUT_S) as dead,
        site(other, tmp_path / "alive", hole, TIMEOUT_S) as alive,
    ):
        beside(dead, alive, 3)
        assert all(status in (202, 503) and took < 10 for status, took, _ in alive.ask("fund", "sandbox"))
        asked = dead.ask("fund", "stripe")
        assert all(status in (202, 503) and took < 10 for status, took, _ in asked)
        _, _, living = dead.ask("fund_first")
        ratios = []
        while not ratios or (min(ratios) > ALLOWED and len(ratios) < TRIES):
            ratios.append(beside(dead, alive, 15).ratio(0.95))
        assert min(ratios) <= ALLOWED, ratios
        _until_held(dead, living)
        states = dead.ask("states", [id for _, _, id in asked])
        assert set(states) == {"requested"}, "nobody knows, so nobody says yes or no"


def _until_held(dead: Site, payment: str) -> None:
    end = time.monotonic() + 15
    while dead.ask("states", [payment]) != ["held"]:
        assert time.monotonic() < end, "the jobs of the living wait for the dead"
        time.sleep(0.05)
