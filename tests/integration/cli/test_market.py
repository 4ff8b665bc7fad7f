"""The market of `make serve`, in small: told on PostgreSQL by the application's own use cases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import invariants
from tests.integration.cli.conftest import Desk
from tests.postgres_snapshots import PostgresView
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import conninfo
from upclone.domain.money import Money
from upclone.entrypoints import start
from upclone.entrypoints.cli.demo.market.filling import fill
from upclone.entrypoints.cli.demo.market.plan import LENGTH
from upclone.entrypoints.cli.lists import DESK
from upclone.entrypoints.doors import Doors
from upclone.entrypoints.settings import Settings, load

JOBS = 2


class Stopped(Exception):
    """Ctrl-C, in the middle of the story."""


@pytest.fixture
def settings(own_database: Urls, tmp_path: Path) -> Settings:
    """A demo on a database of its own."""
    urls = {"DATABASE_URL": own_database.app_url, "DATABASE_OWNER_URL": own_database.owner_url}
    return load({"UPCLONE_DEMO": "1", "UPCLONE_HOME": str(tmp_path), **urls})


def test_a_small_market(settings: Settings, own_database: Urls) -> None:
    """It goes on where it was stopped, what it leaves is sound, and a second time adds nothing."""

    def stopping(done: int, _total: int) -> None:
        if done == 20:
            raise Stopped

    with pytest.raises(Stopped), start.history(settings, own_database, LENGTH) as history:
        fill(history, stopping, JOBS)
    played: list[int] = []
    with start.history(settings, own_database, LENGTH) as history:
        assert fill(history, lambda done, _: played.append(done), JOBS)
        assert history.clock.now() >= history.present
        _the_till(history.doors)
    with psycopg.connect(conninfo(own_database.app_url), autocommit=True) as reader:
        view = PostgresView(reader)
        first = view.snapshot()
        invariants.check(first)
        counts = _counts(reader)
        with start.history(settings, own_database, LENGTH) as history:
            assert not fill(history, lambda *_: pytest.fail("nothing is played twice"), JOBS)
        assert _counts(reader) == counts
    assert played == list(range(21, played[-1] + 1))
    assert counts["job"] == JOBS
    assert counts["contract"] == JOBS
    assert counts["entry"] > 5


def test_only_a_demo_is_filled(tmp_path: Path) -> None:
    """Real people have a history of their own."""
    desk = Desk({"UPCLONE_HOME": str(tmp_path), "UPCLONE_SECRET_KEY": "s" * 48})
    said: Any = desk.run("serve", "--market", exit=2)
    assert "--market is for a demo" in said.output


def _the_till(doors: Doors) -> None:
    """Those who look after money have something of each kind before them, and payouts go on."""
    after, before = doors.books.runs(None, 3)
    assert (before.agrees, before.failure, after.agrees) == (True, "", False)
    assert [each.amount for each in doors.books.apart()] == [Money(48_00, "EUR"), Money(15_00, "EUR")]
    with doors.unit_of_work() as work:
        (claim,) = work.chargebacks.strays(2)
    assert claim.amount == Money(15_00, "EUR")
    assert not doors.reconciliations.stops("sandbox")
    (waiting,) = doors.approvals.list(DESK, 2)
    assert waiting.state == "requested"
    assert doors.approvals.limits.exceeded(waiting.moved)


def _counts(reader: psycopg.Connection[Any]) -> Mapping[str, int]:
    tables = ("account", "file", "job", "proposal", "contract", "entry", "event", "notification", "request")
    return {name: reader.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # type: ignore[index]
