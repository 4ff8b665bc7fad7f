"""The jobs that wait and those that were given up, for operators; and a worker of one thread for tests and commands."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from procrastinate.jobs import Job

from upclone.adapters.postgres.deferring import FIRE_DEADLINE, NOTICE, REACT
from upclone.adapters.postgres.jobs import Tasks
from upclone.adapters.postgres.retries import Backoff
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.ports.gateways import Notice, Operation

log = logging.getLogger(__name__)


@frozen
class DeadLetter:
    """A job that was given up."""

    id: int
    task: str
    args: Mapping[str, Any]
    attempts: int
    failed_at: datetime


_FAILED: Final = """
SELECT job.id, job.task_name, job.args, job.attempts, max(happened.at)
FROM procrastinate_jobs AS job JOIN procrastinate_events AS happened ON happened.job_id = job.id
WHERE job.status = 'failed' AND happened.type = 'failed'
GROUP BY job.id ORDER BY job.id
"""
_AGAIN: Final = """
UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL
WHERE id = %(id)s AND status = 'failed' AND (queueing_lock IS NULL OR NOT EXISTS (
    SELECT FROM procrastinate_jobs AS waiting
    WHERE waiting.queueing_lock = procrastinate_jobs.queueing_lock AND waiting.status = 'todo'))
"""
_OLDEST: Final = """
SELECT extract(epoch FROM now() - min(happened.at))::bigint
FROM procrastinate_jobs AS job JOIN procrastinate_events AS happened ON happened.job_id = job.id
WHERE job.status = 'todo' AND coalesce(job.scheduled_at, happened.at) <= now() AND happened.type = 'deferred'
"""
_FETCH: Final = """
SELECT id, task_name, args, attempts FROM procrastinate_fetch_job_v2(%(queues)s::varchar[], NULL)
"""
_DONE: Final = "SELECT procrastinate_finish_job_v1(%(id)s, 'succeeded', true)"
_GIVE_UP: Final = "SELECT procrastinate_finish_job_v1(%(id)s, 'failed', false)"
_LATER: Final = "SELECT procrastinate_retry_job_v2(%(id)s, %(at)s, NULL, NULL, NULL)"


@frozen
class Backlog:
    """What procrastinate's tables say."""

    unit_of_work: PostgresUnitOfWork

    def dead_letters(self) -> tuple[DeadLetter, ...]:
        """Every job that was given up, the oldest first."""
        with self.unit_of_work() as work:
            return tuple(DeadLetter(*row) for row in work.transaction.all(_FAILED, {}))

    def retry(self, id: int) -> bool:
        """Try a dead letter again, with all its attempts; whether there was one."""
        with self.unit_of_work() as work:
            return work.transaction.run(_AGAIN, {"id": id}) == 1

    def age(self) -> int:
        """Seconds for which the oldest job has been waiting whose time has come."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_OLDEST, {})
        return row[0] or 0 if row else 0

    def drain(self, tasks: Tasks) -> int:
        """Run everything whose time has come, and what follows from it, in this thread; how many jobs ran."""
        ran = 0
        while self._step(tasks):
            ran += 1
        return ran

    def _step(self, tasks: Tasks) -> bool:
        with self.unit_of_work() as work:
            row = work.transaction.one(_FETCH, {"queues": None})
        if row is None or row[0] is None:
            return False
        id, task, args, attempts = row
        job = Job(id=id, queue="", lock=None, queueing_lock=None, task_name=task, task_kwargs=args, attempts=attempts)
        try:
            _run(tasks, task, args)
        except Exception as failure:  # as in any worker, a job's failure is the job's alone
            log.exception("job %s failed: %s %s", id, task, args)
            decision = Backoff().get_retry_decision(exception=failure, job=job)
            self._end(_LATER if decision else _GIVE_UP, id=id, at=decision.retry_at if decision else None)
        else:
            self._end(_DONE, id=id)
        return True

    def _end(self, statement: str, **arguments: object) -> None:
        with self.unit_of_work() as work:
            work.transaction.one(statement, arguments)


def _run(tasks: Tasks, task: str, args: Mapping[str, Any]) -> None:
    if task == REACT:
        tasks.react(UUID(args["event_id"]), args["reaction"])
    elif task == FIRE_DEADLINE:
        tasks.fire(args["process"], UUID(args["id"]))
    elif task == NOTICE:
        tasks.notice(args["gateway"], Notice(args["id"], Operation(args["operation"]), args["key"]))
