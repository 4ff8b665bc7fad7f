"""Jobs: what clients ask for."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.application.reads.market import JobView
from upclone.domain.errors import NotFound
from upclone.domain.machine import open_moves
from upclone.domain.market.jobs import MOVES, Brief, Job, Move, Payment, State
from upclone.domain.trust.activity import Kind as ActivityKind
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import (
    WRITABLE,
    Body,
    ById,
    Line,
    Moment,
    MoneyShape,
    Nothing,
    PersonShape,
    PositiveAmount,
    Shape,
    shaped,
)

ROUTES = Routes("Jobs", "What clients ask for, and what freelancers offer for it.")

Word = Annotated[str, Field(max_length=60, pattern=WRITABLE)]


class JobBody(Body):
    """`budget` is the whole price of a fixed job, or the hourly rate of an hourly one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "A logo for a bakery",
                    "description": "Warm, simple, and readable on a paper bag.",
                    "payment": "fixed",
                    "budget": {"amount_minor": 90000, "currency": "EUR"},
                    "category": "design",
                    "skills": ["logo", "illustration"],
                }
            ]
        }
    )

    title: Line
    description: Annotated[str, Field(min_length=1, max_length=20_000, pattern=WRITABLE)]
    payment: Payment = Payment.FIXED
    budget: PositiveAmount
    category: Word = ""
    skills: Annotated[list[Word], Field(max_length=20)] = Field(default_factory=list)


class JobShape(Shape):
    """A job. `contract_id` is the contract that it led to, where the caller takes part in it."""

    model_config = ConfigDict(title="Job")

    id: UUID
    client: PersonShape
    title: str
    description: str
    payment: Payment
    budget: MoneyShape
    category: str
    skills: list[str]
    state: State
    created_at: Moment
    contract_id: UUID | None
    actions: list[Action]


def job_shape(call: Call, view: JobView) -> JobShape:
    """A job as it is answered."""
    moves = open_moves(MOVES, view.job, view.job.role_of(call.viewer)) if call.viewer else ()
    return shaped(
        JobShape,
        view.job.brief,
        id=view.job.id,
        state=view.job.state,
        created_at=view.job.created_at,
        client=view.client,
        contract_id=view.contract_id,
        actions=actions(call, moves, view.job.id),
    )


def shown(call: Call, job: Job) -> JobShape:
    """The job as it is now."""
    view = call.doors.market.job(call.viewer, job.id)
    assert view is not None, "everybody sees jobs"
    return job_shape(call, view)


@ROUTES.move("POST", "/jobs", answers=shown, status=201)
def post(call: Call, body: JobBody) -> Job:
    """Ask for work, as a client."""
    brief = Brief(
        title=body.title,
        description=body.description,
        payment=body.payment,
        budget=body.budget.money(),
        category=body.category,
        skills=tuple(body.skills),
    )
    return call.doors.jobs.post(call.actor, brief)


@ROUTES.read("/jobs/<uuid:id>", access=Access.EVERYBODY)
def job(call: Call, path: ById) -> JobShape:
    """Read a job. No token is needed; with one, `actions` says what you can do."""
    view = call.doors.market.job(call.viewer, path.id)
    if view is None:
        raise NotFound("job", str(path.id))
    call.doors.activity.saw(call.viewer, ActivityKind.JOB_VIEWED, path.id)
    return job_shape(call, view)


@ROUTES.move("POST", "/jobs/<uuid:id>/close", answers=shown, makes=[Move.CLOSE])
def close(call: Call, path: ById, body: Nothing) -> Job:
    """Ask no longer, as its client or an operator."""
    return call.doors.jobs.close(call.actor, path.id)
