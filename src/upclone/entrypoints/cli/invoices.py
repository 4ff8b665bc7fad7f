"""Papers: what was issued, and the proof that no number is missing and none was altered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click

from upclone.application.reads.invoices import PaperFilter, PapersVerification, PaperView
from upclone.domain.errors import NotFound
from upclone.domain.money import Money
from upclone.domain.payments.invoices import Document, Kind
from upclone.entrypoints.acts import Asked
from upclone.entrypoints.cli.desk import ID, MONEY, Orders, acting, opened, perform, uuid_of, with_json
from upclone.entrypoints.cli.exits import Unsound
from upclone.entrypoints.cli.lists import DESK, limited, newest, show
from upclone.entrypoints.cli.output import Column, block, emit
from upclone.entrypoints.doors import Doors

LIST = (
    Column("number", lambda view: view.invoice.number),
    Column("issued", lambda view: view.invoice.issued_at),
    Column("document", lambda view: view.invoice.document),
    Column("kind", lambda view: view.invoice.billed.kind),
    Column("seller", lambda view: view.invoice.billed.seller.name, text=True),
    Column("buyer", lambda view: view.invoice.billed.buyer.name, text=True),
    Column("gross", lambda view: view.invoice.gross, right=True),
    Column("vat", lambda view: view.invoice.vat, right=True),
)


@click.group()
def invoices() -> None:
    """Look at invoices and credit notes; prove that none is missing; take one back."""


@invoices.command("list")
@click.option("--contract", type=ID, help="Only this contract's.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Only of this kind.")
@click.option("--document", type=click.Choice([each.value for each in Document]), help="Invoices, or credit notes.")
@limited
@with_json
def list_papers(contract: UUID | None, kind: str | None, document: str | None, limit: int) -> None:
    """Newest first."""
    wanted = PaperFilter(contract, Kind(kind) if kind else None, Document(document) if document else None)
    with opened() as doors:
        show(newest(lambda page: doors.invoice_reads.papers(DESK, wanted, page), limit), LIST, "No papers.", facts)


@invoices.command("show")
@click.argument("which", metavar="NUMBER-OR-ID")
@with_json
def show_paper(which: str) -> None:
    """One paper, or those that share a number: each issuer has their own."""
    with opened() as doors:
        found = _found(doors, which)
    emit(
        lambda: {"items": [facts(view) for view in found]},
        lambda: "\n\n".join(block(list(facts(view).items())) for view in found),
    )


@invoices.command()
@with_json
def verify() -> None:
    """Number by number, hash by hash, and each amount against the ledger; name the first flaw (exit code 7)."""
    with opened() as doors:
        found = doors.invoice_reads.verify()
    emit(lambda: {"sound": found.sound, **_counts(found), "flaw": found.flaw}, lambda: _verdict(found))
    if found.flaw is not None:
        raise Unsound(f"papers are not as they were issued: {found.flaw}")


@invoices.command()
@click.argument("invoice", type=ID)
@click.argument("amount", type=MONEY)
@click.option("--entry", required=True, help="The key of the ledger's entry that moved the money back.")
@click.option("--reason", required=True, help="Stands on the credit note.")
@acting
def credit(invoice: UUID, amount: Money, entry: str, reason: str, orders: Orders) -> None:
    """Issue a credit note for an invoice, or for a part of it. It can't be taken back."""
    given = {"invoice": invoice, "amount": amount, "entry": entry, "reason": reason}
    with opened() as doors:
        perform(doors, orders, "A credit note can't be taken back. Issue it?", Asked("credit", given))


def facts(view: PaperView) -> dict[str, Any]:
    """A paper as lines of name and value."""
    invoice, billed = view.invoice, view.invoice.billed
    return {
        "id": invoice.id,
        "number": invoice.number,
        "document": invoice.document,
        "kind": billed.kind,
        "issued": invoice.issued_at,
        "supplied": billed.supplied_at,
        "seller": billed.seller.name,
        "buyer": billed.buyer.name,
        "title": billed.title,
        "net": invoice.net,
        "vat": invoice.vat,
        "gross": invoice.gross,
        "tax": billed.tax.treatment,
        "contract": billed.contract_id,
        "entry": billed.entry_key,
        "credits": view.credited,
        "reason": invoice.reason,
        "hash": invoice.hash,
    }


def _found(doors: Doors, which: str) -> tuple[PaperView, ...]:
    found = doors.invoice_reads.numbered(which)
    if not found and (view := doors.invoice_reads.paper(DESK, uuid_of(which))) is not None:
        found = (view,)
    if not found:
        raise NotFound("invoice", which)
    return found


def _counts(found: PapersVerification) -> dict[str, int]:
    return {"papers": found.papers, "series": found.series, "unbilled": found.unbilled}


def _verdict(found: PapersVerification) -> str:
    looked = ", ".join(f"{name} {count}" for name, count in _counts(found).items())
    if found.flaw is None:
        return f"{click.style('✓', fg='green')} {looked}: no number is missing, and each equals its entry."
    return f"{click.style('✗', fg='red')} {looked}: {found.flaw}"
