"""Invitations: a client asks a freelancer to bid on an open job. Whoever is invited sees the job, also a hidden one."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.errors import Refused
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.market.jobs import Job
from upclone.domain.text import text

STANDS: Final = timedelta(days=30)
"""How long an invitation waits for its answer."""


class State(StrEnum):
    """What became of it."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can be done with it."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


MOVES: Final = {
    # It is accepted by bidding.
    (State.SENT, Move.ACCEPT): Rule(State.ACCEPTED, by=Role.FREELANCER),
    (State.SENT, Move.DECLINE): Rule(State.DECLINED, by=Role.FREELANCER),
    (State.SENT, Move.WITHDRAW): Rule(State.WITHDRAWN, by=Role.CLIENT),
    (State.SENT, Move.EXPIRE): Rule(State.EXPIRED, by=Role.CLOCK),
}

PROCESS: Final = Process(
    name="invitation",
    states=State,
    moves=MOVES,
    start={State.SENT},
    end={State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.EXPIRED},
    deadlines={State.SENT: Move.EXPIRE},
)

STANDING: Final = frozenset({State.SENT, State.ACCEPTED})
"""With one of these a freelancer may bid."""

ANSWERED: Final = frozenset({State.SENT, State.ACCEPTED, State.DECLINED})
"""Of these a freelancer has one a job at most: a no is not asked about again."""


@frozen
class Invitation:
    """`message` is the client's, `reason` the freelancer's where they declined."""

    id: UUID
    job_id: UUID
    parties: Parties
    message: str
    state: State
    sent_at: datetime
    expires_at: datetime
    reason: str = ""
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """The job's client and the invited freelancer."""
        return self.parties.role_of(actor)


@frozen(kw_only=True)
class InvitationSent(Event):
    """A client asks a freelancer to bid."""

    job_id: UUID


@frozen(kw_only=True)
class InvitationAccepted(Event):
    """The freelancer bid."""

    job_id: UUID


@frozen(kw_only=True)
class InvitationDeclined(Event):
    """The freelancer does not want to."""

    job_id: UUID
    reason: str


@frozen(kw_only=True)
class InvitationWithdrawn(Event):
    """The client took it back."""

    job_id: UUID


@frozen(kw_only=True)
class InvitationExpired(Event):
    """No answer came in time."""

    job_id: UUID


def send(
    id: UUID, job: Job, freelancer_id: UUID, message: str, by: Actor, at: datetime
) -> tuple[Invitation, InvitationSent]:
    """Ask a freelancer to bid on one's job. Raises Refused where it would be oneself."""
    if freelancer_id == job.client_id:
        raise Refused("Nobody bids on their own job, so you can't invite yourself.", rule="own_job")
    invitation = Invitation(
        id=id,
        job_id=job.id,
        parties=Parties(client=job.client_id, freelancer=freelancer_id),
        message=text(message, "message", 5_000, shortest=0),
        state=State.SENT,
        sent_at=at,
        expires_at=at + STANDS,
    )
    return invitation, InvitationSent(**_facts(invitation, by, at))


def accept(invitation: Invitation, by: Actor, at: datetime) -> tuple[Invitation, InvitationAccepted]:
    """Follow it: a bid was made."""
    return _moved(invitation, Move.ACCEPT, by), InvitationAccepted(**_facts(invitation, by, at))


def decline(invitation: Invitation, reason: str, by: Actor, at: datetime) -> tuple[Invitation, InvitationDeclined]:
    """Say no to it."""
    declined = evolve(_moved(invitation, Move.DECLINE, by), reason=text(reason, "reason", 5_000, shortest=0))
    return declined, InvitationDeclined(**_facts(invitation, by, at), reason=declined.reason)


def withdraw(invitation: Invitation, by: Actor, at: datetime) -> tuple[Invitation, InvitationWithdrawn]:
    """Take it back."""
    return _moved(invitation, Move.WITHDRAW, by), InvitationWithdrawn(**_facts(invitation, by, at))


def expire(invitation: Invitation, by: Actor, at: datetime) -> tuple[Invitation, InvitationExpired]:
    """No answer came in time."""
    return _moved(invitation, Move.EXPIRE, by), InvitationExpired(**_facts(invitation, by, at))


def deadline(invitation: Invitation) -> Deadline | None:
    """One that nobody answers expires."""
    move = PROCESS.deadlines.get(invitation.state)
    return Deadline(move, invitation.expires_at) if move else None


def stands(invitation: Invitation | None) -> bool:
    """Whether who has it may bid."""
    return invitation is not None and invitation.state in STANDING


def _moved(invitation: Invitation, move: Move, by: Actor) -> Invitation:
    return evolve(invitation, state=step(MOVES, invitation, move, invitation.role_of(by)))


def _facts(invitation: Invitation, by: Actor, at: datetime) -> dict[str, Any]:
    role = invitation.role_of(by)
    return {"subject_id": invitation.id, "job_id": invitation.job_id, "by": by.id, "role": role, "at": at}
