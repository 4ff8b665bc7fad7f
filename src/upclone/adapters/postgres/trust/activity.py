"""What people do: appended, shown to whom it is about, forgotten in time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from attrs import frozen
from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Table, Uuid

from upclone.adapters.postgres.metadata import METADATA, one_of, text, timestamp
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.trust.activity import LONGEST_DETAIL, Activity, Kind

ACTIVITY = Table(
    "activity",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    text("kind"),
    timestamp("at"),
    Column("subject_id", Uuid, nullable=True),
    text("detail"),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
    Index(None, "account_id", "id"),
    Index(None, "at"),
    one_of("kind", Kind),
    CheckConstraint(f"length(detail) <= {LONGEST_DETAIL}", name="detail"),
)

# One JSON text brings all of them; an account that is not there (any more) leaves no trace.
_ADD = """
INSERT INTO activity (id, account_id, kind, at, subject_id, detail)
SELECT noted.* FROM json_to_recordset(%(rows)s::json) AS noted (
    id uuid, account_id uuid, kind text, at timestamptz, subject_id uuid, detail text)
JOIN account ON account.id = noted.account_id AND account.state <> 'closed'
ON CONFLICT DO NOTHING
"""
_FORGET = "DELETE FROM activity WHERE at < %(before)s"


@frozen
class Activities:
    """What people do."""

    transaction: Transaction

    def add(self, activities: Sequence[Activity]) -> None:
        """In one statement. Those with a known id are left alone."""
        rows = [
            {
                "id": str(each.id),
                "account_id": str(each.account_id),
                "kind": each.kind.value,
                "at": each.at.isoformat(),
                "subject_id": str(each.subject_id) if each.subject_id else None,
                "detail": each.detail[:LONGEST_DETAIL],
            }
            for each in activities
        ]
        if rows:
            self.transaction.run(_ADD, {"rows": json.dumps(rows)})

    def forget(self, before: datetime) -> int:
        """Drop what is older; how many there were."""
        return self.transaction.run(_FORGET, {"before": before})
