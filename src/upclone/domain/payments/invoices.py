"""Invoices and credit notes: issued once, numbered without a gap, chained, never changed.

A release of held money makes up to three: the freelancer's to the client for the work, and the marketplace's to each
side for its fee. The marketplace issues the first in the freelancer's name and on their behalf. Numbers are of one
issuer and year; one is given only in the transaction that writes its invoice.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import asdict, evolve, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.errors import Invalid, NotYours, Refused
from upclone.domain.events import Event
from upclone.domain.money import Money, positive
from upclone.domain.payments.taxes import Tax, TaxIdentity

PLATFORM: Final = "platform"


class Kind(StrEnum):
    """What is billed."""

    WORK = "work"
    CLIENT_FEE = "client_fee"
    FREELANCER_FEE = "freelancer_fee"


class Document(StrEnum):
    """Which paper it is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@frozen
class Party:
    """Somebody as they were when the invoice was issued. `id` is their account; None is the marketplace."""

    id: UUID | None
    name: str
    email: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    vat_number: str = ""
    registration: str = ""

    @property
    def issuer(self) -> str:
        """Whose series its invoices are numbered in."""
        return PLATFORM if self.id is None else str(self.id)


def party(identity: TaxIdentity, id: UUID | None, name: str, email: str = "") -> Party:
    """Somebody as they declared themselves; `name` is for who gave no legal one."""
    return Party(
        id,
        identity.legal_name or name,
        email,
        identity.street,
        identity.postcode,
        identity.city,
        identity.country,
        identity.vat_number,
        identity.registration,
    )


@frozen
class Series:
    """The end of the numbers of one issuer and year, and the hash of the last of its papers."""

    issuer: str
    year: int
    last: int = 0
    head: bytes = bytes(32)

    @property
    def name(self) -> str:
        """The beginning of each number: `FEE-2026`, or `3F0A9C1B-2026` after the end of the issuer's id."""
        return f"{'FEE' if self.issuer == PLATFORM else self.issuer[-8:].upper()}-{self.year}"


@frozen
class Billed:
    """What a paper says before it has a number. `gross` is positive on credit notes, too.

    `cause` is the event that it follows from, `entry_key` the ledger's entry that moved the money.
    """

    kind: Kind
    seller: Party
    buyer: Party
    contract_id: UUID
    cause: UUID
    entry_key: str
    supplied_at: datetime
    title: str
    gross: Money
    tax: Tax


@frozen
class Invoice:
    """A numbered paper. `credits` names the invoice that a credit note takes back, `reason` why."""

    id: UUID
    number: str
    year: int
    seq: int
    document: Document
    billed: Billed
    issued_at: datetime
    credits: UUID | None = None
    reason: str = ""
    hash: bytes = b""

    @property
    def gross(self) -> Money:
        """The price, tax included."""
        return self.billed.gross

    @property
    def vat(self) -> Money:
        """The tax in it."""
        return self.billed.tax.within(self.gross)

    @property
    def net(self) -> Money:
        """The price without tax."""
        return self.gross - self.vat

    @property
    def issuer(self) -> str:
        """Whose series it is numbered in."""
        return self.billed.seller.issuer


@frozen(kw_only=True)
class CreditNoteIssued(Event):
    """An invoice was taken back, or a part of it. The subject is the credit note."""

    number: str
    credited: str
    gross: Money
    reason: str


def issue(
    series: Series, id: UUID, billed: Billed, at: datetime, credits: UUID | None = None, reason: str = ""
) -> tuple[Series, Invoice]:
    """Give the next number of the seller's series. Years are of UTC."""
    assert series.issuer == billed.seller.issuer
    assert series.year == at.astimezone(UTC).year
    positive(billed.gross, "gross")
    seq = series.last + 1
    paper = Invoice(
        id,
        f"{series.name}-{seq:06}",
        series.year,
        seq,
        Document.CREDIT_NOTE if credits else Document.INVOICE,
        billed,
        at,
        credits,
        reason,
    )
    sealed = evolve(paper, hash=chained(series.head, paper))
    return evolve(series, last=seq, head=sealed.hash), sealed


def credit(
    series: Series,
    id: UUID,
    invoice: Invoice,
    credited: Money,
    gross: Money,
    cause: UUID,
    entry_key: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> tuple[Series, Invoice, CreditNoteIssued]:
    """Take `gross` of an invoice back, of which `credited` was taken back before.

    The tax is the invoice's. By the clock where money that was billed went back by itself. Raises NotYours for anybody
    else than it and operators, Invalid beyond what is left, Refused for a credit
    note of a credit note.
    """
    if by.role not in (Role.OPERATOR, Role.CLOCK):
        raise NotYours(kind="invoice", id=str(invoice.id))
    if invoice.document is not Document.INVOICE:
        raise Refused("A credit note can't be credited: write a new invoice.")
    if not reason.strip():
        raise Invalid("reason", "must say why")
    left = invoice.gross - credited
    if positive(gross) > left:
        raise Invalid("amount", f"must be at most {left}: the rest of {invoice.number} was credited")
    billed = evolve(invoice.billed, cause=cause, entry_key=entry_key, supplied_at=at, gross=gross)
    moved_on, note = issue(series, id, billed, at, invoice.id, reason)
    event = CreditNoteIssued(
        subject_id=note.id,
        contract_id=billed.contract_id,
        by=by.id,
        role=by.role,
        at=at,
        number=note.number,
        credited=invoice.number,
        gross=gross,
        reason=reason,
    )
    return moved_on, note, event


_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chained(previous: bytes, paper: Invoice) -> bytes:
    """SHA-256 over the hash of the paper before it and every fact of this one, as canonical JSON."""
    facts = asdict(paper, value_serializer=_plain)
    del facts["hash"]
    return hashlib.sha256(previous + _CANONICAL.encode(facts).encode()).digest()


def _plain(of: type, attribute: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, (UUID, date, StrEnum)) else value
