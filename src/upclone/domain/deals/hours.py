"""Time entries: work by the hour, measured by a timer or written down by hand, billed with its week.

An entry runs from one whole minute to another, both in UTC, so that timers that follow each other lose nothing and
share nothing. It can be changed until its week closes; then the client may question it alone, while the rest pays.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.deals import commitments
from upclone.domain.deals.calendar import MINUTE, whole_minute
from upclone.domain.deals.commitments import Claim, Sample
from upclone.domain.errors import Invalid, Refused
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.market.jobs import text
from upclone.domain.money import Money

MAX_SAMPLES: Final = 2_000
MAX_FILES: Final = 10


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


@frozen(kw_only=True)
class ActivityCommitted(TimeEvent):
    """The freelancer's tool committed to `samples` more of them."""

    samples: int


@frozen(kw_only=True)
class ActivityRevealed(TimeEvent):
    """One sample was shown, and is what was committed to."""

    number: int
    count: int


@frozen(kw_only=True)
class TimeQuestioned(TimeEvent):
    """The client doubts this entry; the others are paid all the same."""

    reason: str


@frozen(kw_only=True)
class TimeAccepted(TimeEvent):
    """The client accepts it after all."""


@frozen(kw_only=True)
class TimeWithdrawn(TimeEvent):
    """The freelancer does not ask for it any more."""


@frozen(kw_only=True)
class TimeStoodBy(TimeEvent):
    """The freelancer stands by it: an operator decides."""

    answer: str


@frozen(kw_only=True)
class TimeEscalated(TimeEvent):
    """Nobody answered: an operator decides."""


@frozen(kw_only=True)
class TimeRuled(TimeEvent):
    """An operator decided whether it is paid."""

    paid: bool
    reason: str


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
    return entry, TimerStarted(**_facts(entry, by, at))


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
    return entry, TimeLogged(**_facts(entry, by, at), reason=entry.reason)


def stop(entry: TimeEntry, idle: int, by: Actor, at: datetime) -> tuple[TimeEntry, TimerStopped | TimeDeleted]:
    """Stop working, `idle` minutes ago. An entry of no minute at all is deleted: there is nothing to bill."""
    end = min(at, entry.due_at or at) - idle * MINUTE
    if idle < 0 or (idle and end < entry.started_at):
        raise Invalid("idle_minutes", "must be 0 or more, and not longer than the timer ran")
    ended = max(whole_minute(end), entry.started_at)
    if ended == entry.started_at:
        deleted = evolve(_moved(entry, Move.DELETE, by), due_at=None)
        return deleted, TimeDeleted(**_facts(deleted, by, at))
    state = step(MOVES, entry, Move.STOP, entry.role_of(by))
    stopped = _sealed(evolve(entry, state=state, ended_at=ended, due_at=None))
    return stopped, TimerStopped(**_facts(stopped, by, at), idle_minutes=idle)


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
    moved = _moved(entry, Move.EDIT, by)
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
    return edited, TimeEdited(**_facts(edited, by, at), reason=edited.reason, before=entry.commitment)


def delete(entry: TimeEntry, by: Actor, at: datetime) -> tuple[TimeEntry, TimeDeleted]:
    """Count it no longer."""
    deleted = evolve(_moved(entry, Move.DELETE, by), due_at=None)
    return deleted, TimeDeleted(**_facts(deleted, by, at))


def commit(entry: TimeEntry, given: tuple[str, ...], by: Actor, at: datetime) -> tuple[TimeEntry, ActivityCommitted]:
    """Add commitments to samples of activity, which stay with the freelancer until they reveal one."""
    moved = _moved(entry, Move.COMMIT, by)
    if not given or len(entry.samples) + len(given) > MAX_SAMPLES:
        raise Invalid("commitments", f"must be at least one, and at most {MAX_SAMPLES} an entry")
    added = tuple(Sample(commitments.committed(each)) for each in given)
    return evolve(moved, samples=(*entry.samples, *added)), ActivityCommitted(
        **_facts(entry, by, at), samples=len(added)
    )


