"""Vacancies: whether a job takes bids, rests, has somebody who does it, or is asked for no longer."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.errors import MoveNotAllowed
from upclone.domain.events import Event
from upclone.domain.machine import over, step
from upclone.domain.market.jobs import MOVES, Job, Move, State, event_facts, is_direct


@frozen(kw_only=True)
class JobPaused(Event):
    """It takes no bids for a while."""


@frozen(kw_only=True)
class JobResumed(Event):
    """It takes bids again."""


@frozen(kw_only=True)
class JobFilled(Event):
    """Somebody was chosen."""


@frozen(kw_only=True)
class JobReopened(Event):
    """The offer came to nothing."""


@frozen(kw_only=True)
class JobClosed(Event):
    """The client asks no longer."""


@frozen(kw_only=True)
class JobExpired(Event):
    """Its time to apply is over."""


def pause(job: Job, by: Actor, at: datetime) -> tuple[Job, JobPaused]:
    """Take no bids for a while."""
    state = step(MOVES, job, Move.PAUSE, job.role_of(by))
    return evolve(job, state=state), JobPaused(**event_facts(job, by, at))


def resume(job: Job, by: Actor, at: datetime) -> tuple[Job, JobResumed]:
    """Take bids again."""
    state = step(MOVES, job, Move.RESUME, job.role_of(by))
    return evolve(job, state=state), JobResumed(**event_facts(job, by, at))


def receive_bid(job: Job, by: Actor, at: datetime, invited: bool = False) -> Job:
    """Check that `by` may bid on it now: also where the clock is late."""
    role = job.role_of(by, invited)
    state = step(MOVES, job, Move.BID, role)
    if job.expires_at is not None and over(job.expires_at, at):
        raise MoveNotAllowed("job", str(job.state), str(Move.BID), str(role), reason="its time to apply is over")
    return evolve(job, state=state)


def fill(job: Job, by: Actor, at: datetime) -> tuple[Job, JobFilled]:
    """The client chose somebody."""
    role = job.role_of(by)
    state = step(MOVES, job, Move.HIRE, role)
    return evolve(job, state=state), JobFilled(**event_facts(job, by, at, role))


def accept(job: Job, by: Actor, at: datetime) -> tuple[Job, JobFilled]:
    """A freelancer agrees to the terms that the client offered them: who has a proposal may see the job."""
    role = job.role_of(by, invited=True)
    state = step(MOVES, job, Move.ACCEPT, role)
    return evolve(job, state=state), JobFilled(**event_facts(job, by, at, role))


def reopen(job: Job, role: Role, by: Actor, at: datetime) -> tuple[Job, JobReopened | JobClosed | None]:
    """The offer of a filled job came to nothing; `role` is the part that `by` plays in that offer.

    A job that was made for one person is closed by it, and one that was removed stays so: None."""
    if is_direct(job, role):
        return lapse(job, role, by, at)
    state = step(MOVES, job, Move.REOPEN, role)
    if state is State.REMOVED:
        return job, None
    return evolve(job, state=state, expires_at=_again(job, at)), JobReopened(**event_facts(job, by, at, role))


def lapse(job: Job, role: Role, by: Actor, at: datetime) -> tuple[Job, JobClosed | None]:
    """The direct offer that it was made for came to nothing."""
    state = step(MOVES, job, Move.LAPSE, role)
    if state is State.REMOVED:
        return job, None
    return evolve(job, state=state), JobClosed(**event_facts(job, by, at, role))


def close(job: Job, by: Actor, at: datetime) -> tuple[Job, JobClosed]:
    """Ask no longer."""
    state = step(MOVES, job, Move.CLOSE, job.role_of(by))
    return evolve(job, state=state), JobClosed(**event_facts(job, by, at))


def expire(job: Job, by: Actor, at: datetime) -> tuple[Job, JobExpired]:
    """The time to apply is over."""
    state = step(MOVES, job, Move.EXPIRE, job.role_of(by))
    return evolve(job, state=state), JobExpired(**event_facts(job, by, at))


def _again(job: Job, at: datetime) -> datetime | None:
    """Until when a reopened job is open: as long as before, once more, where the client has set no last day."""
    if job.brief.apply_until or job.expires_at is None or job.opened_at is None or job.expires_at > at:
        return job.expires_at
    return at + (job.expires_at - job.opened_at)
