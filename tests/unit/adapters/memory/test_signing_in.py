"""Signing in, on the memory store."""

import pytest

from tests.suites.signing_in import SigningInSuite
from upclone.adapters.memory import MemoryStore, SteppingIds


class TestMemorySigningIn(SigningInSuite):
    """tests/suites/signing_in.py on the memory store."""

    @pytest.fixture
    def unit_of_work(self) -> MemoryStore:
        return MemoryStore(SteppingIds(seed=11))