def reveal(
    entry: TimeEntry, number: int, salt: str, minute: datetime, count: int, by: Actor, at: datetime
) -> tuple[TimeEntry, ActivityRevealed]:
    """Show the sample with this number, counted from 1. Raises Invalid where it is not what was committed to."""
    moved = _moved(entry, Move.REVEAL, by)
    if not 1 <= number <= len(entry.samples):
        raise Invalid("number", f"must be 1 to {len(entry.samples)}: there are no others")
    shown = commitments.reveal(entry.samples[number - 1], salt, minute, count)
    samples = (*entry.samples[: number - 1], shown, *entry.samples[number:])
    return evolve(moved, samples=samples), ActivityRevealed(**_facts(entry, by, at), number=number, count=count)


def question(
    entry: TimeEntry, reason: str, answer_within: timedelta, by: Actor, at: datetime
) -> tuple[TimeEntry, TimeQuestioned]:
    """Doubt it, alone. Without an answer in time an operator decides."""
    moved = _moved(entry, Move.QUESTION, by)
    said = text(reason, "reason", 5_000)
    event = TimeQuestioned(**_facts(entry, by, at), reason=said)
    return evolve(moved, question=said, due_at=at + answer_within), event


def accept(entry: TimeEntry, amount: Money, by: Actor, at: datetime) -> tuple[TimeEntry, TimeAccepted]:
    """Doubt it no longer: it is billed at once."""
    moved = _moved(entry, Move.ACCEPT, by)
    return evolve(moved, billed=amount, due_at=None), TimeAccepted(**_facts(entry, by, at))


def withdraw(entry: TimeEntry, by: Actor, at: datetime) -> tuple[TimeEntry, TimeWithdrawn]:
    """Ask for it no longer."""
    return evolve(_moved(entry, Move.WITHDRAW, by), due_at=None), TimeWithdrawn(**_facts(entry, by, at))


def stand_by(entry: TimeEntry, answer: str, by: Actor, at: datetime) -> tuple[TimeEntry, TimeStoodBy]:
    """Say why it is right: an operator decides."""
    moved = _moved(entry, Move.STAND_BY, by)
    said = text(answer, "answer", 5_000)
    return evolve(moved, answer=said, due_at=None), TimeStoodBy(**_facts(entry, by, at), answer=said)


def escalate(entry: TimeEntry, by: Actor, at: datetime) -> tuple[TimeEntry, TimeEscalated]:
    """Nobody answered in time: an operator decides."""
    return evolve(_moved(entry, Move.ESCALATE, by), due_at=None), TimeEscalated(**_facts(entry, by, at))


def rule(entry: TimeEntry, amount: Money | None, reason: str, by: Actor, at: datetime) -> tuple[TimeEntry, TimeRuled]:
    """Decide, as an operator: it is billed at `amount` or, with None, not at all."""
    moved = _moved(entry, Move.RULE_OUT if amount is None else Move.RULE_BILL, by)
    said = text(reason, "reason", 5_000)
    event = TimeRuled(**_facts(entry, by, at), paid=amount is not None, reason=said)
    return evolve(moved, billed=amount, ruling=said, due_at=None), event


def bill(entry: TimeEntry, amount: Money, by: Actor) -> TimeEntry:
    """Bill it with its week, whose event tells of it."""
    return evolve(_moved(entry, Move.BILL, by), billed=amount)


def deadline(entry: TimeEntry) -> Deadline | None:
    """A timer stops at its limit, and a question that nobody answers goes to an operator."""
    move = PROCESS.deadlines.get(entry.state)
    return Deadline(move, entry.due_at) if move and entry.due_at else None


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


def _moved(entry: TimeEntry, move: Move, by: Actor) -> TimeEntry:
    return evolve(entry, state=step(MOVES, entry, move, entry.role_of(by)))


def _facts(entry: TimeEntry, by: Actor, at: datetime) -> dict[str, Any]:
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
