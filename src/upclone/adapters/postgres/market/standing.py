"""Standing: one row somebody of whom anything was seen, made again from what it is made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Table, Uuid

from upclone.adapters.postgres.metadata import METADATA, timestamp
from upclone.adapters.postgres.rows import Row
from upclone.adapters.postgres.search.index import standing_changed
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.market.standing import Standing
from upclone.domain.money import EXPONENTS

STANDING = Table(
    "standing",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.id"), primary_key=True),
    Column("reviews", BigInteger, nullable=False),
    Column("stars", BigInteger, nullable=False),
    Column("completed", BigInteger, nullable=False),
    Column("earned", BigInteger, nullable=False),
    Column("response_minutes", BigInteger, nullable=True),
    timestamp("last_active_at", nullable=True),
    Column("verified", Boolean, nullable=False),
    CheckConstraint("reviews >= 0 AND stars BETWEEN reviews AND 5 * reviews", name="stars"),
    CheckConstraint("completed >= 0 AND earned >= 0 AND response_minutes >= 0", name="completed"),
)

COLUMNS: Final = "account_id, reviews, stars, completed, earned, response_minutes, last_active_at, verified"
_GET: Final = f"SELECT {COLUMNS} FROM standing WHERE account_id = %(id)s"  # noqa: S608

# Of every currency what went through their completed contracts; how long the other side of a negotiation usually waited
# for them; whether a payment of theirs ever arrived.
_EARNED: Final = """
SELECT currency, count(*), sum(released_minor)::bigint FROM contract
WHERE state = 'completed' AND (freelancer_id = %(id)s OR client_id = %(id)s) GROUP BY currency
"""
_RESPONSE: Final = """
WITH mine AS (
    (SELECT id FROM proposal WHERE freelancer_id = %(id)s ORDER BY id DESC LIMIT 40)
    UNION (SELECT id FROM proposal WHERE client_id = %(id)s ORDER BY id DESC LIMIT 40)
    UNION (SELECT id FROM invitation WHERE freelancer_id = %(id)s ORDER BY id DESC LIMIT 40)
), turns AS (
    SELECT event.by, event.at, lag(event.by) OVER turn AS other, lag(event.at) OVER turn AS since
    FROM event JOIN mine ON event.subject_id = mine.id WHERE event.by IS NOT NULL
    WINDOW turn AS (PARTITION BY event.subject_id ORDER BY event.created_seq)
)
SELECT (percentile_disc(0.5) WITHIN GROUP (ORDER BY at - since) FILTER (WHERE by = %(id)s AND other <> by)),
    EXISTS (SELECT FROM hold WHERE client_id = %(id)s AND state NOT IN ('requested', 'declined', 'expired'))
FROM turns
"""
_KEEP: Final = f"""
INSERT INTO standing ({COLUMNS})
VALUES (%(id)s, 0, 0, %(completed)s, %(earned)s, %(minutes)s, %(active_at)s, %(verified)s)
ON CONFLICT (account_id) DO UPDATE SET completed = excluded.completed, earned = excluded.earned,
    response_minutes = excluded.response_minutes, verified = excluded.verified,
    last_active_at = greatest(standing.last_active_at, excluded.last_active_at)
RETURNING {COLUMNS}
"""  # noqa: S608


def to_row(standing: Standing) -> dict[str, Any]:
    """A standing as its row."""
    return {
        "account_id": standing.id,
        "reviews": standing.reviews,
        "stars": standing.stars,
        "completed": standing.completed,
        "earned": standing.earned,
        "response_minutes": standing.response_minutes,
        "last_active_at": standing.last_active_at,
        "verified": standing.verified,
    }


def from_row(row: Row) -> Standing:
    """A standing of its row."""
    return Standing(*row)


@frozen
class Standings:
    """What the marketplace saw of people."""

    transaction: Transaction

    def get(self, id: UUID) -> Standing:
        row = self.transaction.one(_GET, {"id": id})
        return from_row(row) if row else Standing(id)

    def renew(self, id: UUID, active_at: datetime | None) -> Standing:
        before = self.get(id)
        sums = self.transaction.all(_EARNED, {"id": id})
        seen = self.transaction.one(_RESPONSE, {"id": id})
        assert seen is not None
        waited, verified = seen
        facts: dict[str, Any] = {
            "id": id,
            "completed": sum(number for _, number, _ in sums),
            "earned": max((_doublings(minor, currency) for currency, _, minor in sums), default=0),
            "minutes": None if waited is None else int(waited.total_seconds()) // 60,
            "active_at": active_at,
            "verified": verified,
        }
        row = self.transaction.one(_KEEP, facts)
        assert row is not None
        standing = from_row(row)
        if (before.rating, before.merit, before.verified) != (standing.rating, standing.merit, standing.verified):
            standing_changed(
                self.transaction, id, rating=standing.rating, merit=standing.merit, verified=standing.verified
            )
        return standing


def _doublings(minor: int, currency: str) -> int:
    whole: int = minor // 10 ** EXPONENTS[currency]
    return whole.bit_length()
