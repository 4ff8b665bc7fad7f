"""The invoice of a job's contract, as the ledger tells it."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from flask import Response
from pydantic import ConfigDict

from upclone.application.ports import documents as papers
from upclone.application.ports.documents import InvoiceDocument
from upclone.application.reads.payments import Invoice
from upclone.domain.actors import Role
from upclone.domain.deals.contracts import State
from upclone.domain.errors import NotFound
from upclone.domain.money import Money, total
from upclone.entrypoints.api.papers import PDF, PartyShape, card, negotiated, reference_of
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import ById, Moment, MoneyShape, Shape, shaped

ROUTES = Routes("Invoices", "What was paid, released, charged and refunded under a job's contract.")


class LineShape(Shape):
    """One milestone whose work was paid, in part or whole."""

    model_config = ConfigDict(title="InvoiceLine")

    milestone_id: UUID
    number: int
    title: str
    amount: MoneyShape


class InvoiceShape(Shape):
    """An invoice as one side sees it: the client's with the client's fee on top, the freelancer's less their own fee.

    `total` is `subtotal` (work that was released) plus the client's fee, or less the freelancer's. `paid` is what the
    client paid in, `refunded` what went back. `entries` are the ledger entries that the sums come from.
    """

    model_config = ConfigDict(title="Invoice")

    number: str
    job_id: UUID
    contract_id: UUID
    side: Literal["client", "freelancer"]
    seller: PartyShape
    buyer: PartyShape
    state: State
    currency: str
    issued_at: Moment
    lines: list[LineShape]
    subtotal: MoneyShape
    fee: MoneyShape
    total: MoneyShape
    paid: MoneyShape
    refunded: MoneyShape
    entries: list[UUID]


def sums(invoice: Invoice) -> dict[str, Money]:
    """The invoice's sums for its side, added up from its lines."""
    currency = invoice.contract.terms.currency
    columns = {
        name: total([getattr(line, name) for line in invoice.lines], currency)
        for name in ("released", "client_fee", "freelancer_fee", "net", "paid", "refunded")
    }
    client = invoice.side is Role.CLIENT
    return {
        "subtotal": columns["released"],
        "fee": columns["client_fee"] if client else columns["freelancer_fee"],
        "total": columns["released"] + columns["client_fee"] if client else columns["net"],
        "paid": columns["paid"],
        "refunded": columns["refunded"],
        "net": columns["net"],
    }


def number_of(invoice: Invoice) -> str:
    """A stable reference: the year it was issued in, and the contract's short name."""
    return f"UPC-{invoice.issued_at.year}-{reference_of(invoice.contract.id)}"


def document_of(invoice: Invoice, call: Call) -> InvoiceDocument:
    """The invoice's facts as they are printed."""
    figures = sums(invoice)
    for_client = invoice.side is Role.CLIENT
    # The client's fee comes on top; the freelancer's is kept from what they are paid.
    rate = invoice.contract.terms.fees.client_basis_points
    kept = papers.FeeLine("freelancer", -figures["fee"])
    fee = papers.FeeLine("client", figures["fee"], rate) if for_client else kept
    released = [line for line in invoice.lines if line.released]
    return InvoiceDocument(
        number=number_of(invoice),
        issued_at=invoice.issued_at,
        seller=card(invoice.freelancer),
        buyer=card(invoice.client),
        contract_reference=reference_of(invoice.contract.id),
        currency=invoice.contract.terms.currency,
        lines=tuple(papers.InvoiceLine(line.title, "1", line.released) for line in released),
        fees=(fee,) if fee.amount else (),
        subtotal=figures["subtotal"],
        total=figures["subtotal"] + figures["fee"] if for_client else figures["subtotal"],
        paid=figures["paid"] if for_client else None,
        refunded=figures["refunded"] if for_client else None,
        net_to_freelancer=None if for_client else figures["net"],
        payment_state="released" if released else "held",
        generated_at=call.doors.clock.now(),
        ledger_entries=tuple(map(str, invoice.entries)),
    )


@ROUTES.read("/jobs/<uuid:id>/invoice", also=(PDF,))
def invoice(call: Call, path: ById) -> InvoiceShape:
    """The invoice of a job's contract: JSON, or a PDF file with `Accept: application/pdf`.

    Sums come from the ledger's entries. There is one as soon as money was paid in.
    """
    return paper(call, path.id)  # type: ignore[return-value]  # a Response of this shape, or of the file


def paper(call: Call, job_id: UUID) -> Response:
    """The invoice in the form that the caller prefers."""
    found = call.doors.payments.invoice(call.actor, job_id)
    if found is None:
        raise NotFound("invoice", str(job_id))
    shape = shaped(
        InvoiceShape,
        found,
        number=number_of(found),
        job_id=job_id,
        contract_id=found.contract.id,
        state=found.contract.state,
        currency=found.contract.terms.currency,
        seller=card(found.freelancer),
        buyer=card(found.client),
        lines=[
            LineShape(
                milestone_id=line.milestone_id,
                number=line.number,
                title=line.title,
                amount=MoneyShape.model_validate(line.released),
            )
            for line in found.lines
            if line.released
        ],
        **sums(found),
    )
    document = document_of(found, call)
    return negotiated(shape, document.number, lambda language: call.doors.documents.invoice(document, language))
