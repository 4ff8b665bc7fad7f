"""Shortlists: the proposals that a client keeps in view."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.market.proposals import MOVES, Move, Proposal, event_facts


@frozen(kw_only=True)
class ProposalShortlisted(Event):
    """The client keeps it in view."""

    job_id: UUID


@frozen(kw_only=True)
class ProposalUnshortlisted(Event):
    """The client keeps it in view no longer."""

    job_id: UUID


def shortlist(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalShortlisted]:
    """Keep it in view."""
    state = step(MOVES, proposal, Move.SHORTLIST, proposal.role_of(by))
    return evolve(proposal, state=state, shortlisted=True), ProposalShortlisted(**event_facts(proposal, by, at))


def unshortlist(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalUnshortlisted]:
    """Keep it in view no longer."""
    state = step(MOVES, proposal, Move.UNSHORTLIST, proposal.role_of(by))
    return evolve(proposal, state=state, shortlisted=False), ProposalUnshortlisted(**event_facts(proposal, by, at))
