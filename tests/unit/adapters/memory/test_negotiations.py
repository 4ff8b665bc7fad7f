"""Negotiations in memory."""

import pytest

from tests.suites.negotiations import NegotiationsSuite
from upclone.adapters.memory import MemoryStore, SteppingIds


class TestMemoryNegotiations(NegotiationsSuite):
    """tests/suites/negotiations.py on the memory store."""

    @pytest.fixture
    def unit_of_work(self) -> MemoryStore:
        return MemoryStore(SteppingIds(seed=7))
