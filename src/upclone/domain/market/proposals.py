"""Proposals: what a freelancer offers for a job, or a client to a freelancer, and how the two come to terms.

Either side puts terms on the table in turn (rounds.py), and whoever did not make the last ones can accept them. A bid
begins with the freelancer's terms; a direct offer, whose job exists for it alone, with the client's.

The states, the table of moves and what a proposal is made of are here; the moves themselves are beside it: bids,
shortlists, outcomes.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.machine import Deadline, Process, Rule, open_moves, step
from upclone.domain.market import jobs
from upclone.domain.market.jobs import Job
from upclone.domain.market.rounds import Round, Step
from upclone.domain.money import Money


class State(StrEnum):
    """Whose terms lie on the table, or what became of it."""

    SUBMITTED = "submitted"
    COUNTERED = "countered"
    HIRED = "hired"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"


class Move(StrEnum):
    """What can be done with it."""

    EDIT = "edit"
    SHORTLIST = "shortlist"
    UNSHORTLIST = "unshortlist"
    COUNTER = "counter"
    HIRE = "hire"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    LAPSE = "lapse"


def _began(proposal: Any, role: Role) -> bool:
    """you made the first offer"""
    return bool(proposal.begun_by is role)


def _was_asked(proposal: Any, role: Role) -> bool:
    """the other side made the first offer"""
    return proposal.begun_by is not role


def _listed(proposal: Any, role: Role) -> bool:
    """it is on the shortlist"""
    return bool(proposal.shortlisted)


def _unlisted(proposal: Any, role: Role) -> bool:
    """it is not on the shortlist"""
    return not proposal.shortlisted


PARTIES: Final = (Role.CLIENT, Role.FREELANCER)

MOVES: Final = {
    (State.SUBMITTED, Move.EDIT): Rule(State.SUBMITTED, by=Role.FREELANCER),
    (State.SUBMITTED, Move.COUNTER): Rule(State.COUNTERED, by=Role.CLIENT),
    (State.SUBMITTED, Move.HIRE): Rule(State.HIRED, by=Role.CLIENT),
    (State.SUBMITTED, Move.SHORTLIST): Rule(State.SUBMITTED, by=Role.CLIENT, when=_unlisted),
    (State.SUBMITTED, Move.UNSHORTLIST): Rule(State.SUBMITTED, by=Role.CLIENT, when=_listed),
    (State.SUBMITTED, Move.DECLINE): Rule(State.DECLINED, by=PARTIES, when=_was_asked),
    (State.SUBMITTED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=PARTIES, when=_began),
    (State.SUBMITTED, Move.EXPIRE): Rule(State.EXPIRED, by=Role.CLOCK),
    (State.COUNTERED, Move.EDIT): Rule(State.COUNTERED, by=Role.CLIENT),
    (State.COUNTERED, Move.COUNTER): Rule(State.SUBMITTED, by=Role.FREELANCER),
    (State.COUNTERED, Move.ACCEPT): Rule(State.HIRED, by=Role.FREELANCER),
    (State.COUNTERED, Move.SHORTLIST): Rule(State.COUNTERED, by=Role.CLIENT, when=_unlisted),
    (State.COUNTERED, Move.UNSHORTLIST): Rule(State.COUNTERED, by=Role.CLIENT, when=_listed),
    (State.COUNTERED, Move.DECLINE): Rule(State.DECLINED, by=PARTIES, when=_was_asked),
    (State.COUNTERED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=PARTIES, when=_began),
    (State.COUNTERED, Move.EXPIRE): Rule(State.EXPIRED, by=Role.CLOCK),
    # The contract it led to was never signed.
    (State.HIRED, Move.LAPSE): Rule(State.LAPSED, by=(Role.CLIENT, Role.FREELANCER, Role.CLOCK)),
}

PROCESS: Final = Process(
    name="proposal",
    states=State,
    moves=MOVES,
    start={State.SUBMITTED, State.COUNTERED},
    end={State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.LAPSED},
    deadlines={State.SUBMITTED: Move.EXPIRE, State.COUNTERED: Move.EXPIRE},
)

COUNTING: Final = frozenset({State.SUBMITTED, State.COUNTERED, State.HIRED})
"""Of these a freelancer has one a job at most."""

UNDER_THE_JOB: Final = frozenset({Move.EDIT, Move.COUNTER, Move.HIRE, Move.ACCEPT})
"""The moves that need a job to agree on: one for which this side could close the deal now."""

CLOSES: Final = {Role.CLIENT: jobs.Move.HIRE, Role.FREELANCER: jobs.Move.ACCEPT}
"""The job's move by which each side closes the deal."""


@frozen
class Answer:
    """What a freelancer answers to a question of the job. The question is kept as it was when it was answered."""

    question: str
    answer: str


@frozen
class Proposal:
    """`rounds` has every offer made, oldest first; the last one lies on the table. `reason` is of whoever declined."""

    id: UUID
    job_id: UUID
    parties: Parties
    cover_letter: str
    rounds: tuple[Round, ...]
    state: State
    created_at: datetime
    answers: tuple[Answer, ...] = ()
    attachments: tuple[UUID, ...] = ()
    shortlisted: bool = False
    reason: str = ""
    version: int = field(default=0, eq=False)

    @property
    def table(self) -> Round:
        """The last offer."""
        return self.rounds[-1]

    @property
    def price(self) -> Money:
        """Of the last offer: the whole sum, or the hourly rate."""
        return self.table.price

    @property
    def plan(self) -> tuple[Step, ...]:
        """The milestones of the last offer."""
        return self.table.plan

    @property
    def begun_by(self) -> Role:
        """The side whose offer it began with: the freelancer's of a bid, the client's of a direct offer."""
        return self.rounds[0].by

    def role_of(self, actor: Actor) -> Role:
        """Its parties are the job's client and the freelancer."""
        return self.parties.role_of(actor)


def permit(proposal: Proposal, job: Job, move: Move, by: Actor) -> Role:
    """The role of `by`, where the proposal's table and the job's allow the move now. Raises what `step` raises."""
    role = proposal.role_of(by)
    step(MOVES, proposal, move, role)
    step(jobs.MOVES, job, CLOSES[role], role)
    return role


def moves(proposal: Proposal, job: jobs.State, by: Actor) -> tuple[Move, ...]:
    """The moves that are open to `by` while the job is in that state."""
    role = proposal.role_of(by)
    deal = (job, CLOSES[role]) in jobs.MOVES if role in CLOSES else False
    return tuple(move for move in open_moves(MOVES, proposal, role) if deal or move not in UNDER_THE_JOB)


def deadline(proposal: Proposal) -> Deadline | None:
    """The offer on the table stands for a time."""
    move, until = PROCESS.deadlines.get(proposal.state), proposal.table.valid_until
    return Deadline(move, until) if move and until else None


def event_facts(proposal: Proposal, by: Actor, at: datetime) -> dict[str, Any]:
    """What every event of a proposal says: of which, for which job, by whom, when."""
    role = proposal.role_of(by)
    return {"subject_id": proposal.id, "job_id": proposal.job_id, "by": by.id, "role": role, "at": at}
