"""A dispute over one milestone's money: answered, negotiated, ruled on, appealed once, and carried out.

A ruling is carried out when its appeal time is over, or as soon as both sides accept it; until then the money stays
frozen, because what was paid out can't be called back. Without an answer the clock takes it to an operator.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.deals import milestones
from upclone.domain.errors import Invalid, Refused, TermsChanged
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.market.jobs import text
from upclone.domain.money import Money


class State(StrEnum):
    """How far it is."""

    OPENED = "opened"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    RULED = "ruled"
    APPEALED = "appealed"
    RESOLVED = "resolved"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can be done with it."""

    ANSWER = "answer"
    ADD_EVIDENCE = "add_evidence"
    OFFER = "offer"
    ACCEPT_OFFER = "accept_offer"
    ESCALATE = "escalate"
    WITHDRAW = "withdraw"
    RULE = "rule"
    ACCEPT_RULING = "accept_ruling"
    CONCLUDE = "conclude"
    APPEAL = "appeal"
    RULE_APPEAL = "rule_appeal"
    OVERTAKE = "overtake"


class Outcome(StrEnum):
    """What a ruling does with the money."""

    RELEASE = "release"
    REFUND = "refund"
    SPLIT = "split"
    REWORK = "rework"


def _other_opened(dispute: Any, role: Role) -> bool:
    """the other side opened it"""
    return role is not dispute.opened_by


def _opener(dispute: Any, role: Role) -> bool:
    """you opened it"""
    return role is dispute.opened_by


def _offer_by_other(dispute: Any, role: Role) -> bool:
    """the last offer on the table is the other side's"""
    return bool(dispute.offers) and dispute.offers[-1].by is not role


def _nobody_accepted(dispute: Any, role: Role) -> bool:
    """nobody has accepted it yet"""
    return not dispute.accepted_by


def _last_to_accept(dispute: Any, role: Role) -> bool:
    """both sides accept it, or the time to appeal is over"""
    return role is Role.CLOCK or (bool(dispute.accepted_by) and role not in dispute.accepted_by)


def _has_not_accepted(dispute: Any, role: Role) -> bool:
    """you have not accepted the ruling"""
    return role not in dispute.accepted_by


PARTIES = (Role.CLIENT, Role.FREELANCER)

MOVES: Final = {
    (State.OPENED, Move.ANSWER): Rule(State.ANSWERED, by=PARTIES, when=_other_opened),
    (State.OPENED, Move.ADD_EVIDENCE): Rule(State.OPENED, by=PARTIES),
    (State.OPENED, Move.OFFER): Rule(State.OPENED, by=PARTIES),
    (State.OPENED, Move.ACCEPT_OFFER): Rule(State.SETTLED, by=PARTIES, when=_offer_by_other),
    (State.OPENED, Move.ESCALATE): Rule(State.ESCALATED, by=Role.CLOCK),
    (State.OPENED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=PARTIES, when=_opener),
    (State.ANSWERED, Move.ADD_EVIDENCE): Rule(State.ANSWERED, by=PARTIES),
    (State.ANSWERED, Move.OFFER): Rule(State.ANSWERED, by=PARTIES),
    (State.ANSWERED, Move.ACCEPT_OFFER): Rule(State.SETTLED, by=PARTIES, when=_offer_by_other),
    (State.ANSWERED, Move.ESCALATE): Rule(State.ESCALATED, by=(*PARTIES, Role.CLOCK)),
    (State.ANSWERED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=PARTIES, when=_opener),
    (State.ANSWERED, Move.RULE): Rule(State.RULED, by=Role.OPERATOR),
    (State.ESCALATED, Move.ADD_EVIDENCE): Rule(State.ESCALATED, by=PARTIES),
    (State.ESCALATED, Move.OFFER): Rule(State.ESCALATED, by=PARTIES),
    (State.ESCALATED, Move.ACCEPT_OFFER): Rule(State.SETTLED, by=PARTIES, when=_offer_by_other),
    (State.ESCALATED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=PARTIES, when=_opener),
    (State.ESCALATED, Move.RULE): Rule(State.RULED, by=Role.OPERATOR),
    (State.RULED, Move.ACCEPT_RULING): Rule(State.RULED, by=PARTIES, when=_nobody_accepted),
    (State.RULED, Move.CONCLUDE): Rule(State.RESOLVED, by=(*PARTIES, Role.CLOCK), when=_last_to_accept),
    (State.RULED, Move.APPEAL): Rule(State.APPEALED, by=PARTIES, when=_has_not_accepted),
    (State.APPEALED, Move.ADD_EVIDENCE): Rule(State.APPEALED, by=PARTIES),
    (State.APPEALED, Move.RULE_APPEAL): Rule(State.RESOLVED, by=Role.OPERATOR),
    **{
        (state, Move.OVERTAKE): Rule(State.RESOLVED, by=Role.GATEWAY)
        for state in (State.OPENED, State.ANSWERED, State.ESCALATED, State.RULED, State.APPEALED)
    },
}

