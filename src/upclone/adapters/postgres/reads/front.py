"""What anybody is shown of the marketplace as a whole."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen

from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.front import COUNTED, Figure, Figures, Listed
from upclone.domain.money import Money


def _count(rows: str) -> str:
    """Up to one more than is counted, so that the statement takes no longer with a million."""
    return f"SELECT count(*) FROM (SELECT FROM {rows} LIMIT {COUNTED + 1}) AS found"  # noqa: S608


_COUNTS: Final = " UNION ALL ".join(
    _count(rows)
    for rows in (
        "job_search",
        "freelancer_search",
        "contract WHERE state IN ('active', 'paused')",
        "contract WHERE state = 'completed'",
    )
)
# What is held lies in the ledger; what was released is kept with each contract.
_HELD: Final = """
SELECT balance.currency, sum(posted)::bigint FROM balance
JOIN ledger_account ON ledger_account.key = balance.account WHERE ledger_account.kind = 'escrow'
GROUP BY balance.currency HAVING sum(posted) > 0 ORDER BY 2 DESC, 1
"""
_RELEASED: Final = """
SELECT currency, sum(released_minor)::bigint FROM contract
GROUP BY currency HAVING sum(released_minor) > 0 ORDER BY 2 DESC, 1
"""
_JOBS: Final = """
SELECT t.id, t.opened_at FROM job_search AS t JOIN account AS a ON a.id = t.client_id AND a.state = 'active'
ORDER BY t.opened_at DESC, t.id DESC LIMIT %(most)s
"""
_FREELANCERS: Final = """
SELECT t.id FROM freelancer_search AS t JOIN account AS a ON a.id = t.id AND a.state = 'active'
ORDER BY t.merit DESC, t.id DESC LIMIT %(most)s
"""


@frozen
class PostgresFrontReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def figures(self) -> Figures:
        """Counts and sums, in three statements."""
        with self.unit_of_work() as work:
            jobs, freelancers, running, completed = (_figure(row[0]) for row in work.transaction.all(_COUNTS, {}))
            held, released = (work.transaction.all(sql, {}) for sql in (_HELD, _RELEASED))
        return Figures(jobs, freelancers, running, completed, _sums(held), _sums(released))

    def jobs(self, most: int) -> tuple[Listed, ...]:
        """Newest first."""
        with self.unit_of_work() as work:
            return tuple(Listed(*row) for row in work.transaction.all(_JOBS, {"most": most}))

    def freelancers(self, most: int) -> tuple[Listed, ...]:
        """The best first."""
        with self.unit_of_work() as work:
            return tuple(Listed(*row) for row in work.transaction.all(_FREELANCERS, {"most": most}))


def _figure(count: int) -> Figure:
    return Figure(min(count, COUNTED), count > COUNTED)


def _sums(rows: Any) -> tuple[Money, ...]:
    return tuple(Money(minor, currency) for currency, minor in rows)
