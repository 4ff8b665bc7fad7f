"""A milestone: a piece of work with a price, from the plan until it is approved, settled, refunded or cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.deals.terms import MilestoneTerms, same_currency
from upclone.domain.errors import Invalid, TermsChanged
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.market.jobs import text
from upclone.domain.money import Money, price


class State(StrEnum):
    """How far the work is."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    FUNDING = "funding"
    FUNDED = "funded"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    DISPUTED = "disputed"
    APPROVED = "approved"
    SETTLED = "settled"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What can be done with it."""

    AGREE = "agree"
    REJECT = "reject"
    PROPOSE_CHANGE = "propose_change"
    AGREE_CHANGE = "agree_change"
    REJECT_CHANGE = "reject_change"
    FUND = "fund"
    CONFIRM_FUNDS = "confirm_funds"
    FUNDING_FAILED = "funding_failed"
    SUBMIT = "submit"
    REQUEST_CHANGES = "request_changes"
    APPROVE = "approve"
    AUTO_APPROVE = "auto_approve"
    RELEASE_PART = "release_part"
    REFUND = "refund"
    REFUND_PART = "refund_part"
    CANCEL = "cancel"
    DISPUTE = "dispute"
    RESUME_WORK = "resume_work"
    RESUME_REVIEW = "resume_review"
    RESUME_CHANGES = "resume_changes"
    RULE_RELEASE = "rule_release"
    RULE_REFUND = "rule_refund"
    RULE_SPLIT = "rule_split"
    RULE_REWORK = "rule_rework"
    DRAW = "draw"
    USE_UP = "use_up"
    GIVE_BACK = "give_back"
    CHARGE_BACK = "charge_back"
    HOLD = "hold"
    UNHOLD = "unhold"


def _not_the_proposer(milestone: Any, role: Role) -> bool:
    """the other side proposed it"""
    return role is not milestone.proposed_by


def _change_by_other(milestone: Any, role: Role) -> bool:
    """the other side proposed a change"""
    return milestone.change is not None and milestone.change.by is not role


def _change_on_table(milestone: Any, role: Role) -> bool:
    """a change is on the table"""
    return milestone.change is not None


def _was_funded(milestone: Any, role: Role) -> bool:
    """it was funded when the dispute began"""
    return milestone.disputed_from is State.FUNDED


def _was_submitted(milestone: Any, role: Role) -> bool:
    """its work was under review when the dispute began"""
    return milestone.disputed_from is State.SUBMITTED


def _was_changing(milestone: Any, role: Role) -> bool:
    """changes had been asked for when the dispute began"""
    return milestone.disputed_from is State.CHANGES_REQUESTED


def _of_work(milestone: Any, role: Role) -> bool:
    """it is a piece of work: what is held for hours is paid by the week"""
    return not milestone.hourly


def _for_hours(milestone: Any, role: Role) -> bool:
    """it is held for hours"""
    return bool(milestone.hourly)


def _by_hand_or_for_hours(milestone: Any, role: Role) -> bool:
    """it is held for hours, where the clock does it"""
    return role is not Role.CLOCK or bool(milestone.hourly)


def _not_withheld(milestone: Any, role: Role) -> bool:
    """no operator holds its money"""
    return milestone.withheld is None


def _withheld(milestone: Any, role: Role) -> bool:
    """an operator holds its money"""
    return milestone.withheld is not None


PARTIES = (Role.CLIENT, Role.FREELANCER)
EVERYBODY = (Role.CLIENT, Role.FREELANCER, Role.OPERATOR)
# Who can carry a dispute's end out: both sides by agreement, the operator's ruling, the clock when it becomes final.
JUDGES = (*EVERYBODY, Role.CLOCK)
PAYERS = (Role.CLIENT, Role.OPERATOR)
GIVERS = (Role.FREELANCER, Role.OPERATOR)
DRAWERS = (Role.CLIENT, Role.OPERATOR, Role.CLOCK)

MOVES: Final = {
    (State.PROPOSED, Move.AGREE): Rule(State.PLANNED, by=PARTIES, when=_not_the_proposer),
    (State.PROPOSED, Move.REJECT): Rule(State.CANCELLED, by=PARTIES),
    (State.PROPOSED, Move.CANCEL): Rule(State.CANCELLED, by=EVERYBODY),
    (State.PLANNED, Move.FUND): Rule(State.FUNDING, by=(Role.CLIENT, Role.CLOCK), when=_by_hand_or_for_hours),
    (State.PLANNED, Move.PROPOSE_CHANGE): Rule(State.PLANNED, by=PARTIES),
    (State.PLANNED, Move.AGREE_CHANGE): Rule(State.PLANNED, by=PARTIES, when=_change_by_other),
    (State.PLANNED, Move.REJECT_CHANGE): Rule(State.PLANNED, by=PARTIES, when=_change_on_table),
    (State.PLANNED, Move.CANCEL): Rule(State.CANCELLED, by=EVERYBODY),
    (State.FUNDING, Move.CONFIRM_FUNDS): Rule(State.FUNDED, by=Role.GATEWAY),
    (State.FUNDING, Move.FUNDING_FAILED): Rule(State.PLANNED, by=(Role.CLIENT, Role.GATEWAY, Role.CLOCK)),
    (State.FUNDED, Move.SUBMIT): Rule(State.SUBMITTED, by=Role.FREELANCER, when=_of_work),
    (State.FUNDED, Move.APPROVE): Rule(State.APPROVED, by=PAYERS, when=_of_work),
    (State.FUNDED, Move.RELEASE_PART): Rule(State.FUNDED, by=PAYERS, when=_of_work),
    (State.FUNDED, Move.DRAW): Rule(State.FUNDED, by=DRAWERS, when=_for_hours),
    (State.FUNDED, Move.USE_UP): Rule(State.APPROVED, by=DRAWERS, when=_for_hours),
    (State.FUNDED, Move.REFUND): Rule(State.REFUNDED, by=GIVERS),
    (State.FUNDED, Move.REFUND_PART): Rule(State.FUNDED, by=GIVERS),
    (State.FUNDED, Move.CANCEL): Rule(State.CANCELLED, by=EVERYBODY),
    (State.FUNDED, Move.DISPUTE): Rule(State.DISPUTED, by=PARTIES, when=_of_work),
    (State.SUBMITTED, Move.REQUEST_CHANGES): Rule(State.CHANGES_REQUESTED, by=Role.CLIENT),
    (State.SUBMITTED, Move.APPROVE): Rule(State.APPROVED, by=PAYERS),
    (State.SUBMITTED, Move.AUTO_APPROVE): Rule(State.APPROVED, by=Role.CLOCK),
    (State.SUBMITTED, Move.RELEASE_PART): Rule(State.SUBMITTED, by=PAYERS),
    (State.SUBMITTED, Move.REFUND): Rule(State.REFUNDED, by=GIVERS),
    (State.SUBMITTED, Move.REFUND_PART): Rule(State.SUBMITTED, by=GIVERS),
    (State.SUBMITTED, Move.CANCEL): Rule(State.CANCELLED, by=Role.FREELANCER),
    (State.SUBMITTED, Move.DISPUTE): Rule(State.DISPUTED, by=PARTIES),
    (State.CHANGES_REQUESTED, Move.SUBMIT): Rule(State.SUBMITTED, by=Role.FREELANCER),
    (State.CHANGES_REQUESTED, Move.APPROVE): Rule(State.APPROVED, by=PAYERS),
    (State.CHANGES_REQUESTED, Move.RELEASE_PART): Rule(State.CHANGES_REQUESTED, by=PAYERS),
    (State.CHANGES_REQUESTED, Move.REFUND): Rule(State.REFUNDED, by=GIVERS),
    (State.CHANGES_REQUESTED, Move.REFUND_PART): Rule(State.CHANGES_REQUESTED, by=GIVERS),
    (State.CHANGES_REQUESTED, Move.CANCEL): Rule(State.CANCELLED, by=Role.FREELANCER),
    (State.CHANGES_REQUESTED, Move.DISPUTE): Rule(State.DISPUTED, by=PARTIES),
    (State.DISPUTED, Move.RESUME_WORK): Rule(State.FUNDED, by=PARTIES, when=_was_funded),
    (State.DISPUTED, Move.RESUME_REVIEW): Rule(State.SUBMITTED, by=PARTIES, when=_was_submitted),
    (State.DISPUTED, Move.RESUME_CHANGES): Rule(State.CHANGES_REQUESTED, by=PARTIES, when=_was_changing),
    (State.DISPUTED, Move.RULE_RELEASE): Rule(State.APPROVED, by=JUDGES),
    (State.DISPUTED, Move.RULE_REFUND): Rule(State.REFUNDED, by=JUDGES),
    (State.DISPUTED, Move.RULE_SPLIT): Rule(State.SETTLED, by=JUDGES),
    (State.DISPUTED, Move.RULE_REWORK): Rule(State.CHANGES_REQUESTED, by=(*JUDGES, Role.GATEWAY)),
    **{
        (state, Move.CHARGE_BACK): Rule(State.REFUNDED, by=Role.GATEWAY)
        for state in (State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.DISPUTED)
    },
    **{
        (state, Move.HOLD): Rule(state, by=Role.OPERATOR, when=_not_withheld)
        for state in (State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.DISPUTED)
    },
    # Also where a payer's bank took all of it meanwhile, so that the contract can go on.
    **{
        (state, Move.UNHOLD): Rule(state, by=Role.OPERATOR, when=_withheld)
        for state in (State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.DISPUTED, State.REFUNDED)
    },
    **{(state, Move.GIVE_BACK): Rule(state, by=GIVERS) for state in (State.APPROVED, State.SETTLED)},
}

PROCESS: Final = Process(
    name="milestone",
    states=State,
    moves=MOVES,
    start={State.PROPOSED, State.PLANNED},
    end={State.APPROVED, State.SETTLED, State.REFUNDED, State.CANCELLED},
    holding={State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.DISPUTED},
    deadlines={State.SUBMITTED: Move.AUTO_APPROVE},
)

FINISHED: Final = frozenset({State.APPROVED, State.SETTLED, State.REFUNDED, State.CANCELLED})
PAID: Final = frozenset({State.APPROVED, State.SETTLED})
MAX_FILES: Final = 10
"""Files of one delivery."""

_UNDER_WAY: Final = frozenset({State.FUNDING, State.DISPUTED})
_HANDED_OVER: Final = frozenset({State.SUBMITTED, State.CHANGES_REQUESTED})
BLOCKING_CANCELLATION: Final = {
    Role.CLIENT: _UNDER_WAY | _HANDED_OVER,
    Role.OPERATOR: _UNDER_WAY | _HANDED_OVER,
    Role.FREELANCER: _UNDER_WAY,
}
"""The states of a milestone in which this side can't cancel the contract alone."""

