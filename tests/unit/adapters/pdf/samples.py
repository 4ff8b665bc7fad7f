"""Documents to print, and a reader for what was printed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

from pypdf import PdfReader

from upclone.application.ports.documents import (
    Cancellation,
    ContractDocument,
    FeeLine,
    Fees,
    FeeTier,
    InvoiceDocument,
    InvoiceLine,
    MilestoneRow,
    PartyCard,
    SignatureRow,
)
from upclone.domain.money import Money

AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
TERMS = "9f2b6c1e7a4d5083bb1f0e6a2c9d4471e05a88f3c6d71b29405ee8fa17c3d962"
CLIENT = PartyCard("Atelier Lumière", "achats@lumiere.example", "France", "12 rue de l’Échiquier, Paris")
FREELANCER = PartyCard("Łucja Şahin", "lucja@sahin.example")


def eur(cents: int) -> Money:
    return Money(cents, "EUR")


def milestones(count: int) -> tuple[MilestoneRow, ...]:
    return tuple(
        MilestoneRow(
            number=number,
            title=f"Step {number}.",
            description="Wireframes, tests and a walk-through. " * (number % 4),
            amount=eur(125_000),
            state=("planned", "funded", "submitted", "released")[number % 4],
            due_at=AT + timedelta(days=number) if number % 3 else None,
        )
        for number in range(1, count + 1)
    )


CONTRACT = ContractDocument(
    id="01939c6e-5a7b-7c3d-8e21-4f0a9b6c2d11",
    reference="CT-2026-00042",
    title="Rebuild of the checkout",
    terms_version=3,
    state="active",
    job_title="Flask engineer for a shop",
    client=CLIENT,
    freelancer=FREELANCER,
    currency="EUR",
    milestones=milestones(3),
    fees=Fees(550, (FeeTier(eur(50_000), 2000), FeeTier(eur(1_000_000), 1000), FeeTier(None, 500))),
    review_days=7,
    answer_days=1,
    negotiation_days=21,
    appeal_days=5,
    cancellation=Cancellation(1250),
    scope="Привет, Ελλάδα!\n\nAll for 5 €.",
    terms_hash=TERMS,
    generated_at=AT,
    signatures=(SignatureRow("Camille Morel", "client", AT - timedelta(days=2), TERMS),),
)

INVOICE = InvoiceDocument(
    number="INV-2026-000317",
    issued_at=AT,
    seller=FREELANCER,
    buyer=CLIENT,
    contract_reference="CT-2026-00042",
    currency="EUR",
    lines=(InvoiceLine("Wireframes", "1", eur(125_000)), InvoiceLine("Support", "12 h 30", eur(100_050))),
    fees=(FeeLine("client", eur(11_252), 500), FeeLine("freelancer", eur(-22_505))),
    subtotal=eur(225_050),
    total=eur(236_302),
    paid=eur(236_302),
    refunded=eur(0),
    net_to_freelancer=eur(202_545),
    payment_state="released",
    generated_at=AT,
    ledger_entries=("01939c6e-6b10-7aa2-9c55-0d7d1f3e8a20", "01939c70-02f4-7e9b-b1a4-7c2f5d6e9b33"),
)


def pages(file: bytes) -> list[str]:
    """The text of each page, every white space (line ends, no-break spaces) as one plain space."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(file)).pages]


def text(file: bytes) -> str:
    return " ".join(pages(file))
