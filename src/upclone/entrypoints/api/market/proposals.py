"""Proposals: what freelancers offer for a job, and how the two sides come to terms."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.application.ports.quotas import Quota
from upclone.application.reads.proposals import JobLine, ProposalFilter, ProposalView, Sort
from upclone.domain.actors import Role
from upclone.domain.errors import NotFound
from upclone.domain.market import jobs, proposals
from upclone.domain.market.briefs import Payment
from upclone.domain.market.proposals import Move, Proposal, State
from upclone.domain.money import Money
from upclone.domain.payments.fees import rates_for
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.market.rounds import (
    Counter,
    Files,
    Hours,
    Note,
    RoundShape,
    Steps,
    StepShape,
    Until,
    plan_of,
    round_shapes,
)
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.payments.costs import CostsShape, costs_shape
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import (
    Body,
    ById,
    Instant,
    Moment,
    MoneyShape,
    Nothing,
    Paged,
    PageShape,
    PersonShape,
    PositiveAmount,
    Prose,
    Shape,
    shaped,
)

ROUTES = Routes("Proposals", "Bids, and negotiating them. Seen by the freelancer, the job's client, and operators.")

Answers = Annotated[list[Note], Field(max_length=20)]


class Bid(Body):
    """`price` is the whole sum, or the hourly rate. The milestones of a fixed price sum to it.

    `answers` has one text for each of the job's questions, in their order. The offer stands until `valid_until`, 30
    days where it is left out."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "price": {"amount_minor": 90000, "currency": "EUR"},
                    "cover_letter": "I draw letters for a living.",
                    "milestones": [
                        {"title": "Sketches", "amount": {"amount_minor": 30000, "currency": "EUR"}},
                        {"title": "Final files", "amount": {"amount_minor": 60000, "currency": "EUR"}},
                    ],
                }
            ]
        }
    )

    price: PositiveAmount
    cover_letter: Prose = ""
    milestones: Steps = Field(default_factory=list)
    weekly_limit_hours: Hours | None = None
    valid_until: Until | None = None
    answers: Answers = Field(default_factory=list)
    attachments: Files = Field(default_factory=list)


class Edit(Counter):
    """What changes in one's own last offer. Cover letter, answers and attachments are the freelancer's."""

    model_config = ConfigDict(
        json_schema_extra={
            "minProperties": 1,
            "examples": [{"price": {"amount_minor": 85000, "currency": "EUR"}, "note": "Without the business cards."}],
        }
    )

    cover_letter: Prose | None = None
    answers: Answers | None = None
    attachments: Files | None = None


class Decline(Body):
    """Why, if you like: the other side reads it."""

    model_config = ConfigDict(
        openapi_extra={"required": False},  # type: ignore[typeddict-unknown-key]
        json_schema_extra={"examples": [{"reason": "Somebody nearer was found."}]},
    )

    reason: Note = ""


class ProposalsQuery(Paged):
    """Which of a job's proposals, in which order."""

    shortlisted: Annotated[bool | None, Field(description="Only those on the shortlist, or only the others.")] = None
    sort: Annotated[Sort, Field(description="`price` is lowest first; `shortlisted` has the shortlist first.")] = (
        Sort.NEWEST
    )


class OwnProposalsQuery(Paged):
    """Which of one's own proposals."""

    side: Annotated[
        Literal[Role.FREELANCER, Role.CLIENT], Field(description="Those that you made, or those that came in.")
    ] = Role.FREELANCER
    state: State | None = None
    since: Annotated[Instant | None, Field(description="Only those that were made then or later.")] = None


class JobLineShape(Shape):
    """The job that it is about."""

    model_config = ConfigDict(title="JobLine")

    id: UUID
    title: str
    payment: Payment
    state: jobs.State


class AnswerShape(Shape):
    """A question of the job, as it was when it was answered."""

    model_config = ConfigDict(title="Answer")

    question: str
    answer: str


class ProposalShape(Shape):
    """A bid, or a direct offer. Price, milestones, weekly limit and validity are those of the last of its rounds.

    `submitted`: the freelancer's terms lie on the table; `countered`: the client's. `contract_id` is the contract that
    it led to. `costs` says what the price is to each side by today's rates: of its milestones or, by the hour, of one
    hour."""

    model_config = ConfigDict(title="Proposal")

    id: UUID
    job_id: UUID
    job: JobLineShape
    client: PersonShape
    freelancer: PersonShape
    price: MoneyShape
    costs: CostsShape
    cover_letter: str
    milestones: list[StepShape]
    weekly_limit_hours: int | None
    valid_until: Moment | None
    answers: list[AnswerShape]
    attachments: list[UUID]
    shortlisted: bool
    reason: str
    rounds: list[RoundShape]
    state: State
    created_at: Moment
    contract_id: UUID | None
    actions: list[Action]


class ProposalsPage(PageShape):
    """Proposals, in the order that was asked for: newest first where none was."""

    items: list[ProposalShape]


def job_line(job: JobLine) -> JobLineShape:
    """The job in short."""
    return shaped(JobLineShape, job)


