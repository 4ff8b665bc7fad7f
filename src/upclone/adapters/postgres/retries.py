"""When a job that failed is tried again, and when it is given up: it then waits, as failed, for an operator."""

from __future__ import annotations

from typing import Final

import psycopg
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from upclone.application.ports.store import StoreUnavailable
from upclone.domain.errors import Unavailable

ATTEMPTS: Final = 8
"""How often a job is tried that fails for a reason of its own."""

LONGEST: Final = 20
"""Seconds between two tries at most."""

_OUTAGES: Final = (Unavailable, StoreUnavailable, psycopg.OperationalError)


class Backoff(BaseRetryStrategy):
    """After 1, 2, 4 … up to 20 seconds. Whoever waits for a gateway or the database is never given up."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """None gives it up."""
        if not isinstance(exception, _OUTAGES) and job.attempts + 1 >= ATTEMPTS:
            return None
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 10), LONGEST)})
