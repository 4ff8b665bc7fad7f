"""Time entries: work by the hour, measured by a timer or written down by hand, billed with its week.

An entry runs from one whole minute to another, both in UTC, so that timers that follow each other lose nothing and
share nothing. It can be changed until its week closes; then the client may question it alone, while the rest pays.

Its states, its table of moves and what it is made of are here; the moves themselves are beside it: timekeeping,
samples, questions.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.deals import commitments
from upclone.domain.deals.calendar import MINUTE, whole_minute
from upclone.domain.deals.commitments import Claim, Sample
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.money import Money


class State(StrEnum):
    """How far it is."""

    RUNNING = "running"
    LOGGED = "logged"
    QUESTIONED = "questioned"
    DISPUTED = "disputed"
    BILLED = "billed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    DELETED = "deleted"


class Move(StrEnum):
    """What can be done with it."""

    STOP = "stop"
    EDIT = "edit"
    DELETE = "delete"
    COMMIT = "commit"
    QUESTION = "question"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"
    STAND_BY = "stand_by"
    ESCALATE = "escalate"
    REVEAL = "reveal"
    BILL = "bill"
    RULE_BILL = "rule_bill"
    RULE_OUT = "rule_out"


APPROVERS: Final = (Role.CLIENT, Role.OPERATOR, Role.CLOCK)

MOVES: Final = {
    (State.RUNNING, Move.STOP): Rule(State.LOGGED, by=(Role.FREELANCER, Role.CLOCK)),
    (State.RUNNING, Move.DELETE): Rule(State.DELETED, by=(Role.FREELANCER, Role.CLOCK)),
    (State.RUNNING, Move.COMMIT): Rule(State.RUNNING, by=Role.FREELANCER),
    (State.LOGGED, Move.EDIT): Rule(State.LOGGED, by=Role.FREELANCER),
    (State.LOGGED, Move.DELETE): Rule(State.DELETED, by=Role.FREELANCER),
    (State.LOGGED, Move.COMMIT): Rule(State.LOGGED, by=Role.FREELANCER),
    (State.LOGGED, Move.QUESTION): Rule(State.QUESTIONED, by=Role.CLIENT),
    (State.LOGGED, Move.BILL): Rule(State.BILLED, by=APPROVERS),
    (State.QUESTIONED, Move.ACCEPT): Rule(State.BILLED, by=Role.CLIENT),
    (State.QUESTIONED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=Role.FREELANCER),
    (State.QUESTIONED, Move.STAND_BY): Rule(State.DISPUTED, by=Role.FREELANCER),
    (State.QUESTIONED, Move.ESCALATE): Rule(State.DISPUTED, by=Role.CLOCK),
    (State.QUESTIONED, Move.REVEAL): Rule(State.QUESTIONED, by=Role.FREELANCER),
    (State.DISPUTED, Move.ACCEPT): Rule(State.BILLED, by=Role.CLIENT),
    (State.DISPUTED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=Role.FREELANCER),
    (State.DISPUTED, Move.REVEAL): Rule(State.DISPUTED, by=Role.FREELANCER),
    (State.DISPUTED, Move.RULE_BILL): Rule(State.BILLED, by=Role.OPERATOR),
    (State.DISPUTED, Move.RULE_OUT): Rule(State.REFUSED, by=Role.OPERATOR),
}

PROCESS: Final = Process(
    name="time_entry",
    states=State,
    moves=MOVES,
    start={State.RUNNING, State.LOGGED},
    end={State.BILLED, State.WITHDRAWN, State.REFUSED, State.DELETED},
    deadlines={State.RUNNING: Move.STOP, State.QUESTIONED: Move.ESCALATE},
)

PAYABLE: Final = frozenset({State.LOGGED, State.QUESTIONED, State.DISPUTED, State.BILLED})
"""The states of an entry that is paid, or may yet be."""

CONTESTED: Final = frozenset({State.QUESTIONED, State.DISPUTED})


@frozen
class TimeEntry:
    """Work from `started_at` to `ended_at` (UTC, whole minutes; None: its timer runs). `reason` says why it was written
    down, or changed, by hand. `due_at` is when its timer stops by itself or, once questioned, when an operator decides.

    `commitment` is to what it says, by `salt`, which the other side sees once it is questioned.
    """

    id: UUID
    contract_id: UUID
    timesheet_id: UUID
    parties: Parties
    started_at: datetime
    ended_at: datetime | None
    state: State
    memo: str
    salt: str
    commitment: str
    reason: str = ""
    attachments: tuple[UUID, ...] = ()
    samples: tuple[Sample, ...] = ()
    due_at: datetime | None = None
    question: str | None = None
    answer: str | None = None
    ruling: str | None = None
    billed: Money | None = None
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """Client, freelancer, operator, machine or stranger."""
        return self.parties.role_of(actor)

    @property
    def by_hand(self) -> bool:
        """Whether somebody wrote it down, or changed what a timer measured."""
        return bool(self.reason)

    @property
    def minutes(self) -> int:
        """How long it lasted; nothing while its timer runs."""
        return self.minutes_by(self.started_at)

    def minutes_by(self, at: datetime) -> int:
        """How many minutes it has lasted by `at`, where its timer still runs."""
        return max(0, ((self.ended_at or whole_minute(at)) - self.started_at) // MINUTE)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Itself and its samples, with what is known of them."""
        of_samples = (
            commitments.claim_of(f"sample {number} of the time entry {self.id}", each)
            for number, each in enumerate(self.samples, 1)
        )
        return (Claim(f"the time entry {self.id}", self.commitment, facts_of(self)), *of_samples)


def facts_of(entry: TimeEntry) -> tuple[str | int | None, ...]:
    """What an entry commits to: its salt, itself, its contract, its times, its memo and the reason for a hand."""
    times = commitments.moment(entry.started_at), commitments.moment(entry.ended_at)
    return (entry.salt, str(entry.id), str(entry.contract_id), *times, entry.memo, entry.reason)


@frozen(kw_only=True)
class TimeEvent(Event):
    """Something happened to a time entry. `commitment` is to what it says now."""

    started_at: datetime
    ended_at: datetime | None
    memo: str
    commitment: str


def bill(entry: TimeEntry, amount: Money, by: Actor) -> TimeEntry:
    """Bill it with its week, whose event tells of it."""
    return evolve(move_on(entry, Move.BILL, by), billed=amount)


def deadline(entry: TimeEntry) -> Deadline | None:
    """A timer stops at its limit, and a question that nobody answers goes to an operator."""
    move = PROCESS.deadlines.get(entry.state)
    return Deadline(move, entry.due_at) if move and entry.due_at else None


def move_on(entry: TimeEntry, move: Move, by: Actor) -> TimeEntry:
    """The entry in the state that the table leads to. Raises MoveNotAllowed or NotYours."""
    return evolve(entry, state=step(MOVES, entry, move, entry.role_of(by)))


def event_facts(entry: TimeEntry, by: Actor, at: datetime) -> dict[str, Any]:
    """What every event of an entry says: of which, what it says now, by whom, when."""
    return {
        "subject_id": entry.id,
        "contract_id": entry.contract_id,
        "started_at": entry.started_at,
        "ended_at": entry.ended_at,
        "memo": entry.memo,
        "commitment": entry.commitment,
        "by": by.id,
        "role": entry.role_of(by),
        "at": at,
    }
