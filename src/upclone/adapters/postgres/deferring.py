"""Jobs that are written with what causes them, events above all: one statement on the unit of work's own connection.

What procrastinate's `defer` does for one job at a time, in its own function and with its own locks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from upclone.adapters.postgres.history import RECORD, told
from upclone.adapters.postgres.transaction import Due, Transaction
from upclone.domain.events import Event
from upclone.domain.machine import clock_wakes

REACT: Final = "upclone.react"
FIRE_DEADLINE: Final = "upclone.fire_deadline"
NOTICE: Final = "upclone.notice"
REACTIONS: Final = "reactions"
DEADLINES: Final = "deadlines"
WEBHOOKS: Final = "webhooks"

# One JSON text brings all jobs: building an array for each column costs the client more than the server's work.
_DEFER = """
SELECT procrastinate_defer_jobs_v1(array_agg(
    (job.queue, job.task, 0, NULL, job.queueing_lock, job.args, job.at)::procrastinate_job_to_defer_v1))
FROM json_to_recordset(%(jobs)s::json) AS job (queue text, task text, queueing_lock text, args jsonb, at timestamptz)
WHERE (job.queueing_lock IS NULL OR NOT EXISTS (
    SELECT FROM procrastinate_jobs AS waiting
    WHERE waiting.queueing_lock = job.queueing_lock AND waiting.status = 'todo'))
"""

# Nearly every command ends with both. The events are written before the jobs, which ask how many there are.
_RECORD_AND_DEFER = f"""
WITH recorded AS ({RECORD} RETURNING id)
{_DEFER} AND (SELECT count(*) FROM recorded) > 0
"""  # noqa: S608  (constants)


@frozen
class Deferred:
    """One job. `queueing_lock` keeps a second one like it from waiting; `at` is real time, None for at once."""

    queue: str
    task: str
    args: Mapping[str, Any]
    queueing_lock: str | None = None
    at: datetime | None = None


def defer(transaction: Transaction, jobs: Sequence[Deferred]) -> None:
    """Write jobs that exist once the transaction is committed."""
    if not jobs:
        return
    transaction.run(_DEFER, _asked(jobs))


def _asked(jobs: Iterable[Deferred]) -> dict[str, str]:
    rows = [
        {
            "queue": job.queue,
            "task": job.task,
            "queueing_lock": job.queueing_lock,
            "args": job.args,
            "at": job.at.isoformat() if job.at else None,
        }
        for job in jobs
    ]
    return {"jobs": json.dumps(rows)}


def _no_offset() -> timedelta:
    return timedelta()


@frozen
class Deferring:
    """Which reactions follow which event, and how far the application's clock is ahead of the real one."""

    listeners: Mapping[str, Sequence[str]] = field(factory=dict)
    clock_offset: Callable[[], timedelta] = _no_offset

    def write(self, transaction: Transaction) -> None:
        """Record the transaction's events, and defer what they and its deadlines ask for."""
        events = transaction.events
        jobs = [*self._reactions(events), *self._deadlines(transaction.deadlines)]
        if events and jobs:
            transaction.run(_RECORD_AND_DEFER, {**told(events), **_asked(jobs)})
        elif events:
            transaction.run(RECORD, told(events))
        else:
            defer(transaction, jobs)

    def _reactions(self, events: Iterable[tuple[UUID, Event]]) -> Iterable[Deferred]:
        for id, event in events:
            for reaction in self.listeners.get(event.name, ()):
                yield Deferred(REACTIONS, REACT, {"event_id": str(id), "reaction": reaction})

    def _deadlines(self, deadlines: Sequence[Due]) -> Iterable[Deferred]:
        offset = self.clock_offset() if deadlines else timedelta()
        latest = {(due.process, due.id): due.at for due in deadlines}
        for (process, id), at in latest.items():
            yield Deferred(
                DEADLINES,
                FIRE_DEADLINE,
                {"process": process, "id": str(id)},
                lock_of(process, id, at),
                clock_wakes(at) - offset,
            )


def lock_of(process: str, id: UUID, at: datetime) -> str:
    """What keeps a deadline to one waiting job. A deadline that was moved has another job: the older does nothing."""
    return f"{process}:{id}:{at.astimezone(UTC).isoformat()}"
