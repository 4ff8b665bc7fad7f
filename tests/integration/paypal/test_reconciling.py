"""PayPal's report against the books."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.paypal.conftest import WEBHOOK
from tests.simulated_shop import SimulatedTill, serving
from tests.simulator.client import Simulator
from tests.suites.reconciling import ReconcilingSuite
from upclone.adapters.embedded import Urls


class TestPayPal(ReconcilingSuite):
    """tests/suites/reconciling.py at PayPal."""

    @pytest.fixture
    def till(self, pg_server: Urls, tmp_path: Path, simulator: Simulator) -> Iterator[SimulatedTill]:
        environment = {
            "UPCLONE_PAYPAL_CLIENT_ID": "an-id-of-tests",
            "UPCLONE_PAYPAL_CLIENT_SECRET": "a-secret-of-tests",
            "UPCLONE_PAYPAL_WEBHOOK_ID": WEBHOOK,
            "UPCLONE_PAYPAL_API_BASE": simulator.base("paypal"),
        }
        with serving("paypal", pg_server, tmp_path, simulator, environment) as shop:
            yield SimulatedTill(shop, None, "dan@example.org", "bounces@example.org")
        assert not simulator.state()["bugs"]
