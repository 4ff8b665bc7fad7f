"""Proofs: one row a link that was sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import frozen
from sqlalchemy import Column, ForeignKey, Index, Table, Uuid

from upclone.adapters.postgres.metadata import METADATA, one_of, text, timestamp
from upclone.adapters.postgres.rows import Row
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.errors import NotFound
from upclone.domain.people.proofs import Proof, Purpose

PROOF = Table(
    "proof",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("account.id"), nullable=False),
    text("purpose"),
    text("address"),
    timestamp("asked_at"),
    timestamp("expires_at"),
    timestamp("used_at", nullable=True),
    one_of("purpose", Purpose),
)
Index(None, PROOF.c.account_id, postgresql_where=PROOF.c.used_at.is_(None))

_COLUMNS = "id, account_id, purpose, address, asked_at, expires_at, used_at"
_ADD = f"""
INSERT INTO proof ({_COLUMNS}) VALUES
    (%(id)s, %(account_id)s, %(purpose)s, %(address)s, %(asked_at)s, %(expires_at)s, NULL)
"""  # noqa: S608  (columns are ours)
_GET = f"SELECT {_COLUMNS} FROM proof WHERE id = %(id)s"  # noqa: S608  (columns are ours)
_WAITING = f"""
SELECT {_COLUMNS} FROM proof
WHERE account_id = %(account_id)s AND purpose = %(purpose)s AND used_at IS NULL ORDER BY id
"""  # noqa: S608
_SPEND = f"""
UPDATE proof SET used_at = %(at)s
WHERE id = %(id)s AND purpose = %(purpose)s AND used_at IS NULL AND expires_at > %(at)s
RETURNING {_COLUMNS}
"""  # noqa: S608  (columns are ours)
_CANCEL = """
UPDATE proof SET used_at = %(at)s
WHERE account_id = %(account_id)s AND purpose = ANY (%(purposes)s) AND used_at IS NULL
"""


@frozen
class Proofs:
    """Links that were sent."""

    transaction: Transaction

    def add(self, proof: Proof) -> None:
        self.transaction.run(
            _ADD,
            {
                "id": proof.id,
                "account_id": proof.account_id,
                "purpose": proof.purpose.value,
                "address": proof.address,
                "asked_at": proof.asked_at,
                "expires_at": proof.expires_at,
            },
        )

    def get(self, id: UUID) -> Proof:
        """Raises NotFound."""
        row = self.transaction.one(_GET, {"id": id})
        if row is None:
            raise NotFound("proof", str(id))
        return _proof(row)

    def spend(self, id: UUID, purpose: Purpose, at: datetime) -> Proof | None:
        row = self.transaction.one(_SPEND, {"id": id, "purpose": purpose.value, "at": at})
        return _proof(row) if row else None

    def waiting(self, account_id: UUID, purpose: Purpose) -> tuple[Proof, ...]:
        rows = self.transaction.all(_WAITING, {"account_id": account_id, "purpose": purpose.value})
        return tuple(map(_proof, rows))

    def cancel(self, account_id: UUID, *purposes: Purpose, at: datetime) -> None:
        chosen = [purpose.value for purpose in purposes]
        self.transaction.run(_CANCEL, {"account_id": account_id, "purposes": chosen, "at": at})


def _proof(row: Row) -> Proof:
    id, account, purpose, address, asked, expires, used = row
    return Proof(id, account, Purpose(purpose), address, asked, expires, used)
