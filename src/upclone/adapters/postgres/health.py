"""How the database is: reachable, at the newest schema, with a worker at its jobs."""

from __future__ import annotations

import logging
from typing import Any, Final

import psycopg
from attrs import frozen

from upclone.adapters.postgres.engine import conninfo
from upclone.adapters.postgres.jobs import STALLED
from upclone.adapters.postgres.migrations import newest
from upclone.application.ports.health import Dependency

_LOG = logging.getLogger("upclone.health")
_REVISION: Final = "SELECT version_num FROM alembic_version"
_WORKERS: Final = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - %(limit)s * interval '1 s'"
_LATE: Final = """
SELECT coalesce(max(extract(epoch FROM now() - coalesce(job.scheduled_at, happened.at))), 0)::bigint
FROM procrastinate_jobs AS job JOIN procrastinate_events AS happened ON happened.job_id = job.id
WHERE job.status = 'todo' AND happened.type = 'deferred' AND coalesce(job.scheduled_at, happened.at) <= now()
"""
# Of each gateway's last run that was made, the rows that nothing was posted for since.
_DIFFERING: Final = """
SELECT last.gateway, (
    SELECT count(*) FROM jsonb_array_elements(last.findings) AS found
    WHERE NOT EXISTS (SELECT FROM entry WHERE key = 'unmatched:' || last.gateway || ':' || (found ->> 'line')))
FROM (
    SELECT DISTINCT ON (gateway) gateway, findings FROM reconciliation_run WHERE failure = '' ORDER BY gateway, id DESC
) AS last ORDER BY last.gateway
"""
_UNREAD: Final = """
SELECT gateway FROM (
    SELECT DISTINCT ON (gateway) gateway, failure FROM reconciliation_run ORDER BY gateway, id DESC
) AS last WHERE failure <> '' ORDER BY gateway
"""


@frozen
class PostgresHealth:
    """Asks on a connection of its own, so that a busy pool does not look like a dead database."""

    url: str

    def dependencies(self) -> tuple[Dependency, ...]:
        """`database`, `schema`, `jobs` and `reconciliation`, within two seconds."""
        try:
            options = "-c statement_timeout=1000 -c lock_timeout=1000"
            with psycopg.connect(conninfo(self.url), connect_timeout=2, options=options, autocommit=True) as connection:
                return (
                    Dependency("database", ok=True),
                    self._schema(connection),
                    self._jobs(connection),
                    self._books(connection),
                )
        except psycopg.Error as failure:
            # Anybody may ask: where the database is, and as whom it is entered, is for the log alone.
            _LOG.warning("the database is not ready: %s", str(failure).split("\n", 1)[0])
            return (Dependency("database", ok=False, detail="does not answer"),)

    def _books(self, connection: psycopg.Connection[Any]) -> Dependency:
        """What differs is for operators to look at: the site goes on, so that it is ready all the same."""
        if not connection.execute("SELECT to_regclass('reconciliation_run') IS NOT NULL").fetchone()[0]:  # type: ignore[index]
            return Dependency("reconciliation", ok=True, detail="nothing was compared yet")
        rows = connection.execute(_DIFFERING).fetchall()
        differing = [f"{gateway}: {count} rows differ" for gateway, count in rows if count]
        unread = [f"{gateway}: not read" for (gateway,) in connection.execute(_UNREAD)]
        return Dependency("reconciliation", ok=True, detail=", ".join((*differing, *unread)))

    def _schema(self, connection: psycopg.Connection[Any]) -> Dependency:
        if not connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()[0]:  # type: ignore[index]
            return Dependency("schema", ok=False, detail="the database is empty: run `upclone migrate`")
        row = connection.execute(_REVISION).fetchone()
        found, wanted = row[0] if row else "nothing", newest()
        return Dependency("schema", found == wanted, "" if found == wanted else f"is at {found}, needs {wanted}")

    def _jobs(self, connection: psycopg.Connection[Any]) -> Dependency:
        if not connection.execute("SELECT to_regclass('procrastinate_jobs') IS NOT NULL").fetchone()[0]:  # type: ignore[index]
            return Dependency("jobs", ok=False, detail="there is no queue yet: run `upclone migrate`")
        workers = connection.execute(_WORKERS, {"limit": STALLED}).fetchone()
        late = connection.execute(_LATE).fetchone()
        assert workers is not None
        assert late is not None
        return Dependency("jobs", workers[0] > 0, f"{workers[0]} workers, the oldest job waits {late[0]} s")
