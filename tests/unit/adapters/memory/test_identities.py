"""Identities, on the memory store."""

import pytest

from tests.suites.identities import IdentitiesSuite
from upclone.adapters.memory import MemoryStore, SteppingIds


class TestMemoryIdentities(IdentitiesSuite):
    """tests/suites/identities.py on the memory store."""

    @pytest.fixture
    def unit_of_work(self) -> MemoryStore:
        return MemoryStore(SteppingIds(seed=11))