LONGEST_REASON: Final = 2_000


@frozen
class Change:
    """A new version of an unfunded milestone that `by` proposes."""

    by: Role
    terms: MilestoneTerms


@frozen
class Delivery:
    """Work handed over: what was said with it, and where it lies. `attachments` are ids of the freelancer's files;
    `kept` those of all that was handed over for it before, too: whoever reviews may look back."""

    note: str
    links: tuple[str, ...]
    at: datetime
    attachments: tuple[UUID, ...] = ()
    kept: tuple[UUID, ...] = ()


@frozen
class Withheld:
    """An operator holds the money where it is, `since` then, for this `reason`, which both sides are told."""

    reason: str
    since: datetime


@frozen
class Milestone:
    """A piece of work. `number` counts from 1 within the contract; `hold_id` is the hold of its present funding.

    `hourly`: it is no piece of work, but money that is held for hours; the weeks draw on it.
    """

    id: UUID
    contract_id: UUID
    parties: Parties
    number: int
    terms: MilestoneTerms
    state: State
    proposed_by: Role | None = None
    change: Change | None = None
    hold_id: UUID | None = None
    delivery: Delivery | None = None
    review_due_at: datetime | None = None
    disputed_from: State | None = None
    hourly: bool = False
    withheld: Withheld | None = None
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """Client, freelancer, operator, machine or stranger."""
        return self.parties.role_of(actor)

    @property
    def amount(self) -> Money:
        """The price of the work."""
        return self.terms.amount


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


