"""Jobs: what a client asks for. Carried here as far as a deal needs it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.events import Event
from upclone.domain.machine import Process, Rule, step
from upclone.domain.money import Money, price
from upclone.domain.text import text as text


class State(StrEnum):
    """Whether it can be bid on."""

    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"


class Move(StrEnum):
    """What can be done with it."""

    BID = "bid"
    HIRE = "hire"
    REOPEN = "reopen"
    CLOSE = "close"


class Payment(StrEnum):
    """How the work is paid."""

    FIXED = "fixed"
    HOURLY = "hourly"


MOVES: Final = {
    (State.OPEN, Move.BID): Rule(State.OPEN, by=Role.FREELANCER),
    (State.OPEN, Move.HIRE): Rule(State.FILLED, by=Role.CLIENT),
    (State.OPEN, Move.CLOSE): Rule(State.CLOSED, by=(Role.CLIENT, Role.OPERATOR)),
    # The offer came to nothing: the freelancer declined, the client withdrew it, or its time passed.
    (State.FILLED, Move.REOPEN): Rule(State.OPEN, by=(Role.CLIENT, Role.FREELANCER, Role.CLOCK)),
}

PROCESS: Final = Process(name="job", states=State, moves=MOVES, start={State.OPEN}, end={State.CLOSED})


@frozen
class Job:
    """What `client_id` asks for. `budget` is the whole price of a fixed job, or the hourly rate of an hourly one."""

    id: UUID
    client_id: UUID
    title: str
    description: str
    payment: Payment
    budget: Money
    category: str
    skills: tuple[str, ...]
    state: State
    created_at: datetime
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """Its owner is the client; every other member could be its freelancer."""
        if actor.id == self.client_id:
            return Role.CLIENT
        return actor.role or Role.FREELANCER


@frozen(kw_only=True)
class JobPosted(Event):
    """A client asks for work."""

    title: str


@frozen(kw_only=True)
class JobFilled(Event):
    """Somebody was chosen."""


@frozen(kw_only=True)
class JobReopened(Event):
    """The offer came to nothing."""


@frozen(kw_only=True)
class JobClosed(Event):
    """The client asks no longer."""


def post(
    id: UUID,
    by: Actor,
    title: str,
    description: str,
    payment: Payment,
    budget: Money,
    category: str,
    skills: tuple[str, ...],
    at: datetime,
) -> tuple[Job, JobPosted]:
    """Ask for work."""
    assert by.id is not None
    job = Job(
        id=id,
        client_id=by.id,
        title=text(title, "title", 150),
        description=text(description, "description", 20_000),
        payment=payment,
        budget=price(budget, "budget.amount_minor"),
        category=category,
        skills=skills,
        state=State.OPEN,
        created_at=at,
    )
    return job, JobPosted(**_facts(job, by, at), title=job.title)


def receive_bid(job: Job, by: Actor) -> Job:
    """Check that `by` may bid on it now."""
    return evolve(job, state=step(MOVES, job, Move.BID, job.role_of(by)))


def fill(job: Job, by: Actor, at: datetime) -> tuple[Job, JobFilled]:
    """Somebody was chosen."""
    state = step(MOVES, job, Move.HIRE, job.role_of(by))
    return evolve(job, state=state), JobFilled(**_facts(job, by, at))


def reopen(job: Job, role: Role, by: Actor, at: datetime) -> tuple[Job, JobReopened]:
    """The offer came to nothing; `role` is the part that `by` plays in that offer."""
    state = step(MOVES, job, Move.REOPEN, role)
    return evolve(job, state=state), JobReopened(**_facts(job, by, at))


def close(job: Job, by: Actor, at: datetime) -> tuple[Job, JobClosed]:
    """Ask no longer."""
    state = step(MOVES, job, Move.CLOSE, job.role_of(by))
    return evolve(job, state=state), JobClosed(**_facts(job, by, at))


def _facts(job: Job, by: Actor, at: datetime) -> dict[str, Any]:
    return {"subject_id": job.id, "by": by.id, "role": job.role_of(by), "at": at}
