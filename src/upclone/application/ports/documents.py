"""The papers that people keep: a contract as it stands, and an invoice as the ledger tells it.

Rows carry facts, never words about them: an adapter prints a state, a fee or a period in the reader's language. Nothing
is computed there but the sum of a contract's milestones; an invoice prints the amounts that the ledger gave.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Literal, Protocol
from uuid import UUID

from attrs import Attribute, asdict, field, frozen

from upclone.domain.errors import Invalid
from upclone.domain.money import Money
from upclone.domain.payments.invoices import Invoice
from upclone.domain.payments.ledger import EntryKind

Amended = Literal["added", "changed"]
Payer = Literal["client", "freelancer"]


def _aware(row: object, attribute: Attribute[Any], at: datetime | None) -> None:
    # A naive time would be read in the zone of whichever machine prints it.
    if at is not None and at.utcoffset() is None:
        raise Invalid(attribute.name, "must carry a time zone")


@frozen
class PartyCard:
    """Who takes part. `line` is one more line as the party wrote it: a company, an address, a tax number."""

    name: str
    email: str
    country: str | None = None
    line: str | None = None


@frozen
class MilestoneRow:
    """One milestone: `number` counts from 1, `state` is the machine's value (`funded`), `due_at` a day in UTC.

    `amended` says that both sides agreed to it after they had signed the terms, so that the terms' hash is without it.
    """

    number: int
    title: str
    description: str
    amount: Money
    state: str
    due_at: datetime | None = field(default=None, validator=_aware)
    amended: Amended | None = None


@frozen
class HourlyTerms:
    """Pay by the hour: `rate` for one hour, at most `weekly_minutes` a week (None: no limit), by `time_zone`."""

    rate: Money
    weekly_minutes: int | None = None
    time_zone: str | None = None


@frozen
class FeeTier:
    """`basis_points` on what the contract has released so far, up to `upto` (None: without end)."""

    upto: Money | None
    basis_points: int


@frozen
class Fees:
    """The client pays `client_basis_points` on top of the work; the freelancer's tiers are marginal, lowest first."""

    client_basis_points: int
    freelancer_tiers: tuple[FeeTier, ...]


@frozen
class Cancellation:
    """What the client's cancellation costs: `kill_fee_basis_points` of the funded work not yet submitted."""

    kill_fee_basis_points: int


@frozen
class SignatureRow:
    """Who signed, as what, when, and the SHA-256 (hex) of the terms that were signed."""

    name: str
    role: Payer
    signed_at: datetime = field(validator=_aware)
    terms_hash: str


@frozen
class ContractDocument:
    """A contract at `generated_at`. `hourly` is None for a fixed price; all amounts are in `currency`.

    Periods are whole days. `terms_hash` is the SHA-256 (hex) of the terms in force: a signature with another hash was
    given to other terms, and the document says so.
    """

    id: str
    reference: str
    title: str
    terms_version: int
    state: str
    job_title: str
    client: PartyCard
    freelancer: PartyCard
    currency: str
    milestones: tuple[MilestoneRow, ...]
    fees: Fees
    review_days: int
    answer_days: int
    negotiation_days: int
    appeal_days: int
    cancellation: Cancellation
    scope: str
    terms_hash: str
    generated_at: datetime = field(validator=_aware)
    signatures: tuple[SignatureRow, ...] = ()
    hourly: HourlyTerms | None = None
    offer_expires_at: datetime | None = field(default=None, validator=_aware)


@frozen
class InvoiceLine:
    """A milestone or a week of hours: `quantity` says how much of what, in the seller's words (`12 h 30`)."""

    title: str
    quantity: str
    amount: Money


@frozen
class FeeLine:
    """A fee of the platform and who bears it. `basis_points` is None where several rates made up the amount."""

    payer: Payer
    amount: Money
    basis_points: int | None = None


@frozen
class InvoiceDocument:
    """What the ledger says of one payment; `ledger_entries` are the ids of the entries that it rests on.

    `subtotal` is the work, `total` what the reader's side owes or is owed before the fee that is kept from it. The
    buyer's copy says what was `paid` and `refunded`, the seller's what is left to them, `net_to_freelancer`: each is
    None on the other's. `payment_state` is the machine's value (`released`).
    """

    number: str
    issued_at: datetime = field(validator=_aware)
    seller: PartyCard
    buyer: PartyCard
    contract_reference: str
    currency: str
    lines: tuple[InvoiceLine, ...]
    fees: tuple[FeeLine, ...]
    subtotal: Money
    total: Money
    paid: Money | None
    refunded: Money | None
    net_to_freelancer: Money | None
    payment_state: str
    generated_at: datetime = field(validator=_aware)
    ledger_entries: tuple[str, ...] = ()


