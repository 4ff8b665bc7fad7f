"""S1: releasing a milestone through the application, against the same SQL in pgbench.

Ours is `Milestones.approve` as production calls it: the real unit of work on a pooled connection of the application's
role, real listeners (so the reactions' jobs are written too), a durable server (fsync on). One call locks and loads
the contract, its milestone and its hold, decides, saves, posts the entry, records the events, defers the jobs, commits.
Not in it: HTTP, tokens, idempotency keys, and what the jobs do later.

The peer sends what that very run sent: each statement with its arguments is taken down while ours runs, and pgbench
replays it, prepared, on a copy of the database as it was before, on the same server, as the same role with the same
settings. So the two can't drift apart, and in the end both databases hold the same rows, hashes included: checked
here. Reading the arguments is not in the peer's times. Rounds alternate, so that a drift of the machine hits both, and
of each the best round counts: what else the machine does can only slow things down.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import mean, median
from threading import Barrier
from typing import Any

import psycopg
from attrs import frozen
from psycopg import sql
from sqlalchemy import Engine, make_url

from bench import deals, tape
from bench.deals import Deal
from bench.pgbench import BEGINNING, Pgbench
from bench.report import Line
from bench.tape import Tape
from upclone.adapters.embedded import EmbeddedPostgres, Urls
from upclone.adapters.postgres.deferring import Deferring
from upclone.adapters.postgres.engine import conninfo, make_engine
from upclone.adapters.postgres.migrations import migrate
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import SystemClock, Uuid7Ids
from upclone.application.deals.milestones import Milestones
from upclone.application.reactions.listening import LISTENERS

DEALS = 160
ROUNDS = 10
"""Of each kind, after one that warms up. A round approves one milestone of every deal."""
THREADS = 4

_COMPARED = {
    "contract": "*",
    "milestone": "*",
    "hold": "*",
    "book": "*",
    "balance": "*",
    "entry": "id, key, kind, currency, book, seq, at, contract_id, reverses, hash",
    "posting": "entry, line, account, currency, amount_minor, digest",
    "event": "id, name, subject_id, contract_id, by, role, at, facts, digest, seq, hash",
    "procrastinate_jobs": "queue_name, task_name, queueing_lock, args, scheduled_at, status",
}
"""Table → what must be the same in both databases: all but serial numbers and transaction ids."""


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
    engine.dispose()
    peer = Pgbench(program, _copied(urls.app_url), _copied(urls.owner_url), _session(engine))
    engine.dispose()
    _copy(urls)
    tape.listen(engine)
    store = PostgresUnitOfWork(engine, Uuid7Ids(), Deferring(LISTENERS))
    bench = _Bench(Milestones(store, SystemClock(), Uuid7Ids()), engine, peer, waiting)
    bench.round(0, THREADS)
    alone = [bench.round(number, 1) for number in range(1, ROUNDS + 1)]
    together = [bench.round(number, THREADS) for number in range(ROUNDS + 1, 2 * ROUNDS + 1)]
    engine.dispose()
    _same(urls, peer, DEALS * (1 + 2 * ROUNDS))

    ours, theirs = min(median(r.ours) for r in alone), min(median(r.theirs) for r in alone)
    yield Line("S1", "release, p50", f"{ours * 1e3:.2f} ms", f"{theirs * 1e3:.2f} ms", ours / theirs, "<=", 2)
    ours, theirs = (max(rates) for rates in zip(*(r.rates for r in together), strict=True))
    what = f"releases with {THREADS} threads"
    yield Line("S1", what, f"{ours:,.0f} /s", f"{theirs:,.0f} /s", ours / theirs, ">=", 0.5)


@frozen
class _Round:
    """Seconds that each release took, here and there, with so many at a time."""

    ours: list[float]
    theirs: list[float]
    threads: int

    @property
    def rates(self) -> tuple[float, float]:
        """Releases a second of both. Nobody pauses between two; what reading its arguments costs the peer is left out,
        as if it had none to read."""
        return self.threads / mean(self.ours), self.threads / mean(self.theirs)


@frozen
class _Bench:
    milestones: Milestones
    engine: Engine
    peer: Pgbench
    waiting: Sequence[Deal]

    def round(self, number: int, threads: int) -> _Round:
        """One milestone of every deal, by us, then by pgbench. Deals belong to a thread, as to a client there."""
        gc.collect()
        gc.freeze()  # what this bench keeps is not the application's garbage
        shares = [self.waiting[thread::threads] for thread in range(threads)]
        barrier = Barrier(threads)
        with ThreadPoolExecutor(threads) as pool:
            running = [pool.submit(self._release, share, number, barrier) for share in shares]
            done = [each.result() for each in running]
        with self.engine.connect() as connection:
            driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
            said = [[tape.spoken(each, driver) for each in tapes] for _, tapes in done]
        if number == 0:
            self.peer.prepare(said[0][0])
        theirs = self.peer.run(number, said)
        return _Round([seconds for times, _ in done for seconds in times], theirs, threads)

    def _release(self, share: Sequence[Deal], number: int, barrier: Barrier) -> tuple[list[float], list[Tape]]:
        times, tapes = [], []
        barrier.wait()
        for deal in share:
            tapes.append(tape.record())
            begun = time.perf_counter()
            self.milestones.approve(deal.client, deal.milestones[number])
            times.append(time.perf_counter() - begun)
        return times[BEGINNING:], tapes


def _session(engine: Engine) -> dict[str, str]:
    """What the application sets on each of its connections."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, setting FROM pg_settings WHERE source = 'session'")
        return {name: value for name, value in rows if name != "role"}


def _copied(url: str) -> str:
    return make_url(url).set(database="peer").render_as_string(hide_password=False)


def _copy(urls: Urls) -> None:
    """The same database again, both fit for work."""
    postgres = make_url(urls.owner_url).set(database="postgres")
    with psycopg.connect(conninfo(postgres), autocommit=True) as admin:
        name = sql.Identifier(make_url(urls.owner_url).database or "")
        admin.execute(sql.SQL("CREATE DATABASE peer TEMPLATE {}").format(name))
    for url in (urls.owner_url, _copied(urls.owner_url)):
        with psycopg.connect(conninfo(url), autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")
            owner.execute("CHECKPOINT")


def _same(urls: Urls, peer: Pgbench, releases: int) -> None:
    """Both databases have done the same work, all of it, and no cent is lost."""
    ours, theirs = (_digests(url) for url in (urls.owner_url, peer.owner_url))
    assert ours == theirs, f"the peer did other work: {ours} {theirs}"
    with psycopg.connect(conninfo(peer.owner_url)) as owner:
        for question, expected in (
            ("SELECT count(*) FROM milestone WHERE state = 'approved'", releases),
            ("SELECT count(*) FROM entry WHERE kind = 'release'", releases),
            ("SELECT count(*) FROM event WHERE name = 'MilestoneApproved'", releases),
            ("SELECT sum(amount_minor) FROM posting", 0),
        ):
            assert owner.execute(question).fetchall() == [(expected,)], question


def _digests(owner_url: str) -> dict[str, object]:
    """Of each table, how many rows it has and a hash over all of them."""
    with psycopg.connect(conninfo(owner_url)) as owner:
        return {
            table: owner.execute(
                f"SELECT count(*), md5(string_agg(md5(row::text), '' ORDER BY row::text))"
                f" FROM (SELECT {columns} FROM {table}) AS row"
            ).fetchone()
            for table, columns in _COMPARED.items()
        }
