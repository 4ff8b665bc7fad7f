"""Requests that have their effect once: the key's row is written first, and the answer commits with the effect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Table, Uuid, func

from upclone.adapters.postgres.metadata import METADATA, text, timestamp
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.ports.store import Answer
from upclone.domain.errors import KeyReused

REQUEST = Table(
    "request",
    METADATA,
    Column("caller", Uuid, primary_key=True),
    Column("key", text("key").type, primary_key=True),
    text("fingerprint"),
    # NULL only within the transaction that performs the request.
    Column("status", Integer, nullable=True),
    text("content_type", nullable=True),
    Column("body", LargeBinary, nullable=True),
    Column("created_at", timestamp("created_at").type, nullable=False, server_default=func.now()),
    Index(None, "created_at"),
    CheckConstraint("status BETWEEN 100 AND 599", name="status"),
)

KEPT_AT_LEAST: Final = timedelta(hours=24)

# Waits where another transaction is performing the same request, and writes nothing if that one commits.
_BEGIN = """
INSERT INTO request (caller, key, fingerprint) VALUES (%(caller)s, %(key)s, %(fingerprint)s) ON CONFLICT DO NOTHING
"""
_KEPT = "SELECT fingerprint, status, body, content_type FROM request WHERE caller = %(caller)s AND key = %(key)s"
_KEEP = """
UPDATE request SET status = %(status)s, body = %(body)s, content_type = %(content_type)s
WHERE caller = %(caller)s AND key = %(key)s
"""
_PURGE = "DELETE FROM request WHERE created_at < now() - %(age)s"


@frozen
class PostgresRequests:
    """Keys and answers, in the store's own transactions."""

    unit_of_work: PostgresUnitOfWork

    def once(self, caller: UUID, key: str, fingerprint: str, perform: Callable[[], Answer]) -> tuple[Answer, bool]:
        """The answer, and whether it is a replay. Raises KeyReused; where `perform` raises, nothing is kept."""
        with self.unit_of_work() as work:
            transaction, named = work.transaction, {"caller": caller, "key": key}
            if transaction.run(_BEGIN, {**named, "fingerprint": fingerprint}):
                answer = perform()
                kept = {"status": answer.status, "body": answer.body, "content_type": answer.content_type}
                transaction.run(_KEEP, {**named, **kept})
                return answer, False
            row = transaction.one(_KEPT, named)
        assert row is not None, "purging spares what is younger than a day"
        known, status, body, content_type = row
        if known != fingerprint:
            raise KeyReused("This key was used for another request.")
        return Answer(status, body, content_type), True

    def purge(self, age: timedelta = KEPT_AT_LEAST) -> int:
        """Forget answers older than `age`, a day at least; how many."""
        with self.unit_of_work() as work:
            return work.transaction.run(_PURGE, {"age": max(age, KEPT_AT_LEAST)})
