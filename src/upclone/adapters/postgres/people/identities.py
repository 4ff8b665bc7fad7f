"""Identities: one row a person there who is a person here; and what was good for once, until it is over anyway."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import frozen
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, PrimaryKeyConstraint, Table, Uuid
from sqlalchemy import UniqueConstraint as Unique

from upclone.adapters.postgres.metadata import METADATA, text, timestamp
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.errors import AlreadyExists
from upclone.domain.people.identities import Identity

IDENTITY = Table(
    "identity",
    METADATA,
    text("provider"),
    text("subject"),
    Column("account_id", Uuid, ForeignKey("account.id"), nullable=False),
    text("address"),
    timestamp("linked_at"),
    PrimaryKeyConstraint("provider", "subject"),
    Unique("account_id", "provider"),
)

SPENT_TICKET = Table(
    "spent_ticket",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    timestamp("expires_at"),
    CheckConstraint("octet_length(hash) = 32", name="hash"),
)
Index(None, SPENT_TICKET.c.expires_at)

_FIND = """
SELECT provider, subject, account_id, address, linked_at FROM identity
WHERE provider = %(provider)s AND subject = %(subject)s
"""
_OF = """
SELECT provider, subject, account_id, address, linked_at FROM identity
WHERE account_id = %(account_id)s ORDER BY provider
"""
_ADD = """
INSERT INTO identity (provider, subject, account_id, address, linked_at)
VALUES (%(provider)s, %(subject)s, %(account_id)s, %(address)s, %(linked_at)s)
ON CONFLICT DO NOTHING
"""
_REMOVE = "DELETE FROM identity WHERE account_id = %(account_id)s AND provider = %(provider)s"
_REMOVE_ALL = "DELETE FROM identity WHERE account_id = %(account_id)s"
_SPEND = """
INSERT INTO spent_ticket (hash, expires_at) VALUES (%(hash)s, %(expires_at)s) ON CONFLICT DO NOTHING
"""
_FORGET = "DELETE FROM spent_ticket WHERE expires_at < %(at)s"


@frozen
class Identities:
    """Who is who elsewhere."""

    transaction: Transaction

    def find(self, provider: str, subject: str) -> Identity | None:
        row = self.transaction.one(_FIND, {"provider": provider, "subject": subject})
        return Identity(*row) if row else None

    def of(self, account_id: UUID) -> tuple[Identity, ...]:
        return tuple(Identity(*row) for row in self.transaction.all(_OF, {"account_id": account_id}))

    def add(self, identity: Identity) -> None:
        row = {
            "provider": identity.provider,
            "subject": identity.subject,
            "account_id": identity.account_id,
            "address": identity.address,
            "linked_at": identity.linked_at,
        }
        if self.transaction.run(_ADD, row) != 1:
            raise AlreadyExists(field="provider")

    def remove(self, account_id: UUID, provider: str) -> bool:
        return self.transaction.run(_REMOVE, {"account_id": account_id, "provider": provider}) == 1

    def remove_all(self, account_id: UUID) -> None:
        self.transaction.run(_REMOVE_ALL, {"account_id": account_id})

    def spend(self, ticket: bytes, expires_at: datetime, at: datetime) -> bool:
        self.transaction.run(_FORGET, {"at": at})
        return self.transaction.run(_SPEND, {"hash": ticket, "expires_at": expires_at}) == 1
