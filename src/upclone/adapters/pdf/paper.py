"""An issued invoice or credit note as a page: who to whom, what, the tax in it, and the sentences that it needs."""

from __future__ import annotations

from upclone.adapters.pdf import blocks, theme
from upclone.adapters.pdf.figures import day, money, percent
from upclone.adapters.pdf.labels import Labels
from upclone.adapters.pdf.mentions import mentions, what
from upclone.adapters.pdf.sheet import Imprint, Sheet
from upclone.adapters.pdf.table import Cell, Column, amount_width, table
from upclone.application.ports.documents import Paper, PartyCard
from upclone.domain.payments.crediting import CHARGED_BACK, GIVEN_BACK
from upclone.domain.payments.invoices import Document, Party
from upclone.domain.payments.taxes import Treatment


def imprint(paper: Paper, labels: Labels) -> Imprint:
    """What stands on each page."""
    invoice = paper.invoice
    return Imprint(
        kind=labels(invoice.document.value),
        title=what(paper, labels.language),
        author=invoice.billed.seller.name,
        reference=invoice.number,
        identity=str(invoice.id),
        digest=invoice.hash.hex(),
        digest_label=labels("chain_hash"),
        generated_at=invoice.issued_at,
    )


def draw(sheet: Sheet, paper: Paper) -> None:
    """The whole paper."""
    labels, invoice, billed = sheet.labels, paper.invoice, paper.invoice.billed
    language = labels.language
    credit = invoice.document is Document.CREDIT_NOTE
    state = "refunded" if credit else "paid"
    below = f"{labels('for_contract')} {paper.contract_reference}"
    if paper.credited:
        below = f"{labels('credits', number=paper.credited)} · {below}"
    pill = (labels.state(state), theme.TONES.get(state, theme.CALM))
    blocks.title(sheet, f"{labels(invoice.document.value)} {invoice.number}", below, [pill])
    blocks.facts(
        sheet,
        [
            (labels("issued"), day(invoice.issued_at, language)),
            (labels("supplied"), day(billed.supplied_at, language)),
            (labels("total"), money(invoice.gross, language)),
        ],
    )
    seller, buyer = _card(billed.seller, labels), _card(billed.buyer, labels)
    blocks.cards(sheet, [blocks.party(labels("seller"), seller), blocks.party(labels("buyer"), buyer)])
    sheet.y += 2
    _line(sheet, paper)
    sheet.y += 6
    blocks.totals(sheet, _totals(paper, labels))
    words = [
        *mentions(paper, language),
        *([labels("because", reason=_why(invoice.reason, labels))] if invoice.reason else []),
    ]
    if words:
        sheet.section(labels("mentions"), keep=10)
        sheet.prose("\n".join(words))


def _why(reason: str, labels: Labels) -> str:
    """What an operator wrote, or the words for what happened by itself."""
    return labels(reason) if reason in (GIVEN_BACK, CHARGED_BACK) else reason


def _card(party: Party, labels: Labels) -> PartyCard:
    town = " ".join(part for part in (party.postcode, party.city) if part)
    numbers = [
        labels("vat_number", number=party.vat_number) if party.vat_number else "",
        labels("registration", number=party.registration) if party.registration else "",
    ]
    line = "\n".join(part for part in (party.street, town, *numbers) if part)
    return PartyCard(party.name, party.email, party.country or None, line or None)


def _line(sheet: Sheet, paper: Paper) -> None:
    labels, language = sheet.labels, sheet.labels.language
    net, rate = money(paper.invoice.net, language), _rate(paper, labels)
    last = amount_width(sheet, [net], least=42)
    columns = [
        Column(labels("what"), theme.BODY - 52 - last),
        Column(labels("quantity"), 26),
        Column(labels("vat"), 26),
        Column(labels("net_price"), last, "R"),
    ]
    title = Cell.of(what(paper, language), theme.STRONG)
    table(sheet, columns, [[title, Cell.of("1"), Cell.of(rate), Cell.of(net, theme.PLAIN.tinted(theme.INK))]])


def _rate(paper: Paper, labels: Labels) -> str:
    tax = paper.invoice.billed.tax
    return percent(tax.basis_points, labels.language) if tax.treatment is Treatment.STANDARD else "—"


def _totals(paper: Paper, labels: Labels) -> list[tuple[str, str, bool]]:
    invoice, language = paper.invoice, labels.language
    tax = invoice.billed.tax
    rate = f" ({percent(tax.basis_points, language)})" if tax.treatment is Treatment.STANDARD else ""
    owed = "credited" if invoice.document is Document.CREDIT_NOTE else "paid"
    return [
        (labels("net_price"), money(invoice.net, language), False),
        (labels("vat") + rate, money(invoice.vat, language), False),
        (labels("gross_price"), money(invoice.gross, language), True),
        (labels(owed), money(invoice.gross, language), False),
    ]
