"""Jobs: a client's brief on its way from a draft to somebody who does it.

Nothing is published that a rule of review holds back (`findings`) or that a moderator has said no to (`reason`): such
a job waits for a moderator. What a moderator has let pass (`cleared`) holds nothing back again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, fields, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.errors import Invalid, MoveNotAllowed
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, over, step
from upclone.domain.market.briefs import EVERY_JOB, written
from upclone.domain.market.briefs import Brief as Brief
from upclone.domain.market.briefs import Duration as Duration
from upclone.domain.market.briefs import Finding as Finding
from upclone.domain.market.briefs import Payment as Payment
from upclone.domain.market.briefs import Visibility as Visibility
from upclone.domain.text import text as text

OPEN_DAYS: Final = 60
"""How long a job without a last day to apply stays open, where the settings say nothing else."""


class State(StrEnum):
    """How far it is from being done by somebody."""

    DRAFT = "draft"
    PENDING = "pending"
    OPEN = "open"
    PAUSED = "paused"
    FILLED = "filled"
    CLOSED = "closed"
    EXPIRED = "expired"
    REJECTED = "rejected"
    REMOVED = "removed"


class Move(StrEnum):
    """What can be done with it."""

    EDIT = "edit"
    SUBMIT = "submit"
    PUBLISH = "publish"
    APPROVE = "approve"
    REJECT = "reject"
    HOLD = "hold"
    PAUSE = "pause"
    RESUME = "resume"
    BID = "bid"
    INVITE = "invite"
    HIRE = "hire"
    ACCEPT = "accept"
    REOPEN = "reopen"
    LAPSE = "lapse"
    CLOSE = "close"
    EXPIRE = "expire"
    RENEW = "renew"
    REMOVE = "remove"


HIDDEN: Final = frozenset({State.DRAFT, State.PENDING, State.REJECTED, State.REMOVED})
"""States in which a job does not exist for anybody but its client, moderators and operators."""


def nothing_waits(job: Job, role: Role) -> bool:
    """nothing in it waits for a moderator"""
    return not job.findings and not job.reason


def is_direct(job: Job, role: Role) -> bool:
    """it was made for one person, by a direct offer"""
    return job.brief.visibility is Visibility.DIRECT


def is_not_direct(job: Job, role: Role) -> bool:
    """it was not made for one person, by a direct offer"""
    return not is_direct(job, role)


_MODERATORS: Final = (Role.MODERATOR, Role.OPERATOR)
_THEIRS: Final = (Role.CLIENT, Role.OPERATOR)
_OFFERS_END: Final = (Role.CLIENT, Role.FREELANCER, Role.CLOCK)

MOVES: Final = {
    (State.DRAFT, Move.EDIT): Rule(State.DRAFT, by=Role.CLIENT),
    (State.DRAFT, Move.PUBLISH): Rule(State.OPEN, by=Role.CLIENT, when=nothing_waits),
    (State.DRAFT, Move.SUBMIT): Rule(State.PENDING, by=Role.CLIENT),
    (State.DRAFT, Move.CLOSE): Rule(State.CLOSED, by=_THEIRS),
    (State.DRAFT, Move.REMOVE): Rule(State.REMOVED, by=_MODERATORS),
    (State.PENDING, Move.APPROVE): Rule(State.OPEN, by=_MODERATORS),
    (State.PENDING, Move.REJECT): Rule(State.REJECTED, by=_MODERATORS),
    (State.PENDING, Move.EDIT): Rule(State.PENDING, by=Role.CLIENT),
    # Whoever takes out what was held back needs nobody's yes any more; and who leaves it in may say why.
    (State.PENDING, Move.PUBLISH): Rule(State.OPEN, by=Role.CLIENT, when=nothing_waits),
    (State.PENDING, Move.SUBMIT): Rule(State.PENDING, by=Role.CLIENT),
    (State.PENDING, Move.CLOSE): Rule(State.CLOSED, by=_THEIRS),
    (State.PENDING, Move.REMOVE): Rule(State.REMOVED, by=_MODERATORS),
    (State.OPEN, Move.BID): Rule(State.OPEN, by=Role.FREELANCER, when=is_not_direct),
    (State.OPEN, Move.INVITE): Rule(State.OPEN, by=Role.CLIENT, when=is_not_direct),
    (State.OPEN, Move.HIRE): Rule(State.FILLED, by=Role.CLIENT),
    # The freelancer agrees to the last terms that the client has put on the table.
    (State.OPEN, Move.ACCEPT): Rule(State.FILLED, by=Role.FREELANCER),
    (State.OPEN, Move.EDIT): Rule(State.OPEN, by=Role.CLIENT),
    (State.OPEN, Move.HOLD): Rule(State.PENDING, by=Role.CLIENT),
    (State.OPEN, Move.PAUSE): Rule(State.PAUSED, by=(Role.CLIENT, Role.OPERATOR)),
    (State.OPEN, Move.LAPSE): Rule(State.CLOSED, by=_OFFERS_END, when=is_direct),
    (State.OPEN, Move.CLOSE): Rule(State.CLOSED, by=_THEIRS),
    (State.OPEN, Move.EXPIRE): Rule(State.EXPIRED, by=Role.CLOCK),
    (State.OPEN, Move.REMOVE): Rule(State.REMOVED, by=_MODERATORS),
    (State.PAUSED, Move.RESUME): Rule(State.OPEN, by=(Role.CLIENT, Role.OPERATOR, Role.CLOCK)),
    # Pausing and expiring keep new bids away; those that are there can still be taken.
    (State.PAUSED, Move.HIRE): Rule(State.FILLED, by=Role.CLIENT),
    (State.PAUSED, Move.ACCEPT): Rule(State.FILLED, by=Role.FREELANCER),
    (State.PAUSED, Move.EDIT): Rule(State.PAUSED, by=Role.CLIENT),
    (State.PAUSED, Move.HOLD): Rule(State.PENDING, by=Role.CLIENT),
    (State.PAUSED, Move.LAPSE): Rule(State.CLOSED, by=_OFFERS_END, when=is_direct),
    (State.PAUSED, Move.CLOSE): Rule(State.CLOSED, by=_THEIRS),
    (State.PAUSED, Move.EXPIRE): Rule(State.EXPIRED, by=Role.CLOCK),
    (State.PAUSED, Move.REMOVE): Rule(State.REMOVED, by=_MODERATORS),
    # The offer came to nothing: the freelancer declined, the client withdrew it, or its time passed.
    (State.FILLED, Move.REOPEN): Rule(State.OPEN, by=_OFFERS_END, when=is_not_direct),
    (State.FILLED, Move.LAPSE): Rule(State.CLOSED, by=_OFFERS_END, when=is_direct),
    (State.FILLED, Move.REMOVE): Rule(State.REMOVED, by=_MODERATORS),
    (State.EXPIRED, Move.RENEW): Rule(State.OPEN, by=Role.CLIENT),
    (State.EXPIRED, Move.HIRE): Rule(State.FILLED, by=Role.CLIENT),
    (State.EXPIRED, Move.ACCEPT): Rule(State.FILLED, by=Role.FREELANCER),
    (State.EXPIRED, Move.LAPSE): Rule(State.CLOSED, by=_OFFERS_END, when=is_direct),
    (State.EXPIRED, Move.CLOSE): Rule(State.CLOSED, by=_THEIRS),
    (State.EXPIRED, Move.REMOVE): Rule(State.REMOVED, by=_MODERATORS),
    (State.CLOSED, Move.REMOVE): Rule(State.REMOVED, by=_MODERATORS),
    # A moderator has said no: a moderator looks again, whatever the rules find now.
    (State.REJECTED, Move.EDIT): Rule(State.REJECTED, by=Role.CLIENT),
    (State.REJECTED, Move.SUBMIT): Rule(State.PENDING, by=Role.CLIENT),
    (State.REJECTED, Move.CLOSE): Rule(State.CLOSED, by=_THEIRS),
    (State.REJECTED, Move.REMOVE): Rule(State.REMOVED, by=_MODERATORS),
    # Its contract goes on, and may still come to nothing; so may an offer.
    (State.REMOVED, Move.REOPEN): Rule(State.REMOVED, by=_OFFERS_END, when=is_not_direct),
    (State.REMOVED, Move.LAPSE): Rule(State.REMOVED, by=_OFFERS_END, when=is_direct),
}

PROCESS: Final = Process(
    name="job",
    states=State,
    moves=MOVES,
    # Who asks at once never sees the draft: their job is there once it is open, or waits for a moderator.
    start={State.DRAFT, State.PENDING, State.OPEN},
    end={State.REMOVED},
    deadlines={State.OPEN: Move.EXPIRE, State.PAUSED: Move.EXPIRE},
)


@frozen
class Job:
    """What `client_id` asks for.

    `findings` are what the rules of review hold back now, `note` what the client says to the moderator about them,
    `reason` why a moderator rejected or removed it, `cleared` what a moderator has let pass.
    """

    id: UUID
    client_id: UUID
    brief: Brief
    state: State
    created_at: datetime
    opened_at: datetime | None = None
    expires_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    cleared: tuple[Finding, ...] = ()
    note: str = ""
    reason: str = ""
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor | None, invited: bool = False) -> Role:
        """Its owner is the client; others could be its freelancer where they may see it, and are strangers else.

        `invited` says that the actor was asked to apply, or is the one to whom it was offered."""
        if actor is None:
            return Role.STRANGER
        if actor.id == self.client_id:
            return Role.CLIENT
        if actor.role is not None:
            return actor.role
        shown = self.state not in HIDDEN and (invited or self.brief.visibility is Visibility.PUBLIC)
        return Role.FREELANCER if shown else Role.STRANGER


@frozen(kw_only=True)
class JobDrafted(Event):
    """A client begins to ask for work."""


@frozen(kw_only=True)
class JobSubmitted(Event):
    """It waits for a moderator."""


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
class JobRejected(Event):
    """A moderator does not let it be published."""

    reason: str


@frozen(kw_only=True)
class JobHeld(Event):
    """A change of it waits for a moderator, and the job with it."""

    changed: tuple[str, ...]


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


@frozen(kw_only=True)
class JobRenewed(Event):
    """It has time again."""


@frozen(kw_only=True)
class JobRemoved(Event):
    """A moderator took it off the market."""

    reason: str


def draft(
    id: UUID, by: Actor, brief: Brief, at: datetime, findings: tuple[Finding, ...] = ()
) -> tuple[Job, JobDrafted]:
    """Begin to ask for work. `findings` are what the rules of review find in the brief."""
    assert by.id is not None
    job = Job(id, by.id, written(brief, at), State.DRAFT, at, findings=findings)
    return job, JobDrafted(**_facts(job, by, at))


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
    facts = _facts(job, by, at)
    edited = evolve(found, brief=new, state=state, expires_at=expires)
    return edited, JobHeld(**facts, changed=changed) if holds else JobEdited(**facts, changed=changed)


def waits(job: Job) -> bool:
    """Whether a moderator must see it before it is published."""
    return not nothing_waits(job, Role.CLIENT)


def submit(job: Job, by: Actor, note: str, at: datetime) -> tuple[Job, JobSubmitted]:
    """Ask a moderator to let it pass as it is; `note` tells them why."""
    state = step(MOVES, job, Move.SUBMIT, job.role_of(by))
    said = text(note, "note", 2_000, shortest=0)
    return evolve(job, state=state, note=said or job.note), JobSubmitted(**_facts(job, by, at))


def publish(job: Job, by: Actor, at: datetime, days: int = OPEN_DAYS) -> tuple[Job, JobPosted]:
    """Let everybody see it who may."""
    return _opened(job, step(MOVES, job, Move.PUBLISH, job.role_of(by)), by, at, days)


def approve(job: Job, by: Actor, at: datetime, days: int = OPEN_DAYS) -> tuple[Job, JobPosted]:
    """Let it pass, with all that was found in it."""
    state = step(MOVES, job, Move.APPROVE, job.role_of(by))
    cleared = dict.fromkeys(finding for finding in (*job.cleared, *job.findings) if finding != EVERY_JOB)
    passed = evolve(job, findings=(), cleared=tuple(cleared), note="", reason="")
    return _opened(passed, state, by, at, days)


def reject(job: Job, by: Actor, reason: str, at: datetime) -> tuple[Job, JobRejected]:
    """Don't let it pass. Its client is told the reason, and can answer by editing."""
    state = step(MOVES, job, Move.REJECT, job.role_of(by))
    why = text(reason, "reason", 5_000)
    return evolve(job, state=state, reason=why, note=""), JobRejected(**_facts(job, by, at), reason=why)


