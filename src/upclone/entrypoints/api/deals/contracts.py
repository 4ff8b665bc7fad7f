"""Contracts: reading them, and the moves of a running one."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.application.reads.deals import ContractRow, ContractView
from upclone.domain.actors import Role
from upclone.domain.deals import permits
from upclone.domain.deals.contracts import Contract, Move, State
from upclone.domain.deals.endings import Deal
from upclone.domain.errors import NotFound
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.deals.disputes import DisputeShape, dispute_shape
from upclone.entrypoints.api.deals.milestones import MilestoneShape, milestone_shape
from upclone.entrypoints.api.deals.terms import TermsShape, terms_shape
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.payments.payments import PaymentShape, payment_shape
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import (
    Because,
    ById,
    Moment,
    MoneyShape,
    Nothing,
    Paged,
    PageShape,
    PersonShape,
    Shape,
    shaped,
)

ROUTES = Routes("Contracts", "Deals: offered, signed by both sides, worked under, completed or cancelled.")


class ContractsQuery(Paged):
    """Which contracts."""

    state: State | None = None
    your_role: Annotated[
        Literal[Role.CLIENT, Role.FREELANCER] | None, Field(description="Only those where you are this side.")
    ] = None


class SignatureShape(Shape):
    """Who agreed to the terms with `terms_hash` (SHA-256), and when."""

    model_config = ConfigDict(title="Signature")

    role: Role
    account_id: UUID
    name: str
    at: Moment
    terms_hash: str


class ContractSummary(Shape):
    """A contract in a list."""

    id: UUID
    job_id: UUID
    title: str
    client: PersonShape
    freelancer: PersonShape
    your_role: Role
    state: State
    currency: str
    released: MoneyShape
    offered_at: Moment
    expires_at: Moment
    ended_at: Moment | None


class ContractShape(ContractSummary):
    """A contract with everything under it. `actions` here, and on each part, are the moves open to the caller now.

    `contested`: the bank of a payer wants a payment back; `withheld`: an operator holds the money of a milestone, which
    says why. Until that is over no money of the contract moves.
    `billing_gateway` is where its hours are charged, once the client has said so.
    """

    model_config = ConfigDict(title="Contract")

    proposal_id: UUID
    terms: TermsShape
    terms_hash: str
    signatures: list[SignatureShape]
    paused_by: Role | None
    contested: bool
    withheld: bool
    billing_gateway: str | None
    milestones: list[MilestoneShape]
    payments: list[PaymentShape]
    disputes: list[DisputeShape]
    actions: list[Action]


class ContractsPage(PageShape):
    """Contracts, newest first."""

    items: list[ContractSummary]


def contract_shape(call: Call, view: ContractView) -> ContractShape:
    """A contract as it is answered."""
    contract = view.contract
    moves = permits.contract_moves(Deal(contract, view.milestones, view.weeks), call.actor)
    return shaped(
        ContractShape,
        contract,
        title=contract.terms.title,
        currency=contract.terms.currency,
        client=view.client,
        freelancer=view.freelancer,
        your_role=contract.role_of(call.actor),
        terms=terms_shape(contract.terms),
        terms_hash=contract.terms.digest(),
        billing_gateway=contract.billing.gateway if contract.billing else None,
        milestones=[milestone_shape(call, contract, milestone) for milestone in view.milestones],
        payments=[payment_shape(call, hold) for hold in view.holds],
        disputes=[dispute_shape(call, dispute) for dispute in view.disputes],
        actions=actions(call, moves, contract.id, contract.id),
    )


def summary(call: Call, row: ContractRow) -> ContractSummary:
    """A contract in a list as it is answered."""
    contract = row.contract
    return shaped(
        ContractSummary,
        contract,
        title=contract.terms.title,
        currency=contract.terms.currency,
        client=row.client,
        freelancer=row.freelancer,
        your_role=contract.role_of(call.actor),
    )


def shown(call: Call, changed: Contract) -> ContractShape:
    """The contract as it is now."""
    return contract(call, ById(id=changed.id))


@ROUTES.read("/contracts", while_suspended=True)
def contracts(call: Call, query: ContractsQuery) -> ContractsPage:
    """List contracts: one's own or, as an operator, everybody's."""
    page = call.doors.deals.contracts(call.actor, query.state, slice_of(query), query.your_role)
    return ContractsPage(items=[summary(call, row) for row in page.items], next_cursor=cursor_of(page.next))


@ROUTES.read("/contracts/<uuid:id>", while_suspended=True)
def contract(call: Call, path: ById) -> ContractShape:
    """Read a contract, with the moves that are open to you."""
    view = call.doors.deals.contract(call.actor, path.id)
    if view is None:
        raise NotFound("contract", str(path.id))
    return contract_shape(call, view)


@ROUTES.move("POST", "/contracts/<uuid:id>/pause", answers=shown, makes=[Move.PAUSE])
def pause(call: Call, path: ById, body: Because) -> Contract:
    """Let work rest: nothing new is funded or handed over; reviews go on."""
    return call.doors.contracts.pause(call.actor, path.id, body.reason)


@ROUTES.move("POST", "/contracts/<uuid:id>/resume", answers=shown, makes=[Move.RESUME])
def resume(call: Call, path: ById, body: Nothing) -> Contract:
    """Let work go on, as the side that paused it."""
    return call.doors.contracts.resume(call.actor, path.id)


@ROUTES.move("POST", "/contracts/<uuid:id>/complete", answers=shown, makes=[Move.COMPLETE])
def complete(call: Call, path: ById, body: Nothing) -> Contract:
    """End a contract whose work is done and paid."""
    return call.doors.contracts.complete(call.actor, path.id)


@ROUTES.move("POST", "/contracts/<uuid:id>/cancel", answers=shown, makes=[Move.CANCEL])
def cancel(call: Call, path: ById, body: Because) -> Contract:
    """End a contract early, settled by the policy that both sides signed.

    A client who cancels leaves the kill fee of what is funded to the freelancer; a freelancer gives everything back.
    """
    return call.doors.contracts.cancel(call.actor, path.id, body.reason)
