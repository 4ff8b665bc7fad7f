"""Means of people, on the memory store."""

import pytest

from tests.suites.methods import MethodsSuite
from upclone.adapters.memory import MemoryStore, SteppingIds


class TestMemoryMethods(MethodsSuite):
    """tests/suites/methods.py on the memory store."""

    @pytest.fixture
    def unit_of_work(self) -> MemoryStore:
        return MemoryStore(SteppingIds(seed=11))
