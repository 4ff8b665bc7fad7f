"""The memory store keeps the promises of copies."""

import pytest

from tests.suites.likenesses import LikenessesSuite
from upclone.adapters.memory import MemoryStore, SteppingIds


class TestMemoryLikenesses(LikenessesSuite):
    """tests/suites/likenesses.py in memory."""

    @pytest.fixture
    def unit_of_work(self) -> MemoryStore:
        return MemoryStore(SteppingIds())