def remove(job: Job, by: Actor, reason: str, at: datetime) -> tuple[Job, JobRemoved]:
    """Take it off the market for good. Its client is told the reason."""
    state = step(MOVES, job, Move.REMOVE, job.role_of(by))
    why = text(reason, "reason", 5_000)
    return evolve(job, state=state, reason=why), JobRemoved(**_facts(job, by, at), reason=why)


def pause(job: Job, by: Actor, at: datetime) -> tuple[Job, JobPaused]:
    """Take no bids for a while."""
    state = step(MOVES, job, Move.PAUSE, job.role_of(by))
    return evolve(job, state=state), JobPaused(**_facts(job, by, at))


def resume(job: Job, by: Actor, at: datetime) -> tuple[Job, JobResumed]:
    """Take bids again."""
    state = step(MOVES, job, Move.RESUME, job.role_of(by))
    return evolve(job, state=state), JobResumed(**_facts(job, by, at))


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
    return evolve(job, state=state), JobFilled(**_facts(job, by, at, role))


def accept(job: Job, by: Actor, at: datetime) -> tuple[Job, JobFilled]:
    """A freelancer agrees to the terms that the client offered them: who has a proposal may see the job."""
    role = job.role_of(by, invited=True)
    state = step(MOVES, job, Move.ACCEPT, role)
    return evolve(job, state=state), JobFilled(**_facts(job, by, at, role))


