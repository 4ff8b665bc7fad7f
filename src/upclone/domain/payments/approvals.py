"""Two people: an act of an operator that moves more than a limit waits until another operator approves it.

What is carried out is what was shown when it was asked for: the digest of its outcome is kept, and an act that would
do something else by now is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.errors import Invalid, NotYours
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.money import Money

LASTS: Final = timedelta(days=7)
LONGEST_REASON: Final = 2_000


class State(StrEnum):
    """How it stands."""

    REQUESTED = "requested"
    CARRIED_OUT = "carried_out"
    REFUSED = "refused"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can be done with it."""

    APPROVE = "approve"
    REFUSE = "refuse"
    EXPIRE = "expire"


MOVES: Final = {
    (State.REQUESTED, Move.APPROVE): Rule(State.CARRIED_OUT, by=Role.OPERATOR),
    (State.REQUESTED, Move.REFUSE): Rule(State.REFUSED, by=(Role.OPERATOR, Role.HOLDER)),
    (State.REQUESTED, Move.EXPIRE): Rule(State.EXPIRED, by=Role.CLOCK),
}
"""Who asked is its holder: they can take it back, and never approve it."""

PROCESS: Final = Process(
    name="approval",
    states=State,
    moves=MOVES,
    start={State.REQUESTED},
    end={State.CARRIED_OUT, State.REFUSED, State.EXPIRED},
    deadlines={State.REQUESTED: Move.EXPIRE},
)


@frozen
class Approval:
    """What `requested_by` asks to do: the name of an act and its arguments, why, what it would move, and `essence`,
    the digest of what it would do."""

    id: UUID
    act: str
    arguments: Mapping[str, str]
    reason: str
    essence: str
    moved: tuple[Money, ...]
    requested_by: UUID
    requested_at: datetime
    state: State
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    version: int = field(default=0, eq=False)

    @property
    def due_at(self) -> datetime:
        """The last second in which it can be approved."""
        return self.requested_at + LASTS

    def role_of(self, actor: Actor) -> Role:
        """Whoever asked is no second person."""
        return Role.HOLDER if actor.id == self.requested_by else actor.role or Role.STRANGER


def request(
    id: UUID,
    act: str,
    arguments: Mapping[str, str],
    reason: str,
    essence: str,
    moved: tuple[Money, ...],
    by: Actor,
    at: datetime,
) -> Approval:
    """Ask for a second person. A reason is needed."""
    if not by.is_operator or by.id is None:
        raise NotYours(kind="approval", id=str(id))
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid("reason", f"must have 1 to {LONGEST_REASON} characters")
    return Approval(id, act, dict(arguments), reason, essence, moved, by.id, at, State.REQUESTED)


def approve(approval: Approval, by: Actor, at: datetime) -> Approval:
    """Another operator lets it be done."""
    return _moved(approval, Move.APPROVE, by, at)


def refuse(approval: Approval, by: Actor, at: datetime) -> Approval:
    """It is not done; whoever asked can take it back, too."""
    return _moved(approval, Move.REFUSE, by, at)


def expire(approval: Approval, by: Actor, at: datetime) -> Approval:
    """Nobody decided in time."""
    return _moved(approval, Move.EXPIRE, by, at)


def deadline(approval: Approval) -> Deadline | None:
    """When the clock ends what nobody decided."""
    move = PROCESS.deadlines.get(approval.state)
    return Deadline(move, approval.due_at) if move else None


def _moved(approval: Approval, move: Move, by: Actor, at: datetime) -> Approval:
    state = step(MOVES, approval, move, approval.role_of(by))
    return evolve(approval, state=state, decided_by=by.id, decided_at=at)
