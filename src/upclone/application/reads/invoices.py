"""What people see of papers, and the proof that none is missing and none was altered."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.reads.paging import Page, Slice
from upclone.domain.actors import Actor
from upclone.domain.money import Money
from upclone.domain.payments.invoices import Document, Invoice, Kind


@frozen
class PaperView:
    """A paper; `credited` is the number of the invoice that a credit note takes back."""

    invoice: Invoice
    credited: str | None


@frozen
class PaperFilter:
    """None lets everything through. Issued at `since` or later, before `before`."""

    contract_id: UUID | None = None
    kind: Kind | None = None
    document: Document | None = None
    since: datetime | None = None
    before: datetime | None = None


@frozen
class PaperTotal:
    """What papers of one currency come to, credit notes taken off: those that the viewer `sold`, or bought."""

    sold: bool
    gross: Money
    vat: Money


@frozen
class PapersVerification:
    """How much was looked at, and the first flaw in words, if any. `unbilled`: releases that no paper was issued for,
    because its job still waits or they are older than papers."""

    papers: int
    series: int
    unbilled: int
    flaw: str | None

    @property
    def sound(self) -> bool:
        """Nothing was found."""
        return self.flaw is None


class InvoiceReads(Protocol):
    """None, or no rows, for strangers: the same as for what does not exist."""

    def paper(self, viewer: Actor, id: UUID) -> PaperView | None:
        """For its seller, its buyer and operators."""
        ...

    def papers(self, viewer: Actor, wanted: PaperFilter, page: Slice) -> Page[PaperView]:
        """The viewer's own, as seller or buyer; for operators, everybody's."""
        ...

    def totals(self, viewer: Actor, wanted: PaperFilter) -> tuple[PaperTotal, ...]:
        """What the viewer's own come to, by side and currency."""
        ...

    def numbered(self, number: str) -> tuple[PaperView, ...]:
        """Those with this number, for operators: two issuers may share one."""
        ...

    def verify(self) -> PapersVerification:
        """Look at every series, chain and release."""
        ...