def reopen(job: Job, role: Role, by: Actor, at: datetime) -> tuple[Job, JobReopened | JobClosed | None]:
    """The offer of a filled job came to nothing; `role` is the part that `by` plays in that offer.

    A job that was made for one person is closed by it, and one that was removed stays so: None."""
    if is_direct(job, role):
        return lapse(job, role, by, at)
    state = step(MOVES, job, Move.REOPEN, role)
    if state is State.REMOVED:
        return job, None
    return evolve(job, state=state, expires_at=_again(job, at)), JobReopened(**_facts(job, by, at, role))


def lapse(job: Job, role: Role, by: Actor, at: datetime) -> tuple[Job, JobClosed | None]:
    """The direct offer that it was made for came to nothing."""
    state = step(MOVES, job, Move.LAPSE, role)
    if state is State.REMOVED:
        return job, None
    return evolve(job, state=state), JobClosed(**_facts(job, by, at, role))


def close(job: Job, by: Actor, at: datetime) -> tuple[Job, JobClosed]:
    """Ask no longer."""
    state = step(MOVES, job, Move.CLOSE, job.role_of(by))
    return evolve(job, state=state), JobClosed(**_facts(job, by, at))


def expire(job: Job, by: Actor, at: datetime) -> tuple[Job, JobExpired]:
    """The time to apply is over."""
    state = step(MOVES, job, Move.EXPIRE, job.role_of(by))
    return evolve(job, state=state), JobExpired(**_facts(job, by, at))


