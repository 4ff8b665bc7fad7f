"""Acts that need two people, on the memory store."""

import pytest

from tests.suites.approvals import ApprovalsSuite
from upclone.adapters.memory import MemoryStore, SteppingIds


class TestMemoryApprovals(ApprovalsSuite):
    """tests/suites/approvals.py on the memory store."""

    @pytest.fixture
    def unit_of_work(self) -> MemoryStore:
        return MemoryStore(SteppingIds(seed=11))
