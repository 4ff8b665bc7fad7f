"""Offers: the terms of a contract, put before a freelancer, changed, and signed by both sides or let go."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Parties
from upclone.domain.deals.contracts import MOVES, Contract, Move, Signature, State, event_facts
from upclone.domain.deals.terms import MilestoneTerms, Terms, check_milestone
from upclone.domain.errors import Invalid, TermsChanged
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.money import Money


@frozen(kw_only=True)
class ContractOffered(Event):
    """A client offers these terms to a freelancer."""

    terms_hash: str


@frozen(kw_only=True)
class OfferRevised(Event):
    """The client changed the terms before anybody signed."""

    terms_hash: str


@frozen(kw_only=True)
class ContractSigned(Event):
    """One side agreed to the terms."""

    terms_hash: str


@frozen(kw_only=True)
class ContractActivated(Event):
    """Both sides have signed."""

    terms_hash: str


@frozen(kw_only=True)
class ContractDeclined(Event):
    """The freelancer said no to the offer."""

    reason: str


@frozen(kw_only=True)
class ContractWithdrawn(Event):
    """The client took the offer back."""


@frozen(kw_only=True)
class ContractExpired(Event):
    """Nobody signed in time."""


def offer(
    id: UUID,
    job_id: UUID,
    proposal_id: UUID,
    parties: Parties,
    terms: Terms,
    by: Actor,
    at: datetime,
    expires_at: datetime,
) -> tuple[Contract, ContractOffered]:
    """Put terms before a freelancer. Raises Invalid where somebody would deal with themselves."""
    if parties.client == parties.freelancer:
        raise Invalid("freelancer", "must be somebody else than the client")
    contract = Contract(
        id=id,
        job_id=job_id,
        proposal_id=proposal_id,
        parties=parties,
        terms=terms,
        state=State.OFFERED,
        offered_at=at,
        expires_at=expires_at,
        released=Money.zero(terms.currency),
    )
    return contract, ContractOffered(**event_facts(contract, by, at), terms_hash=terms.digest())


def revise(contract: Contract, terms: Terms, by: Actor, at: datetime) -> tuple[Contract, OfferRevised]:
    """Replace the terms while nobody has signed."""
    step(MOVES, contract, Move.REVISE, contract.role_of(by))
    return evolve(contract, terms=terms), OfferRevised(**event_facts(contract, by, at), terms_hash=terms.digest())


def sign(
    contract: Contract, terms_hash: str | None, name: str, by: Actor, at: datetime
) -> tuple[Contract, ContractSigned, ContractActivated | None]:
    """Agree to the terms whose hash is `terms_hash` (None: to those on the table).

    The second signature makes the contract active. Raises TermsChanged where the hash is another's.
    """
    role = contract.role_of(by)
    move = Move.COUNTERSIGN if contract.signatures else Move.SIGN
    state = step(MOVES, contract, move, role)
    digest = contract.terms.digest()
    if terms_hash not in (None, digest):
        raise TermsChanged("The terms are no longer those that you read.", expected=terms_hash, actual=digest)
    assert by.id is not None
    signatures = (*contract.signatures, Signature(role, by.id, name, at, digest))
    facts = event_facts(contract, by, at)
    activated = ContractActivated(**facts, terms_hash=digest) if state is State.ACTIVE else None
    signed = evolve(contract, state=state, signatures=signatures)
    return signed, ContractSigned(**facts, terms_hash=digest), activated


def decline(contract: Contract, reason: str, by: Actor, at: datetime) -> tuple[Contract, ContractDeclined]:
    """Say no to the offer."""
    return _end(contract, Move.DECLINE, by, at), ContractDeclined(**event_facts(contract, by, at), reason=reason)


def withdraw(contract: Contract, by: Actor, at: datetime) -> tuple[Contract, ContractWithdrawn]:
    """Take the offer back."""
    return _end(contract, Move.WITHDRAW, by, at), ContractWithdrawn(**event_facts(contract, by, at))


def expire(contract: Contract, by: Actor, at: datetime) -> tuple[Contract, ContractExpired]:
    """Nobody signed in time."""
    return _end(contract, Move.EXPIRE, by, at), ContractExpired(**event_facts(contract, by, at))


def add_milestone(
    contract: Contract, milestone: MilestoneTerms, by: Actor, at: datetime
) -> tuple[Contract, OfferRevised]:
    """Add a milestone to an offer that nobody has signed."""
    check_milestone(milestone, contract.terms.currency, "milestone")
    return revise(contract, contract.terms.with_milestone(milestone), by, at)


def _end(contract: Contract, move: Move, by: Actor, at: datetime) -> Contract:
    return evolve(contract, state=step(MOVES, contract, move, contract.role_of(by)), ended_at=at)
