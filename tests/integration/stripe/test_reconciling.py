"""Stripe's report against the books."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulated_shop import SimulatedTill, serving
from tests.simulator.client import Simulator
from tests.suites.reconciling import ReconcilingSuite
from upclone.adapters.embedded import Urls


class TestStripe(ReconcilingSuite):
    """tests/suites/reconciling.py at Stripe."""

    @pytest.fixture
    def till(self, pg_server: Urls, tmp_path: Path, simulator: Simulator) -> Iterator[SimulatedTill]:
        environment = {
            "UPCLONE_STRIPE_SECRET_KEY": "sk_test_simulator",
            "UPCLONE_STRIPE_WEBHOOK_SECRET": "whsec_simulator",
            "UPCLONE_STRIPE_API_BASE": simulator.base("stripe"),
        }
        with serving("stripe", pg_server, tmp_path, simulator, environment) as shop:
            payee, bouncing = (str(simulator.act("stripe", "payee", behaviour=each)) for each in ("ok", "bounces"))
            yield SimulatedTill(shop, "pm_card_visa", payee, bouncing)
