"""When a job that failed is tried again, and when it is given up: it then waits, as failed, for an operator."""

from __future__ import annotations

from typing import Final

import psycopg
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from upclone.application.ports.mail import MailAway, MailRefused
from upclone.application.ports.store import StoreUnavailable
from upclone.domain.errors import Unavailable

ATTEMPTS: Final = 8
"""How often a job is tried that fails for a reason of its own."""

LONGEST: Final = 20
"""Seconds between two tries at most."""

LONGEST_FOR_MAIL: Final = 15 * 60
MAIL_ATTEMPTS: Final = 490
"""A letter is tried every quarter of an hour for five days, as mail servers do among themselves (RFC 5321, 4.5.4.1)."""

_OUTAGES: Final = (Unavailable, StoreUnavailable, psycopg.OperationalError)


class Backoff(BaseRetryStrategy):
    """After 1, 2, 4 … up to 20 seconds. Whoever waits for a gateway or the database is never given up; a letter that
    the mail server refuses is given up at once."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """None gives it up."""
        if isinstance(exception, MailRefused):
            return None
        if isinstance(exception, MailAway):
            return _after(job, LONGEST_FOR_MAIL) if job.attempts + 1 < MAIL_ATTEMPTS else None
        if not isinstance(exception, _OUTAGES) and job.attempts + 1 >= ATTEMPTS:
            return None
        return _after(job, LONGEST)


def _after(job: Job, longest: int) -> RetryDecision:
    return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 10), longest)})
