"""Sessions and their refresh tokens. What one request uses up, no other can: the UPDATE that finds it takes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from attrs import frozen
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, Table, Uuid, bindparam, select

from upclone.adapters.postgres.metadata import METADATA, ready, text, timestamp
from upclone.adapters.postgres.people import accounts
from upclone.adapters.postgres.people.accounts import ACCOUNT
from upclone.adapters.postgres.transaction import Transaction
from upclone.application.ports.people import SpentToken
from upclone.domain.people.accounts import Account, State
from upclone.domain.people.sessions import Session

SESSION = Table(
    "session",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("account.id"), nullable=False),
    timestamp("created_at"),
    timestamp("seen_at"),
    text("address"),
    text("user_agent"),
    timestamp("revoked_at", nullable=True),
)
Index(None, SESSION.c.account_id, postgresql_where=SESSION.c.revoked_at.is_(None))

REFRESH_TOKEN = Table(
    "refresh_token",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column("session_id", Uuid, ForeignKey("session.id"), nullable=False, index=True),
    timestamp("expires_at"),
    timestamp("used_at", nullable=True),
    CheckConstraint("octet_length(hash) = 32", name="hash"),
)

_ADD = """
INSERT INTO session (id, account_id, created_at, seen_at, address, user_agent)
VALUES (%(id)s, %(account_id)s, %(created_at)s, %(seen_at)s, %(address)s, %(user_agent)s)
"""
_OPENED = ready(
    select(*SESSION.columns, *ACCOUNT.columns)
    .join_from(SESSION, ACCOUNT, SESSION.c.account_id == ACCOUNT.c.id)
    .where(SESSION.c.id == bindparam("id"), SESSION.c.revoked_at.is_(None))
)
_OF = ready(
    select(*SESSION.columns)
    .where(SESSION.c.account_id == bindparam("account_id"), SESSION.c.revoked_at.is_(None))
    .order_by(SESSION.c.seen_at.desc(), SESSION.c.id.desc())
)
_STANDING = """
SELECT session.id, account.state FROM session JOIN account ON account.id = session.account_id
WHERE session.id = ANY(%(ids)s) AND session.revoked_at IS NULL
"""
_SAW = "UPDATE session SET seen_at = %(at)s WHERE id = %(id)s AND seen_at < %(at)s"
_REVOKE = """
UPDATE session SET revoked_at = %(at)s WHERE id = %(id)s AND account_id = %(account_id)s AND revoked_at IS NULL
"""
_REVOKE_ALL = """
UPDATE session SET revoked_at = %(at)s
WHERE account_id = %(account_id)s AND revoked_at IS NULL AND (%(but)s::uuid IS NULL OR id <> %(but)s)
"""
_KEEP = "INSERT INTO refresh_token (hash, session_id, expires_at) VALUES (%(hash)s, %(session_id)s, %(expires_at)s)"
_SPEND = """
UPDATE refresh_token SET used_at = %(at)s FROM session
WHERE hash = %(hash)s AND used_at IS NULL AND expires_at > %(at)s
    AND session.id = session_id AND session.revoked_at IS NULL
RETURNING session_id
"""
_SPENT = "SELECT session_id, used_at FROM refresh_token WHERE hash = %(hash)s AND used_at IS NOT NULL"


@frozen
class Sessions:
    """Who is signed in, and their refresh tokens."""

    transaction: Transaction

    def add(self, session: Session) -> None:
        self.transaction.run(
            _ADD,
            {
                "id": session.id,
                "account_id": session.account_id,
                "created_at": session.created_at,
                "seen_at": session.seen_at,
                "address": session.address,
                "user_agent": session.user_agent,
            },
        )

    def opened(self, id: UUID) -> tuple[Account, Session] | None:
        row = self.transaction.one(_OPENED, {"id": id})
        width = len(SESSION.columns)
        return (accounts.from_row(row[width:]), Session(*row[:width])) if row else None

    def of(self, account_id: UUID) -> tuple[Session, ...]:
        return tuple(Session(*row) for row in self.transaction.all(_OF, {"account_id": account_id}))

    def standing(self, ids: Collection[UUID]) -> Mapping[UUID, State]:
        rows = self.transaction.all(_STANDING, {"ids": sorted(ids)})
        return {id: State(state) for id, state in rows}

    def saw(self, id: UUID, at: datetime) -> None:
        self.transaction.run(_SAW, {"id": id, "at": at})

    def revoke(self, account_id: UUID, id: UUID, at: datetime) -> bool:
        return self.transaction.run(_REVOKE, {"id": id, "account_id": account_id, "at": at}) == 1

    def revoke_all(self, account_id: UUID, at: datetime, but: UUID | None = None) -> int:
        return self.transaction.run(_REVOKE_ALL, {"account_id": account_id, "at": at, "but": but})

    def keep_refresh(self, session_id: UUID, hash: bytes, expires_at: datetime) -> None:
        self.transaction.run(_KEEP, {"session_id": session_id, "hash": hash, "expires_at": expires_at})

    def spend_refresh(self, hash: bytes, at: datetime) -> UUID | None:
        row = self.transaction.one(_SPEND, {"hash": hash, "at": at})
        return row[0] if row else None

    def spent(self, hash: bytes) -> SpentToken | None:
        row = self.transaction.one(_SPENT, {"hash": hash})
        return SpentToken(*row) if row else None
