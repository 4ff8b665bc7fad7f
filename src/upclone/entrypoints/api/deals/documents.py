"""The contract as a paper."""

from __future__ import annotations

from datetime import UTC, datetime, time
from uuid import UUID

from flask import Response
from pydantic import ConfigDict

from upclone.application.ports import documents as papers
from upclone.application.ports.documents import ContractDocument
from upclone.application.reads.deals import Deed
from upclone.domain.deals.contracts import State
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.terms import MilestoneTerms
from upclone.domain.errors import NotFound
from upclone.domain.money import Money
from upclone.entrypoints.api.deals.contracts import SignatureShape
from upclone.entrypoints.api.deals.terms import TermsShape, terms_shape
from upclone.entrypoints.api.papers import PDF, PartyShape, card, negotiated, reference_of
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import ById, Moment, Shape, shaped

ROUTES = Routes("Papers", "Contracts and invoices, as JSON or PDF.")


class DocumentShape(Shape):
    """A contract's facts. `digest` (SHA-256, hex) is printed on the PDF of the same facts."""

    model_config = ConfigDict(title="ContractDocument")

    id: UUID
    reference: str
    job_title: str
    state: State
    client: PartyShape
    freelancer: PartyShape
    terms: TermsShape
    terms_hash: str
    signatures: list[SignatureShape]
    generated_at: Moment
    digest: str


def document_of(deed: Deed, at: datetime) -> ContractDocument:
    """A contract's facts at `at`, as they are printed."""
    contract, terms = deed.contract, deed.contract.terms
    currency = terms.currency
    tiers = tuple(
        papers.FeeTier(None if tier.upto_minor is None else Money(tier.upto_minor, currency), tier.basis_points)
        for tier in terms.fees.freelancer
    )
    hourly = None
    if terms.hourly_rate is not None:
        hourly = papers.HourlyTerms(terms.hourly_rate, (terms.weekly_limit_hours or 0) * 60 or None, terms.zone)
    return ContractDocument(
        id=str(contract.id),
        reference=reference_of(contract.id),
        title=terms.title,
        terms_version=terms.process_version,
        state=str(contract.state),
        job_title=deed.job_title,
        client=card(deed.client),
        freelancer=card(deed.freelancer),
        currency=currency,
        milestones=_rows(deed),
        fees=papers.Fees(terms.fees.client_basis_points, tiers),
        review_days=terms.review_days,
        answer_days=terms.answer_days,
        negotiation_days=terms.negotiation_days,
        appeal_days=terms.appeal_days,
        cancellation=papers.Cancellation(terms.cancellation.kill_fee_basis_points),
        scope=terms.scope,
        terms_hash=terms.digest(),
        generated_at=at,
        signatures=tuple(
            papers.SignatureRow(each.name, _payer(each.role), each.at, each.terms_hash) for each in contract.signatures
        ),
        hourly=hourly,
        offer_expires_at=contract.expires_at if contract.state is State.OFFERED else None,
    )


def _payer(role: str) -> papers.Payer:
    return "client" if role == "client" else "freelancer"


def _rows(deed: Deed) -> tuple[papers.MilestoneRow, ...]:
    """The milestones as they stand or, before both have signed, as they are offered."""
    planned: list[tuple[int, Milestone | None]] = [(each.number, each) for each in deed.milestones]
    if not planned:
        planned = [(number, None) for number, _ in enumerate(deed.contract.terms.milestones, start=1)]
    signed = deed.contract.terms.milestones
    rows = []
    for number, milestone in planned:
        terms = signed[number - 1] if milestone is None else milestone.terms
        due = None if terms.due_on is None else datetime.combine(terms.due_on, time(), UTC)
        state = "planned" if milestone is None else str(milestone.state)
        amended = _amended(signed, number, terms)
        rows.append(papers.MilestoneRow(number, terms.title, terms.description, terms.amount, state, due, amended))
    return tuple(rows)


def _amended(signed: tuple[MilestoneTerms, ...], number: int, now: MilestoneTerms) -> papers.Amended | None:
    if number > len(signed):
        return "added"
    return None if signed[number - 1] == now else "changed"


@ROUTES.read("/contracts/<uuid:id>/document", also=(PDF,))
def document(call: Call, path: ById) -> DocumentShape:
    """The contract as a paper: JSON, or a PDF file with `Accept: application/pdf`.

    The PDF is in English or French, by `Accept-Language`.
    """
    return paper(call, path.id)  # type: ignore[return-value]  # a Response of this shape, or of the file


def paper(call: Call, id: UUID) -> Response:
    """The contract's paper in the form that the caller prefers."""
    deed = call.doors.deals.deed(call.actor, id)
    if deed is None:
        raise NotFound("contract", str(id))
    facts = document_of(deed, call.doors.clock.now())
    shape = shaped(
        DocumentShape,
        facts,
        client=facts.client,
        freelancer=facts.freelancer,
        terms=terms_shape(deed.contract.terms),
        signatures=list(deed.contract.signatures),
        digest=papers.digest(facts),
    )
    return negotiated(
        shape, f"contract-{facts.reference}", lambda language: call.doors.documents.contract(facts, language)
    )
