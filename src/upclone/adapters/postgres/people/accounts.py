"""Accounts: one row a person."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import frozen
from sqlalchemy import BigInteger, Column, Table, UniqueConstraint, Uuid, bindparam, literal_column

from upclone.adapters.postgres.metadata import METADATA, due_index, one_of, ready, text, texts, timestamp
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.domain.people.accounts import Account, AccountRole, State

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("email"),
    text("name"),
    texts("roles"),
    text("password_hash"),
    timestamp("created_at"),
    text("state"),
    text("headline"),
    text("bio"),
    text("country"),
    text("language"),
    text("suspension_reason", nullable=True),
    Column("version", BigInteger, nullable=False),
    Column("photo", Uuid, nullable=True),
    timestamp("verified_at", nullable=True),
    timestamp("due_at", nullable=True),
    UniqueConstraint("email"),
    one_of("state", State),
)
due_index(ACCOUNT.c.due_at)


def to_row(account: Account) -> dict[str, Any]:
    """An account as its row."""
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "roles": sorted(role.value for role in account.roles),
        "password_hash": account.password_hash,
        "created_at": account.created_at,
        "state": account.state.value,
        "headline": account.headline,
        "bio": account.bio,
        "country": account.country,
        "language": account.language,
        "suspension_reason": account.suspension_reason,
        "version": account.version,
        "photo": account.photo,
        "verified_at": account.verified_at,
        "due_at": account.closes_at,
    }


def from_row(row: Row) -> Account:
    """An account of its row."""
    id, email, name, roles, password, created, state, headline, bio, country, language, reason, version, *more = row
    photo, verified, due = more
    return Account(
        id=id,
        email=email,
        name=name,
        roles=frozenset(map(AccountRole, roles)),
        password_hash=password,
        created_at=created,
        state=State(state),
        headline=headline,
        bio=bio,
        country=country,
        language=language,
        suspension_reason=reason,
        photo=photo,
        verified_at=verified,
        closes_at=due,
        version=version,
    )


ROWS = Rows("account", ACCOUNT, to_row, from_row, unique="email")
_BY_EMAIL = ready(ROWS.select().where(ACCOUNT.c.email == bindparam("email")))

_ADMINS = ready(
    ROWS.select()
    .where(literal_column(f"'{AccountRole.ADMIN}' = ANY (account.roles) AND account.state = '{State.ACTIVE}'"))
    .order_by(ACCOUNT.c.id)
    .with_for_update(key_share=True)
)


@frozen
class Accounts(Kept[Account]):
    """People."""

    rows: ClassVar = ROWS

    def by_email(self, email: str) -> Account | None:
        return ROWS.one(self.transaction, _BY_EMAIL, email=email)

    def lock_admins(self) -> tuple[Account, ...]:
        """Every admin who may act."""
        return ROWS.all(self.transaction, _ADMINS)