@frozen(kw_only=True)
class MilestoneFundingBegan(Event):
    """The client is paying for it; its amount is locked."""

    amount: Money


@frozen(kw_only=True)
class MilestoneFunded(Event):
    """Its money is held: work can begin."""

    amount: Money


@frozen(kw_only=True)
class MilestoneFundingFailed(Event):
    """The payment came to nothing."""

    reason: str


@frozen(kw_only=True)
class HoursHeld(MilestoneFunded):
    """Money is held for hours."""


@frozen(kw_only=True)
class HoursChargeFailed(MilestoneFundingFailed):
    """What was to be held for hours could not be charged."""


@frozen(kw_only=True)
class WorkSubmitted(Event):
    """The work is handed over for review, until `review_due_at`."""

    note: str
    links: tuple[str, ...]
    review_due_at: datetime
    attachments: tuple[UUID, ...] = ()


@frozen(kw_only=True)
class ChangesRequested(Event):
    """The client asks for more."""

    note: str


@frozen(kw_only=True)
class MilestoneApproved(Event):
    """The work is accepted, by the client, an operator, or the clock; its money is released."""

    amount: Money


@frozen(kw_only=True)
class PartReleased(Event):
    """A part of the money is paid before the end."""

    amount: Money


@frozen(kw_only=True)
class MilestoneRefunded(Event):
    """The money goes back to the client."""

    amount: Money


