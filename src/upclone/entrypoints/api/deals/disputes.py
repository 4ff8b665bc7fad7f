"""Disputes over a milestone's money."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.actors import Role
from upclone.domain.deals import milestones, permits
from upclone.domain.deals.disputes import Dispute, Move, Outcome, State
from upclone.domain.errors import NotFound
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import (
    Amount,
    Because,
    Body,
    ById,
    Links,
    Moment,
    MoneyShape,
    Nothing,
    Paged,
    PageShape,
    Prose,
    Reason,
    Shape,
    shaped,
)

ROUTES = Routes("Disputes", "Opened by either side, negotiated, ruled on by an operator, appealed once.")


class DisputeBody(Body):
    """What is wrong, with evidence."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"milestone_id": "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d", "reason": "Half of the files are missing."}
            ]
        }
    )

    milestone_id: UUID
    reason: Reason
    statement: Prose = ""
    links: Links = Field(default_factory=list)


class Statement(Body):
    """What one says, with where it can be seen."""

    statement: Annotated[Prose, Field(min_length=1)]
    links: Links = Field(default_factory=list)


class OfferBody(Body):
    """`release` goes to the freelancer, the rest of what is at stake back to the client."""

    release: Amount


class AcceptBody(Body):
    """`release` is what you saw: with another offer on the table by now, the move is refused."""

    model_config = ConfigDict(openapi_extra={"required": False})  # type: ignore[typeddict-unknown-key]

    release: Amount | None = None


class RulingBody(Body):
    """`release` is given for a split, and only for it: the freelancer's part of the work at stake."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "outcome": "split",
                    "release": {"amount_minor": 42000, "currency": "EUR"},
                    "reason": "Seven of ten files were delivered.",
                }
            ]
        }
    )

    outcome: Outcome
    release: Amount | None = None
    reason: Reason


class DisputesQuery(Paged):
    """Which disputes."""

    state: State | None = None


class EvidenceShape(Shape):
    """What one side says."""

    model_config = ConfigDict(title="Evidence")

    by: Role
    statement: str
    links: list[str]
    at: Moment


class SettlementShape(Shape):
    """What one side would settle for, in work."""

    model_config = ConfigDict(title="SettlementOffer")

    by: Role
    release: MoneyShape
    refund: MoneyShape
    at: Moment


class RulingShape(Shape):
    """What an operator decided, in work."""

    model_config = ConfigDict(title="Ruling")

    outcome: Outcome
    release: MoneyShape
    refund: MoneyShape
    reason: str
    at: Moment


class DisputeShape(Shape):
    """A dispute. `at_stake` is the work that is frozen; `due_at` is when the clock goes on without an answer."""

    model_config = ConfigDict(title="Dispute")

    id: UUID
    contract_id: UUID
    milestone_id: UUID
    payment_id: UUID
    opened_by: Role
    reason: str
    at_stake: MoneyShape
    state: State
    opened_at: Moment
    due_at: Moment | None
    evidence: list[EvidenceShape]
    offers: list[SettlementShape]
    rulings: list[RulingShape]
    accepted_by: list[Role]
    actions: list[Action]


class DisputesPage(PageShape):
    """Disputes, newest first."""

    items: list[DisputeShape]


def dispute_shape(call: Call, dispute: Dispute) -> DisputeShape:
    """A dispute as it is answered."""
    moves = permits.dispute_moves(dispute, call.actor)
    return shaped(DisputeShape, dispute, payment_id=dispute.hold_id, actions=actions(call, moves, dispute.id))


def shown(call: Call, changed: Dispute) -> DisputeShape:
    """The dispute as it is now."""
    return dispute_shape(call, changed)


@ROUTES.move(
    "POST",
    "/contracts/<uuid:id>/disputes",
    answers=shown,
    makes=[milestones.Move.DISPUTE],
    of_contract=True,
    status=201,
)
def open_dispute(call: Call, path: ById, body: DisputeBody) -> Dispute:
    """Open a dispute over a milestone of the contract: its money is frozen until the dispute ends."""
    view = call.doors.deals.milestone(call.actor, body.milestone_id)
    if view is None or view.contract.id != path.id:
        raise NotFound("milestone", str(body.milestone_id))
    return call.doors.disputes.open(call.actor, body.milestone_id, body.reason, body.statement, tuple(body.links))


@ROUTES.read("/disputes")
def disputes(call: Call, query: DisputesQuery) -> DisputesPage:
    """List disputes: one's own or, as an operator, everybody's."""
    page = call.doors.deals.disputes(call.actor, query.state, slice_of(query))
    return DisputesPage(
        items=[dispute_shape(call, each.dispute) for each in page.items], next_cursor=cursor_of(page.next)
    )


@ROUTES.read("/disputes/<uuid:id>")
def dispute(call: Call, path: ById) -> DisputeShape:
    """Read a dispute."""
    found = call.doors.deals.dispute(call.actor, path.id)
    if found is None:
        raise NotFound("dispute", str(path.id))
    return dispute_shape(call, found)


@ROUTES.move("POST", "/disputes/<uuid:id>/answer", answers=shown, makes=[Move.ANSWER])
def answer(call: Call, path: ById, body: Statement) -> Dispute:
    """Say one's own side of it. Without an answer in time, the clock takes it to an operator."""
    return call.doors.disputes.answer(call.actor, path.id, body.statement, tuple(body.links))


