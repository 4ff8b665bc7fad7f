"""Time by the hour: the timer, what is written down by hand, and what becomes of each entry."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StrictBool, StrictInt

from upclone.application.reads.hours import EntryView
from upclone.domain.actors import Role
from upclone.domain.deals import calendar, permits, timesheets
from upclone.domain.deals.commitments import LONGEST_SALT
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.hours import Move, State, TimeEntry
from upclone.domain.deals.samples import MAX_SAMPLES
from upclone.domain.deals.timekeeping import MAX_FILES
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.errors import NotFound
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import (
    WRITABLE,
    Because,
    Body,
    ById,
    Instant,
    Moment,
    MoneyShape,
    Nothing,
    Reason,
    Shape,
    shaped,
)

ROUTES = Routes("Time", "Work by the hour: a timer, or by hand; changed until its week closes, questioned after it.")

Memo = Annotated[str, Field(max_length=1_000, pattern=WRITABLE, examples=["The second coat."])]
Why = Annotated[str, Field(min_length=1, max_length=1_000, pattern=WRITABLE)]
Idle = Annotated[StrictInt, Field(ge=0, le=10_080, description="The last minutes, which are discarded.")]
Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class StartBody(Body):
    """What the work is."""

    memo: Memo = ""


class SwitchBody(Body):
    """What the work is now, and how long nobody worked before it."""

    memo: Memo = ""
    idle_minutes: Idle = 0


class StopBody(Body):
    """How long nobody worked at the end."""

    model_config = ConfigDict(openapi_extra={"required": False})  # type: ignore[typeddict-unknown-key]

    idle_minutes: Idle = 0


class TimeBody(Body):
    """Time by hand, in whole minutes of one week. `attachments` are ids of your files."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "started_at": "2026-01-30T09:00:00Z",
                    "ended_at": "2026-01-30T11:30:00Z",
                    "memo": "The second coat.",
                    "reason": "There was no network on the train.",
                }
            ]
        }
    )

    started_at: Instant
    ended_at: Instant
    memo: Memo = ""
    reason: Why
    attachments: Annotated[list[UUID], Field(max_length=MAX_FILES)] = Field(default_factory=list)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when to when."""
        return self.started_at, self.ended_at


class CommitBody(Body):
    """Commitments to samples of activity, which your tool keeps: SHA-256 (hex) of `["salt","minute",count]`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"commitments": [_HEX]}]})

    commitments: Annotated[list[Hex], Field(min_length=1, max_length=MAX_SAMPLES)]


class RevealBody(Body):
    """One sample, counted from 1, and what its commitment was made of."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"number": 1, "salt": "K7dJ-x", "minute": "2026-01-30T09:10:00Z", "count": 112}]
        }
    )

    number: Annotated[StrictInt, Field(ge=1, le=MAX_SAMPLES)]
    salt: Annotated[str, Field(min_length=1, max_length=LONGEST_SALT, pattern=WRITABLE)]
    minute: Instant
    count: Annotated[StrictInt, Field(ge=0, le=1_000_000)]


class AnswerBody(Body):
    """Why it is right."""

    answer: Reason


class TimeRuling(Body):
    """Whether the entry is paid, and why."""

    paid: StrictBool
    reason: Reason


class SampleShape(Shape):
    """A sample of activity. What it was is null until it is revealed."""

    model_config = ConfigDict(title="ActivitySample")

    commitment: str
    salt: str | None
    minute: Moment | None
    count: int | None


class TimeEntryShape(Shape):
    """A time entry. `started_local` and `ended_local` are the same instants in the contract's time zone.

    `commitment` is to what it says; `salt`, which opens it, is shown to others once it is questioned. `due_at` is when
    its timer stops by itself or, once questioned, when an operator decides.
    """

    model_config = ConfigDict(title="TimeEntry")

    id: UUID
    contract_id: UUID
    timesheet_id: UUID
    started_at: Moment
    ended_at: Moment | None
    started_local: str
    ended_local: str | None
    minutes: int
    state: State
    memo: str
    by_hand: bool
    reason: str
    attachments: list[UUID]
    due_at: Moment | None
    question: str | None
    answer: str | None
    ruling: str | None
    billed: MoneyShape | None
    commitment: str
    salt: str | None
    samples: list[SampleShape]
    actions: list[Action]


class TimerShape(Shape):
    """The timer that runs, if any."""

    model_config = ConfigDict(title="Timer")

    running: TimeEntryShape | None


def entry_shape(call: Call, contract: Contract, sheet: Timesheet, entry: TimeEntry) -> TimeEntryShape:
    """A time entry as it is answered."""
    zone = contract.terms.zone
    opened = entry.question is not None or contract.role_of(call.actor) in (Role.FREELANCER, Role.OPERATOR)
    return shaped(
        TimeEntryShape,
        entry,
        started_local=calendar.local(entry.started_at, zone).isoformat(),
        ended_local=calendar.local(entry.ended_at, zone).isoformat() if entry.ended_at else None,
        minutes=entry.minutes_by(call.doors.clock.now()),
        salt=entry.salt if opened else None,
        actions=actions(call, permits.entry_moves(sheet, entry, call.actor), entry.id, contract.id),
    )


def view_shape(call: Call, view: EntryView) -> TimeEntryShape:
    """A time entry that was read."""
    return entry_shape(call, view.contract, view.sheet, view.entry)


def shown(call: Call, changed: TimeEntry) -> TimeEntryShape:
    """The entry as it is now."""
    return entry(call, ById(id=changed.id))


@ROUTES.read("/timer")
def timer(call: Call) -> TimerShape:
    """Read one's own timer."""
    view = call.doors.hour_reads.timer(call.actor)
    return TimerShape(running=view_shape(call, view) if view else None)


