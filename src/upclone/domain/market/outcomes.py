"""Outcomes: what becomes of a proposal, which one side accepts, declines or takes back, or time ends."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.errors import TermsChanged
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.market.proposals import MOVES, PROCESS, Move, Proposal, event_facts
from upclone.domain.text import text


@frozen(kw_only=True)
class ProposalHired(Event):
    """The client accepted the freelancer's last offer."""

    job_id: UUID


@frozen(kw_only=True)
class ProposalAccepted(Event):
    """The freelancer accepted the client's last offer, the `number`-th."""

    job_id: UUID
    number: int


@frozen(kw_only=True)
class ProposalDeclined(Event):
    """Whoever was asked does not want it."""

    job_id: UUID
    reason: str = ""


@frozen(kw_only=True)
class ProposalWithdrawn(Event):
    """Whoever began it took it back."""

    job_id: UUID


@frozen(kw_only=True)
class ProposalExpired(Event):
    """The last offer stood until now, and nobody accepted it."""

    job_id: UUID


@frozen(kw_only=True)
class ProposalLapsed(Event):
    """The contract it led to was never signed."""

    job_id: UUID


def hire(proposal: Proposal, by: Actor, at: datetime, seen: int | None = None) -> tuple[Proposal, ProposalHired]:
    """The client accepts the freelancer's last offer: the one that was `seen`, by its number, or raises
    TermsChanged. None: whichever it is."""
    state = step(MOVES, proposal, Move.HIRE, proposal.role_of(by))
    _check(proposal, seen)
    return evolve(proposal, state=state), ProposalHired(**event_facts(proposal, by, at))


def accept(proposal: Proposal, by: Actor, at: datetime, seen: int | None = None) -> tuple[Proposal, ProposalAccepted]:
    """The freelancer accepts the client's last offer: the one that was `seen`, or raises TermsChanged."""
    state = step(MOVES, proposal, Move.ACCEPT, proposal.role_of(by))
    _check(proposal, seen)
    event = ProposalAccepted(**event_facts(proposal, by, at), number=proposal.table.number)
    return evolve(proposal, state=state), event


def decline(proposal: Proposal, by: Actor, at: datetime, reason: str = "") -> tuple[Proposal, ProposalDeclined]:
    """Say no to what the other side began."""
    state = step(MOVES, proposal, Move.DECLINE, proposal.role_of(by))
    declined = evolve(proposal, state=state, reason=text(reason, "reason", 5_000, shortest=0))
    return declined, ProposalDeclined(**event_facts(proposal, by, at), reason=declined.reason)


def withdraw(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalWithdrawn]:
    """Take back what one began."""
    state = step(MOVES, proposal, Move.WITHDRAW, proposal.role_of(by))
    return evolve(proposal, state=state), ProposalWithdrawn(**event_facts(proposal, by, at))


def expire(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalExpired]:
    """Nobody accepted the last offer while it stood."""
    state = step(MOVES, proposal, Move.EXPIRE, proposal.role_of(by))
    return evolve(proposal, state=state), ProposalExpired(**event_facts(proposal, by, at))


def lapse(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalLapsed]:
    """The contract it led to was never signed."""
    state = step(MOVES, proposal, Move.LAPSE, proposal.role_of(by))
    return evolve(proposal, state=state), ProposalLapsed(**event_facts(proposal, by, at))


def ends_its_job(proposal: Proposal) -> bool:
    """Whether it was a direct offer and came to nothing: there is nobody else whom its job is for."""
    return proposal.begun_by is Role.CLIENT and proposal.state in PROCESS.end


def _check(proposal: Proposal, seen: int | None) -> None:
    if seen not in (None, proposal.table.number):
        raise TermsChanged(
            "The offer on the table is no longer the one that you read.", expected=seen, actual=proposal.table.number
        )
