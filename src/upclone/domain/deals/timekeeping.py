"""Timekeeping: time that a timer measures, or that is written down, changed and deleted by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Parties
from upclone.domain.deals import commitments
from upclone.domain.deals.calendar import MINUTE, whole_minute
from upclone.domain.deals.hours import MOVES, Move, State, TimeEntry, TimeEvent, event_facts, facts_of, move_on
from upclone.domain.errors import Invalid, Refused
from upclone.domain.machine import step
from upclone.domain.text import text

MAX_FILES: Final = 10


@frozen(kw_only=True)
class TimerStarted(TimeEvent):
    """The freelancer works, by a timer."""


@frozen(kw_only=True)
class TimerStopped(TimeEvent):
    """The timer stopped: by its freelancer, or by the clock at the week's limit or end."""

    idle_minutes: int = 0


@frozen(kw_only=True)
class TimeLogged(TimeEvent):
    """Time was written down by hand."""

    reason: str


@frozen(kw_only=True)
class TimeEdited(TimeEvent):
    """An entry says something else now; `before` was its commitment."""

    reason: str
    before: str


@frozen(kw_only=True)
class TimeDeleted(TimeEvent):
    """An entry counts no longer."""


def start(
    id: UUID,
    contract_id: UUID,
    timesheet_id: UUID,
    parties: Parties,
    memo: str,
    salt: str,
    due_at: datetime,
    by: Actor,
    at: datetime,
) -> tuple[TimeEntry, TimerStarted]:
    """Begin to work. The clock stops the timer at `due_at`: the week's limit, or its end."""
    began = whole_minute(at)
    said = text(memo, "memo", 1_000, shortest=0)
    entry = _sealed(
        TimeEntry(id, contract_id, timesheet_id, parties, began, None, State.RUNNING, said, salt, "", due_at=due_at)
    )
    return entry, TimerStarted(**event_facts(entry, by, at))


def log(
    id: UUID,
    contract_id: UUID,
    timesheet_id: UUID,
    parties: Parties,
    span: tuple[datetime, datetime],
    memo: str,
    reason: str,
    attachments: tuple[UUID, ...],
    salt: str,
    by: Actor,
    at: datetime,
) -> tuple[TimeEntry, TimeLogged]:
    """Write time down by hand. Raises Invalid for times that are no whole minutes, or the wrong way round."""
    started, ended = _span(*span)
    entry = _sealed(
        TimeEntry(
            id,
            contract_id,
            timesheet_id,
            parties,
            started,
            ended,
            State.LOGGED,
            text(memo, "memo", 1_000, shortest=0),
            salt,
            "",
            reason=text(reason, "reason", 1_000),
            attachments=_files(attachments),
        )
    )
    return entry, TimeLogged(**event_facts(entry, by, at), reason=entry.reason)


def stop(entry: TimeEntry, idle: int, by: Actor, at: datetime) -> tuple[TimeEntry, TimerStopped | TimeDeleted]:
    """Stop working, `idle` minutes ago. An entry of no minute at all is deleted: there is nothing to bill."""
    end = min(at, entry.due_at or at) - idle * MINUTE
    if idle < 0 or (idle and end < entry.started_at):
        raise Invalid("idle_minutes", "must be 0 or more, and not longer than the timer ran")
    ended = max(whole_minute(end), entry.started_at)
    if ended == entry.started_at:
        deleted = evolve(move_on(entry, Move.DELETE, by), due_at=None)
        return deleted, TimeDeleted(**event_facts(deleted, by, at))
    state = step(MOVES, entry, Move.STOP, entry.role_of(by))
    stopped = _sealed(evolve(entry, state=state, ended_at=ended, due_at=None))
    return stopped, TimerStopped(**event_facts(stopped, by, at), idle_minutes=idle)


def stops_at(entry: TimeEntry, due_at: datetime) -> TimeEntry:
    """Let the clock stop a running timer at another time, because the week's limit is nearer or farther. No move."""
    assert entry.state is State.RUNNING
    return evolve(entry, due_at=due_at)


def edit(
    entry: TimeEntry,
    span: tuple[datetime, datetime],
    memo: str,
    reason: str,
    attachments: tuple[UUID, ...],
    by: Actor,
    at: datetime,
) -> tuple[TimeEntry, TimeEdited]:
    """Change what it says, for a reason. What it said before stays in the contract's history."""
    moved = move_on(entry, Move.EDIT, by)
    started, ended = _span(*span)
    edited = _sealed(
        evolve(
            moved,
            started_at=started,
            ended_at=ended,
            memo=text(memo, "memo", 1_000, shortest=0),
            reason=text(reason, "reason", 1_000),
            attachments=_files(attachments),
        )
    )
    return edited, TimeEdited(**event_facts(edited, by, at), reason=edited.reason, before=entry.commitment)


def delete(entry: TimeEntry, by: Actor, at: datetime) -> tuple[TimeEntry, TimeDeleted]:
    """Count it no longer."""
    deleted = evolve(move_on(entry, Move.DELETE, by), due_at=None)
    return deleted, TimeDeleted(**event_facts(deleted, by, at))


def refused(rule: str, reason: str) -> Refused:
    """Time that can't be logged, by the rule that it breaks."""
    return Refused(reason, rule=rule)


def _sealed(entry: TimeEntry) -> TimeEntry:
    return evolve(entry, commitment=commitments.commit(*facts_of(entry)))


def _span(started: datetime, ended: datetime) -> tuple[datetime, datetime]:
    for name, at in (("started_at", started), ("ended_at", ended)):
        if at != whole_minute(at):
            raise Invalid(name, "must be a whole minute")
    if ended <= started:
        raise Invalid("ended_at", "must be later than started_at")
    return started, ended


def _files(attachments: tuple[UUID, ...]) -> tuple[UUID, ...]:
    if len(attachments) > MAX_FILES or len(set(attachments)) < len(attachments):
        raise Invalid("attachments", f"must be at most {MAX_FILES}, each of them once")
    return attachments