@frozen(kw_only=True)
class PartRefunded(Event):
    """A part of the money goes back to the client."""

    amount: Money


@frozen(kw_only=True)
class MilestoneCancelled(Event):
    """It ended with the contract."""


@frozen(kw_only=True)
class MilestoneDisputed(Event):
    """A dispute holds it."""

    reason: str


@frozen(kw_only=True)
class MilestoneResumed(Event):
    """The dispute was withdrawn: things go on where they stood."""

    state: State


@frozen(kw_only=True)
class MilestoneSettled(Event):
    """A dispute ended for it in `state`."""

    state: State
    released: Money
    refunded: Money


@frozen(kw_only=True)
class MoneyWithheld(Event):
    """An operator holds its money where it is: none of it moves until the operators let it go."""

    amount: Money
    reason: str


@frozen(kw_only=True)
class MoneyLetGo(Event):
    """The operators hold its money no longer."""

    amount: Money
    reason: str


def plan(id: UUID, contract_id: UUID, parties: Parties, number: int, terms: MilestoneTerms) -> Milestone:
    """A milestone of the terms that both sides signed."""
    return Milestone(id, contract_id, parties, number, terms, State.PLANNED)


def reserve(id: UUID, contract_id: UUID, parties: Parties, number: int, terms: MilestoneTerms) -> Milestone:
    """Money to be held for hours, which is asked for with `fund_hours`."""
    return Milestone(id, contract_id, parties, number, terms, State.PLANNED, hourly=True)


def propose(
    id: UUID, contract_id: UUID, parties: Parties, number: int, terms: MilestoneTerms, by: Actor, at: datetime
) -> tuple[Milestone, MilestoneProposed]:
    """Ask the other side to add a milestone to a running contract."""
    role = parties.role_of(by)
    milestone = Milestone(id, contract_id, parties, number, terms, State.PROPOSED, proposed_by=role)
    return milestone, MilestoneProposed(**_facts(milestone, by, at), title=terms.title, amount=terms.amount)


