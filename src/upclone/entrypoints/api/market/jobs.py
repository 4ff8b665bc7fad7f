"""Jobs: what clients ask for."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.application.reads.market import JobView
from upclone.domain.actors import Role
from upclone.domain.errors import NotFound
from upclone.domain.machine import open_moves
from upclone.domain.market.briefs import Duration, Payment, Visibility
from upclone.domain.market.jobs import MOVES, Job, Move, State
from upclone.domain.people.profiles import Level
from upclone.domain.trust.activity import Kind as ActivityKind
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.markdown import as_html
from upclone.entrypoints.api.market.briefs import BriefBody, JobBody
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.people.places import PlaceShape, place_shape
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import (
    WRITABLE,
    Body,
    ById,
    Instant,
    Moment,
    MoneyShape,
    Nothing,
    Paged,
    PageShape,
    PersonShape,
    Shape,
    shaped,
)

ROUTES = Routes("Jobs", "What clients ask for, and what freelancers offer for it.")


class OwnJobsQuery(Paged):
    """Which of one's own jobs."""

    state: State | None = None


class Noted(Body):
    """What to say to the moderator."""

    model_config = ConfigDict(
        openapi_extra={"required": False},  # type: ignore[typeddict-unknown-key]
        json_schema_extra={"examples": [{"note": "The number is the shop's; it is on the sign to be drawn."}]},
    )

    note: Annotated[str, Field(max_length=2_000, pattern=WRITABLE)] = ""


class Renewal(Body):
    """Until when people may apply; without it, as long as for a new job."""

    model_config = ConfigDict(
        openapi_extra={"required": False},  # type: ignore[typeddict-unknown-key]
        json_schema_extra={"examples": [{"apply_until": "2026-03-31T22:00:00Z"}]},
    )

    apply_until: Instant | None = None


class ReviewFindingShape(Shape):
    """What a rule holds back: its name, the field, the words at fault, and why."""

    model_config = ConfigDict(title="ReviewFinding")

    rule: str
    field: str
    excerpt: str
    words: str


class ReviewShape(Shape):
    """What review has to say: for the job's client and for moderators."""

    model_config = ConfigDict(title="Review")

    findings: list[ReviewFindingShape]
    note: str
    reason: str


class JobShape(Shape):
    """A job. `description` is Markdown and `description_html` the same as safe HTML. `contract_id` is the contract
    that it led to, where the caller takes part in it. `review` is there for its client and for moderators. `proposals`
    are as many as count on it now; `verified_payment`: its client has paid before."""

    model_config = ConfigDict(title="Job")

    id: UUID
    client: PersonShape
    title: str
    description: str
    description_html: str
    payment: Payment
    budget: MoneyShape
    budget_from: MoneyShape | None
    category: str
    skills: list[str]
    extra_skills: list[str]
    level: Level | None
    duration: Duration | None
    place: PlaceShape | None
    apply_until: Moment | None
    questions: list[str]
    attachments: list[UUID]
    visibility: Visibility
    language: str
    state: State
    created_at: Moment
    opened_at: Moment | None
    expires_at: Moment | None
    contract_id: UUID | None
    proposals: int
    verified_payment: bool
    review: ReviewShape | None
    actions: list[Action]


class OwnJobsPage(PageShape):
    """Jobs in every state."""

    items: list[JobShape]


def job_shape(call: Call, view: JobView) -> JobShape:
    """A job as it is answered."""
    job, brief = view.job, view.job.brief
    role = job.role_of(call.viewer, view.invited)
    insider = role in (Role.CLIENT, Role.MODERATOR, Role.OPERATOR)
    return shaped(
        JobShape,
        brief,
        id=job.id,
        client=view.client,
        description_html=as_html(brief.description),
        place=place_shape(brief.place) if brief.place else None,
        state=job.state,
        created_at=job.created_at,
        opened_at=job.opened_at,
        expires_at=job.expires_at,
        contract_id=view.contract_id,
        proposals=view.proposals,
        verified_payment=view.verified_payment,
        review=shaped(ReviewShape, job) if insider else None,
        actions=actions(call, open_moves(MOVES, job, role) if call.viewer else (), job.id),
    )


