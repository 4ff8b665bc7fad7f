"""The invoice: what was bought, the platform's fees, what moved, and the ledger entries that say so."""

from __future__ import annotations

from upclone.adapters.pdf import blocks, theme
from upclone.adapters.pdf.figures import day, money, percent
from upclone.adapters.pdf.labels import Labels
from upclone.adapters.pdf.sheet import Imprint, Sheet
from upclone.adapters.pdf.table import Cell, Column, amount_width, table
from upclone.application.ports.documents import FeeLine, InvoiceDocument, digest


def imprint(document: InvoiceDocument, labels: Labels) -> Imprint:
    """What stands on each page of the invoice."""
    return Imprint(
        kind=labels("invoice"),
        title=document.contract_reference,
        author=document.seller.name,
        reference=document.number,
        identity="",
        digest=digest(document),
        digest_label=labels("content_hash"),
        generated_at=document.generated_at,
    )


def draw(sheet: Sheet, document: InvoiceDocument) -> None:
    """The whole invoice."""
    labels, language = sheet.labels, sheet.labels.language
    state = (labels.state(document.payment_state), theme.TONES.get(document.payment_state, theme.CALM))
    below = f"{labels('for_contract')} {document.contract_reference}"
    blocks.title(sheet, f"{labels('invoice')} {document.number}", below, [state])
    blocks.facts(
        sheet,
        [
            (labels("issued"), day(document.issued_at, language)),
            (labels("for_contract"), document.contract_reference),
            (labels("total"), money(document.total, language)),
        ],
    )
    blocks.cards(
        sheet, [blocks.party(labels("seller"), document.seller), blocks.party(labels("buyer"), document.buyer)]
    )
    sheet.y += 2
    _lines(sheet, document)
    sheet.y += 6
    blocks.totals(sheet, _totals(document, labels))
    if document.ledger_entries:
        sheet.section(labels("ledger"), keep=10)
        sheet.codes(document.ledger_entries)


def _lines(sheet: Sheet, document: InvoiceDocument) -> None:
    labels = sheet.labels
    if not document.lines:
        sheet.prose(labels("no_lines"), theme.ASIDE)
        return
    last = amount_width(sheet, [money(line.amount, labels.language) for line in document.lines], least=42)
    columns = [
        Column(labels("number"), 13),
        Column(labels("what"), theme.BODY - 46 - last),
        Column(labels("quantity"), 33),
        Column(labels("amount"), last, "R"),
    ]
    rows = [
        [
            Cell.of(str(number), theme.PLAIN.tinted(theme.MUTED)),
            Cell.of(line.title, theme.STRONG),
            Cell.of(line.quantity),
            Cell.of(money(line.amount, labels.language), theme.PLAIN.tinted(theme.INK)),
        ]
        for number, line in enumerate(document.lines, 1)
    ]
    table(sheet, columns, rows)


def _totals(document: InvoiceDocument, labels: Labels) -> list[tuple[str, str, bool]]:
    # What the buyer owes and paid comes first, what the seller is left with last: fees stand with whoever bears them.
    language = labels.language
    rows = [(labels("subtotal"), money(document.subtotal, language), False)]
    rows += [_fee(fee, labels) for fee in document.fees if fee.payer == "client"]
    rows.append((labels("total"), money(document.total, language), True))
    for name, amount in (("paid", document.paid), ("refunded", document.refunded)):
        if amount is not None:
            rows.append((labels(name), money(amount, language), False))
    rows += [_fee(fee, labels) for fee in document.fees if fee.payer == "freelancer"]
    if document.net_to_freelancer is not None:
        rows.append((labels("net"), money(document.net_to_freelancer, language), True))
    return rows


def _fee(fee: FeeLine, labels: Labels) -> tuple[str, str, bool]:
    name = labels(f"fee_{fee.payer}")
    if fee.basis_points is not None:
        name += f" ({percent(fee.basis_points, labels.language)})"
    return name, money(fee.amount, labels.language), False