def agree(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, MilestoneAgreed]:
    """Take a proposed milestone into the contract."""
    agreed = _moved(milestone, Move.AGREE, by)
    return agreed, MilestoneAgreed(**_facts(milestone, by, at), title=agreed.terms.title, amount=agreed.amount)


def reject(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, MilestoneRejected]:
    """Decline a proposed milestone, or take one's own proposal back."""
    return _moved(milestone, Move.REJECT, by), MilestoneRejected(**_facts(milestone, by, at))


def propose_change(
    milestone: Milestone, terms: MilestoneTerms, by: Actor, at: datetime
) -> tuple[Milestone, ChangeProposed]:
    """Ask the other side to change a milestone that is not funded yet. A newer change replaces an older one."""
    changed = evolve(_moved(milestone, Move.PROPOSE_CHANGE, by), change=Change(milestone.role_of(by), terms))
    return changed, ChangeProposed(**_facts(milestone, by, at), title=terms.title, amount=terms.amount)


def agree_change(milestone: Milestone, amount: Money | None, by: Actor, at: datetime) -> tuple[Milestone, ChangeAgreed]:
    """Accept the change on the table. Raises TermsChanged where `amount` is given and is not the proposed one."""
    moved = _moved(milestone, Move.AGREE_CHANGE, by)
    assert milestone.change is not None
    terms = milestone.change.terms
    if amount not in (None, terms.amount):
        raise TermsChanged("The proposed change is another one now.", expected=amount, actual=terms.amount)
    event = ChangeAgreed(**_facts(milestone, by, at), title=terms.title, amount=terms.amount)
    return evolve(moved, terms=terms, change=None), event


def reject_change(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, ChangeRejected]:
    """Decline the change on the table, or take one's own back."""
    moved = _moved(milestone, Move.REJECT_CHANGE, by)
    return evolve(moved, change=None), ChangeRejected(**_facts(milestone, by, at))


def fund(
    milestone: Milestone, hold_id: UUID, amount: Money, by: Actor, at: datetime
) -> tuple[Milestone, MilestoneFundingBegan]:
    """Begin to pay for it. `amount` is what the client saw; raises TermsChanged where it is another now,
    and Invalid for what it could never have been."""
    moved = _moved(milestone, Move.FUND, by)
    same_currency(price(amount), milestone.amount.currency, "amount")
    if amount != milestone.amount:
        raise TermsChanged("The milestone's amount is another one now.", expected=amount, actual=milestone.amount)
    event = MilestoneFundingBegan(**_facts(milestone, by, at), amount=amount)
    return evolve(moved, hold_id=hold_id, change=None), event


def fund_hours(
    milestone: Milestone, terms: MilestoneTerms, hold_id: UUID, by: Actor, at: datetime
) -> tuple[Milestone, MilestoneFundingBegan]:
    """Begin to charge what is to be held for hours. One whose charge failed asks for as much as is missing by now."""
    moved = _moved(milestone, Move.FUND, by)
    event = MilestoneFundingBegan(**_facts(milestone, by, at), amount=terms.amount)
    return evolve(moved, terms=terms, hold_id=hold_id), event


def draw(milestone: Milestone, last: bool, by: Actor) -> Milestone:
    """Pay hours from it; with `last` nothing is left. The week's event tells of it."""
    return _moved(milestone, Move.USE_UP if last else Move.DRAW, by)


def confirm_funds(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, MilestoneFunded]:
    """Its money is held."""
    funded = _moved(milestone, Move.CONFIRM_FUNDS, by)
    told = HoursHeld if milestone.hourly else MilestoneFunded
    return funded, told(**_facts(milestone, by, at), amount=milestone.amount)


