"""Evidence: what each side says in a dispute, from what is wrong and the answer to it on."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.deals.disputes import Dispute, Evidence, Move, State, event_facts, has_room, move_on
from upclone.domain.events import Event
from upclone.domain.money import Money
from upclone.domain.text import text


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
        evidence=with_evidence((), role, evidence, at),
    )
    return dispute, DisputeOpened(**event_facts(dispute, by, at), reason=dispute.reason, at_stake=at_stake)


def answer(
    dispute: Dispute, evidence: tuple[str, tuple[str, ...]], negotiate_within: timedelta, by: Actor, at: datetime
) -> tuple[Dispute, DisputeAnswered]:
    """Say one's own side of it; from now on both can negotiate for `negotiate_within`."""
    moved = move_on(dispute, Move.ANSWER, by)
    text(evidence[0], "statement", 10_000)
    said = with_evidence(dispute.evidence, dispute.role_of(by), evidence, at)
    return evolve(moved, evidence=said, due_at=at + negotiate_within), DisputeAnswered(**event_facts(dispute, by, at))


def add_evidence(
    dispute: Dispute, evidence: tuple[str, tuple[str, ...]], by: Actor, at: datetime
) -> tuple[Dispute, EvidenceAdded]:
    """Add to one's case."""
    moved = move_on(dispute, Move.ADD_EVIDENCE, by)
    text(evidence[0], "statement", 10_000)
    has_room(dispute.role_of(by), dispute.evidence, "pieces of evidence")
    said = with_evidence(dispute.evidence, dispute.role_of(by), evidence, at)
    return evolve(moved, evidence=said), EvidenceAdded(**event_facts(dispute, by, at))


def with_evidence(
    before: tuple[Evidence, ...], role: Role, said: tuple[str, tuple[str, ...]], at: datetime
) -> tuple[Evidence, ...]:
    """What was said `before`, and this; nothing more where neither statement nor links are given."""
    statement, links = said
    if not statement and not links:
        return before
    return (*before, Evidence(role, text(statement, "statement", 10_000, shortest=0), links, at))
