"""Rulings: what an operator decides in a dispute, accepted or appealed, and what it does to the milestone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.deals import milestones
from upclone.domain.deals.disputes import Dispute, Move, Outcome, Ruling, event_facts, move_on, rest_of
from upclone.domain.deals.evidence import with_evidence
from upclone.domain.errors import Invalid, Refused
from upclone.domain.events import Event
from upclone.domain.money import Money
from upclone.domain.text import text


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
    moved = move_on(dispute, Move.RULE, by)
    ruling = _ruling(dispute, outcome, release, reason, by, at)
    until = at + appeal_within
    event = DisputeRuled(**_ruling_facts(dispute, ruling, by, at), reason=ruling.reason, appeal_until=until)
    return evolve(moved, rulings=(*dispute.rulings, ruling), due_at=until, accepted_by=()), event


def accept_ruling(dispute: Dispute, by: Actor, at: datetime) -> tuple[Dispute, RulingAccepted | DisputeResolved]:
    """Agree not to appeal. When both sides have, the ruling is final at once."""
    if dispute.accepted_by and dispute.role_of(by) not in dispute.accepted_by:
        return conclude(dispute, by, at)
    moved = move_on(dispute, Move.ACCEPT_RULING, by)
    accepted = (*dispute.accepted_by, dispute.role_of(by))
    return evolve(moved, accepted_by=accepted), RulingAccepted(**event_facts(dispute, by, at))


def conclude(dispute: Dispute, by: Actor, at: datetime) -> tuple[Dispute, DisputeResolved]:
    """The ruling is final: nobody appealed in time, or both sides accept it."""
    moved = move_on(dispute, Move.CONCLUDE, by)
    event = DisputeResolved(**_ruling_facts(dispute, dispute.rulings[-1], by, at))
    return evolve(moved, due_at=None), event


def appeal(dispute: Dispute, reason: str, by: Actor, at: datetime) -> tuple[Dispute, RulingAppealed]:
    """Ask for another operator, once, before the appeal time is over."""
    moved = move_on(dispute, Move.APPEAL, by)
    why = text(reason, "reason", 5_000)
    said = with_evidence(dispute.evidence, dispute.role_of(by), (why, ()), at)
    return evolve(moved, due_at=None, evidence=said), RulingAppealed(**event_facts(dispute, by, at), reason=why)


def rule_appeal(
    dispute: Dispute, outcome: Outcome, release: Money | None, reason: str, by: Actor, at: datetime
) -> tuple[Dispute, DisputeRuled, DisputeResolved]:
    """Decide an appeal, for good. The operator is another one than the first."""
    moved = move_on(dispute, Move.RULE_APPEAL, by)
    ruling = _ruling(dispute, outcome, release, reason, by, at)
    if by.id == dispute.rulings[0].by:
        raise Refused("An appeal is decided by another operator than the one who ruled first.")
    facts = _ruling_facts(dispute, ruling, by, at)
    ruled = DisputeRuled(**facts, reason=ruling.reason, appeal_until=None)
    return evolve(moved, rulings=(*dispute.rulings, ruling), due_at=None), ruled, DisputeResolved(**facts)


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


def shares(outcome: Outcome, at_stake: Money, release: Money | None) -> tuple[Money, Money]:
    """What an outcome gives to the freelancer, and back to the client. Raises Invalid where `release` is not given for
    a split, or for another outcome, or is no part of what is at stake."""
    if (release is not None) != (outcome is Outcome.SPLIT):
        raise Invalid("release", "is given for a split, and only for it")
    nothing = Money.zero(at_stake.currency)
    return {
        Outcome.RELEASE: (at_stake, nothing),
        Outcome.REFUND: (nothing, at_stake),
        Outcome.REWORK: (nothing, nothing),
        Outcome.SPLIT: (release or nothing, rest_of(at_stake, release or nothing, "release")),
    }[outcome]


def _ruling(dispute: Dispute, outcome: Outcome, release: Money | None, reason: str, by: Actor, at: datetime) -> Ruling:
    given, back = shares(outcome, dispute.at_stake, release)
    assert by.id is not None
    return Ruling(outcome, given, back, text(reason, "reason", 5_000), by.id, at)


def _ruling_facts(dispute: Dispute, ruling: Ruling, by: Actor, at: datetime) -> dict[str, Any]:
    facts = event_facts(dispute, by, at)
    return {**facts, "outcome": ruling.outcome, "release": ruling.release, "refund": ruling.refund}
