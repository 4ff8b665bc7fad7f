"""Commands of the application beside the same SQL in pgbench, on the same server, with the same settings.

Each statement with its arguments is taken down while ours runs, and pgbench replays it, prepared, on a copy of the
database as it was before. So the two can't drift apart, and in the end both databases hold the same rows, hashes
included. Reading the arguments is not in the peer's times. Rounds alternate, so that a drift of the machine hits both.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import mean
from threading import Barrier
from typing import Any

import psycopg
from attrs import frozen
from psycopg import sql
from sqlalchemy import Engine, make_url

from bench import tape
from bench.pgbench import BEGINNING, Pgbench
from bench.tape import Tape
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import conninfo

Command = Callable[[], object]

ROWS = {
    "contract": "*",
    "milestone": "*",
    "hold": "*",
    "book": "*",
    "balance": "*",
    "entry": "id, key, kind, currency, book, seq, at, contract_id, reverses, hash",
    "posting": "entry, line, account, currency, amount_minor, digest",
    "event": "id, name, subject_id, contract_id, by, role, at, facts, digest, seq, hash",
    "webhook_event": "gateway, event_id, operation, key, body",
    "procrastinate_jobs": "queue_name, task_name, queueing_lock, args, scheduled_at, status",
}
"""Table → what must be the same in both databases: all but serial numbers and transaction ids."""


@frozen
class Round:
    """Seconds that each command took, here and there, with so many at a time."""

    ours: list[float]
    theirs: list[float]
    threads: int

    @property
    def rates(self) -> tuple[float, float]:
        """Commands a second of both. Nobody pauses between two; what reading its arguments costs the peer is left out,
        as if it had none to read."""
        return self.threads / mean(self.ours), self.threads / mean(self.theirs)


@frozen
class Beside:
    """`engine` is ours, with its connections' words taken down; `peer` is pgbench on the copy."""

    engine: Engine
    peer: Pgbench

    def round(self, number: int, shares: Sequence[Sequence[Command]]) -> Round:
        """The commands of every thread, by us, then by pgbench, whose clients are the threads."""
        gc.collect()
        gc.freeze()  # what this bench keeps is not the application's garbage
        barrier = Barrier(len(shares))
        with ThreadPoolExecutor(len(shares)) as pool:
            running = [pool.submit(_timed, share, barrier) for share in shares]
            done = [each.result() for each in running]
        with self.engine.connect() as connection:
            driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
            said = [[tape.spoken(each, driver) for each in tapes] for _, tapes in done]
        theirs = self.peer.run(number, said)
        return Round([seconds for times, _ in done for seconds in times], theirs, len(shares))

    def on(self, table: str) -> Beside:
        """The same for commands of another kind."""
        return Beside(self.engine, self.peer.on(table))

    def same(self, urls: Urls, expected: Mapping[str, int]) -> None:
        """Both databases have done the same work, and each question has its answer."""
        ours, theirs = (_digests(url) for url in (urls.owner_url, self.peer.owner_url))
        assert ours == theirs, f"the peer did other work: {ours} {theirs}"
        with psycopg.connect(conninfo(self.peer.owner_url)) as owner:
            for question, answer in expected.items():
                assert owner.execute(question).fetchall() == [(answer,)], question


def beside(program: Path, urls: Urls, engine: Engine) -> Beside:
    """With a copy of the database as it is now, both fit for work."""
    peer = Pgbench(program, _copied(urls.app_url), _copied(urls.owner_url), _session(engine))
    engine.dispose()
    postgres = make_url(urls.owner_url).set(database="postgres")
    with psycopg.connect(conninfo(postgres), autocommit=True) as admin:
        name = sql.Identifier(make_url(urls.owner_url).database or "")
        admin.execute(sql.SQL("CREATE DATABASE peer TEMPLATE {}").format(name))
    for url in (urls.owner_url, peer.owner_url):
        with psycopg.connect(conninfo(url), autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")
            owner.execute("CHECKPOINT")
    tape.listen(engine)
    return Beside(engine, peer)


def _timed(share: Sequence[Command], barrier: Barrier) -> tuple[list[float], list[Tape]]:
    times, tapes = [], []
    barrier.wait()
    for command in share:
        tapes.append(tape.record())
        begun = time.perf_counter()
        command()
        times.append(time.perf_counter() - begun)
    return times[BEGINNING:], tapes


def _session(engine: Engine) -> dict[str, str]:
    """What the application sets on each of its connections."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, setting FROM pg_settings WHERE source = 'session'")
        return {name: value for name, value in rows if name != "role"}


def _copied(url: str) -> str:
    return make_url(url).set(database="peer").render_as_string(hide_password=False)


def _digests(owner_url: str) -> dict[str, object]:
    """Of each table, how many rows it has and a hash over all of them."""
    with psycopg.connect(conninfo(owner_url)) as owner:
        return {
            table: owner.execute(
                f"SELECT count(*), md5(string_agg(md5(row::text), '' ORDER BY row::text))"
                f" FROM (SELECT {columns} FROM {table}) AS row"
            ).fetchone()
            for table, columns in ROWS.items()
        }
