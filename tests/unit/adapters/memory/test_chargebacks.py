"""Chargebacks, on the memory store."""

import pytest

from tests.suites.chargebacks import ChargebacksSuite
from upclone.adapters.memory import MemoryStore, SteppingIds


class TestMemoryChargebacks(ChargebacksSuite):
    """tests/suites/chargebacks.py on the memory store."""

    @pytest.fixture
    def unit_of_work(self) -> MemoryStore:
        return MemoryStore(SteppingIds(seed=11))
