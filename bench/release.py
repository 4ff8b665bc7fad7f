"""S1: releasing a milestone through the application, against the same SQL in pgbench (see beside.py).

Ours is `Milestones.approve` as production calls it: the real unit of work on a pooled connection of the application's
role, real listeners (so the reactions' jobs are written too), a durable server (fsync on). One call locks and loads
the contract, its milestone and its hold, decides, saves, posts the entry, records the events, defers the jobs, commits.
Not in it: HTTP, tokens, idempotency keys, and what the jobs do later.

Of each the best round counts: what else the machine does can only slow things down.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from attrs import frozen

from bench import deals
from bench.beside import Beside, Round, beside
from bench.deals import Deal
from bench.report import Line
from upclone.adapters.embedded import EmbeddedPostgres, Urls
from upclone.adapters.postgres.deferring import Deferring
from upclone.adapters.postgres.engine import make_engine
from upclone.adapters.postgres.migrations import migrate
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import SystemClock, Uuid7Ids
from upclone.application.deals.milestones import Milestones
from upclone.application.reactions.listening import LISTENERS

DEALS = 160
ROUNDS = 10
"""Of each kind, after one that warms up. A round approves one milestone of every deal."""
THREADS = 4


def measure() -> Iterator[Line]:
    """The lines of S1."""
    with tempfile.TemporaryDirectory(prefix="upclone-bench-") as folder:
        Path(folder).chmod(0o711)  # root's PostgreSQL runs as somebody else, who must get through to the data
        server = EmbeddedPostgres(Path(folder, "home"))
        with server as urls:
            migrate(urls.owner_url)
            yield from _measured(server.programs / "pgbench", urls)


def _measured(program: Path, urls: Urls) -> Iterator[Line]:
    engine = make_engine(urls.app_url, connections=THREADS)
    waiting = list(deals.prepare(PostgresUnitOfWork(engine, Uuid7Ids()), DEALS, 1 + 2 * ROUNDS))
    both = beside(program, urls, engine)
    store = PostgresUnitOfWork(engine, Uuid7Ids(), Deferring(LISTENERS))
    releases = Releases(Milestones(store, SystemClock(), Uuid7Ids()), both, waiting)
    releases.round(0, THREADS)
    alone = [releases.round(number, 1) for number in range(1, ROUNDS + 1)]
    together = [releases.round(number, THREADS) for number in range(ROUNDS + 1, 2 * ROUNDS + 1)]
    engine.dispose()
    both.same(urls, released(DEALS * (1 + 2 * ROUNDS)))

    ours, theirs = min(median(r.ours) for r in alone), min(median(r.theirs) for r in alone)
    yield Line("S1", "release, p50", f"{ours * 1e3:.2f} ms", f"{theirs * 1e3:.2f} ms", ours / theirs, "<=", 2)
    ours, theirs = (max(rates) for rates in zip(*(r.rates for r in together), strict=True))
    what = f"releases with {THREADS} threads"
    yield Line("S1", what, f"{ours:,.0f} /s", f"{theirs:,.0f} /s", ours / theirs, ">=", 0.5)


@frozen
class Releases:
    """Deals belong to a thread, as to a client of pgbench."""

    milestones: Milestones
    both: Beside
    waiting: Sequence[Deal]

    def round(self, number: int, threads: int) -> Round:
        """One milestone of every deal."""
        approve = [partial(self.milestones.approve, deal.client, deal.milestones[number]) for deal in self.waiting]
        return self.both.round(number, [approve[thread::threads] for thread in range(threads)])


def released(count: int) -> dict[str, int]:
    """What must be found after so many releases: all of it, and no cent is lost."""
    return {
        "SELECT count(*) FROM milestone WHERE state = 'approved'": count,
        "SELECT count(*) FROM entry WHERE kind = 'release'": count,
        "SELECT count(*) FROM event WHERE name = 'MilestoneApproved'": count,
        "SELECT sum(amount_minor) FROM posting": 0,
    }
