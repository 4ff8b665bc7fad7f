"""The memory store keeps standing and recommendations as every store does."""

import pytest

from tests.suites.matching import MatchingSuite
from upclone.adapters.memory import MemoryStore, SteppingIds


class TestMemoryMatching(MatchingSuite):
    """tests/suites/matching.py on the memory store."""

    @pytest.fixture
    def unit_of_work(self) -> MemoryStore:
        return MemoryStore(SteppingIds(seed=13))
