"""From a proposal to a signed contract, and what is added to it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.application.deals.contracts import Offered
from upclone.domain.deals.contracts import Contract, Move
from upclone.domain.deals.milestones import Milestone
from upclone.domain.errors import Invalid
from upclone.domain.market import jobs, proposals
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.market.proposals import Proposal
from upclone.domain.market.rounds import Ask
from upclone.entrypoints.api.deals.contracts import ContractShape, contract, shown
from upclone.entrypoints.api.deals.terms import MilestoneBody
from upclone.entrypoints.api.market.proposals import ProposalsPage, proposal_shape
from upclone.entrypoints.api.market.proposals import shown as offered
from upclone.entrypoints.api.market.rounds import Hours, Note, RoundNumber, Steps, Until, plan_of
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.people.parts import Zone
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import (
    WRITABLE,
    BasisPoints,
    Because,
    Body,
    ById,
    Days,
    Line,
    Nothing,
    Paged,
    PositiveAmount,
)

ROUTES = Routes("Offers", "Hiring, direct offers, the terms on the table, and both signatures.")

Scope = Annotated[str, Field(max_length=20_000, pattern=WRITABLE)]
Planned = Annotated[list[MilestoneBody], Field(max_length=100)]


_NOT_TERMS = ("proposal_id", "round", "milestones")


class Hire(Body):
    """The proposal to hire, and what differs from it. What is left out is the proposal's, or the house's.

    `round` is the number of the offer that you read: with another on the table by now, the move is refused.
    `time_zone` is where the weeks of an hourly contract begin; left out, it is the freelancer's."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"proposal_id": "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d", "review_days": 7}]}
    )

    proposal_id: UUID
    round: RoundNumber | None = None
    milestones: Planned | None = None
    scope: Scope | None = None
    weekly_limit_hours: Hours | None = None
    kill_fee_basis_points: BasisPoints = 0
    review_days: Days = 14
    answer_days: Days = 7
    negotiation_days: Days = 14
    appeal_days: Days = 3
    time_zone: Zone | None = None

    def offered(self) -> Offered:
        """What the client adds to the proposal."""
        given = {name: getattr(self, name) for name in Hire.model_fields if name not in _NOT_TERMS}
        planned = None if self.milestones is None else tuple(each.terms() for each in self.milestones)
        return Offered(milestones=planned, **given)


class Accept(Body):
    """`round` is the number of the offer that you read: with another on the table by now, the move is refused."""

    model_config = ConfigDict(
        openapi_extra={"required": False},  # type: ignore[typeddict-unknown-key]
        json_schema_extra={"examples": [{"round": 2}]},
    )

    round: RoundNumber | None = None


class DirectOffer(Body):
    """What is offered to whom. `price` is the whole sum, or the hourly rate; the milestones of a fixed price sum to
    it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "freelancer_id": "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d",
                    "title": "Labels for autumn",
                    "description": "Six labels in the style of those you made in spring.",
                    "price": {"amount_minor": 60000, "currency": "EUR"},
                    "note": "As agreed by telephone.",
                }
            ]
        }
    )

    freelancer_id: UUID
    title: Line
    description: Annotated[str, Field(min_length=1, max_length=20_000, pattern=WRITABLE)]
    payment: Payment = Payment.FIXED
    price: PositiveAmount
    milestones: Steps = Field(default_factory=list)
    weekly_limit_hours: Hours | None = None
    valid_until: Until | None = None
    note: Note = ""

    def brief(self) -> Brief:
        """The work, as a job's brief."""
        return Brief(self.title, self.description, self.payment, self.price.money())

    def ask(self) -> Ask:
        """The client's terms."""
        return Ask(self.price.money(), plan_of(self.milestones), self.weekly_limit_hours, self.valid_until, self.note)