def funding_failed(
    milestone: Milestone, reason: str, by: Actor, at: datetime
) -> tuple[Milestone, MilestoneFundingFailed]:
    """The payment came to nothing; it can be funded again."""
    moved = _moved(milestone, Move.FUNDING_FAILED, by)
    told = HoursChargeFailed if milestone.hourly else MilestoneFundingFailed
    return evolve(moved, hold_id=None), told(**_facts(milestone, by, at), reason=reason)


def submit(
    milestone: Milestone,
    note: str,
    links: tuple[str, ...],
    review: timedelta,
    by: Actor,
    at: datetime,
    attachments: tuple[UUID, ...] = (),
) -> tuple[Milestone, WorkSubmitted]:
    """Hand the work over for review. After `review` without an answer the clock approves it."""
    moved = _moved(milestone, Move.SUBMIT, by)
    due = _review_due(at, review)
    if len(attachments) > MAX_FILES or len(set(attachments)) < len(attachments):
        raise Invalid("attachments", f"must be at most {MAX_FILES}, each of them once")
    before = milestone.delivery.kept if milestone.delivery else ()
    kept = (*before, *(each for each in attachments if each not in before))
    delivery = Delivery(text(note, "note", 10_000), links, at, attachments, kept)
    facts = _facts(milestone, by, at)
    event = WorkSubmitted(**facts, note=delivery.note, links=links, review_due_at=due, attachments=attachments)
    return evolve(moved, delivery=delivery, review_due_at=due), event


def request_changes(milestone: Milestone, note: str, by: Actor, at: datetime) -> tuple[Milestone, ChangesRequested]:
    """Ask for more before approving."""
    moved = _moved(milestone, Move.REQUEST_CHANGES, by)
    event = ChangesRequested(**_facts(milestone, by, at), note=text(note, "note", 10_000))
    return evolve(moved, review_due_at=None), event


def approve(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, MilestoneApproved]:
    """Accept the work: by the client or an operator, or by the clock once the review period is over."""
    move = Move.AUTO_APPROVE if by.role is Role.CLOCK else Move.APPROVE
    moved = _moved(milestone, move, by)
    return evolve(moved, review_due_at=None), MilestoneApproved(**_facts(milestone, by, at), amount=milestone.amount)


def release_part(milestone: Milestone, part: Money, by: Actor, at: datetime) -> tuple[Milestone, PartReleased]:
    """Pay a part before the end; the milestone stays where it is."""
    return _moved(milestone, Move.RELEASE_PART, by), PartReleased(**_facts(milestone, by, at), amount=part)


def refund(milestone: Milestone, amount: Money, by: Actor, at: datetime) -> tuple[Milestone, MilestoneRefunded]:
    """Give everything that is left back to the client."""
    moved = _moved(milestone, Move.REFUND, by)
    return evolve(moved, review_due_at=None), MilestoneRefunded(**_facts(milestone, by, at), amount=amount)


def refund_part(milestone: Milestone, part: Money, by: Actor, at: datetime) -> tuple[Milestone, PartRefunded]:
    """Give a part back; the milestone stays where it is."""
    return _moved(milestone, Move.REFUND_PART, by), PartRefunded(**_facts(milestone, by, at), amount=part)


def give_back(milestone: Milestone, amount: Money, by: Actor, at: datetime) -> tuple[Milestone, PartRefunded]:
    """Give money of work back that was paid already."""
    return _moved(milestone, Move.GIVE_BACK, by), PartRefunded(**_facts(milestone, by, at), amount=amount)


def charged_back(
    milestone: Milestone, left: Money, by: Actor, at: datetime
) -> tuple[Milestone, MilestoneRefunded | MilestoneResumed | None]:
    """The payer's bank took its money, for good. Where some is `left`, a dispute over it ends, and work goes on."""
    if not left:
        ended = evolve(_moved(milestone, Move.CHARGE_BACK, by), review_due_at=None, disputed_from=None)
        return ended, MilestoneRefunded(**_facts(milestone, by, at), amount=milestone.amount)
    if milestone.state is not State.DISPUTED:
        return milestone, None
    again = evolve(_moved(milestone, Move.RULE_REWORK, by), disputed_from=None)
    return again, MilestoneResumed(**_facts(milestone, by, at), state=again.state)


