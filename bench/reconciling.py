"""P10: reconciliation of 100,000 transactions, against the SQL join that it is built on, in pgbench on the same server.

Ours is the snapshot of the ledger and the match with a report of as many lines, as `upclone reconcile` does it, without
the gateway's own time. The peer is the same join, whose rows pgbench reads and forgets. The rows are written by the
database's owner with the triggers off: only reading is measured. Of each the best of three rounds counts.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg

from bench.pgbench import Pgbench
from bench.report import Line
from upclone.adapters.embedded import EmbeddedPostgres
from upclone.adapters.postgres.engine import conninfo, make_engine
from upclone.adapters.postgres.migrations import migrate
from upclone.adapters.postgres.reconciliation import LINES, PostgresBooks
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids
from upclone.domain.payments.books import Period, match
from upclone.domain.payments.lines import Theirs, What
from upclone.domain.payments.reconciliation import MARGIN, TOLERANCE

TRANSACTIONS = 100_000
ROUNDS = 3

_FILL = """
SET session_replication_role = replica;
INSERT INTO ledger_account (key, kind, owner, currency, guarded)
    VALUES ('gateway_clearing:stripe:EUR', 'gateway_clearing', 'stripe', 'EUR', false);
INSERT INTO entry (id, key, kind, currency, book, seq, at, hash)
    SELECT lpad(to_hex(n), 32, '0')::uuid, 'fund:' || lpad(to_hex(n), 32, '0')::uuid, 'fund', 'EUR',
        lpad(to_hex(n), 32, '0')::uuid, 1, now() - interval '1 day', decode(repeat('00', 32), 'hex')
    FROM generate_series(1, {count}) AS n;
INSERT INTO posting (entry, line, account, currency, amount_minor, digest)
    SELECT lpad(to_hex(n), 32, '0')::uuid, 0, 'gateway_clearing:stripe:EUR', 'EUR', -n,
        decode(repeat('00', 32), 'hex')
    FROM generate_series(1, {count}) AS n;
ANALYZE entry; ANALYZE posting;
"""


def measure() -> Iterator[Line]:
    """One line."""
    with tempfile.TemporaryDirectory(prefix="upclone-bench-") as folder:
        Path(folder).chmod(0o711)  # root's PostgreSQL runs as somebody else, who must get through to the data
        server = EmbeddedPostgres(Path(folder, "home"))
        with server as urls:
            migrate(urls.owner_url)
            with psycopg.connect(conninfo(urls.owner_url), autocommit=True) as owner:
                owner.execute(_FILL.format(count=TRANSACTIONS))
            engine = make_engine(urls.app_url, connections=2)
            now = datetime.now(UTC)
            period = Period(now - timedelta(days=30), now - TOLERANCE)
            since = period.since - MARGIN
            books = PostgresBooks(engine, PostgresUnitOfWork(engine, Uuid7Ids()))
            told = [_line(number, now - timedelta(days=1)) for number in range(1, TRANSACTIONS + 1)]

            def ours() -> None:
                found = match("stripe", told, books.snapshot("stripe", since).lines, period)
                assert (found.matched, found.findings) == (TRANSACTIONS, ())

            join = LINES.replace("%(since)s", f"'{since.isoformat()}'").replace("%%", "%")
            with psycopg.connect(conninfo(urls.app_url)) as raw:
                assert raw.execute(join).rowcount == TRANSACTIONS
            peer = Pgbench(server.programs / "pgbench", urls.app_url, urls.owner_url)
            mine, theirs = _best(ours), min(peer.query(join, ROUNDS))
            engine.dispose()
    what = f"reconciliation of {TRANSACTIONS:,}"
    yield Line("P10", what, f"{mine:.2f} s", f"{theirs:.2f} s", mine / theirs)


def _line(number: int, at: datetime) -> Theirs:
    return Theirs(f"txn_{number}", What.PAYMENT, f"pi_{number}", str(UUID(int=number)), "EUR", number, 0, at)


def _best(call: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return min(times)