def renew(
    job: Job, by: Actor, apply_until: datetime | None, at: datetime, days: int = OPEN_DAYS
) -> tuple[Job, JobRenewed]:
    """Ask once more, until `apply_until` or for the days that the house gives."""
    state = step(MOVES, job, Move.RENEW, job.role_of(by))
    brief = written(evolve(job.brief, apply_until=apply_until), at)
    renewed = evolve(job, brief=brief, state=state, expires_at=_until(brief, at, days))
    return renewed, JobRenewed(**_facts(job, by, at))


def deadline(job: Job) -> Deadline | None:
    """An open job expires, and so does one that rests."""
    move = PROCESS.deadlines.get(job.state)
    return Deadline(move, job.expires_at) if move and job.expires_at else None


def _opened(job: Job, state: State, by: Actor, at: datetime, days: int) -> tuple[Job, JobPosted]:
    again = job.opened_at is not None
    opened = evolve(job, state=state, opened_at=job.opened_at or at, expires_at=_until(job.brief, at, days))
    return opened, JobPosted(**_facts(job, by, at), title=job.brief.title, again=again)


def _until(brief: Brief, at: datetime, days: int) -> datetime:
    return brief.apply_until or at + timedelta(days=days)


def _again(job: Job, at: datetime) -> datetime | None:
    """Until when a reopened job is open: as long as before, once more, where the client has set no last day."""
    if job.brief.apply_until or job.expires_at is None or job.opened_at is None or job.expires_at > at:
        return job.expires_at
    return at + (job.expires_at - job.opened_at)


def _check_fixed(old: Brief, new: Brief, has_bids: bool) -> None:
    if (old.visibility is Visibility.DIRECT) != (new.visibility is Visibility.DIRECT):
        raise Invalid("visibility", "of a direct offer stays what it is, and no other job becomes one")
    if has_bids and old.payment is not new.payment:
        raise Invalid("payment", "stays what it is once there are bids")
    if has_bids and old.budget.currency != new.budget.currency:
        raise Invalid("budget.currency", f"stays {old.budget.currency} once there are bids")


def _facts(job: Job, by: Actor, at: datetime, role: Role | None = None) -> dict[str, Any]:
    return {"subject_id": job.id, "by": by.id, "role": role or job.role_of(by), "at": at}