@ROUTES.move("POST", "/disputes/<uuid:id>/evidence", answers=shown, makes=[Move.ADD_EVIDENCE])
def evidence(call: Call, path: ById, body: Statement) -> Dispute:
    """Add to one's case."""
    return call.doors.disputes.add_evidence(call.actor, path.id, body.statement, tuple(body.links))


@ROUTES.move("POST", "/disputes/<uuid:id>/offer", answers=shown, makes=[Move.OFFER])
def offer(call: Call, path: ById, body: OfferBody) -> Dispute:
    """Offer to settle. It replaces the offer before it."""
    return call.doors.disputes.offer(call.actor, path.id, body.release.money())


@ROUTES.move("POST", "/disputes/<uuid:id>/accept", answers=shown, makes=[Move.ACCEPT_OFFER])
def accept(call: Call, path: ById, body: AcceptBody) -> Dispute:
    """Agree to the other side's last offer: it is carried out at once."""
    seen = None if body.release is None else body.release.money()
    return call.doors.disputes.accept_offer(call.actor, path.id, seen)


@ROUTES.move("POST", "/disputes/<uuid:id>/escalate", answers=shown, makes=[Move.ESCALATE])
def escalate(call: Call, path: ById, body: Nothing) -> Dispute:
    """Let an operator decide."""
    return call.doors.disputes.escalate(call.actor, path.id)


@ROUTES.move("POST", "/disputes/<uuid:id>/withdraw", answers=shown, makes=[Move.WITHDRAW])
def withdraw(call: Call, path: ById, body: Nothing) -> Dispute:
    """Take one's dispute back: the milestone goes on where it stood."""
    return call.doors.disputes.withdraw(call.actor, path.id)


@ROUTES.move("POST", "/disputes/<uuid:id>/rule", answers=shown, makes=[Move.RULE, Move.RULE_APPEAL])
def rule(call: Call, path: ById, body: RulingBody) -> Dispute:
    """Decide, as an operator.

    The first ruling is carried out when its appeal time is over or both sides accept it; an appeal is decided for
    good, by another operator.
    """
    release = None if body.release is None else body.release.money()
    return call.doors.disputes.rule(call.actor, path.id, body.outcome, release, body.reason)


@ROUTES.move("POST", "/disputes/<uuid:id>/accept-ruling", answers=shown, makes=[Move.ACCEPT_RULING, Move.CONCLUDE])
def accept_ruling(call: Call, path: ById, body: Nothing) -> Dispute:
    """Agree not to appeal. Once both sides have, the ruling is carried out."""
    return call.doors.disputes.accept_ruling(call.actor, path.id)


@ROUTES.move("POST", "/disputes/<uuid:id>/appeal", answers=shown, makes=[Move.APPEAL])
def appeal(call: Call, path: ById, body: Because) -> Dispute:
    """Ask for another operator, once, before the appeal time is over."""
    return call.doors.disputes.appeal(call.actor, path.id, body.reason)
