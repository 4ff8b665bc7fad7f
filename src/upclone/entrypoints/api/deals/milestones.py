"""Milestones: planning, delivering, reviewing, and paying them."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.actors import Role
from upclone.domain.deals import permits
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.deliveries import MAX_FILES
from upclone.domain.deals.milestones import Milestone, Move, State
from upclone.domain.errors import NotFound, Refused
from upclone.entrypoints import acts
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.deals.terms import MilestoneBody, MilestoneTermsShape
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import (
    Amount,
    Body,
    ById,
    Links,
    Moment,
    MoneyShape,
    Nothing,
    PositiveAmount,
    Prose,
    Reason,
    Shape,
    shaped,
)

ROUTES = Routes("Milestones", "Pieces of work with a price, from the plan until they are paid, settled or refunded.")


class Submission(Body):
    """Work handed over. `attachments` are ids of your files, which both sides see from then on."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"note": "All formats are in.", "links": ["https://example.org/files"]}]}
    )

    note: Annotated[Prose, Field(min_length=1)]
    links: Links = Field(default_factory=list)
    attachments: Annotated[list[UUID], Field(max_length=MAX_FILES)] = Field(default_factory=list)


class GiveBack(Body):
    """How much of the work's price goes back, without fees: `POST …/preview` says what each side gets and gives."""

    amount: PositiveAmount


class Note(Body):
    """What is still missing."""

    note: Annotated[Prose, Field(min_length=1)]


class Part(Body):
    """A part of what is held."""

    amount: PositiveAmount


class Refund(Body):
    """Without an amount, everything that is held goes back, and the milestone ends."""

    model_config = ConfigDict(openapi_extra={"required": False})  # type: ignore[typeddict-unknown-key]

    amount: PositiveAmount | None = None


class SeenAmount(Body):
    """`amount` is what you saw: with another one on the table by now, the move is refused."""

    model_config = ConfigDict(openapi_extra={"required": False})  # type: ignore[typeddict-unknown-key]

    amount: Amount | None = None


class ChangeTermsShape(MilestoneTermsShape):
    """A new version of an unfunded milestone, and who proposes it."""

    model_config = ConfigDict(title="MilestoneChange")

    by: Role


class DeliveryShape(Shape):
    """Work handed over."""

    model_config = ConfigDict(title="Delivery")

    note: str
    links: list[str]
    at: Moment
    attachments: list[UUID]


class WithheldShape(Shape):
    """An operator holds the money of it, and with it all of the contract's, where it is."""

    model_config = ConfigDict(title="Withheld")

    reason: str
    since: Moment


class Why(Body):
    """Why: both sides are told."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "A court of Lyon ordered it, no. 26/1204."}]})

    reason: Reason


class MilestoneShape(Shape):
    """A milestone. `payment_id` is the payment of its present funding."""

    model_config = ConfigDict(title="Milestone")

    id: UUID
    contract_id: UUID
    number: int
    title: str
    description: str
    amount: MoneyShape
    due_on: date | None
    state: State
    proposed_by: Role | None
    change: ChangeTermsShape | None
    payment_id: UUID | None
    delivery: DeliveryShape | None
    review_due_at: Moment | None
    withheld: WithheldShape | None
    actions: list[Action]


def milestone_shape(call: Call, contract: Contract, milestone: Milestone) -> MilestoneShape:
    """A milestone as it is answered."""
    change = milestone.change
    moves = permits.milestone_moves(contract, milestone, call.actor)
    return shaped(
        MilestoneShape,
        milestone,
        title=milestone.terms.title,
        description=milestone.terms.description,
        due_on=milestone.terms.due_on,
        change=None if change is None else shaped(ChangeTermsShape, change.terms, by=change.by),
        payment_id=milestone.hold_id,
        withheld=None if milestone.withheld is None else shaped(WithheldShape, milestone.withheld),
        actions=actions(call, moves, milestone.id, contract.id),
    )


def shown(call: Call, changed: Milestone) -> MilestoneShape:
    """The milestone as it is now."""
    return milestone(call, ById(id=changed.id))


@ROUTES.read("/milestones/<uuid:id>")
def milestone(call: Call, path: ById) -> MilestoneShape:
    """Read a milestone."""
    view = call.doors.deals.milestone(call.actor, path.id)
    if view is None:
        raise NotFound("milestone", str(path.id))
    return milestone_shape(call, view.contract, view.milestone)


@ROUTES.move("POST", "/milestones/<uuid:id>/agree", answers=shown, makes=[Move.AGREE])
def agree(call: Call, path: ById, body: Nothing) -> Milestone:
    """Take a milestone that the other side proposed into the contract."""
    return call.doors.milestones.agree(call.actor, path.id)


@ROUTES.move("POST", "/milestones/<uuid:id>/reject", answers=shown, makes=[Move.REJECT])
def reject(call: Call, path: ById, body: Nothing) -> Milestone:
    """Decline a proposed milestone, or take one's own proposal back."""
    return call.doors.milestones.reject(call.actor, path.id)


