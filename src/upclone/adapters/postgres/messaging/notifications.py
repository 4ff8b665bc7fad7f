"""What people are told: one row a person and event. A row also knows whether a letter is to say it, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Uuid

from upclone.adapters.postgres.messaging.announcing import announce
from upclone.adapters.postgres.metadata import METADATA, one_of, text, timestamp
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.events import Event
from upclone.domain.messaging.news import How, Posting, Topic

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
    text("topic", nullable=True),
    Column("about", Uuid, nullable=True),
    text("letter", nullable=True),
    timestamp("letter_at", nullable=True),
    timestamp("gathered_at", nullable=True),
    Index(None, "event_id"),
    one_of("topic", Topic),
    one_of("letter", How),
    CheckConstraint("letter_at IS NULL OR (topic IS NOT NULL AND about IS NOT NULL)", name="letter_at"),
)
Index(None, NOTIFICATION.c.account_id, postgresql_where=NOTIFICATION.c.read_at.is_(None))

Index(None, NOTIFICATION.c.letter_at, NOTIFICATION.c.account_id, postgresql_where=NOTIFICATION.c.letter_at.isnot(None))
Index(None, NOTIFICATION.c.account_id, NOTIFICATION.c.about, postgresql_where=NOTIFICATION.c.gathered_at.isnot(None))

_ADD = """
INSERT INTO notification (account_id, event_id, name, subject_id, contract_id, at)
SELECT account_id, %(event_id)s, %(name)s, %(subject_id)s, %(contract_id)s, %(at)s
FROM unnest(%(accounts)s::uuid[]) AS told (account_id)
ON CONFLICT DO NOTHING
"""
_ADD_AND_POST = """
INSERT INTO notification
    (account_id, event_id, name, subject_id, contract_id, at, topic, about, letter, letter_at)
SELECT told.account_id, %(event_id)s, %(name)s, %(subject_id)s, %(contract_id)s, %(at)s, wanted.topic, wanted.about,
    wanted.how, CASE wanted.how WHEN 'daily' THEN %(daily)s::timestamptz WHEN 'at_once' THEN greatest(
        %(soon)s::timestamptz,
        (SELECT max(before.gathered_at) + %(rest)s::interval FROM notification AS before
         WHERE before.account_id = told.account_id AND before.about = wanted.about AND before.topic = wanted.topic
            AND before.letter = wanted.how AND before.gathered_at IS NOT NULL)) END
FROM unnest(%(accounts)s::uuid[]) AS told (account_id) LEFT JOIN LATERAL (
    SELECT %(topic)s::text AS topic, %(about)s::uuid AS about, coalesce(
        (SELECT how FROM letter_choice WHERE account_id = told.account_id AND letter_choice.topic = %(topic)s),
        %(otherwise)s) AS how
    WHERE told.account_id = ANY (%(to)s::uuid[])) AS wanted ON true
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

    def add(self, event_id: UUID, event: Event, accounts: tuple[UUID, ...], posting: Posting | None = None) -> None:
        """One row an account; those that exist already are left alone. Who acted has other pages open, perhaps."""
        self.transaction.run(
            _ADD if posting is None else _ADD_AND_POST,
            {
                **(_posted(posting) if posting else {}),
                "event_id": event_id,
                "name": event.name,
                "subject_id": event.subject_id,
                "contract_id": event.contract_id,
                "at": event.at,
                "accounts": list(accounts),
            },
        )
        about = {event.subject_id, event.contract_id, getattr(event, "job_id", None)} - {None}
        seen = accounts if event.by is None else {*accounts, event.by}
        announce(self.transaction, seen, about)

    def read(self, account_id: UUID, at: datetime, only: UUID | None = None, up_to: UUID | None = None) -> int:
        """One, those up to one, or all."""
        given = {"account": account_id, "at": at, "only": only, "up_to": up_to}
        count = self.transaction.run(_READ, given)
        if count:
            announce(self.transaction, (account_id,), ())
        return count


def _posted(posting: Posting) -> dict[str, Any]:
    return {
        "topic": posting.topic.value,
        "about": posting.about,
        "to": list(posting.to),
        "otherwise": posting.otherwise.value,
        "soon": posting.soon,
        "rest": posting.rest,
        "daily": posting.daily,
    }
