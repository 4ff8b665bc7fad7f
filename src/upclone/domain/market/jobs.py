"""Jobs: a client's brief on its way from a draft to somebody who does it.

Nothing is published that a rule of review holds back (`findings`) or that a moderator has said no to (`reason`): such
a job waits for a moderator. What a moderator has let pass (`cleared`) holds nothing back again.

The states, the table of moves and what a job is made of are here; the moves themselves are beside it: postings,
vetting, vacancies.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.machine import Deadline, Process, Rule
from upclone.domain.market.briefs import Brief, Finding, Visibility


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


def deadline(job: Job) -> Deadline | None:
    """An open job expires, and so does one that rests."""
    move = PROCESS.deadlines.get(job.state)
    return Deadline(move, job.expires_at) if move and job.expires_at else None


def event_facts(job: Job, by: Actor, at: datetime, role: Role | None = None) -> dict[str, Any]:
    """What every event of a job says: of which, by whom, when."""
    return {"subject_id": job.id, "by": by.id, "role": role or job.role_of(by), "at": at}
