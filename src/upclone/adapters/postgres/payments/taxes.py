"""Tax identities: at most one row a person."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Table, Uuid, bindparam
from sqlalchemy.dialects.postgresql import insert

from upclone.adapters.postgres.metadata import METADATA, ready, text
from upclone.adapters.postgres.rows import Row
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.payments.taxes import TaxIdentity

TAX_IDENTITY = Table(
    "tax_identity",
    METADATA,
    Column("id", Uuid, ForeignKey("account.id"), primary_key=True),
    text("country"),
    Column("business", Boolean, nullable=False),
    text("legal_name"),
    text("street"),
    text("postcode"),
    text("city"),
    text("vat_number"),
    text("registration"),
    Column("small_business", Boolean, nullable=False),
    CheckConstraint("country ~ '^[A-Z]{2}$'", name="country"),
    CheckConstraint("business OR (vat_number = '' AND registration = '' AND NOT small_business)", name="business"),
)


def to_row(identity: TaxIdentity) -> dict[str, Any]:
    """A tax identity as its row."""
    return {column.name: getattr(identity, column.name) for column in TAX_IDENTITY.columns}


def from_row(row: Row) -> TaxIdentity:
    """A tax identity of its row."""
    return TaxIdentity(*row)


_READ: Final = ready(TAX_IDENTITY.select().where(TAX_IDENTITY.c.id == bindparam("id")))
_ADDED: Final = insert(TAX_IDENTITY)
_KEEP: Final = ready(
    _ADDED.on_conflict_do_update(
        index_elements=["id"],
        set_={column.name: _ADDED.excluded[column.name] for column in TAX_IDENTITY.columns if not column.primary_key},
    )
)


@frozen
class TaxIdentities:
    """What people declared."""

    transaction: Transaction

    def get(self, id: UUID) -> TaxIdentity | None:
        row = self.transaction.one(_READ, {"id": id})
        return from_row(row) if row else None

    def save(self, identity: TaxIdentity) -> None:
        self.transaction.run(_KEEP, to_row(identity))
