"""Sanctions and traces, on the memory store."""

import pytest

from tests.suites.trust import TrustSuite
from upclone.adapters.memory import MemoryStore, SteppingIds


class TestMemoryTrust(TrustSuite):
    """tests/suites/trust.py on the memory store."""

    @pytest.fixture
    def unit_of_work(self) -> MemoryStore:
        return MemoryStore(SteppingIds(seed=11))
