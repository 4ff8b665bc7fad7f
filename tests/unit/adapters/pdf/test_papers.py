"""Issued papers: their sentences in both languages, and their XML against the schema of the norm."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID
from xml.etree import ElementTree

import pytest
from attrs import evolve
from facturx.facturx import get_xml_from_pdf
from pypdf import PdfReader

from tests.unit.adapters.pdf.samples import text
from upclone.adapters.pdf.documents import PdfDocuments
from upclone.application.ports.documents import Documents, Paper
from upclone.domain.actors import operator
from upclone.domain.errors import Conflict
from upclone.domain.money import Money
from upclone.domain.payments.invoices import Billed, Kind, Party, Series, credit, issue
from upclone.domain.payments.taxes import Tax, Treatment

PDF: Documents = PdfDocuments()
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LUCJA = Party(
    UUID(int=5), "Łucja Şahin EI", "lucja@example.org", "12 rue de l’Échiquier", "69001", "Lyon", "FR", "FR40303265045",
    "882 123 456 RCS Lyon",
)  # fmt: skip
BAKERY = Party(UUID(int=6), "Bäckerei GmbH", "k@example.org", "Weg 1", "10115", "Berlin", "DE", "DE136695976")
HOUSE = Party(None, "Marché SAS", "", "1 rue du Port", "69001", "Lyon", "FR", "FR40303265045")


def paper(
    treatment: Treatment, seller: Party = LUCJA, buyer: Party = BAKERY, minor: int = 125_000, currency: str = "EUR"
) -> Paper:
    kind = Kind.WORK if seller.id else Kind.CLIENT_FEE
    tax = Tax(treatment, 2000 if treatment is Treatment.STANDARD else 0, "FR")
    price = Money(minor, currency)
    billed = Billed(kind, seller, buyer, UUID(int=7), UUID(int=8), "release:x", AT, "Checkout & <b>co</b>", price, tax)
    _, made = issue(Series(seller.issuer, 2026), UUID(int=9), billed, AT)
    return Paper(made, "1A2B3C4D", "Marché SAS")


def note() -> Paper:
    first = paper(Treatment.STANDARD).invoice
    series = Series(first.issuer, 2026, 1, first.hash)
    part, nothing = Money(2_500, "EUR"), Money(0, "EUR")
    who, why = operator(UUID(int=12)), "Half a day less."
    _, made, _ = credit(series, UUID(int=10), first, nothing, part, UUID(int=11), "release:x", why, who, AT)
    return Paper(made, "1A2B3C4D", "Marché SAS", first.number)


UNNUMBERED = evolve(LUCJA, vat_number="")
CASES = {
    "S": paper(Treatment.STANDARD),
    "S, a credit note": note(),
    "S, yen": paper(Treatment.STANDARD, currency="JPY"),
    "S, cents that do not divide": paper(Treatment.STANDARD, minor=1),
    "AE": paper(Treatment.REVERSE_CHARGE),
    "AE, of the marketplace": paper(Treatment.REVERSE_CHARGE, HOUSE),
    "O": paper(Treatment.OUTSIDE_SCOPE, buyer=evolve(BAKERY, country="US", vat_number="")),
    "O, of a private person": paper(Treatment.NOT_TAXABLE, evolve(UNNUMBERED, registration="")),
    "Z": paper(Treatment.ZERO_RATED, evolve(LUCJA, country="NO", vat_number="NO995525828MVA")),
    "E": paper(Treatment.SMALL_BUSINESS, UNNUMBERED),
    "E, elsewhere": paper(Treatment.SMALL_BUSINESS, evolve(UNNUMBERED, country="AT")),
}


@pytest.mark.parametrize("case", CASES)
def test_the_xml_is_the_norms(case: str):
    """Valid by the schema, of the right category, net and tax summing to the price; the same each time."""
    made = CASES[case]
    xml = PDF.paper_xml(made, "fr")
    assert PDF.paper_xml(made, "fr") == xml
    found: dict[str, list[str]] = {}
    for node in ElementTree.fromstring(xml).iter():
        found.setdefault(node.tag.rsplit("}")[-1], []).append(node.text or "")
    invoice = made.invoice
    assert set(found["CategoryCode"]) == {case[:1] if case[:2] != "AE" else "AE"}
    assert found["GrandTotalAmount"] == [str(invoice.gross).split()[0]]
    assert found["TaxTotalAmount"] == [str(invoice.vat).split()[0]]
    assert found["DuePayableAmount"] in (["0.00"], ["0"])
    assert ("381" in found["TypeCode"]) == (made.credited is not None)
    # What lies outside the tax names no VAT number (BR-O-02), and every seller is identified (BR-CO-26).
    assert ("FR40303265045" in found["ID"]) == (case[0] in "SA")
    assert invoice.billed.seller.id is None or str(invoice.billed.seller.id) in found["ID"]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (paper(Treatment.STANDARD, currency="KWD"), "decimals"),
        (paper(Treatment.STANDARD, buyer=evolve(BAKERY, country="")), "country"),
        (paper(Treatment.SMALL_BUSINESS, evolve(UNNUMBERED, registration="")), "number"),
    ],
)
def test_what_the_norm_can_not_say_is_refused(made: Paper, words: str):
    """By the reason."""
    with pytest.raises(Conflict, match=words):
        PDF.paper_xml(made, "en")


def test_on_paper_it_can_be_said_all_the_same():
    """Only without the XML."""
    made = paper(Treatment.STANDARD, currency="KWD")
    assert not PdfReader(BytesIO(PDF.paper(made, "en"))).attachments


SAID = {
    "S": ("Invoice", "Net of VAT", "1,041.67 EUR", "VAT (20%)", "208.33 EUR", "on behalf of Łucja Şahin EI", "Paid"),
    "S, a credit note": ("Credit note", "Takes back invoice 00000005-2026-000001", "25.00 EUR", "Half a day less."),
}
DIT = {
    "AE": ("Facture", "Autoliquidation : TVA due par le preneur", "1 250,00 €", "Montant HT", "TVA DE136695976"),
    "E": ("TVA non applicable, art. 293 B du CGI.", "au nom et pour le compte", "Acquittée"),
}


@pytest.mark.parametrize(("case", "language"), [*((case, "en") for case in SAID), *((case, "fr") for case in DIT)])
def test_a_paper_says_what_the_law_asks_for(case: str, language: str):
    """Parties with their numbers, net, tax and price, the sentences; with the XML inside, as PDF/A-3."""
    made = CASES[case]
    pdf = PDF.paper(made, language)
    said = text(pdf)
    for words in ({**SAID, **DIT}[case], (made.invoice.number, "12 rue de l’Échiquier", "Checkout & <b>co</b>")):
        for each in words:
            assert each in said
    assert get_xml_from_pdf(pdf, check_xsd=False) == ("factur-x.xml", PDF.paper_xml(made, language))
    for mark in (b"<pdfaid:part>3<", b"<fx:ConformanceLevel>EN 16931<", b"/AFRelationship /Alternative"):
        assert mark in pdf


def test_the_same_paper_is_the_same_file():
    """Byte by byte: nothing in it says when it was printed."""
    assert PDF.paper(CASES["S"], "en") == PDF.paper(CASES["S"], "en")
