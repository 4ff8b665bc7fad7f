"""Issued papers: invoices and credit notes as JSON, PDF, or XML by EN 16931."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Final
from uuid import UUID

from flask import Response, request
from pydantic import ConfigDict, Field

from upclone.application.ports.documents import Paper
from upclone.application.reads.invoices import PaperFilter, PaperView
from upclone.domain.actors import Actor
from upclone.domain.errors import NotFound
from upclone.domain.payments.invoices import Document, Kind, Party
from upclone.domain.payments.taxes import Treatment
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.papers import PDF, reference_of
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import ById, Day, Moment, MoneyShape, Paged, PageShape, Shape, shaped
from upclone.entrypoints.doors import Doors

ROUTES = Routes("Papers", "Invoices and credit notes as they were issued: numbered without a gap, never changed.")

XML: Final = "application/xml"


class PapersQuery(Paged):
    """Which papers: those issued on the day `from` or later, and before the day `to`, both by UTC."""

    contract_id: UUID | None = None
    kind: Annotated[Kind | None, Field(description="The work, or which side's fee.")] = None
    document: Annotated[Document | None, Field(description="Invoices, or credit notes.")] = None
    since: Annotated[Day | None, Field(alias="from")] = None
    before: Annotated[Day | None, Field(alias="to")] = None


class SignatoryShape(Shape):
    """Somebody as they had declared themselves when it was issued. `id` is null for the marketplace."""

    model_config = ConfigDict(title="PaperParty")

    id: UUID | None
    name: str
    street: str
    postcode: str
    city: str
    country: str
    vat_number: str
    registration: str


class PaperTaxShape(Shape):
    """How it is taxed: `basis_points` of `country`, or none."""

    model_config = ConfigDict(title="PaperTax")

    treatment: Treatment
    basis_points: int
    country: str


class PaperShape(Shape):
    """An invoice or a credit note. `gross` is the price, of which `vat` is a part. `entry` is the key of the ledger's
    entry that moved the money; `hash` chains it to the paper before it in its issuer's series."""

    model_config = ConfigDict(title="Paper")

    id: UUID
    number: str
    document: Document
    kind: Kind
    seller: SignatoryShape
    buyer: SignatoryShape
    contract_id: UUID
    issued_at: Moment
    supplied_at: Moment
    title: str
    net: MoneyShape
    vat: MoneyShape
    gross: MoneyShape
    tax: PaperTaxShape
    credits: UUID | None
    reason: str
    entry: str
    hash: str


class PapersPage(PageShape):
    """Papers, newest first."""

    items: list[PaperShape]


def paper_shape(view: PaperView) -> PaperShape:
    """A paper as it is answered."""
    invoice, billed = view.invoice, view.invoice.billed
    return shaped(
        PaperShape,
        invoice,
        kind=billed.kind,
        seller=_party(billed.seller),
        buyer=_party(billed.buyer),
        contract_id=billed.contract_id,
        supplied_at=billed.supplied_at,
        title=billed.title,
        tax=billed.tax,
        entry=billed.entry_key,
        hash=invoice.hash.hex(),
    )


def _party(party: Party) -> SignatoryShape:
    return shaped(SignatoryShape, party)


@ROUTES.read("/invoices", while_suspended=True)
def papers(call: Call, query: PapersQuery) -> PapersPage:
    """List one's own invoices and credit notes, sold or bought; as an operator, everybody's."""
    page = call.doors.invoice_reads.papers(call.actor, filter_of(query), slice_of(query))
    return PapersPage(items=[paper_shape(each) for each in page.items], next_cursor=cursor_of(page.next))


@ROUTES.read("/invoices/<uuid:id>", also=(PDF, XML), while_suspended=True, statuses=(409,))
def paper(call: Call, path: ById) -> PaperShape:
    """Read one: JSON, a PDF file with `Accept: application/pdf`, or the XML of EN 16931 with `application/xml`.

    The PDF is PDF/A-3 in English or French, by `Accept-Language`, and carries the XML (Factur-X). Where the norm asks
    for what is not known, the country of a side for instance, the PDF has none, and asking for it answers 409.
    """
    return _negotiated(call, path.id)  # type: ignore[return-value]  # a Response of this shape, or of a file


def paper_of(doors: Doors, viewer: Actor, id: UUID) -> PaperView:
    """A paper of the viewer's. Raises NotFound."""
    view = doors.invoice_reads.paper(viewer, id)
    if view is None:
        raise NotFound("invoice", str(id))
    return view


def printed(doors: Doors, view: PaperView, kind: str, language: str) -> bytes:
    """A paper as a file: PDF or XML. Raises Refused for XML where the norm asks for what is not known."""
    reference = reference_of(view.invoice.billed.contract_id)
    document = Paper(view.invoice, reference, doors.papers.company.legal_name, view.credited)
    return (doors.documents.paper if kind == PDF else doors.documents.paper_xml)(document, language)


def _negotiated(call: Call, id: UUID) -> Response:
    view = paper_of(call.doors, call.actor, id)
    best = request.accept_mimetypes.best_match(["application/json", PDF, XML], default="application/json")
    if best not in (PDF, XML):
        return Response(paper_shape(view).model_dump_json(), mimetype="application/json", headers={"Vary": "Accept"})
    content = printed(call.doors, view, best, call.language)
    name = f"{view.invoice.number}.{'pdf' if best == PDF else 'xml'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Vary": "Accept, Accept-Language"}
    return Response(content, mimetype=best, headers=headers)


def filter_of(query: PapersQuery) -> PaperFilter:
    """What a query asks for."""
    return PaperFilter(query.contract_id, query.kind, query.document, _start(query.since), _start(query.before))


def _start(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)
