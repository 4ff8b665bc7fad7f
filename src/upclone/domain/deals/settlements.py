"""Settlements: what one side of a dispute would settle for, and the other's yes to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.deals.disputes import Dispute, Move, Offer, event_facts, has_room, move_on, rest_of
from upclone.domain.errors import TermsChanged
from upclone.domain.events import Event
from upclone.domain.money import Money


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


def offer(dispute: Dispute, release: Money, by: Actor, at: datetime) -> tuple[Dispute, SettlementOffered]:
    """Offer to settle: `release` to the freelancer, the rest back to the client. It replaces the offer before it."""
    moved = move_on(dispute, Move.OFFER, by)
    has_room(dispute.role_of(by), dispute.offers, "offers")
    refund = rest_of(dispute.at_stake, release, "release")
    made = Offer(dispute.role_of(by), release, refund, at)
    event = SettlementOffered(**event_facts(dispute, by, at), release=release, refund=refund)
    return evolve(moved, offers=(*dispute.offers, made)), event


def accept_offer(
    dispute: Dispute, release: Money | None, by: Actor, at: datetime
) -> tuple[Dispute, SettlementAccepted]:
    """Agree to the other side's last offer. Raises TermsChanged where `release` is given and is not what it offers."""
    moved = move_on(dispute, Move.ACCEPT_OFFER, by)
    last = dispute.offers[-1]
    if release not in (None, last.release):
        raise TermsChanged("Another offer is on the table.", expected=release, actual=last.release)
    event = SettlementAccepted(**event_facts(dispute, by, at), release=last.release, refund=last.refund)
    return evolve(moved, due_at=None), event
