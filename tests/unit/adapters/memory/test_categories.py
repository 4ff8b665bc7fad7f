"""The memory store keeps categories and skills as every store does."""

import pytest

from tests.suites.categories import CategoriesSuite
from upclone.adapters.memory import MemoryStore, SteppingIds


class TestMemoryCategories(CategoriesSuite):
    """tests/suites/categories.py on the memory store."""

    @pytest.fixture
    def unit_of_work(self) -> MemoryStore:
        return MemoryStore(SteppingIds(seed=11))
