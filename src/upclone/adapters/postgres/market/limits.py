"""What is counted by the day: one row for an account and a kind, which holds the last day on which there was one."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, Table, Text, Uuid

from upclone.adapters.postgres.metadata import METADATA, one_of
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.market.limits import Counted

TALLY = Table(
    "tally",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.id"), primary_key=True),
    Column("counted", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    one_of("counted", Counted),
    CheckConstraint("number > 0", name="number"),
)

# Whoever comes second waits for the row, and counts on from what the first one left.
_ADD: Final = """
INSERT INTO tally AS known (account_id, counted, day, number) VALUES (%(account)s, %(counted)s, %(day)s, 1)
ON CONFLICT (account_id, counted) DO UPDATE
SET number = CASE WHEN known.day = excluded.day THEN known.number + 1 ELSE 1 END, day = excluded.day
RETURNING number
"""


@frozen
class Tallies:
    """How much an account has begun today."""

    transaction: Transaction

    def add(self, account_id: UUID, counted: Counted, day: date) -> int:
        row = self.transaction.one(_ADD, {"account": account_id, "counted": counted.value, "day": day})
        assert row is not None, "the statement returns its row"
        return int(row[0])
