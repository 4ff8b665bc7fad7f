"""One database for all runs of this worker's campaigns."""

from collections.abc import Iterator

import pytest

from tests.campaign.stores import Store, store
from upclone.adapters.embedded import Urls


@pytest.fixture(scope="session")
def runs(pg_server: Urls) -> Iterator[Store]:
    with store(pg_server) as kept:
        yield kept
