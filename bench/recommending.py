"""How long recommending takes at 1,000,000 open jobs and 200,000 freelancers, on the database of `bench.search`.

The use case as a route calls it: candidates found, read, scored and ranked, and what would raise each of the best. Of
three rounds the best counts for each question, then the 95th percentile over all of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Final
from uuid import UUID

from attrs import frozen

from bench.report import Line
from bench.search import LARGE, _server
from upclone.adapters.postgres.engine import make_engine
from upclone.adapters.postgres.finding.candidates import PostgresCandidates
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork, PostgresWork
from upclone.adapters.system import Uuid7Ids
from upclone.application.market.matching import Matching
from upclone.domain.actors import member

QUESTIONS: Final = 100
ROUNDS: Final = 3
LIMIT_MS: Final = 100.0
SHOWN: Final = 10


@frozen
class _End:
    """The time at which the load ends."""

    def now(self) -> datetime:
        """Always."""
        return LARGE.until


def measure() -> Iterator[Line]:
    """Both directions."""
    with _server() as (large, _):
        engine = make_engine(large.app_url, statement_timeout_ms=60_000)
        store = PostgresUnitOfWork(engine, Uuid7Ids())
        matching = Matching(store, _End(), PostgresCandidates(store), told_per_day=0)
        with store() as work:
            people = _sample(work, "SELECT id FROM freelancer_search")
            jobs = _sample(work, "SELECT id, client_id FROM job_search")
        yield _line("jobs for a freelancer", [lambda p=p: matching.jobs(member(p[0]), SHOWN) for p in people])
        asked = [lambda j=j: matching.freelancers(member(j[1]), j[0], SHOWN) for j in jobs]
        yield _line("freelancers for a job", asked)
        engine.dispose()


def _sample(work: PostgresWork, statement: str) -> list[Sequence[UUID]]:
    """The same rows each time, from all over the table."""
    rows = work.transaction.all(f"{statement} TABLESAMPLE SYSTEM (1) REPEATABLE (7)", {})
    return Random("recommending").sample(rows, QUESTIONS)


def _line(what: str, questions: Sequence[Callable[[], object]]) -> Line:
    best = [min(_milliseconds(ask) for _ in range(ROUNDS)) for ask in questions]
    p50, p95 = sorted(best)[len(best) // 2], sorted(best)[len(best) * 95 // 100]
    ours = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms"
    return Line("", f"recommend {what} at 1,000,000 jobs", ours, f"{LIMIT_MS:.0f} ms", p95 / LIMIT_MS, "<=", 1.0)


def _milliseconds(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    assert ask()
    return (time.perf_counter() - begun) * 1_000
