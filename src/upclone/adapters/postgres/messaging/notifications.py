"""What people are told: one row a person and event."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen
from sqlalchemy import Column, ForeignKey, Index, Table, Uuid

from upclone.adapters.postgres.metadata import METADATA, text, timestamp
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.events import Event

NOTIFICATION = Table(
    "notification",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.id"), primary_key=True),
    Column("event_id", Uuid, ForeignKey("event.id"), primary_key=True),
    text("name"),
    Column("subject_id", Uuid, nullable=False),
    Column("contract_id", Uuid, nullable=True),
    timestamp("at"),
    Index(None, "event_id"),
)

_ADD = """
INSERT INTO notification (account_id, event_id, name, subject_id, contract_id, at)
SELECT account_id, %(event_id)s, %(name)s, %(subject_id)s, %(contract_id)s, %(at)s
FROM unnest(%(accounts)s::uuid[]) AS told (account_id)
ON CONFLICT DO NOTHING
"""


@frozen
class Notifications:
    """What people are told."""

    transaction: Transaction

    def add(self, event_id: UUID, event: Event, accounts: tuple[UUID, ...]) -> None:
        """One row an account; those that exist already are left alone."""
        self.transaction.run(
            _ADD,
            {
                "event_id": event_id,
                "name": event.name,
                "subject_id": event.subject_id,
                "contract_id": event.contract_id,
                "at": event.at,
                "accounts": list(accounts),
            },
        )
