"""Webhooks: the letter as it came, once an event of a gateway; its handling is a job of the same transaction."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from sqlalchemy import Column, Index, LargeBinary, Table, func

from upclone.adapters.postgres.deferring import NOTICE, WEBHOOKS, Deferred, defer
from upclone.adapters.postgres.metadata import METADATA, one_of, text, timestamp
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.ports.gateways import Notice, Operation
from upclone.application.ports.webhooks import StoredWebhook
from upclone.domain.errors import NotFound, Refused

WEBHOOK_EVENT = Table(
    "webhook_event",
    METADATA,
    Column("gateway", text("gateway").type, primary_key=True),
    Column("event_id", text("event_id").type, primary_key=True),
    text("operation"),
    text("key"),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", timestamp("received_at").type, nullable=False, server_default=func.now()),
    Index(None, "key"),
    one_of("operation", Operation),
)

_RECEIVE: Final = """
INSERT INTO webhook_event (gateway, event_id, operation, key, body)
VALUES (%(gateway)s, %(id)s, %(operation)s, %(key)s, %(body)s) ON CONFLICT DO NOTHING
"""

_STORED: Final = """
SELECT gateway, event_id, operation, key, body, received_at FROM webhook_event
WHERE (%(gateway)s::text IS NULL OR gateway = %(gateway)s) AND (%(id)s::text IS NULL OR event_id = %(id)s)
ORDER BY received_at DESC, event_id LIMIT %(limit)s
"""


@frozen
class PostgresWebhookInbox:
    """Takes verified webhooks in."""

    unit_of_work: PostgresUnitOfWork

    def receive(self, gateway: str, notice: Notice, body: bytes) -> bool:
        """False where the gateway sent this event before: nothing is written then."""
        named = {"gateway": gateway, "id": notice.id, "operation": notice.operation.value, "key": notice.key}
        with self.unit_of_work() as work:
            if not work.transaction.run(_RECEIVE, {**named, "body": body}):
                return False
            if notice.operation is not Operation.OTHER:
                more = {"ref": notice.ref, "approval": notice.approval} if notice.ref else {}
                defer(work.transaction, [Deferred(WEBHOOKS, NOTICE, {**named, **more})])
        return True

    def newest(self, gateway: str | None, limit: int) -> tuple[StoredWebhook, ...]:
        """What came, the newest first."""
        return self._stored(gateway=gateway, id=None, limit=limit)

    def get(self, id: str) -> StoredWebhook:
        """Raises NotFound."""
        found = self._stored(gateway=None, id=id, limit=1)
        if not found:
            raise NotFound("webhook", id)
        return found[0]

    def replay(self, id: str) -> StoredWebhook:
        """Defer its handling again."""
        letter = self.get(id)
        if letter.operation is Operation.OTHER:
            raise Refused("Nothing follows from this letter: it was only kept.")
        named = {"gateway": letter.gateway, "id": letter.id, "operation": letter.operation.value, "key": letter.key}
        with self.unit_of_work() as work:
            defer(work.transaction, [Deferred(WEBHOOKS, NOTICE, named)])
        return letter

    def _stored(self, **arguments: object) -> tuple[StoredWebhook, ...]:
        with self.unit_of_work() as work:
            rows = work.transaction.all(_STORED, arguments)
        return tuple(
            StoredWebhook(gateway, id, Operation(operation), key, bytes(body), at)
            for gateway, id, operation, key, body, at in rows
        )
