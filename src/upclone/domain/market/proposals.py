"""Proposals: what a freelancer offers for a job."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain import money
from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.machine import Process, Rule, step
from upclone.domain.market.jobs import Job, text
from upclone.domain.money import Money, total


class State(StrEnum):
    """What became of it."""

    SUBMITTED = "submitted"
    HIRED = "hired"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Move(StrEnum):
    """What can be done with it."""

    HIRE = "hire"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


MOVES: Final = {
    (State.SUBMITTED, Move.HIRE): Rule(State.HIRED, by=Role.CLIENT),
    (State.SUBMITTED, Move.DECLINE): Rule(State.DECLINED, by=Role.CLIENT),
    (State.SUBMITTED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=Role.FREELANCER),
    # The contract it led to was never signed.
    (State.HIRED, Move.LAPSE): Rule(State.LAPSED, by=(Role.CLIENT, Role.FREELANCER, Role.CLOCK)),
}

PROCESS: Final = Process(
    name="proposal",
    states=State,
    moves=MOVES,
    start={State.SUBMITTED},
    end={State.DECLINED, State.WITHDRAWN, State.LAPSED},
)


@frozen
class Step:
    """One planned milestone of a proposal."""

    title: str
    amount: Money
    description: str = ""
    due_on: date | None = None


@frozen
class Proposal:
    """`price` is the whole sum, or the hourly rate of an hourly job. The plan's amounts sum to a fixed price."""

    id: UUID
    job_id: UUID
    parties: Parties
    price: Money
    cover_letter: str
    plan: tuple[Step, ...]
    state: State
    created_at: datetime
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """Its parties are the job's client and the bidder."""
        return self.parties.role_of(actor)


@frozen(kw_only=True)
class ProposalSubmitted(Event):
    """A freelancer bids."""

    job_id: UUID
    price: Money


@frozen(kw_only=True)
class ProposalHired(Event):
    """It was chosen."""

    job_id: UUID


@frozen(kw_only=True)
class ProposalDeclined(Event):
    """The client does not want it."""

    job_id: UUID


@frozen(kw_only=True)
class ProposalWithdrawn(Event):
    """The freelancer took it back."""

    job_id: UUID


@frozen(kw_only=True)
class ProposalLapsed(Event):
    """The contract it led to was never signed."""

    job_id: UUID


def plan_for(price: Money, plan: tuple[Step, ...], title: str, hourly: bool) -> tuple[Step, ...]:
    """The plan, or one milestone of the whole price where there is none. Raises Invalid where it doesn't sum up."""
    if hourly:
        return plan
    if not plan:
        return (Step(title, price),)
    planned = total([money.price(step.amount, "milestones.amount") for step in plan], price.currency)
    if planned != price:
        raise Invalid("milestones", f"must sum to the price: they sum to {planned}, the price is {price}")
    return plan


def submit(
    id: UUID, job: Job, by: Actor, price: Money, cover_letter: str, plan: tuple[Step, ...], at: datetime
) -> tuple[Proposal, ProposalSubmitted]:
    """Bid on a job. The job's own table says whether it takes bids from `by`."""
    assert by.id is not None
    if price.currency != job.brief.budget.currency:
        raise Invalid("price.currency", f"must be {job.brief.budget.currency}, the job's currency")
    proposal = Proposal(
        id=id,
        job_id=job.id,
        parties=Parties(client=job.client_id, freelancer=by.id),
        price=money.price(price, "price.amount_minor"),
        cover_letter=text(cover_letter, "cover_letter", 10_000, shortest=0),
        plan=plan_for(price, plan, job.brief.title, hourly=job.brief.payment == "hourly"),
        state=State.SUBMITTED,
        created_at=at,
    )
    return proposal, ProposalSubmitted(**_facts(proposal, by, at), price=proposal.price)


def hire(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalHired]:
    """Choose it."""
    state = step(MOVES, proposal, Move.HIRE, proposal.role_of(by))
    return evolve(proposal, state=state), ProposalHired(**_facts(proposal, by, at))


def decline(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalDeclined]:
    """Say no to it."""
    state = step(MOVES, proposal, Move.DECLINE, proposal.role_of(by))
    return evolve(proposal, state=state), ProposalDeclined(**_facts(proposal, by, at))


def withdraw(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalWithdrawn]:
    """Take it back."""
    state = step(MOVES, proposal, Move.WITHDRAW, proposal.role_of(by))
    return evolve(proposal, state=state), ProposalWithdrawn(**_facts(proposal, by, at))


def lapse(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalLapsed]:
    """The contract it led to was never signed."""
    state = step(MOVES, proposal, Move.LAPSE, proposal.role_of(by))
    return evolve(proposal, state=state), ProposalLapsed(**_facts(proposal, by, at))


def _facts(proposal: Proposal, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "subject_id": proposal.id,
        "job_id": proposal.job_id,
        "by": by.id,
        "role": proposal.role_of(by),
        "at": at,
    }
