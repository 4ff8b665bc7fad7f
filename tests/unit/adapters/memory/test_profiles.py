"""Files and profiles in memory."""

import pytest

from tests.suites.profiles import ProfilesSuite
from upclone.adapters.memory import MemoryStore, SteppingIds


class TestMemoryProfiles(ProfilesSuite):
    """tests/suites/profiles.py on the memory store."""

    @pytest.fixture
    def unit_of_work(self) -> MemoryStore:
        return MemoryStore(SteppingIds(seed=11))
