"""Filling a marketplace, and writing what is searched anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import databases
from tests.integration.cli.conftest import OPERATOR, PASSWORD, SECRET, Desk
from upclone.adapters.embedded import Urls

FEW = ("seed", "--jobs", 30, "--freelancers", 10, "--until", "2026-01-31")


@pytest.fixture
def empty(pg_server: Urls) -> Iterator[Desk]:
    """The command line on a database with nobody in it."""
    with databases.copy(pg_server) as urls:
        plain = [url.replace("+psycopg", "") for url in (urls.app_url, urls.owner_url)]
        yield Desk({"DATABASE_URL": plain[0], "DATABASE_OWNER_URL": plain[1], "UPCLONE_SECRET_KEY": SECRET})


def test_a_load_is_made_once_and_can_be_written_anew(empty: Desk):
    """The same numbers again change nothing; a rebuild finds all of it."""
    for _ in range(2):
        assert empty.json(*FEW) == {"jobs": 30, "freelancers": 10, "seed": 1}
        assert empty.json("search", "rebuild") == {"job": 30, "freelancer": 10}
    assert empty.json("search", "rebuild", "--kind", "job") == {"job": 30}
    empty.run("search", "rebuild", "--after", "01900000-0000-7000-8000-000000000000", exit=2)


def test_made_up_people_do_not_come_among_others_unasked(empty: Desk):
    """Where somebody has signed up, it takes --yes."""
    empty.run("accounts", "create-admin", OPERATOR, "--name", "Ops", "--password-stdin", stdin=PASSWORD)
    assert empty.error(*FEW, exit=4)["code"] == "refused"
    assert empty.json("search", "rebuild", "--kind", "job") == {"job": 0}
    empty.run(*FEW, "--yes")
    assert empty.json("search", "rebuild", "--kind", "job") == {"job": 30}
