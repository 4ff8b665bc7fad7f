"""From a proposal to a signed contract, and what is added to it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, StrictInt

from upclone.application.deals.contracts import Offered
from upclone.domain.deals.contracts import Contract, Move
from upclone.domain.deals.milestones import Milestone
from upclone.domain.errors import Invalid
from upclone.domain.market import jobs
from upclone.entrypoints.api.deals.contracts import ContractShape, contract, shown
from upclone.entrypoints.api.deals.terms import MilestoneBody
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import WRITABLE, BasisPoints, Because, Body, ById, Days, Nothing

ROUTES = Routes("Offers", "Hiring, the terms on the table, and both signatures.")

Scope = Annotated[str, Field(max_length=20_000, pattern=WRITABLE)]
Hours = Annotated[StrictInt, Field(ge=1, le=168)]
Planned = Annotated[list[MilestoneBody], Field(max_length=100)]


class Hire(Body):
    """The proposal to hire, and what differs from it. What is left out is the proposal's, or the house's."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"proposal_id": "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d", "review_days": 7}]}
    )

    proposal_id: UUID
    milestones: Planned | None = None
    scope: Scope | None = None
    weekly_limit_hours: Hours | None = None
    kill_fee_basis_points: BasisPoints = 0
    review_days: Days = 14
    answer_days: Days = 7
    negotiation_days: Days = 14
    appeal_days: Days = 3

    def offered(self) -> Offered:
        """What the client adds to the proposal."""
        given = {name: getattr(self, name) for name in Hire.model_fields if name not in ("proposal_id", "milestones")}
        planned = None if self.milestones is None else tuple(each.terms() for each in self.milestones)
        return Offered(milestones=planned, **given)


class Revision(Body):
    """What changes in the terms; the rest stays. At least one."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "examples": [{"review_days": 10}]})

    milestones: Planned | None = None
    scope: Scope | None = None
    weekly_limit_hours: Hours | None = None
    kill_fee_basis_points: BasisPoints | None = None
    review_days: Days | None = None
    answer_days: Days | None = None
    negotiation_days: Days | None = None
    appeal_days: Days | None = None

    def changes(self) -> dict[str, Any]:
        """The fields that were given. Raises Invalid where there are none."""
        given = {name: value for name in self.model_fields_set if (value := getattr(self, name)) is not None}
        if not given:
            raise Invalid("body", "must change something")
        if self.milestones is not None:
            given["milestones"] = tuple(each.terms() for each in self.milestones)
        return given


class SignBody(Body):
    """`terms_hash` is that of the terms that you read: with others on the table by now, the move is refused."""

    model_config = ConfigDict(openapi_extra={"required": False})  # type: ignore[typeddict-unknown-key]

    terms_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


@ROUTES.move("PUT", "/jobs/<uuid:id>/hire", answers=shown, makes=[jobs.Move.HIRE])
def hire(call: Call, path: ById, body: Hire) -> Contract:
    """Choose a proposal, as the job's client: its freelancer has an offer to sign.

    The job is filled. The offer expires after 14 days; then, or when it is declined, the job is open again.
    """
    return call.doors.contracts.hire(call.actor, path.id, body.proposal_id, body.offered())


@ROUTES.move("PUT", "/contracts/<uuid:id>/terms", answers=shown, makes=[Move.REVISE])
def revise(call: Call, path: ById, body: Revision) -> Contract:
    """Change the terms of an offer that nobody has signed, as the client."""
    return call.doors.contracts.revise(call.actor, path.id, **body.changes())


@ROUTES.move("POST", "/contracts/<uuid:id>/sign", answers=shown, makes=[Move.SIGN, Move.COUNTERSIGN])
def sign(call: Call, path: ById, body: SignBody) -> Contract:
    """Agree to the terms. The second signature makes the contract active."""
    return call.doors.contracts.sign(call.actor, path.id, body.terms_hash)


@ROUTES.move("POST", "/contracts/<uuid:id>/decline", answers=shown, makes=[Move.DECLINE])
def decline(call: Call, path: ById, body: Because) -> Contract:
    """Say no to an offer, as the freelancer; the job is open again."""
    return call.doors.contracts.decline(call.actor, path.id, body.reason)


@ROUTES.move("POST", "/contracts/<uuid:id>/withdraw", answers=shown, makes=[Move.WITHDRAW])
def withdraw(call: Call, path: ById, body: Nothing) -> Contract:
    """Take an offer back, as the client; the job is open again."""
    return call.doors.contracts.withdraw(call.actor, path.id)


def extended(call: Call, contract_id: UUID) -> ContractShape:
    """The contract with what was added to it."""
    return contract(call, ById(id=contract_id))


@ROUTES.move("POST", "/contracts/<uuid:id>/milestone", answers=extended, makes=[Move.AMEND], status=201)
def add_milestone(call: Call, path: ById, body: MilestoneBody) -> UUID:
    """Add a milestone: to the terms of an unsigned offer or, with the other side's agreement, to a running contract.

    Answers the contract; a milestone of a running contract is `proposed` until the other side agrees.
    """
    added: Milestone | Contract = call.doors.milestones.add(call.actor, path.id, body.terms())
    return added.contract_id if isinstance(added, Milestone) else added.id
