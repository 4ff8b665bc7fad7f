"""Personal access tokens, by their hashes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import frozen
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    LargeBinary,
    Table,
    UniqueConstraint,
    Uuid,
    bindparam,
    or_,
    select,
)

from upclone.adapters.postgres.metadata import METADATA, ready, text, texts, timestamp
from upclone.adapters.postgres.people import accounts
from upclone.adapters.postgres.people.accounts import ACCOUNT
from upclone.adapters.postgres.rows import Row
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.people.accounts import Account
from upclone.domain.people.tokens import PersonalToken, Scope

_SCOPES = ", ".join(f"'{scope}'" for scope in Scope)
PERSONAL_TOKEN = Table(
    "personal_token",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("account.id"), nullable=False, index=True),
    text("name"),
    Column("hash", LargeBinary, nullable=False),
    texts("scopes"),
    timestamp("created_at"),
    timestamp("expires_at", nullable=True),
    timestamp("used_at", nullable=True),
    timestamp("revoked_at", nullable=True),
    UniqueConstraint("hash"),
    CheckConstraint("octet_length(hash) = 32", name="hash"),
    CheckConstraint(f"scopes <@ ARRAY[{_SCOPES}]", name="scopes"),
)

_TOKEN = [column for column in PERSONAL_TOKEN.columns if column.name != "revoked_at"]
_ADD = """
INSERT INTO personal_token (id, account_id, name, hash, scopes, created_at, expires_at)
VALUES (%(id)s, %(account_id)s, %(name)s, %(hash)s, %(scopes)s, %(created_at)s, %(expires_at)s)
"""
_OPENED = ready(
    select(*_TOKEN, *ACCOUNT.columns)
    .join_from(PERSONAL_TOKEN, ACCOUNT, PERSONAL_TOKEN.c.account_id == ACCOUNT.c.id)
    .where(
        PERSONAL_TOKEN.c.hash == bindparam("hash"),
        PERSONAL_TOKEN.c.revoked_at.is_(None),
        or_(PERSONAL_TOKEN.c.expires_at.is_(None), PERSONAL_TOKEN.c.expires_at > bindparam("at")),
    )
)
_OF = ready(
    select(*_TOKEN)
    .where(PERSONAL_TOKEN.c.account_id == bindparam("account_id"), PERSONAL_TOKEN.c.revoked_at.is_(None))
    .order_by(PERSONAL_TOKEN.c.id.desc())
)
_SAW = "UPDATE personal_token SET used_at = %(at)s WHERE id = %(id)s"
_REVOKE = """
UPDATE personal_token SET revoked_at = %(at)s
WHERE id = %(id)s AND account_id = %(account_id)s AND revoked_at IS NULL
"""
_REVOKE_ALL = """
UPDATE personal_token SET revoked_at = %(at)s WHERE account_id = %(account_id)s AND revoked_at IS NULL
"""


@frozen
class PersonalTokens:
    """Keys of scripts."""

    transaction: Transaction

    def add(self, token: PersonalToken) -> None:
        self.transaction.run(
            _ADD,
            {
                "id": token.id,
                "account_id": token.account_id,
                "name": token.name,
                "hash": token.hash,
                "scopes": sorted(scope.value for scope in token.scopes),
                "created_at": token.created_at,
                "expires_at": token.expires_at,
            },
        )

    def opened(self, hash: bytes, at: datetime) -> tuple[Account, PersonalToken] | None:
        row = self.transaction.one(_OPENED, {"hash": hash, "at": at})
        return (accounts.from_row(row[len(_TOKEN) :]), _token(row[: len(_TOKEN)])) if row else None

    def of(self, account_id: UUID) -> tuple[PersonalToken, ...]:
        return tuple(map(_token, self.transaction.all(_OF, {"account_id": account_id})))

    def saw(self, id: UUID, at: datetime) -> None:
        self.transaction.run(_SAW, {"id": id, "at": at})

    def revoke(self, account_id: UUID, id: UUID, at: datetime) -> bool:
        return self.transaction.run(_REVOKE, {"id": id, "account_id": account_id, "at": at}) == 1

    def revoke_all(self, account_id: UUID, at: datetime) -> int:
        return self.transaction.run(_REVOKE_ALL, {"account_id": account_id, "at": at})


def _token(row: Row) -> PersonalToken:
    id, account, name, hash, scopes, created, expires, used = row
    return PersonalToken(id, account, name, bytes(hash), frozenset(map(Scope, scopes)), created, expires, used)
