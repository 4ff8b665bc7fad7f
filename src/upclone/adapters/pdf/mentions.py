"""The sentences that the law asks an invoice for, and those that say who wrote it for whom."""

from __future__ import annotations

from typing import Final

from upclone.adapters.pdf.labels import LANGUAGES
from upclone.application.ports.documents import Paper
from upclone.domain.payments.invoices import Kind
from upclone.domain.payments.taxes import Treatment

_TAX: Final = {
    Treatment.REVERSE_CHARGE: (
        "Reverse charge: VAT is due by the customer (article 196 of Directive 2006/112/EC).",
        "Autoliquidation : TVA due par le preneur (article 196 de la directive 2006/112/CE).",
    ),
    Treatment.OUTSIDE_SCOPE: (
        "Outside the scope of the seller’s VAT: the service is supplied where the customer is.",
        "Hors du champ de la TVA du vendeur : la prestation est réputée fournie chez le preneur.",
    ),
    Treatment.ZERO_RATED: (
        "Zero-rated: the service is exported.",
        "Taux zéro : la prestation est exportée.",
    ),
    Treatment.SMALL_BUSINESS: (
        "VAT not charged: exempt small business.",
        "TVA non applicable : franchise des petites entreprises.",
    ),
    Treatment.NOT_TAXABLE: (
        "VAT not charged: the seller is not registered for VAT.",
        "TVA non facturée : le vendeur n’est pas assujetti ou n’est pas identifié à la TVA.",
    ),
}
_FRANCHISE: Final = (
    "VAT not applicable, art. 293 B of the French General Tax Code.",
    "TVA non applicable, art. 293 B du CGI.",
)
_FOR_ANOTHER: Final = (
    "Issued by {house} in the name and on behalf of {seller}.",
    "Document établi par {house} au nom et pour le compte de {seller}.",
)
_PAID: Final = ("Paid in full when it was issued.", "Acquittée à la date d’émission.")


def mentions(paper: Paper, language: str) -> list[str]:
    """The sentences in a language: about tax first, where no tax is charged."""
    place, billed = LANGUAGES.index(language), paper.invoice.billed
    said = []
    if billed.tax.treatment is Treatment.SMALL_BUSINESS and billed.seller.country == "FR":
        said.append(_FRANCHISE[place])
    elif billed.tax.treatment in _TAX:
        said.append(_TAX[billed.tax.treatment][place])
    if billed.kind is Kind.WORK:
        said.append(_FOR_ANOTHER[place].format(house=paper.house, seller=billed.seller.name))
    if paper.credited is None:
        said.append(_PAID[place])
    return said


_WHAT: Final = {
    Kind.WORK: ("{title}", "{title}"),
    Kind.CLIENT_FEE: ("Marketplace fee, paid on top: {title}", "Frais de la plateforme, en sus : {title}"),
    Kind.FREELANCER_FEE: ("Marketplace fee, kept from pay: {title}", "Frais de la plateforme, retenus : {title}"),
}


def what(paper: Paper, language: str) -> str:
    """What is billed."""
    billed = paper.invoice.billed
    return _WHAT[billed.kind][LANGUAGES.index(language)].format(title=billed.title)
