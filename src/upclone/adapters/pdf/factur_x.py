"""An invoice as EN 16931 has it: the XML of Factur-X, which is ZUGFeRD 2 under another name.

By factur-x: it writes the XML from the norm's own numbers (BT-1 is the invoice's number) and brings the schema that
checks it. drafthorse was tried, too: it ships an older schema, and rewrites the PDF to put the XML into it, where
fpdf2 embeds a file by itself.
"""

from __future__ import annotations

from typing import Any, Final

from upclone.adapters.pdf.mentions import mentions, what
from upclone.application.ports.documents import Paper
from upclone.domain.errors import Conflict
from upclone.domain.money import Money, exponent
from upclone.domain.payments.invoices import Document, Party
from upclone.domain.payments.taxes import Treatment

NAME: Final = "factur-x.xml"
LEVEL: Final = "en16931"

_CATEGORY: Final = {
    Treatment.STANDARD: "S",
    Treatment.REVERSE_CHARGE: "AE",
    Treatment.OUTSIDE_SCOPE: "O",
    Treatment.NOT_TAXABLE: "O",
    Treatment.ZERO_RATED: "Z",
    Treatment.SMALL_BUSINESS: "E",
}
_EXEMPTION: Final = {
    Treatment.REVERSE_CHARGE: "VATEX-EU-AE",
    Treatment.OUTSIDE_SCOPE: "VATEX-EU-O",
    Treatment.NOT_TAXABLE: "VATEX-EU-O",
}
_MOST_DECIMALS: Final = 2


def missing(paper: Paper) -> str | None:
    """What the norm asks for and this invoice does not have; None where it can be written."""
    billed = paper.invoice.billed
    if exponent(billed.gross.currency) > _MOST_DECIMALS:
        return f"The norm has two decimals, and {billed.gross.currency} has more."
    if not (billed.seller.country and billed.buyer.country):
        return "The norm needs the country of both sides, and one of them did not declare it."
    if billed.tax.treatment is Treatment.SMALL_BUSINESS and not (
        billed.seller.vat_number or billed.seller.registration
    ):
        return "The norm needs a number of an exempt seller: of VAT, or of a register."
    return None


def xml(paper: Paper, language: str) -> bytes:
    """The XML, checked against its schema. Raises Conflict where the norm asks for more than there is."""
    lacks = missing(paper)
    if lacks is not None:
        raise Conflict(lacks)
    from facturx.generate_xml import generate_xml

    written: bytes = generate_xml(_facts(paper, language), level=LEVEL, check_xsd=True, check_schematron=None)
    return written


def _facts(paper: Paper, language: str) -> dict[str, Any]:
    invoice, billed = paper.invoice, paper.invoice.billed
    gross, net, vat = (_decimal(amount) for amount in (invoice.gross, invoice.net, invoice.vat))
    category = _CATEGORY[billed.tax.treatment]
    rate = {} if category == "O" else {"BT-119": _percent(billed.tax.basis_points)}
    line_rate = {} if category == "O" else {"BT-152": _percent(billed.tax.basis_points)}
    breakdown = {"BT-116": net, "BT-117": vat, "BT-118": category, **rate, **_exemption(paper, language)}
    return {
        "BT-1": invoice.number,
        "BT-2": invoice.issued_at.date(),
        "BT-3": "381" if invoice.document is Document.CREDIT_NOTE else "380",
        "BT-5": billed.gross.currency,
        "BT-12": paper.contract_reference,
        "BT-72": billed.supplied_at.date(),
        "BG-1": [{"BT-22": words} for words in mentions(paper, language)],
        "BG-3": [{"BT-25": paper.credited}] if paper.credited else [],
        "BG-4": _party(billed.seller, taxed=category != "O"),
        "BG-7": _party(billed.buyer, taxed=category != "O"),
        "BT-81": "1",
        "BG-23": [breakdown],
        "BT-106": net,
        "BT-109": net,
        "BT-110": vat,
        "BT-112": gross,
        "BT-113": gross,
        "BT-115": _decimal(Money.zero(billed.gross.currency)),
        "BG-25": [
            {
                "BT-126": "1",
                "BT-153": what(paper, language),
                "BT-129": "1",
                "BT-130": "C62",
                "BT-146": net,
                "BT-131": net,
                "BT-151": category,
                **line_rate,
            }
        ],
    }


def _exemption(paper: Paper, language: str) -> dict[str, str]:
    tax, seller = paper.invoice.billed.tax, paper.invoice.billed.seller
    code = _EXEMPTION.get(tax.treatment)
    if tax.treatment is Treatment.SMALL_BUSINESS and seller.country == "FR":
        code = "VATEX-FR-FRANCHISE"
    if code is not None:
        return {"BT-121": code}
    return {"BT-120": mentions(paper, language)[0]} if tax.treatment is Treatment.SMALL_BUSINESS else {}


def _party(party: Party, *, taxed: bool) -> dict[str, Any]:
    given = {
        "identifiers": {"": str(party.id)} if party.id else {},
        "name": party.name,
        "addr_l1": party.street,
        "postcode": party.postcode,
        "city": party.city,
        "country_code": party.country,
        "legal_identifier": party.registration,
        # What lies outside the scope of the tax names no number of it.
        "vat_identifier": party.vat_number if taxed else "",
        "tax_identifier": party.registration if taxed and not party.vat_number else "",
    }
    return {name: value for name, value in given.items() if value}


def _decimal(amount: Money) -> str:
    return str(amount).split(" ")[0]


def _percent(basis_points: int) -> str:
    return f"{basis_points // 100}.{basis_points % 100:02}"
