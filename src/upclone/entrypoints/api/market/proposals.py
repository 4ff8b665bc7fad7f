"""Proposals: what freelancers offer for a job."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.application.reads.market import ProposalView
from upclone.domain.errors import NotFound
from upclone.domain.machine import open_moves
from upclone.domain.market import jobs
from upclone.domain.market.proposals import MOVES, Move, Proposal, State, Step
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import (
    Body,
    ById,
    Day,
    Line,
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

ROUTES = Routes("Proposals", "Bids on jobs. Seen by who made them, the job's client, and operators.")


class StepBody(Body):
    """One planned milestone."""

    title: Line
    amount: PositiveAmount
    description: Annotated[Prose, Field(max_length=5_000)] = ""
    due_on: Day | None = None


class Bid(Body):
    """`price` is the whole sum, or the hourly rate. The milestones of a fixed price sum to it."""

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
    milestones: Annotated[list[StepBody], Field(max_length=100)] = Field(default_factory=list)

    def plan(self) -> tuple[Step, ...]:
        """The milestones as the domain knows them."""
        return tuple(Step(step.title, step.amount.money(), step.description, step.due_on) for step in self.milestones)


class StepShape(Shape):
    """One planned milestone."""

    model_config = ConfigDict(title="Step")

    title: str
    amount: MoneyShape
    description: str
    due_on: Day | None


class ProposalShape(Shape):
    """A bid. `contract_id` is the contract that it led to."""

    model_config = ConfigDict(title="Proposal")

    id: UUID
    job_id: UUID
    freelancer: PersonShape
    price: MoneyShape
    cover_letter: str
    milestones: list[StepShape]
    state: State
    created_at: Moment
    contract_id: UUID | None
    actions: list[Action]


class ProposalsPage(PageShape):
    """Proposals, newest first."""

    items: list[ProposalShape]


def proposal_shape(call: Call, view: ProposalView) -> ProposalShape:
    """A proposal as it is answered. Hiring is a move of the job: its link is among the job's actions."""
    proposal = view.proposal
    moves = [move for move in open_moves(MOVES, proposal, proposal.role_of(call.actor)) if move is not Move.HIRE]
    return shaped(
        ProposalShape,
        proposal,
        freelancer=view.freelancer,
        milestones=proposal.plan,
        contract_id=view.contract_id,
        actions=actions(call, moves, proposal.id),
    )


def shown(call: Call, proposal: Proposal) -> ProposalShape:
    """The proposal as it is now."""
    return read(call, ById(id=proposal.id))


@ROUTES.move("POST", "/jobs/<uuid:id>/bid", answers=shown, makes=[jobs.Move.BID], status=201)
def bid(call: Call, path: ById, body: Bid) -> Proposal:
    """Offer to do a job, as a freelancer, once per job."""
    return call.doors.proposals.bid(call.actor, path.id, body.price.money(), body.cover_letter, body.plan())


@ROUTES.read("/jobs/<uuid:id>/proposals")
def of_job(call: Call, path: ById, query: Paged) -> ProposalsPage:
    """List a job's proposals, as its client."""
    page = call.doors.market.proposals(call.actor, path.id, slice_of(query))
    if page is None:
        raise NotFound("job", str(path.id))
    return ProposalsPage(items=[proposal_shape(call, view) for view in page.items], next_cursor=cursor_of(page.next))


@ROUTES.read("/proposals")
def own(call: Call, query: Paged) -> ProposalsPage:
    """List one's own proposals."""
    page = call.doors.market.own_proposals(call.actor, slice_of(query))
    return ProposalsPage(items=[proposal_shape(call, view) for view in page.items], next_cursor=cursor_of(page.next))


@ROUTES.read("/proposals/<uuid:id>")
def read(call: Call, path: ById) -> ProposalShape:
    """Read a proposal."""
    view = call.doors.market.proposal(call.actor, path.id)
    if view is None:
        raise NotFound("proposal", str(path.id))
    return proposal_shape(call, view)


@ROUTES.move("POST", "/proposals/<uuid:id>/withdraw", answers=shown, makes=[Move.WITHDRAW])
def withdraw(call: Call, path: ById, body: Nothing) -> Proposal:
    """Take one's proposal back."""
    return call.doors.proposals.withdraw(call.actor, path.id)


@ROUTES.move("POST", "/proposals/<uuid:id>/decline", answers=shown, makes=[Move.DECLINE])
def decline(call: Call, path: ById, body: Nothing) -> Proposal:
    """Say no to a proposal, as the job's client."""
    return call.doors.proposals.decline(call.actor, path.id)