PROCESS: Final = Process(
    name="dispute",
    states=State,
    moves=MOVES,
    start={State.OPENED},
    end={State.RESOLVED, State.SETTLED, State.WITHDRAWN},
    holding={State.OPENED, State.ANSWERED, State.ESCALATED, State.RULED, State.APPEALED},
    deadlines={State.OPENED: Move.ESCALATE, State.ANSWERED: Move.ESCALATE, State.RULED: Move.CONCLUDE},
)

OPEN: Final = PROCESS.holding
MOST_SAID: Final = 50
"""Pieces of evidence, and offers, that one side brings: all are kept and shown together, and neither side can crowd the
other out."""


@frozen
class Evidence:
    """What one side says, with where it can be seen."""

    by: Role
    statement: str
    links: tuple[str, ...]
    at: datetime


@frozen
class Offer:
    """What one side would settle for: `release` goes to the freelancer, `refund` back to the client."""

    by: Role
    release: Money
    refund: Money
    at: datetime


@frozen
class Ruling:
    """What an operator decided, and why. For REWORK nothing moves."""

    outcome: Outcome
    release: Money
    refund: Money
    reason: str
    by: UUID
    at: datetime


@frozen
class Dispute:
    """`at_stake` is the work that was held, and frozen, when it was opened."""

    id: UUID
    contract_id: UUID
    milestone_id: UUID
    hold_id: UUID
    parties: Parties
    opened_by: Role
    reason: str
    at_stake: Money
    state: State
    opened_at: datetime
    due_at: datetime | None
    evidence: tuple[Evidence, ...] = ()
    offers: tuple[Offer, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    accepted_by: tuple[Role, ...] = ()
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """Client, freelancer, operator, machine or stranger."""
        return self.parties.role_of(actor)


@frozen(kw_only=True)
class DisputeOpened(Event):
    """One side does not agree; the money is frozen."""

    milestone_id: UUID
    reason: str
    at_stake: Money


@frozen(kw_only=True)
class DisputeAnswered(Event):
    """The other side answered."""

    milestone_id: UUID


@frozen(kw_only=True)
class EvidenceAdded(Event):
    """One side added to its case."""

    milestone_id: UUID


@frozen(kw_only=True)
class SettlementOffered(Event):
    """One side would settle for this."""

    milestone_id: UUID
    release: Money
    refund: Money


@frozen(kw_only=True)
class SettlementAccepted(Event):
    """The other side agreed."""

    milestone_id: UUID
    release: Money
    refund: Money


@frozen(kw_only=True)
class DisputeEscalated(Event):
    """An operator will decide."""

    milestone_id: UUID


@frozen(kw_only=True)
class DisputeWithdrawn(Event):
    """Who opened it took it back."""

    milestone_id: UUID


@frozen(kw_only=True)
class DisputeRuled(Event):
    """An operator decided; it can be appealed until `appeal_until` (None: it is final)."""

    milestone_id: UUID
    outcome: Outcome
    release: Money
    refund: Money
    reason: str
    appeal_until: datetime | None


@frozen(kw_only=True)
class RulingAccepted(Event):
    """One side will not appeal."""

    milestone_id: UUID


@frozen(kw_only=True)
class RulingAppealed(Event):
    """One side wants another operator to decide."""

    milestone_id: UUID
    reason: str


@frozen(kw_only=True)
class DisputeResolved(Event):
    """The ruling is carried out."""

    milestone_id: UUID
    outcome: Outcome
    release: Money
    refund: Money


@frozen(kw_only=True)
class DisputeOvertaken(Event):
    """The payer's bank took the money back: there is nothing left to decide."""

    milestone_id: UUID


def open_dispute(
    id: UUID,
    contract_id: UUID,
    milestone_id: UUID,
    hold_id: UUID,
    parties: Parties,
    at_stake: Money,
    reason: str,
    evidence: tuple[str, tuple[str, ...]],
    answer_within: timedelta,
    by: Actor,
    at: datetime,
) -> tuple[Dispute, DisputeOpened]:
    """Say what is wrong, with evidence (a statement and links)."""
    role = parties.role_of(by)
    dispute = Dispute(
        id=id,
        contract_id=contract_id,
        milestone_id=milestone_id,
        hold_id=hold_id,
        parties=parties,
        opened_by=role,
        reason=text(reason, "reason", 5_000),
        at_stake=at_stake,
        state=State.OPENED,
        opened_at=at,
        due_at=at + answer_within,
        evidence=_evidence((), role, evidence, at),
    )
    return dispute, DisputeOpened(**_facts(dispute, by, at), reason=dispute.reason, at_stake=at_stake)


def answer(
    dispute: Dispute, evidence: tuple[str, tuple[str, ...]], negotiate_within: timedelta, by: Actor, at: datetime
) -> tuple[Dispute, DisputeAnswered]:
    """Say one's own side of it; from now on both can negotiate for `negotiate_within`."""
    moved = _moved(dispute, Move.ANSWER, by)
    text(evidence[0], "statement", 10_000)
    said = _evidence(dispute.evidence, dispute.role_of(by), evidence, at)
    return evolve(moved, evidence=said, due_at=at + negotiate_within), DisputeAnswered(**_facts(dispute, by, at))


def add_evidence(
    dispute: Dispute, evidence: tuple[str, tuple[str, ...]], by: Actor, at: datetime
) -> tuple[Dispute, EvidenceAdded]:
    """Add to one's case."""
    moved = _moved(dispute, Move.ADD_EVIDENCE, by)
    text(evidence[0], "statement", 10_000)
    _has_room(dispute.role_of(by), dispute.evidence, "pieces of evidence")
    said = _evidence(dispute.evidence, dispute.role_of(by), evidence, at)
    return evolve(moved, evidence=said), EvidenceAdded(**_facts(dispute, by, at))


def offer(dispute: Dispute, release: Money, by: Actor, at: datetime) -> tuple[Dispute, SettlementOffered]:
    """Offer to settle: `release` to the freelancer, the rest back to the client. It replaces the offer before it."""
    moved = _moved(dispute, Move.OFFER, by)
    _has_room(dispute.role_of(by), dispute.offers, "offers")
    refund = _rest(dispute, release, "release")
    made = Offer(dispute.role_of(by), release, refund, at)
    event = SettlementOffered(**_facts(dispute, by, at), release=release, refund=refund)
    return evolve(moved, offers=(*dispute.offers, made)), event


def _has_room(role: Role, said: Iterable[Evidence | Offer], what: str) -> None:
    if sum(each.by is role for each in said) >= MOST_SAID:
        raise Refused(f"Each side brings {MOST_SAID} {what} at most.", rule="most_said")


def accept_offer(
    dispute: Dispute, release: Money | None, by: Actor, at: datetime
) -> tuple[Dispute, SettlementAccepted]:
    """Agree to the other side's last offer. Raises TermsChanged where `release` is given and is not what it offers."""
    moved = _moved(dispute, Move.ACCEPT_OFFER, by)
    last = dispute.offers[-1]
    if release not in (None, last.release):
        raise TermsChanged("Another offer is on the table.", expected=release, actual=last.release)
    event = SettlementAccepted(**_facts(dispute, by, at), release=last.release, refund=last.refund)
    return evolve(moved, due_at=None), event


def escalate(dispute: Dispute, by: Actor, at: datetime) -> tuple[Dispute, DisputeEscalated]:
    """Let an operator decide."""
    moved = _moved(dispute, Move.ESCALATE, by)
    return evolve(moved, due_at=None), DisputeEscalated(**_facts(dispute, by, at))


def withdraw(dispute: Dispute, by: Actor, at: datetime) -> tuple[Dispute, DisputeWithdrawn]:
    """Take it back."""
    moved = _moved(dispute, Move.WITHDRAW, by)
    return evolve(moved, due_at=None), DisputeWithdrawn(**_facts(dispute, by, at))


def rule(
    dispute: Dispute,
    outcome: Outcome,
    release: Money | None,
    reason: str,
    appeal_within: timedelta,
    by: Actor,
    at: datetime,
) -> tuple[Dispute, DisputeRuled]:
    """Decide, as an operator. `release` is given for SPLIT, and only for it."""
    moved = _moved(dispute, Move.RULE, by)
    ruling = _ruling(dispute, outcome, release, reason, by, at)
    until = at + appeal_within
    event = DisputeRuled(**_ruling_facts(dispute, ruling, by, at), reason=ruling.reason, appeal_until=until)
    return evolve(moved, rulings=(*dispute.rulings, ruling), due_at=until, accepted_by=()), event


def accept_ruling(dispute: Dispute, by: Actor, at: datetime) -> tuple[Dispute, RulingAccepted | DisputeResolved]:
    """Agree not to appeal. When both sides have, the ruling is final at once."""
    if dispute.accepted_by and dispute.role_of(by) not in dispute.accepted_by:
        return conclude(dispute, by, at)
    moved = _moved(dispute, Move.ACCEPT_RULING, by)
    accepted = (*dispute.accepted_by, dispute.role_of(by))
    return evolve(moved, accepted_by=accepted), RulingAccepted(**_facts(dispute, by, at))


def conclude(dispute: Dispute, by: Actor, at: datetime) -> tuple[Dispute, DisputeResolved]:
    """The ruling is final: nobody appealed in time, or both sides accept it."""
    moved = _moved(dispute, Move.CONCLUDE, by)
    event = DisputeResolved(**_ruling_facts(dispute, dispute.rulings[-1], by, at))
    return evolve(moved, due_at=None), event


def appeal(dispute: Dispute, reason: str, by: Actor, at: datetime) -> tuple[Dispute, RulingAppealed]:
    """Ask for another operator, once, before the appeal time is over."""
    moved = _moved(dispute, Move.APPEAL, by)
    why = text(reason, "reason", 5_000)
    said = _evidence(dispute.evidence, dispute.role_of(by), (why, ()), at)
    return evolve(moved, due_at=None, evidence=said), RulingAppealed(**_facts(dispute, by, at), reason=why)


def rule_appeal(
    dispute: Dispute, outcome: Outcome, release: Money | None, reason: str, by: Actor, at: datetime
) -> tuple[Dispute, DisputeRuled, DisputeResolved]:
    """Decide an appeal, for good. The operator is another one than the first."""
    moved = _moved(dispute, Move.RULE_APPEAL, by)
    ruling = _ruling(dispute, outcome, release, reason, by, at)
    if by.id == dispute.rulings[0].by:
        raise Refused("An appeal is decided by another operator than the one who ruled first.")
    facts = _ruling_facts(dispute, ruling, by, at)
    ruled = DisputeRuled(**facts, reason=ruling.reason, appeal_until=None)
    return evolve(moved, rulings=(*dispute.rulings, ruling), due_at=None), ruled, DisputeResolved(**facts)


def overtake(dispute: Dispute, by: Actor, at: datetime) -> tuple[Dispute, DisputeOvertaken]:
    """The payer's bank decided over the money instead."""
    return evolve(_moved(dispute, Move.OVERTAKE, by), due_at=None), DisputeOvertaken(**_facts(dispute, by, at))


MILESTONE_MOVES: Final = {
    Outcome.RELEASE: milestones.Move.RULE_RELEASE,
    Outcome.REFUND: milestones.Move.RULE_REFUND,
    Outcome.SPLIT: milestones.Move.RULE_SPLIT,
    Outcome.REWORK: milestones.Move.RULE_REWORK,
}
"""What each outcome does to the milestone."""


def outcome_of(release: Money, refund: Money) -> Outcome:
    """The outcome that two amounts amount to: everything one way, or a split."""
    if not refund:
        return Outcome.RELEASE
    return Outcome.SPLIT if release else Outcome.REFUND


def deadline(dispute: Dispute) -> Deadline | None:
    """No answer, no agreement, no appeal: the clock goes on."""
    move = PROCESS.deadlines.get(dispute.state)
    return Deadline(move, dispute.due_at) if move and dispute.due_at else None


def _ruling(dispute: Dispute, outcome: Outcome, release: Money | None, reason: str, by: Actor, at: datetime) -> Ruling:
    if (release is not None) != (outcome is Outcome.SPLIT):
        raise Invalid("release", "is given for a split, and only for it")
    nothing = Money.zero(dispute.at_stake.currency)
    release, refund = {
        Outcome.RELEASE: (dispute.at_stake, nothing),
        Outcome.REFUND: (nothing, dispute.at_stake),
        Outcome.REWORK: (nothing, nothing),
        Outcome.SPLIT: (release or nothing, _rest(dispute, release or nothing, "release")),
    }[outcome]
    assert by.id is not None
    return Ruling(outcome, release, refund, text(reason, "reason", 5_000), by.id, at)


def _rest(dispute: Dispute, release: Money, name: str) -> Money:
    rest = dispute.at_stake - release
    if release.amount_minor < 0 or rest.amount_minor < 0:
        raise Invalid(name, f"must lie between 0 and {dispute.at_stake}, what is at stake")
    return rest


def _evidence(
    before: tuple[Evidence, ...], role: Role, said: tuple[str, tuple[str, ...]], at: datetime
) -> tuple[Evidence, ...]:
    statement, links = said
    if not statement and not links:
        return before
    return (*before, Evidence(role, text(statement, "statement", 10_000, shortest=0), links, at))


def _moved(dispute: Dispute, move: Move, by: Actor) -> Dispute:
    return evolve(dispute, state=step(MOVES, dispute, move, dispute.role_of(by)))


def _facts(dispute: Dispute, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "subject_id": dispute.id,
        "contract_id": dispute.contract_id,
        "milestone_id": dispute.milestone_id,
        "by": by.id,
        "role": dispute.role_of(by),
        "at": at,
    }


def _ruling_facts(dispute: Dispute, ruling: Ruling, by: Actor, at: datetime) -> dict[str, Any]:
    facts = _facts(dispute, by, at)
    return {**facts, "outcome": ruling.outcome, "release": ruling.release, "refund": ruling.refund}
