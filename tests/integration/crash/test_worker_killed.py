"""The real worker, killed by UPCLONE_FAILPOINT again and again: the next one finishes every payout, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from tests import invariants
from tests.crash_driver import Rig, prepare, rig
from upclone.adapters.embedded import Urls
from upclone.domain.actors import member
from upclone.domain.money import Money
from upclone.domain.payments.transfers import State, Transfer

FAILPOINTS = (1, 2)
"""Each of a worker of its own: the gateway has paid and nothing of it is written; it is written, and the job stands
as begun."""

PATIENCE = 60.0
"""Seconds within which everything is settled once nothing fails any more (PROMISES.md, P7)."""


@contextmanager
def worker(urls: Urls, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """`upclone worker` on this database; ended at the end."""
    upclone = Path(sys.executable).with_name("upclone")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("UPCLONE_")}
    given = {"DATABASE_URL": urls.app_url, "UPCLONE_SECRET_KEY": "a secret of the test's own, long enough"}
    process = subprocess.Popen([upclone, "worker"], env=clean | given | {"UPCLONE_SANDBOX": "1"} | environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def payouts(on: Rig) -> list[Transfer]:
    return [each for each in on.view().snapshot().all(Transfer) if each.kind == "payout"]


@pytest.mark.slow
def test_the_next_worker_finishes_what_dead_ones_began(own_database: Urls, tmp_path: Path):
    """Each dies with a payout of its own in its hands; the last one finishes both, and pays nothing twice."""
    on, ready, owners = rig(own_database.app_url, datetime.now(UTC)), tmp_path / "ready", []
    for _ in FAILPOINTS:
        prepare(on, "payout", ready)
        owners.append(on.view().snapshot().get(UUID(ready.read_text())).parties.freelancer)
    for owner, failpoint in zip(owners, FAILPOINTS, strict=True):
        on.place.transfers.pay_out(member(owner), owner, Money(5_000, "EUR"), "sandbox", "acct_answered")
        with worker(own_database, UPCLONE_FAILPOINT=str(failpoint)) as doomed:
            assert doomed.wait(30) == -signal.SIGKILL
    assert Counter(each.state for each in payouts(on)) == {State.REQUESTED: 1, State.PAID: 1}
    with worker(own_database):
        deadline = time.monotonic() + PATIENCE
        while any(each.state is not State.PAID for each in payouts(on)):
            assert time.monotonic() < deadline, payouts(on)
            time.sleep(0.5)
    now = on.view().snapshot()
    invariants.check(now)
    invariants.check_rest(now)
    totals = on.sandbox.totals()
    invariants.check_gateway(
        now, Counter({code: each.captured - each.refunded - each.paid_out for code, each in totals.items()})
    )
    assert totals["EUR"].paid_out == 5_000 * len(FAILPOINTS)
