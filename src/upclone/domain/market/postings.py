"""Postings: what a client asks for, drafted, changed, published, and asked once more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import evolve, fields, frozen

from upclone.domain.actors import Actor
from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.market.briefs import Brief, Finding, Visibility, written
from upclone.domain.market.jobs import MOVES, PROCESS, Job, Move, State, event_facts

OPEN_DAYS: Final = 60
"""How long a job without a last day to apply stays open, where the settings say nothing else."""


@frozen(kw_only=True)
class JobDrafted(Event):
    """A client begins to ask for work."""


@frozen(kw_only=True)
class JobPosted(Event):
    """It is open. `again`: it was open before, and waited for a moderator meanwhile."""

    title: str
    again: bool = False


@frozen(kw_only=True)
class JobEdited(Event):
    """The client asks for something else: `changed` names the brief's fields."""

    changed: tuple[str, ...]


@frozen(kw_only=True)
class JobHeld(Event):
    """A change of it waits for a moderator, and the job with it."""

    changed: tuple[str, ...]


@frozen(kw_only=True)
class JobRenewed(Event):
    """It has time again."""


def draft(
    id: UUID, by: Actor, brief: Brief, at: datetime, findings: tuple[Finding, ...] = ()
) -> tuple[Job, JobDrafted]:
    """Begin to ask for work. `findings` are what the rules of review find in the brief."""
    assert by.id is not None
    job = Job(id, by.id, written(brief, at), State.DRAFT, at, findings=findings)
    return job, JobDrafted(**event_facts(job, by, at))


def reviewed(job: Job, findings: tuple[Finding, ...]) -> Job:
    """The job with what the rules find in it now, but for what a moderator has let pass."""
    return evolve(job, findings=tuple(finding for finding in findings if finding not in job.cleared))


def edit(
    job: Job,
    by: Actor,
    brief: Brief,
    findings: tuple[Finding, ...],
    has_bids: bool,
    at: datetime,
    days: int = OPEN_DAYS,
) -> tuple[Job, JobEdited | JobHeld | None]:
    """Ask for something else; an open job in which something is found waits for a moderator. None: nothing changed."""
    found = reviewed(job, findings)
    shown = job.state in PROCESS.deadlines
    holds = shown and bool(found.findings)
    state = step(MOVES, job, Move.HOLD if holds else Move.EDIT, job.role_of(by))
    new = written(brief, at, job.brief)
    _check_fixed(job.brief, new, has_bids)
    changed = tuple(each.name for each in fields(Brief) if getattr(new, each.name) != getattr(job.brief, each.name))
    if not changed:
        return job, None
    expires = _until(new, at, days) if shown and "apply_until" in changed else job.expires_at
    facts = event_facts(job, by, at)
    edited = evolve(found, brief=new, state=state, expires_at=expires)
    return edited, JobHeld(**facts, changed=changed) if holds else JobEdited(**facts, changed=changed)


def publish(job: Job, by: Actor, at: datetime, days: int = OPEN_DAYS) -> tuple[Job, JobPosted]:
    """Let everybody see it who may."""
    return open_now(job, step(MOVES, job, Move.PUBLISH, job.role_of(by)), by, at, days)


def renew(
    job: Job, by: Actor, apply_until: datetime | None, at: datetime, days: int = OPEN_DAYS
) -> tuple[Job, JobRenewed]:
    """Ask once more, until `apply_until` or for the days that the house gives."""
    state = step(MOVES, job, Move.RENEW, job.role_of(by))
    brief = written(evolve(job.brief, apply_until=apply_until), at)
    renewed = evolve(job, brief=brief, state=state, expires_at=_until(brief, at, days))
    return renewed, JobRenewed(**event_facts(job, by, at))


def open_now(job: Job, state: State, by: Actor, at: datetime, days: int) -> tuple[Job, JobPosted]:
    """The job in the open, until its time to apply is over."""
    again = job.opened_at is not None
    opened = evolve(job, state=state, opened_at=job.opened_at or at, expires_at=_until(job.brief, at, days))
    return opened, JobPosted(**event_facts(job, by, at), title=job.brief.title, again=again)


def _until(brief: Brief, at: datetime, days: int) -> datetime:
    return brief.apply_until or at + timedelta(days=days)


def _check_fixed(old: Brief, new: Brief, has_bids: bool) -> None:
    if (old.visibility is Visibility.DIRECT) != (new.visibility is Visibility.DIRECT):
        raise Invalid("visibility", "of a direct offer stays what it is, and no other job becomes one")
    if has_bids and old.payment is not new.payment:
        raise Invalid("payment", "stays what it is once there are bids")
    if has_bids and old.budget.currency != new.budget.currency:
        raise Invalid("budget.currency", f"stays {old.budget.currency} once there are bids")