def proposal_shape(call: Call, view: ProposalView) -> ProposalShape:
    """A proposal as it is answered. Hiring is a move of the job: its link is among the job's actions."""
    proposal, table = view.proposal, view.proposal.table
    moves = [move for move in proposals.moves(proposal, view.job.state, call.actor) if move is not Move.HIRE]
    return shaped(
        ProposalShape,
        proposal,
        job=job_line(view.job),
        client=view.client,
        freelancer=view.freelancer,
        costs=_costs(proposal),
        milestones=table.plan,
        weekly_limit_hours=table.weekly_limit_hours,
        valid_until=table.valid_until,
        rounds=round_shapes(proposal),
        contract_id=view.contract_id,
        actions=actions(call, moves, proposal.id),
    )


def _costs(proposal: Proposal) -> CostsShape:
    price = proposal.price
    parts = [step.amount for step in proposal.table.plan] or [price]
    return costs_shape(rates_for(price.currency), parts, Money.zero(price.currency))


def shown(call: Call, proposal: Proposal) -> ProposalShape:
    """The proposal as it is now."""
    return read(call, ById(id=proposal.id))


@ROUTES.move("POST", "/jobs/<uuid:id>/bid", answers=shown, makes=[jobs.Move.BID], status=201, quota=Quota.PROPOSALS)
def bid(call: Call, path: ById, body: Bid) -> Proposal:
    """Offer to do a job, as a freelancer, once per job. Whoever was invited accepts the invitation by it.

    Refused, with the rule's name in `rule`: `own_job`, `already_bid`, `closed`, `not_invited`, `bids_per_day`."""
    return call.doors.proposals.bid(
        call.actor,
        path.id,
        body.price.money(),
        body.cover_letter,
        plan_of(body.milestones),
        weekly_limit_hours=body.weekly_limit_hours,
        valid_until=body.valid_until,
        answers=tuple(body.answers),
        attachments=tuple(body.attachments),
    )


@ROUTES.read("/jobs/<uuid:id>/proposals")
def of_job(call: Call, path: ById, query: ProposalsQuery) -> ProposalsPage:
    """List a job's proposals, as its client."""
    wanted = ProposalFilter(query.shortlisted, query.sort)
    page = call.doors.negotiations.of_job(call.actor, path.id, wanted, slice_of(query))
    if page is None:
        raise NotFound("job", str(path.id))
    return ProposalsPage(items=[proposal_shape(call, view) for view in page.items], next_cursor=cursor_of(page.next))


@ROUTES.read("/proposals")
def own(call: Call, query: OwnProposalsQuery) -> ProposalsPage:
    """List one's own proposals as a freelancer, with the direct offers that one got; or, with `side=client`, what came
    in for one's jobs."""
    page = call.doors.negotiations.own(call.actor, query.state, slice_of(query), query.since, query.side)
    return ProposalsPage(items=[proposal_shape(call, view) for view in page.items], next_cursor=cursor_of(page.next))


@ROUTES.read("/proposals/<uuid:id>")
def read(call: Call, path: ById) -> ProposalShape:
    """Read a proposal: every round, and what each changed in the one before it."""
    view = call.doors.negotiations.proposal(call.actor, path.id)
    if view is None:
        raise NotFound("proposal", str(path.id))
    return proposal_shape(call, view)


@ROUTES.move("PUT", "/proposals/<uuid:id>", answers=shown, makes=[Move.EDIT], quota=Quota.PROPOSALS)
def edit(call: Call, path: ById, body: Edit) -> Proposal:
    """Change one's own last offer, or what goes with it. New terms make a new round."""
    answers = None if body.answers is None else tuple(body.answers)
    files = None if body.attachments is None else tuple(body.attachments)
    return call.doors.proposals.edit(call.actor, path.id, body.ask(), body.cover_letter, answers, files)


@ROUTES.move("POST", "/proposals/<uuid:id>/counter", answers=shown, makes=[Move.COUNTER], quota=Quota.PROPOSALS)
def counter(call: Call, path: ById, body: Counter) -> Proposal:
    """Answer the other side's last offer with other terms. A hundred rounds at most; each is kept."""
    return call.doors.proposals.counter(call.actor, path.id, body.ask())


@ROUTES.move("POST", "/proposals/<uuid:id>/shortlist", answers=shown, makes=[Move.SHORTLIST])
def shortlist(call: Call, path: ById, body: Nothing) -> Proposal:
    """Keep a proposal in view, as the job's client."""
    return call.doors.proposals.shortlist(call.actor, path.id)


@ROUTES.move("POST", "/proposals/<uuid:id>/unshortlist", answers=shown, makes=[Move.UNSHORTLIST])
def unshortlist(call: Call, path: ById, body: Nothing) -> Proposal:
    """Keep a proposal in view no longer."""
    return call.doors.proposals.unshortlist(call.actor, path.id)


@ROUTES.move("POST", "/proposals/<uuid:id>/withdraw", answers=shown, makes=[Move.WITHDRAW])
def withdraw(call: Call, path: ById, body: Nothing) -> Proposal:
    """Take back one's bid, or a direct offer of one's own."""
    return call.doors.proposals.withdraw(call.actor, path.id)


@ROUTES.move("POST", "/proposals/<uuid:id>/decline", answers=shown, makes=[Move.DECLINE])
def decline(call: Call, path: ById, body: Decline) -> Proposal:
    """Say no to a bid, as the job's client, or to a direct offer, as the freelancer."""
    return call.doors.proposals.decline(call.actor, path.id, body.reason)
