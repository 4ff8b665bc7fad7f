"""Writing the tables of search anew, while everybody goes on working.

Each batch is one transaction that holds its jobs' rows for reading: whoever changes one of them waits for milliseconds,
and writes after us. What was written stays where it is stopped; it can go on after the last id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

import psycopg
from sqlalchemy import BigInteger, Uuid, bindparam, select

from upclone.adapters.postgres.engine import conninfo
from upclone.adapters.postgres.market import jobs
from upclone.adapters.postgres.market.jobs import JOB
from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.people import accounts, profiles
from upclone.adapters.postgres.people.accounts import ACCOUNT
from upclone.adapters.postgres.people.profiles import FREELANCER_PROFILE
from upclone.adapters.postgres.search import documents
from upclone.adapters.postgres.search.index import FREELANCERS, JOBS, Kind, listed, recount, replace, shown
from upclone.adapters.postgres.transaction import Transaction
from upclone.application.ports.store import FIRST

BATCH: Final = 500

_JOBS: Final = ready(
    jobs.ROWS.select()
    .where(JOB.c.id > bindparam("after", type_=Uuid()))
    .order_by(JOB.c.id)
    .limit(bindparam("most", type_=BigInteger))
    .with_for_update(read=True)
)
_PEOPLE: Final = ready(
    select(*ACCOUNT.columns, *FREELANCER_PROFILE.columns)
    .join(FREELANCER_PROFILE, FREELANCER_PROFILE.c.id == ACCOUNT.c.id)
    .where(ACCOUNT.c.id > bindparam("after", type_=Uuid()))
    .order_by(ACCOUNT.c.id)
    .limit(bindparam("most", type_=BigInteger))
    .with_for_update(read=True)
)
_ACCOUNT_COLUMNS: Final = len(ACCOUNT.columns)

Progress = Callable[[str, int, UUID], None]
"""Which kind, how many rows were looked at, and the id of the last one."""


def rebuild(url: str, kind: str, after: UUID | None, progress: Progress) -> int:
    """All rows of one kind above `after`; how many can be found. The words are counted anew where it is all of them."""
    of, read = _KINDS[kind]
    words: Counter[str] = Counter()
    looked, found, last = 0, 0, after or FIRST
    with psycopg.connect(conninfo(url)) as connection:
        while True:
            with connection.transaction():
                transaction = Transaction(connection)
                batch = list(read(transaction, last))
                rows = [row for _, row in batch if row is not None]
                end = batch[-1][0] if len(batch) == BATCH else None
                replace(transaction, of, rows, last, end)
            words.update(word for row in rows for word in documents.words(row))
            looked, found = looked + len(batch), found + len(rows)
            if batch:
                progress(kind, looked, batch[-1][0])
            if end is None:
                break
            last = end
        if after is None:
            with connection.transaction():
                recount(Transaction(connection), of, words)
    return found


def _read_jobs(transaction: Transaction, after: UUID) -> Iterator[tuple[UUID, dict[str, Any] | None]]:
    for row in transaction.all(_JOBS, {"after": after, "most": BATCH}):
        job = jobs.from_row(row)
        yield job.id, documents.job(job) if shown(job) else None


def _read_people(transaction: Transaction, after: UUID) -> Iterator[tuple[UUID, dict[str, Any] | None]]:
    for row in transaction.all(_PEOPLE, {"after": after, "most": BATCH}):
        account = accounts.from_row(row[:_ACCOUNT_COLUMNS])
        profile = profiles.freelancer_of(row[_ACCOUNT_COLUMNS:])
        yield account.id, documents.freelancer(account, profile) if listed(account, profile) else None


_KINDS: Final[dict[str, tuple[Kind, Callable[[Transaction, UUID], Iterator[Any]]]]] = {
    JOBS.name: (JOBS, _read_jobs),
    FREELANCERS.name: (FREELANCERS, _read_people),
}
