"""Papers in memory."""

import pytest

from tests.builders import IDS
from tests.suites.invoices import InvoicesSuite
from upclone.adapters.memory import MemoryStore


class TestMemoryInvoices(InvoicesSuite):
    """tests/suites/invoices.py on the memory store."""

    @pytest.fixture
    def unit_of_work(self) -> MemoryStore:
        return MemoryStore(IDS)
