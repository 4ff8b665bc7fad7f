"""The dossier of a chargeback: who agreed to what, what was delivered, what was paid, and everything that happened."""

from __future__ import annotations

from hashlib import sha256

from upclone.adapters.pdf import blocks
from upclone.adapters.pdf.figures import moment, money
from upclone.adapters.pdf.sheet import Imprint, Sheet
from upclone.application.ports.documents import Dossier


def imprint(dossier: Dossier) -> Imprint:
    """What stands on each page. The digest is of everything that the dossier says."""
    said = "\n".join([dossier.payment, *(f"{part.heading}\n{part.text}" for part in dossier.parts), *dossier.hashes])
    return Imprint(
        kind="Evidence",
        title=dossier.title,
        author=f"{dossier.client.name}, {dossier.freelancer.name}",
        reference=dossier.reference,
        identity=dossier.payment,
        digest=sha256(said.encode(errors="backslashreplace")).hexdigest(),
        digest_label="SHA-256 of the text",
        generated_at=dossier.generated_at,
    )


def draw(sheet: Sheet, dossier: Dossier) -> None:
    """The whole dossier."""
    blocks.title(sheet, dossier.title, "Evidence of a service that was agreed, paid and delivered.", [])
    pairs = [
        ("Payment", dossier.payment),
        ("Amount", money(dossier.amount, "en")),
        ("As of", moment(dossier.generated_at, "en")),
    ]
    blocks.facts(sheet, pairs)
    sides = (("Client", dossier.client), ("Freelancer", dossier.freelancer))
    blocks.cards(sheet, [blocks.party(role, card) for role, card in sides])
    for part in dossier.parts:
        sheet.section(part.heading, keep=14)
        sheet.prose(part.text or "Nothing.")
    if dossier.hashes:
        sheet.section("Signed terms, SHA-256", keep=14)
        sheet.codes(dossier.hashes)
