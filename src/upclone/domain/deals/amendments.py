"""Amendments: milestones and changes of them that one side proposes and the other agrees to, or does not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Parties
from upclone.domain.deals.milestones import Change, Milestone, Move, State, event_facts, move_on
from upclone.domain.deals.terms import MilestoneTerms
from upclone.domain.errors import Invalid, TermsChanged
from upclone.domain.events import Event
from upclone.domain.money import Money


@frozen(kw_only=True)
class MilestoneProposed(Event):
    """One side wants to add this to the contract."""

    title: str
    amount: Money


@frozen(kw_only=True)
class MilestoneAgreed(Event):
    """The other side agreed: it is part of the contract."""

    title: str
    amount: Money


@frozen(kw_only=True)
class MilestoneRejected(Event):
    """One side does not want it."""


@frozen(kw_only=True)
class ChangeProposed(Event):
    """One side wants to change an unfunded milestone."""

    title: str
    amount: Money


@frozen(kw_only=True)
class ChangeAgreed(Event):
    """The milestone is now this."""

    title: str
    amount: Money


@frozen(kw_only=True)
class ChangeRejected(Event):
    """The milestone stays as it was."""


def propose(
    id: UUID, contract_id: UUID, parties: Parties, number: int, terms: MilestoneTerms, by: Actor, at: datetime
) -> tuple[Milestone, MilestoneProposed]:
    """Ask the other side to add a milestone to a running contract. Raises Invalid for one that is due already."""
    role = parties.role_of(by)
    _still_to_come(terms.due_on, at)
    milestone = Milestone(id, contract_id, parties, number, terms, State.PROPOSED, proposed_by=role)
    return milestone, MilestoneProposed(**event_facts(milestone, by, at), title=terms.title, amount=terms.amount)


def _still_to_come(due_on: date | None, at: datetime) -> None:
    if due_on is not None and due_on < (at - timedelta(days=1)).date():  # in some zone it is yesterday still
        raise Invalid("due_on", "must not lie in the past")


def agree(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, MilestoneAgreed]:
    """Take a proposed milestone into the contract."""
    agreed = move_on(milestone, Move.AGREE, by)
    return agreed, MilestoneAgreed(**event_facts(milestone, by, at), title=agreed.terms.title, amount=agreed.amount)


def reject(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, MilestoneRejected]:
    """Decline a proposed milestone, or take one's own proposal back."""
    return move_on(milestone, Move.REJECT, by), MilestoneRejected(**event_facts(milestone, by, at))


def propose_change(
    milestone: Milestone, terms: MilestoneTerms, by: Actor, at: datetime
) -> tuple[Milestone, ChangeProposed]:
    """Ask the other side to change a milestone that is not funded yet. A newer change replaces an older one. Raises
    Invalid for another day that is over already."""
    if terms.due_on != milestone.terms.due_on:
        _still_to_come(terms.due_on, at)
    changed = evolve(move_on(milestone, Move.PROPOSE_CHANGE, by), change=Change(milestone.role_of(by), terms))
    return changed, ChangeProposed(**event_facts(milestone, by, at), title=terms.title, amount=terms.amount)


def agree_change(milestone: Milestone, amount: Money | None, by: Actor, at: datetime) -> tuple[Milestone, ChangeAgreed]:
    """Accept the change on the table. Raises TermsChanged where `amount` is given and is not the proposed one."""
    moved = move_on(milestone, Move.AGREE_CHANGE, by)
    assert milestone.change is not None
    terms = milestone.change.terms
    if amount not in (None, terms.amount):
        raise TermsChanged("The proposed change is another one now.", expected=amount, actual=terms.amount)
    event = ChangeAgreed(**event_facts(milestone, by, at), title=terms.title, amount=terms.amount)
    return evolve(moved, terms=terms, change=None), event


def reject_change(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, ChangeRejected]:
    """Decline the change on the table, or take one's own back."""
    moved = move_on(milestone, Move.REJECT_CHANGE, by)
    return evolve(moved, change=None), ChangeRejected(**event_facts(milestone, by, at))