class Revision(Body):
    """What changes in the terms; the rest stays. At least one."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "examples": [{"review_days": 10}]})

    milestones: Planned | None = None
    scope: Scope | None = None
    weekly_limit_hours: Hours | None = None
    kill_fee_basis_points: BasisPoints | None = None
    review_days: Days | None = None
    answer_days: Days | None = None
    negotiation_days: Days | None = None
    appeal_days: Days | None = None
    time_zone: Zone | None = None

    def changes(self) -> dict[str, Any]:
        """The fields that were given. Raises Invalid where there are none."""
        given = {name: value for name in self.model_fields_set if (value := getattr(self, name)) is not None}
        if not given:
            raise Invalid("body", "must change something")
        if self.milestones is not None:
            given["milestones"] = tuple(each.terms() for each in self.milestones)
        return given


class SignBody(Body):
    """`terms_hash` is that of the terms that you read: with others on the table by now, the move is refused."""

    model_config = ConfigDict(openapi_extra={"required": False})  # type: ignore[typeddict-unknown-key]

    terms_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


@ROUTES.move("PUT", "/jobs/<uuid:id>/hire", answers=shown, makes=[jobs.Move.HIRE])
def hire(call: Call, path: ById, body: Hire) -> Contract:
    """Accept a freelancer's last offer, as the job's client: both have a contract to sign.

    The job is filled. The contract's offer expires after 14 days; then, or when it is declined, the job is open again.
    """
    return call.doors.contracts.hire(call.actor, path.id, body.proposal_id, body.offered(), body.round)


@ROUTES.move("POST", "/proposals/<uuid:id>/accept", answers=shown, makes=[proposals.Move.ACCEPT])
def accept(call: Call, path: ById, body: Accept) -> Contract:
    """Accept the client's last offer, as the freelancer: both have a contract of exactly its terms to sign.

    The job is filled, as by hiring.
    """
    return call.doors.contracts.accept(call.actor, path.id, body.round)


@ROUTES.move("POST", "/offers", answers=offered, status=201, statuses=(429,))
def offer(call: Call, body: DirectOffer) -> Proposal:
    """Offer work to a freelancer directly, without a job that others see.

    It is a proposal with the client's terms on the table: the freelancer accepts, declines or counters it. Where it
    ends without a contract, nothing of it stays open.
    """
    return call.doors.invitations.offer(call.actor, body.freelancer_id, body.brief(), body.ask())


@ROUTES.read("/offers")
def offers(call: Call, query: Paged) -> ProposalsPage:
    """List the direct offers that one made; those that one got are among one's proposals."""
    page = call.doors.negotiations.offers(call.actor, slice_of(query))
    return ProposalsPage(items=[proposal_shape(call, view) for view in page.items], next_cursor=cursor_of(page.next))


@ROUTES.move("PUT", "/contracts/<uuid:id>/terms", answers=shown, makes=[Move.REVISE])
def revise(call: Call, path: ById, body: Revision) -> Contract:
    """Change the terms of an offer that nobody has signed, as the client.

    The freelancer is told. Terms that are as they were change nothing, and nobody is told."""
    return call.doors.contracts.revise(call.actor, path.id, **body.changes())


@ROUTES.move("POST", "/contracts/<uuid:id>/sign", answers=shown, makes=[Move.SIGN, Move.COUNTERSIGN])
def sign(call: Call, path: ById, body: SignBody) -> Contract:
    """Agree to the terms. The second signature makes the contract active."""
    return call.doors.contracts.sign(call.actor, path.id, body.terms_hash)


@ROUTES.move("POST", "/contracts/<uuid:id>/decline", answers=shown, makes=[Move.DECLINE])
def decline(call: Call, path: ById, body: Because) -> Contract:
    """Say no to an offer, as the freelancer; the job is open again."""
    return call.doors.contracts.decline(call.actor, path.id, body.reason)


@ROUTES.move("POST", "/contracts/<uuid:id>/withdraw", answers=shown, makes=[Move.WITHDRAW])
def withdraw(call: Call, path: ById, body: Nothing) -> Contract:
    """Take an offer back, as the client; the job is open again."""
    return call.doors.contracts.withdraw(call.actor, path.id)


def extended(call: Call, contract_id: UUID) -> ContractShape:
    """The contract with what was added to it."""
    return contract(call, ById(id=contract_id))


@ROUTES.move("POST", "/contracts/<uuid:id>/milestone", answers=extended, makes=[Move.AMEND], status=201)
def add_milestone(call: Call, path: ById, body: MilestoneBody) -> UUID:
    """Add a milestone: to the terms of an unsigned offer or, with the other side's agreement, to a running contract.

    Answers the contract; a milestone of a running contract is `proposed` until the other side agrees.
    """
    added: Milestone | Contract = call.doors.milestones.add(call.actor, path.id, body.terms())
    return added.contract_id if isinstance(added, Milestone) else added.id
