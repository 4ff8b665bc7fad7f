"""The jobs that wait and those that were given up, for operators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork


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