@ROUTES.move("POST", "/contracts/<uuid:id>/timer/start", answers=shown, status=201)
def start(call: Call, path: ById, body: StartBody) -> TimeEntry:
    """Start the timer, as the freelancer. It stops by itself at the week's limit, or its end."""
    return call.doors.hours.start(call.actor, path.id, body.memo)


@ROUTES.move("POST", "/contracts/<uuid:id>/timer/switch", answers=shown, status=201)
def switch(call: Call, path: ById, body: SwitchBody) -> TimeEntry:
    """Stop whatever timer runs, and start one here: for other work, another contract, or after a pause."""
    return call.doors.hours.switch(call.actor, path.id, body.memo, body.idle_minutes)


@ROUTES.move("POST", "/contracts/<uuid:id>/timer/stop", answers=shown, makes=[Move.STOP], of_contract=True)
def stop(call: Call, path: ById, body: StopBody) -> TimeEntry:
    """Stop the timer. An entry of no minute is deleted."""
    return call.doors.hours.stop(call.actor, path.id, body.idle_minutes)


@ROUTES.move(
    "POST",
    "/contracts/<uuid:id>/time",
    answers=shown,
    makes=[timesheets.Move.LOG],
    of_contract=True,
    status=201,
)
def log(call: Call, path: ById, body: TimeBody) -> TimeEntry:
    """Write time down by hand, with a reason, in the week that is open.

    Refused by rule: `in_the_future`, `overlaps` (here or in another contract), `crosses_the_week`, `week_closed`,
    `before_the_contract`, `weekly_limit`.
    """
    return call.doors.hours.log(call.actor, path.id, body.span, body.memo, body.reason, tuple(body.attachments))


@ROUTES.read("/time/<uuid:id>")
def entry(call: Call, path: ById) -> TimeEntryShape:
    """Read a time entry."""
    view = call.doors.hour_reads.entry(call.actor, path.id)
    if view is None:
        raise NotFound("time entry", str(path.id))
    return view_shape(call, view)


@ROUTES.move("PUT", "/time/<uuid:id>", answers=shown, makes=[Move.EDIT])
def edit(call: Call, path: ById, body: TimeBody) -> TimeEntry:
    """Change an entry until its week closes. What it said before stays in the contract's history."""
    return call.doors.hours.edit(call.actor, path.id, body.span, body.memo, body.reason, tuple(body.attachments))


@ROUTES.move("POST", "/time/<uuid:id>/delete", answers=shown, makes=[Move.DELETE])
def delete(call: Call, path: ById, body: Nothing) -> TimeEntry:
    """Count an entry no longer, until its week closes."""
    return call.doors.hours.delete(call.actor, path.id)


@ROUTES.move("POST", "/time/<uuid:id>/samples", answers=shown, makes=[Move.COMMIT])
def commit(call: Call, path: ById, body: CommitBody) -> TimeEntry:
    """Commit to samples of activity, without showing them."""
    return call.doors.hours.commit(call.actor, path.id, tuple(body.commitments))


@ROUTES.move("POST", "/time/<uuid:id>/reveal", answers=shown, makes=[Move.REVEAL])
def reveal(call: Call, path: ById, body: RevealBody) -> TimeEntry:
    """Show one sample of a questioned entry. What was not committed to is refused."""
    return call.doors.hours.reveal(call.actor, path.id, body.number, body.salt, body.minute, body.count)


@ROUTES.move("POST", "/time/<uuid:id>/question", answers=shown, makes=[Move.QUESTION])
def question(call: Call, path: ById, body: Because) -> TimeEntry:
    """Question one entry of a week under review, as the client; the others are paid all the same."""
    return call.doors.hours.question(call.actor, path.id, body.reason)


@ROUTES.move("POST", "/time/<uuid:id>/accept", answers=shown, makes=[Move.ACCEPT])
def accept(call: Call, path: ById, body: Nothing) -> TimeEntry:
    """Take one's question back: the entry is billed, and paid, at once."""
    return call.doors.hours.accept(call.actor, path.id)


@ROUTES.move("POST", "/time/<uuid:id>/withdraw", answers=shown, makes=[Move.WITHDRAW])
def withdraw(call: Call, path: ById, body: Nothing) -> TimeEntry:
    """Ask for a questioned entry no longer, as the freelancer."""
    return call.doors.hours.withdraw(call.actor, path.id)


@ROUTES.move("POST", "/time/<uuid:id>/stand-by", answers=shown, makes=[Move.STAND_BY])
def stand_by(call: Call, path: ById, body: AnswerBody) -> TimeEntry:
    """Stand by a questioned entry, as the freelancer: an operator decides."""
    return call.doors.hours.stand_by(call.actor, path.id, body.answer)


@ROUTES.move("POST", "/time/<uuid:id>/rule", answers=shown, makes=[Move.RULE_BILL, Move.RULE_OUT])
def rule(call: Call, path: ById, body: TimeRuling) -> TimeEntry:
    """Decide, as an operator, whether a disputed entry is paid."""
    return call.doors.hours.rule(call.actor, path.id, body.paid, body.reason)
