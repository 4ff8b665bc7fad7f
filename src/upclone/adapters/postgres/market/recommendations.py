"""Who was told of which job: one row each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Uuid

from upclone.adapters.postgres.metadata import METADATA, timestamp
from upclone.adapters.postgres.transaction import Transaction

RECOMMENDATION = Table(
    "recommendation",
    METADATA,
    Column("job_id", Uuid, ForeignKey("job.id"), primary_key=True),
    Column("account_id", Uuid, ForeignKey("account.id"), primary_key=True),
    timestamp("at"),
    Column("points", BigInteger, nullable=False),
    Index(None, "account_id", "at"),
)

# Locked in the order of their ids, so that two jobs that open at once count one after the other.
_LOCK: Final = "SELECT FROM account WHERE id = ANY (%(ids)s) ORDER BY id FOR NO KEY UPDATE"
_TELL: Final = """
INSERT INTO recommendation (job_id, account_id, at, points)
SELECT %(job_id)s, told.id, %(at)s, told.points
FROM unnest(%(ids)s::uuid[], %(points)s::bigint[]) AS told (id, points)
WHERE (SELECT count(*) FROM recommendation AS known WHERE known.account_id = told.id AND known.at >= %(midnight)s)
    < %(a_day)s
ON CONFLICT DO NOTHING RETURNING account_id
"""


@frozen
class Recommendations:
    """Who was told of which job."""

    transaction: Transaction

    def tell(self, job_id: UUID, points: Mapping[UUID, int], a_day: int, at: datetime) -> tuple[UUID, ...]:
        if not points:
            return ()
        ids = list(points)
        self.transaction.all(_LOCK, {"ids": ids})
        midnight = datetime.combine(at.date(), time(), at.tzinfo)
        facts = {
            "job_id": job_id,
            "ids": ids,
            "points": list(points.values()),
            "a_day": a_day,
            "at": at,
            "midnight": midnight,
        }
        return tuple(row[0] for row in self.transaction.all(_TELL, facts))
