"""Invoices: papers that only ever come, each with the next number of its series.

The series' row is locked from the moment its end is read until the transaction ends. A transaction that fails gives
the number back, because nothing moved the row on; that is why there is no sequence here.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    Uuid,
    bindparam,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from upclone.adapters.postgres.metadata import (
    METADATA,
    Json,
    currency,
    is_currency,
    one_of,
    ready,
    text,
    timestamp,
    within,
)
from upclone.adapters.postgres.rows import Row
from upclone.adapters.postgres.transaction import Transaction
from upclone.adapters.postgres.values import Packed, unpack
from upclone.domain.errors import AlreadyExists, NotFound
from upclone.domain.money import Money
from upclone.domain.payments.invoices import Billed, Document, Invoice, Kind, Party, Series
from upclone.domain.payments.taxes import Tax

INVOICE_SERIES = Table(
    "invoice_series",
    METADATA,
    Column("issuer", text("issuer").type, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    CheckConstraint("last >= 0", name="last"),
    CheckConstraint("octet_length(head) = 32", name="head"),
)

INVOICE = Table(
    "invoice",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("number"),
    text("issuer"),
    Column("year", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    text("document"),
    text("kind"),
    Column("seller_id", Uuid, ForeignKey("account.id"), nullable=True),
    Column("buyer_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("contract_id", Uuid, ForeignKey("contract.id"), nullable=False),
    Column("cause", Uuid, nullable=False),
    Column("entry_key", text("entry_key").type, ForeignKey("entry.key"), nullable=False),
    timestamp("issued_at"),
    timestamp("supplied_at"),
    text("title"),
    currency(),
    Column("gross_minor", BigInteger, nullable=False),
    Column("vat_minor", BigInteger, nullable=False),
    Column("tax", Json, nullable=False),
    Column("seller", Json, nullable=False),
    Column("buyer", Json, nullable=False),
    Column("credits", Uuid, ForeignKey("invoice.id"), nullable=True),
    text("reason"),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("issuer", "year", "seq"),
    UniqueConstraint("cause", "kind"),
    UniqueConstraint("credits", "entry_key"),
    ForeignKeyConstraint(["issuer", "year"], ["invoice_series.issuer", "invoice_series.year"]),
    Index(None, "number"),
    Index(None, "seller_id", "id"),
    Index(None, "buyer_id", "id"),
    Index(None, "contract_id", "id"),
    Index(None, "entry_key"),
    one_of("document", Document),
    one_of("kind", Kind),
    is_currency(),
    within("gross_minor", 1),
    CheckConstraint("vat_minor BETWEEN 0 AND gross_minor", name="vat_minor"),
    CheckConstraint("seq >= 1", name="seq"),
    CheckConstraint("(document = 'credit_note') = (credits IS NOT NULL)", name="credits"),
    CheckConstraint("octet_length(hash) = 32", name="hash"),
)


def to_row(paper: Invoice) -> dict[str, Any]:
    """A paper as its row."""
    billed = paper.billed
    return {
        "id": paper.id,
        "number": paper.number,
        "issuer": paper.issuer,
        "year": paper.year,
        "seq": paper.seq,
        "document": paper.document.value,
        "kind": billed.kind.value,
        "seller_id": billed.seller.id,
        "buyer_id": billed.buyer.id,
        "contract_id": billed.contract_id,
        "cause": billed.cause,
        "entry_key": billed.entry_key,
        "issued_at": paper.issued_at,
        "supplied_at": billed.supplied_at,
        "title": billed.title,
        "currency": paper.gross.currency,
        "gross_minor": paper.gross.amount_minor,
        "vat_minor": paper.vat.amount_minor,
        "tax": Packed(billed.tax),
        "seller": Packed(billed.seller),
        "buyer": Packed(billed.buyer),
        "credits": paper.credits,
        "reason": paper.reason,
        "hash": paper.hash,
    }


def from_row(row: Row) -> Invoice:
    """A paper of its row."""
    (
        id,
        number,
        _,
        year,
        seq,
        document,
        kind,
        _,
        _,
        contract,
        cause,
        key,
        issued,
        supplied,
        title,
        code,
        gross,
        *more,
    ) = row
    _, tax, seller, buyer, credits, reason, hash = more
    billed = Billed(
        kind=Kind(kind),
        seller=unpack(Party, seller),
        buyer=unpack(Party, buyer),
        contract_id=contract,
        cause=cause,
        entry_key=key,
        supplied_at=supplied,
        title=title,
        gross=Money(gross, code),
        tax=unpack(Tax, tax),
    )
    return Invoice(id, number, year, seq, Document(document), billed, issued, credits, reason, bytes(hash))


_OPEN_SERIES: Final = """
INSERT INTO invoice_series (issuer, year, last, head) VALUES (%(issuer)s, %(year)s, 0, %(head)s) ON CONFLICT DO NOTHING
"""
_LOCK_SERIES: Final = "SELECT last, head FROM invoice_series WHERE issuer = %(issuer)s AND year = %(year)s FOR UPDATE"
_MOVE_ON: Final = """
UPDATE invoice_series SET last = %(last)s, head = %(head)s
WHERE issuer = %(issuer)s AND year = %(year)s AND last = %(last)s - 1
"""
_ALL: Final = select(*INVOICE.columns)
_ADD: Final = ready(insert(INVOICE).on_conflict_do_nothing())
_GET: Final = ready(_ALL.where(INVOICE.c.id == bindparam("id")))
_OF: Final = ready(_ALL.where(INVOICE.c.cause == bindparam("cause")).order_by(INVOICE.c.id))
_OF_CONTRACT: Final = ready(_ALL.where(INVOICE.c.contract_id == bindparam("contract_id")).order_by(INVOICE.c.id))
_CREDITS: Final = ready(_ALL.where(INVOICE.c.credits == bindparam("id")).order_by(INVOICE.c.id))


@frozen
class Invoices:
    """Issued papers."""

    transaction: Transaction

    def lock_series(self, issuer: str, year: int) -> Series:
        named = {"issuer": issuer, "year": year}
        row = self.transaction.one(_LOCK_SERIES, named)
        if row is None:
            # Two may open it at once: the second waits here for the first, and reads what that one wrote.
            self.transaction.run(_OPEN_SERIES, {**named, "head": bytes(32)})
            row = self.transaction.one(_LOCK_SERIES, named)
        assert row is not None
        return Series(issuer, year, row[0], bytes(row[1]))

    def add(self, series: Series, invoice: Invoice) -> None:
        moved = {"issuer": series.issuer, "year": series.year, "last": series.last, "head": series.head}
        if not self.transaction.run(_ADD, to_row(invoice)):
            raise AlreadyExists(field="cause")
        assert self.transaction.run(_MOVE_ON, moved), "its series was locked, and stands where it stood"

    def get(self, id: UUID) -> Invoice:
        row = self.transaction.one(_GET, {"id": id})
        if row is None:
            raise NotFound("invoice", str(id))
        return from_row(row)

    def of(self, cause: UUID) -> tuple[Invoice, ...]:
        return tuple(map(from_row, self.transaction.all(_OF, {"cause": cause})))

    def of_contract(self, contract_id: UUID) -> tuple[Invoice, ...]:
        return tuple(map(from_row, self.transaction.all(_OF_CONTRACT, {"contract_id": contract_id})))

    def credits_of(self, id: UUID) -> tuple[Invoice, ...]:
        return tuple(map(from_row, self.transaction.all(_CREDITS, {"id": id})))