def shown(call: Call, job: Job) -> JobShape:
    """The job as it is now."""
    view = call.doors.market.job(call.viewer, job.id)
    assert view is not None, "whoever moves a job may see it"
    return job_shape(call, view)


@ROUTES.move("POST", "/jobs", answers=shown, status=201)
def post(call: Call, body: JobBody) -> Job:
    """Ask for work, as a client.

    It is open at once, unless it is to stay a draft or a rule of review finds something that a moderator should see
    first: then it is `pending`, and `review` says what was found and why. Answer by editing, or by submitting it as it
    is with a note."""
    return call.doors.jobs.post(call.actor, body.brief(), body.draft)


@ROUTES.read("/users/jobs")
def own(call: Call, query: OwnJobsQuery) -> OwnJobsPage:
    """List the jobs that one asks for, in every state, newest first."""
    page = call.doors.market.own_jobs(call.actor, query.state, slice_of(query))
    return OwnJobsPage(items=[job_shape(call, view) for view in page.items], next_cursor=cursor_of(page.next))


@ROUTES.read("/jobs/<uuid:id>", access=Access.EVERYBODY)
def job(call: Call, path: ById) -> JobShape:
    """Read a job. No token is needed; with one, `actions` says what you can do.

    Drafts and what waits for a moderator are there for their client alone, jobs for invited people for those."""
    view = call.doors.market.job(call.viewer, path.id)
    if view is None:
        raise NotFound("job", str(path.id))
    call.doors.activity.saw(call.viewer, ActivityKind.JOB_VIEWED, path.id)
    return job_shape(call, view)


@ROUTES.move("PUT", "/jobs/<uuid:id>", answers=shown, makes=[Move.EDIT])
def edit(call: Call, path: ById, body: BriefBody) -> Job:
    """Replace what a job asks for: a field that is left out gets its default.

    Once there are bids, payment and currency stay as they are, and who has bid is told what changed. An open job in
    which something is found waits for a moderator; a waiting one in which nothing is found any more is open."""
    return call.doors.jobs.edit(call.actor, path.id, body.brief())


@ROUTES.move("POST", "/jobs/<uuid:id>/publish", answers=shown, makes=[Move.PUBLISH])
def publish(call: Call, path: ById, body: Nothing) -> Job:
    """Publish a draft. Where something is found in it only now, it waits for a moderator."""
    return call.doors.jobs.publish(call.actor, path.id)


@ROUTES.move("POST", "/jobs/<uuid:id>/submit", answers=shown, makes=[Move.SUBMIT])
def submit(call: Call, path: ById, body: Noted) -> Job:
    """Ask a moderator to let a job pass as it is, or to look again at one that was rejected."""
    return call.doors.jobs.submit(call.actor, path.id, body.note)


@ROUTES.move("POST", "/jobs/<uuid:id>/pause", answers=shown, makes=[Move.PAUSE])
def pause(call: Call, path: ById, body: Nothing) -> Job:
    """Take no bids for a while. Those that are there stay."""
    return call.doors.jobs.pause(call.actor, path.id)


@ROUTES.move("POST", "/jobs/<uuid:id>/resume", answers=shown, makes=[Move.RESUME])
def resume(call: Call, path: ById, body: Nothing) -> Job:
    """Take bids again."""
    return call.doors.jobs.resume(call.actor, path.id)


@ROUTES.move("POST", "/jobs/<uuid:id>/close", answers=shown, makes=[Move.CLOSE])
def close(call: Call, path: ById, body: Nothing) -> Job:
    """Ask no longer, as its client or an operator."""
    return call.doors.jobs.close(call.actor, path.id)


@ROUTES.move("POST", "/jobs/<uuid:id>/renew", answers=shown, makes=[Move.RENEW])
def renew(call: Call, path: ById, body: Renewal) -> Job:
    """Ask once more, after the time to apply was over."""
    return call.doors.jobs.renew(call.actor, path.id, body.apply_until)


@ROUTES.move("POST", "/jobs/<uuid:id>/duplicate", answers=shown, status=201)
def duplicate(call: Call, path: ById, body: Nothing) -> Job:
    """Make a new draft that asks for the same as a job of one's own."""
    return call.doors.jobs.duplicate(call.actor, path.id)