@frozen
class Paper:
    """An issued invoice or credit note. `house` is the marketplace's legal name, `credited` the number of the invoice
    that a credit note takes back."""

    invoice: Invoice
    contract_reference: str
    house: str
    credited: str | None = None


class Side(StrEnum):
    """Earnings are a freelancer's: what the marketplace owes them. Spending is a client's: what it holds for them."""

    EARNINGS = "earnings"
    SPENDING = "spending"


@frozen
class StatementLine:
    """One posting on an account of the person's. `net`, which moved the balance, is `gross` less `fee`.

    `gross` is the price of work, or what moved; `tax` is the part of both that is value added tax, by the papers that
    were issued. `gateway` is None for what lies nowhere: a debt.
    """

    at: datetime
    kind: EntryKind
    entry_id: UUID
    contract_id: UUID | None
    contract: str
    counterparty: str
    gateway: str | None
    gross: Money
    fee: Money
    tax: Money
    net: Money
    balance: Money


@frozen
class StatementAccount:
    """One currency: what there was, what moved, what there is."""

    currency: str
    opening: Money
    lines: tuple[StatementLine, ...]
    closing: Money


@frozen
class StatementDocument:
    """A statement as it is printed. `since` and `before` are days of `time_zone`; None is the beginning, and now."""

    side: Side
    owner: PartyCard
    house: str
    since: date | None
    before: date | None
    time_zone: str
    accounts: tuple[StatementAccount, ...]
    generated_at: datetime = field(validator=_aware)


@frozen
class Part:
    """A chapter of a dossier: its heading, and paragraphs of text."""

    heading: str
    text: str


@frozen
class Dossier:
    """What answers a payer's bank: the deal as the marketplace knows it, in English, which banks read.

    `payment` is the gateway's name for the payment of `amount`; `hashes` are SHA-256 of what was signed.
    """

    reference: str
    title: str
    payment: str
    amount: Money
    client: PartyCard
    freelancer: PartyCard
    parts: tuple[Part, ...]
    hashes: tuple[str, ...]
    generated_at: datetime = field(validator=_aware)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a document")


def digest(document: ContractDocument | InvoiceDocument) -> str:
    """SHA-256 (hex, 64 digits) of the document's facts: the same whenever and in whichever language it is printed.

    It covers the row as JSON with sorted keys and without spaces, in UTF-8, `generated_at` left out.
    """
    facts = asdict(document)
    del facts["generated_at"]
    text = json.dumps(facts, default=_plain, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


Cell = str | int | Money | date | None
"""What a cell of a table says; a date may be a moment."""


class Documents(Protocol):
    """Prints documents for people. The same document and language give the same bytes."""

    def contract(self, document: ContractDocument, language: str) -> bytes:
        """The contract as a PDF file. Raises Invalid for a language that no document is written in."""
        ...

    def invoice(self, document: InvoiceDocument, language: str) -> bytes:
        """The invoice as a PDF file. Raises Invalid for a language that no document is written in."""
        ...

    def dossier(self, dossier: Dossier) -> bytes:
        """The dossier as a PDF file."""
        ...

    def paper(self, paper: Paper, language: str) -> bytes:
        """An issued paper as a PDF/A-3 file, with the XML of EN 16931 in it where the norm can say it."""
        ...

    def statement(self, document: StatementDocument, language: str) -> bytes:
        """The statement as a PDF file."""
        ...

    def statement_csv(self, document: StatementDocument, language: str) -> bytes:
        """The same as a table for spreadsheets, in UTF-8 with its mark; no cell of it is calculated."""
        ...

    def table(self, heads: Iterable[str], rows: Iterable[Sequence[Cell]], language: str) -> bytes:
        """A list as a table for spreadsheets, in UTF-8 with its mark; no cell of it is calculated.

        Words that would be are text; money is a number, its currency a column of its own; moments are told by the clock
        that they carry, with its distance from UTC."""
        ...

    def paper_xml(self, paper: Paper, language: str) -> bytes:
        """The same as XML by EN 16931. Raises Conflict where the norm asks for what is not known."""
        ...
