"""Vetting: a job that a moderator looks at before it is published or after, and what they say."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.market.briefs import EVERY_JOB
from upclone.domain.market.jobs import MOVES, Job, Move, event_facts, nothing_waits
from upclone.domain.market.postings import OPEN_DAYS, JobPosted, open_now
from upclone.domain.text import text


@frozen(kw_only=True)
class JobSubmitted(Event):
    """It waits for a moderator."""


@frozen(kw_only=True)
class JobRejected(Event):
    """A moderator does not let it be published."""

    reason: str


@frozen(kw_only=True)
class JobRemoved(Event):
    """A moderator took it off the market."""

    reason: str


def waits(job: Job) -> bool:
    """Whether a moderator must see it before it is published."""
    return not nothing_waits(job, Role.CLIENT)


def submit(job: Job, by: Actor, note: str, at: datetime) -> tuple[Job, JobSubmitted]:
    """Ask a moderator to let it pass as it is; `note` tells them why."""
    state = step(MOVES, job, Move.SUBMIT, job.role_of(by))
    said = text(note, "note", 2_000, shortest=0)
    return evolve(job, state=state, note=said or job.note), JobSubmitted(**event_facts(job, by, at))


def approve(job: Job, by: Actor, at: datetime, days: int = OPEN_DAYS) -> tuple[Job, JobPosted]:
    """Let it pass, with all that was found in it."""
    state = step(MOVES, job, Move.APPROVE, job.role_of(by))
    cleared = dict.fromkeys(finding for finding in (*job.cleared, *job.findings) if finding != EVERY_JOB)
    passed = evolve(job, findings=(), cleared=tuple(cleared), note="", reason="")
    return open_now(passed, state, by, at, days)


def reject(job: Job, by: Actor, reason: str, at: datetime) -> tuple[Job, JobRejected]:
    """Don't let it pass. Its client is told the reason, and can answer by editing."""
    state = step(MOVES, job, Move.REJECT, job.role_of(by))
    why = text(reason, "reason", 5_000)
    return evolve(job, state=state, reason=why, note=""), JobRejected(**event_facts(job, by, at), reason=why)


def remove(job: Job, by: Actor, reason: str, at: datetime) -> tuple[Job, JobRemoved]:
    """Take it off the market for good. Its client is told the reason."""
    state = step(MOVES, job, Move.REMOVE, job.role_of(by))
    why = text(reason, "reason", 5_000)
    return evolve(job, state=state, reason=why), JobRemoved(**event_facts(job, by, at), reason=why)
