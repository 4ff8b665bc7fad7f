"""Invoices and credit notes: listed with what they come to, shown, and given as PDF, JSON, XML; the list as CSV."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from upclone.application.reads.paging import Slice
from upclone.domain.errors import Conflict, Invalid
from upclone.domain.payments.invoices import Document, Kind
from upclone.entrypoints.api.papers import PDF
from upclone.entrypoints.api.payments import issued
from upclone.entrypoints.api.payments.issued import XML, PapersQuery
from upclone.entrypoints.web import languages
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.errors import shown
from upclone.entrypoints.web.forms import query_of
from upclone.entrypoints.web.payments.spans import NAMED, Span, span_of
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import MOST, Columns, sheet
from upclone.entrypoints.web.words import lexicon
from upclone.entrypoints.web.words.errors import told

PAGES = Blueprint("papers", __name__)
_PAPERS: Final[Columns] = {
    _("Number"): lambda paper: paper.number,
    _("Paper"): lambda paper: lexicon.term(paper.document),
    _("For"): lambda paper: lexicon.term(paper.billed.kind),
    _("Issued on"): lambda paper: paper.issued_at.date(),
    _("Seller"): lambda paper: paper.billed.seller.name,
    _("Buyer"): lambda paper: paper.billed.buyer.name,
    _("Title"): lambda paper: paper.billed.title,
    _("Currency"): lambda paper: paper.gross.currency,
    lazy_pgettext("without VAT", "Net"): lambda paper: paper.net,
    _("VAT"): lambda paper: paper.vat,
    _("Total"): lambda paper: paper.gross,
}


@PAGES.get("/invoices")
def listed() -> ResponseReturnValue:
    """One's own, sold or bought, with what they come to. What can't be asked is said beside its field."""
    viewer = desk().must_be_signed_in().actor
    typed, wrong = _typed(), ""
    try:
        query = _query(typed)
    except (Invalid, ValidationError):
        typed, query = MultiDict(), PapersQuery()
        wrong = gettext("This can’t be shown: look at the days and the filters.")
    found = desk().read(issued.papers, typed)
    return page(
        "payments/invoices.html",
        422 if wrong else 200,
        found=found,
        totals=desk().doors.invoice_reads.totals(viewer, issued.filter_of(query)),
        wrong=wrong,
        span=_span(),
        named=NAMED,
        kinds=Kind,
        documents=Document,
    )


@PAGES.get("/invoices.csv")
def table() -> ResponseReturnValue:
    """The list as a table for spreadsheets."""
    viewer, reads = desk().must_be_signed_in().actor, desk().doors.invoice_reads
    found = reads.papers(viewer, issued.filter_of(_query(_typed())), Slice(MOST + 1, None)).items
    return sheet("invoices", _PAPERS, [view.invoice for view in found])


@PAGES.get("/invoices/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """A paper as it was issued."""
    viewer = desk().must_be_signed_in().actor
    view = issued.paper_of(desk().doors, viewer, id)
    return page("payments/invoice.html", paper=issued.paper_shape(view), credited=view.credited)


@PAGES.get("/invoices/<uuid:id>.<any(pdf, xml, json):kind>")
def download(id: UUID, kind: str) -> ResponseReturnValue:
    """The same as a file, in the page's language: PDF (Factur-X), XML by EN 16931, or JSON."""
    doors = desk().doors
    view = issued.paper_of(doors, desk().must_be_signed_in().actor, id)
    name = f"{view.invoice.number}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "json":
        text = issued.paper_shape(view).model_dump_json(indent=2)
        return Response(text, mimetype="application/json", headers=headers)
    mimetype = PDF if kind == "pdf" else XML
    try:
        content = issued.printed(doors, view, mimetype, languages.spoken())
    except Conflict as lacks:
        return shown(409, told(lacks))
    return Response(content, mimetype=mimetype, headers=headers)


def _span() -> Span:
    return span_of({"period": "all", **request.args}, desk().doors.clock.now().date())


def _typed() -> MultiDict[str, str]:
    """The filters of the address, as the API names them."""
    span, typed = _span(), request.args.copy()
    for name in ("from", "to"):
        typed.setlist(name, [span.query[name]] if name in span.query else [])
    return typed


def _query(typed: MultiDict[str, str]) -> PapersQuery:
    """Raises Invalid, ValidationError."""
    if _span().wrong:
        raise Invalid(_span().wrong, "must be a day")
    return query_of(PapersQuery, typed)