@ROUTES.move("POST", "/milestones/<uuid:id>/change", answers=shown, makes=[Move.PROPOSE_CHANGE])
def propose_change(call: Call, path: ById, body: MilestoneBody) -> Milestone:
    """Ask the other side to change a milestone that is not funded yet.

    A newer change replaces an older one.
    """
    return call.doors.milestones.propose_change(call.actor, path.id, body.terms())


@ROUTES.move("POST", "/milestones/<uuid:id>/change/agree", answers=shown, makes=[Move.AGREE_CHANGE])
def agree_change(call: Call, path: ById, body: SeenAmount) -> Milestone:
    """Accept the change on the table."""
    seen = None if body.amount is None else body.amount.money()
    return call.doors.milestones.agree_change(call.actor, path.id, seen)


@ROUTES.move("POST", "/milestones/<uuid:id>/change/reject", answers=shown, makes=[Move.REJECT_CHANGE])
def reject_change(call: Call, path: ById, body: Nothing) -> Milestone:
    """Decline the change on the table, or take one's own back."""
    return call.doors.milestones.reject_change(call.actor, path.id)


@ROUTES.move("POST", "/milestones/<uuid:id>/submit", answers=shown, makes=[Move.SUBMIT])
def submit(call: Call, path: ById, body: Submission) -> Milestone:
    """Hand the work over for review, as the freelancer.

    Without an answer, the clock approves it when the review period is over.
    """
    return call.doors.milestones.submit(call.actor, path.id, body.note, tuple(body.links), tuple(body.attachments))


@ROUTES.move("POST", "/milestones/<uuid:id>/request-changes", answers=shown, makes=[Move.REQUEST_CHANGES])
def request_changes(call: Call, path: ById, body: Note) -> Milestone:
    """Ask for more before approving, as the client."""
    return call.doors.milestones.request_changes(call.actor, path.id, body.note)


@ROUTES.move("POST", "/milestones/<uuid:id>/approve", answers=shown, makes=[Move.APPROVE])
def approve(call: Call, path: ById, body: Nothing) -> Milestone:
    """Accept the work, as the client: everything that is held for it is released."""
    return call.doors.milestones.approve(call.actor, path.id)


@ROUTES.move("POST", "/milestones/<uuid:id>/release", answers=shown, makes=[Move.RELEASE_PART])
def release(call: Call, path: ById, body: Part) -> Milestone:
    """Pay a part before the end, as the client. The last part is paid by approving."""
    return call.doors.milestones.release_part(call.actor, path.id, body.amount.money())


@ROUTES.move("POST", "/milestones/<uuid:id>/give-back", answers=shown, makes=[Move.GIVE_BACK])
def give_back(call: Call, path: ById, body: GiveBack) -> Milestone:
    """Refund work that was paid already, as the freelancer: from what you have available, without fees.

    The marketplace gives both sides' fees on it back, too. By an operator's order what is not available is owed.
    """
    return call.doors.milestones.give_back(call.actor, path.id, body.amount.money())


@ROUTES.move("POST", "/milestones/<uuid:id>/refund", answers=shown, makes=[Move.REFUND, Move.REFUND_PART])
def refund(call: Call, path: ById, body: Refund) -> Milestone:
    """Give money back to the client, as the freelancer: a part, or all that is held."""
    part = None if body.amount is None else body.amount.money()
    return call.doors.milestones.refund(call.actor, path.id, part)


@ROUTES.move("POST", "/milestones/<uuid:id>/hold", answers=shown, makes=[Move.HOLD], access=Access.OPERATOR)
def hold(call: Call, path: ById, body: Why) -> Milestone:
    """Halt its money, as an operator: until it is let go, none of the contract's is released or refunded."""
    return call.doors.milestones.hold(call.actor, path.id, body.reason)


@ROUTES.move("POST", "/milestones/<uuid:id>/unhold", answers=shown, makes=[Move.UNHOLD], access=Access.OPERATOR)
def unhold(call: Call, path: ById, body: Why) -> Milestone:
    """Let its money go, as an operator. Where that is more than one may move alone, ask at `POST /approvals`."""
    held = acts.held_for(call.doors, path.id)
    if held is not None and call.doors.approvals.limits.exceeded((held,)):
        raise Refused("It lets more go than one operator may alone: POST /approvals.", rule="two_people")
    return call.doors.milestones.unhold(call.actor, path.id, body.reason)
