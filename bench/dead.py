"""P13: what people wait for while a gateway takes every call and answers none, against the same without that.

Two processes run the whole application with its worker, each on a database of its own. At one, nine payments wait for
the dead gateway, which is called again and again until the breaker opens, and after that; at the other as many were
paid. Both are asked for the same routes in turns, in the process, so that what the machine does meets both; the limit
is the 95th of a hundred answers. Funding by the dead gateway counts from the request to its answer.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from bench.report import Line
from tests.blackhole import beside, blackhole, site
from tests.databases import named
from upclone.adapters.embedded import EmbeddedPostgres
from upclone.adapters.postgres.engine import conninfo
from upclone.adapters.postgres.migrations import migrate

ROUNDS = 100
TIMEOUT_S = 8
"""As in production: so long each call hangs."""
FUNDED_S = 10


def measure() -> Iterator[Line]:
    """The lines of P13."""
    with tempfile.TemporaryDirectory(prefix="upclone-bench-") as folder:
        Path(folder).chmod(0o711)  # root's PostgreSQL runs as somebody else, who must get through to the data
        with EmbeddedPostgres(Path(folder, "home")) as urls:
            migrate(urls.owner_url)
            with psycopg.connect(conninfo(make_url(urls.owner_url).set(database="postgres")), autocommit=True) as admin:
                name = sql.Identifier(make_url(urls.owner_url).database or "")
                admin.execute(sql.SQL("CREATE DATABASE other TEMPLATE {}").format(name))
            with (
                blackhole() as hole,
                site(urls, Path(folder, "dead"), hole, TIMEOUT_S) as dead,
                site(named(urls, "other"), Path(folder, "alive"), hole, TIMEOUT_S) as alive,
            ):
                beside(dead, alive, 10)
                alive.ask("fund", "sandbox")
                funded = dead.ask("fund", "stripe")
                found = beside(dead, alive, ROUNDS)
    assert all(status in (202, 503) for status, _, _ in funded), funded
    slowest = max(took for _, took, _ in funded)
    ours, usual = found.p95
    what = "routes beside a dead gateway, p95"
    yield Line("P13", what, f"{ours * 1e3:.1f} ms", f"{usual * 1e3:.1f} ms", ours / usual, "<=", 1.2)
    what = "funding by it, the slowest"
    yield Line("P13", what, f"{slowest * 1e3:.0f} ms", f"{FUNDED_S} s allowed", slowest / FUNDED_S, "<=", 1)
