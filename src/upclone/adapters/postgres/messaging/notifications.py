"""What people are told: one row a person and event."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import frozen
from sqlalchemy import Column, ForeignKey, Index, Table, Uuid

from upclone.adapters.postgres.messaging.announcing import announce
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
    timestamp("read_at", nullable=True),
    Index(None, "event_id"),
)
Index(None, NOTIFICATION.c.account_id, postgresql_where=NOTIFICATION.c.read_at.is_(None))

_ADD = """
INSERT INTO notification (account_id, event_id, name, subject_id, contract_id, at)
SELECT account_id, %(event_id)s, %(name)s, %(subject_id)s, %(contract_id)s, %(at)s
FROM unnest(%(accounts)s::uuid[]) AS told (account_id)
ON CONFLICT DO NOTHING
"""
_READ = """
UPDATE notification SET read_at = %(at)s
WHERE account_id = %(account)s AND read_at IS NULL
    AND (%(only)s::uuid IS NULL OR event_id = %(only)s) AND (%(up_to)s::uuid IS NULL OR event_id <= %(up_to)s)
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
        about = {event.subject_id, event.contract_id, getattr(event, "job_id", None)} - {None}
        announce(self.transaction, accounts, about)

    def read(self, account_id: UUID, at: datetime, only: UUID | None = None, up_to: UUID | None = None) -> int:
        """One, those up to one, or all."""
        given = {"account": account_id, "at": at, "only": only, "up_to": up_to}
        count = self.transaction.run(_READ, given)
        if count:
            announce(self.transaction, (account_id,), ())
        return count