def hold(milestone: Milestone, left: Money, reason: str, by: Actor, at: datetime) -> tuple[Milestone, MoneyWithheld]:
    """Keep what is `left` of its money where it is, until the operators say otherwise."""
    moved, why = _moved(milestone, Move.HOLD, by), text(reason, "reason", LONGEST_REASON)
    event = MoneyWithheld(**_facts(milestone, by, at), amount=left, reason=why)
    return evolve(moved, withheld=Withheld(why, at)), event


def unhold(milestone: Milestone, left: Money, reason: str, by: Actor, at: datetime) -> tuple[Milestone, MoneyLetGo]:
    """Hold its money no longer."""
    moved, why = _moved(milestone, Move.UNHOLD, by), text(reason, "reason", LONGEST_REASON)
    return evolve(moved, withheld=None), MoneyLetGo(**_facts(milestone, by, at), amount=left, reason=why)


def cancel(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, MilestoneCancelled]:
    """End it with its contract."""
    moved = _moved(milestone, Move.CANCEL, by)
    return evolve(moved, review_due_at=None, change=None), MilestoneCancelled(**_facts(milestone, by, at))


def dispute(milestone: Milestone, reason: str, by: Actor, at: datetime) -> tuple[Milestone, MilestoneDisputed]:
    """Stop the clock: a dispute holds it."""
    moved = _moved(milestone, Move.DISPUTE, by)
    disputed = evolve(moved, disputed_from=milestone.state, review_due_at=None)
    return disputed, MilestoneDisputed(**_facts(milestone, by, at), reason=reason)


_RESUMING: Final = {
    State.FUNDED: Move.RESUME_WORK,
    State.SUBMITTED: Move.RESUME_REVIEW,
    State.CHANGES_REQUESTED: Move.RESUME_CHANGES,
}


def resume(milestone: Milestone, review: timedelta, by: Actor, at: datetime) -> tuple[Milestone, MilestoneResumed]:
    """The dispute was withdrawn: go on where it began. A review starts over with its whole period."""
    move = _RESUMING.get(milestone.disputed_from or State.FUNDED, Move.RESUME_WORK)
    moved = _moved(milestone, move, by)
    due = _review_due(at, review) if moved.state is State.SUBMITTED else None
    event = MilestoneResumed(**_facts(milestone, by, at), state=moved.state)
    return evolve(moved, disputed_from=None, review_due_at=due), event


def settle(
    milestone: Milestone, move: Move, released: Money, refunded: Money, by: Actor, at: datetime
) -> tuple[Milestone, MilestoneSettled]:
    """Carry a dispute's end out: `move` is one of the four RULE_ moves."""
    moved = _moved(milestone, move, by)
    event = MilestoneSettled(**_facts(milestone, by, at), state=moved.state, released=released, refunded=refunded)
    return evolve(moved, disputed_from=None), event


def deadline(milestone: Milestone) -> Deadline | None:
    """Work that nobody answers is approved by the clock."""
    move = PROCESS.deadlines.get(milestone.state)
    if move is None or milestone.review_due_at is None:
        return None
    return Deadline(move, milestone.review_due_at)


def _review_due(at: datetime, review: timedelta) -> datetime:
    return (at + review).replace(microsecond=0)


def _moved(milestone: Milestone, move: Move, by: Actor) -> Milestone:
    return evolve(milestone, state=step(MOVES, milestone, move, milestone.role_of(by)))


def _facts(milestone: Milestone, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "subject_id": milestone.id,
        "contract_id": milestone.contract_id,
        "by": by.id,
        "role": milestone.role_of(by),
        "at": at,
    }
