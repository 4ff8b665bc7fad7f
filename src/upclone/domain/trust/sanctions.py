"""Sanctions: a suspension or a ban, with its reason, its appeal, and an end to any hold on money.

Due process is in the table. Whoever is sanctioned is told why, can appeal once, and is heard by another operator than
the one who imposed it, where there is another; an appeal that nobody decides in time lifts the sanction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import Attribute, evolve, field, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.errors import Invalid, MoneyHeld, Refused
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, over, step
from upclone.domain.text import text

APPEAL_WITHIN: Final = timedelta(days=30)
"""How long a sanction can be appealed."""

DECIDE_WITHIN: Final = timedelta(days=14)
"""How long operators have to decide an appeal; then the clock lifts the sanction."""

LONGEST_MONEY_HOLD: Final = timedelta(days=30)
"""A hold on payouts always ends."""

REVIEW_AFTER: Final = timedelta(days=90)
"""When an open-ended suspension is looked at again, where nobody names a day."""

UNDECIDED: Final = "Nobody decided the appeal in time."
"""Why the clock lifts a sanction."""


class Kind(StrEnum):
    """For a time (with an end, or a day on which it is looked at again), or for good."""

    SUSPENSION = "suspension"
    BAN = "ban"


class State(StrEnum):
    """Upheld: an appeal did not change it. Replaced: a ban took a suspension's place."""

    IN_FORCE = "in_force"
    APPEALED = "appealed"
    UPHELD = "upheld"
    LIFTED = "lifted"
    REPLACED = "replaced"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can happen to it."""

    APPEAL = "appeal"
    UPHOLD = "uphold"
    LIFT = "lift"
    REVIEW = "review"
    REPLACE = "replace"
    EXPIRE = "expire"


def _impartial(case: Any, role: Role) -> bool:
    """another operator imposed it, or there is no other operator"""
    return role is Role.CLOCK or case.alone or case.by != case.sanction.imposed_by


MOVES: Final = {
    (State.IN_FORCE, Move.APPEAL): Rule(State.APPEALED, by=Role.HOLDER),
    (State.IN_FORCE, Move.LIFT): Rule(State.LIFTED, by=Role.OPERATOR),
    (State.IN_FORCE, Move.REVIEW): Rule(State.IN_FORCE, by=Role.OPERATOR),
    (State.IN_FORCE, Move.REPLACE): Rule(State.REPLACED, by=Role.OPERATOR),
    (State.IN_FORCE, Move.EXPIRE): Rule(State.EXPIRED, by=Role.CLOCK),
    (State.APPEALED, Move.UPHOLD): Rule(State.UPHELD, by=Role.OPERATOR, when=_impartial),
    (State.APPEALED, Move.LIFT): Rule(State.LIFTED, by=(Role.OPERATOR, Role.CLOCK), when=_impartial),
    (State.APPEALED, Move.REPLACE): Rule(State.REPLACED, by=Role.OPERATOR, when=_impartial),
    (State.UPHELD, Move.LIFT): Rule(State.LIFTED, by=Role.OPERATOR),
    (State.UPHELD, Move.REVIEW): Rule(State.UPHELD, by=Role.OPERATOR),
    (State.UPHELD, Move.REPLACE): Rule(State.REPLACED, by=Role.OPERATOR),
    (State.UPHELD, Move.EXPIRE): Rule(State.EXPIRED, by=Role.CLOCK),
}

PROCESS: Final = Process(
    name="sanction",
    states=State,
    moves=MOVES,
    start={State.IN_FORCE},
    end={State.LIFTED, State.REPLACED, State.EXPIRED},
    deadlines={State.IN_FORCE: Move.EXPIRE, State.APPEALED: Move.LIFT, State.UPHELD: Move.EXPIRE},
)

STANDING: Final = frozenset({State.IN_FORCE, State.APPEALED, State.UPHELD})
"""The states in which its subject may not act."""


def _not_empty(sanction: object, attribute: Attribute[str], reason: str) -> None:
    text(reason, attribute.name, 5_000)


@frozen
class Appeal:
    """What its subject says against it."""

    statement: str
    at: datetime


@frozen
class Decision:
    """What became of it, and why. `by` is None where the clock decided."""

    by: UUID | None
    reason: str
    at: datetime


@frozen
class Sanction:
    """Why `account_id` may not act. There is none without a reason.

    A suspension has an end (`until`) or a day on which it is looked at again (`review_at`); a ban has neither. Payouts
    wait until `money_held_until`, None for no hold. `paused` are the jobs that were taken off the market with it.
    """

    id: UUID
    account_id: UUID
    kind: Kind
    reason: str = field(validator=_not_empty)
    imposed_by: UUID
    imposed_at: datetime
    state: State
    until: datetime | None = None
    review_at: datetime | None = None
    money_held_until: datetime | None = None
    appeal: Appeal | None = None
    decision: Decision | None = None
    paused: tuple[UUID, ...] = ()
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """Whom it is about is the account's holder alone, operator or not."""
        return Role.HOLDER if actor.id == self.account_id else actor.role or Role.STRANGER

    @property
    def appeal_until(self) -> datetime:
        """The end of the time to appeal."""
        return self.imposed_at + APPEAL_WITHIN

    @property
    def decide_by(self) -> datetime | None:
        """When the clock lifts it, where an appeal waits."""
        return self.appeal.at + DECIDE_WITHIN if self.appeal and self.state is State.APPEALED else None


@frozen
class Case:
    """A sanction before the account `by`. `alone`: no other operator could decide it."""

    sanction: Sanction
    by: UUID | None
    alone: bool
    process: str = PROCESS.name

    @property
    def state(self) -> State:
        """The sanction's."""
        return self.sanction.state

    @property
    def id(self) -> UUID:
        """The sanction's."""
        return self.sanction.id


@frozen(kw_only=True)
class SanctionImposed(Event):
    """Somebody may not act, for `reason`."""

    account_id: UUID
    kind: Kind
    reason: str
    until: datetime | None
    money_held_until: datetime | None


@frozen(kw_only=True)
class SanctionAppealed(Event):
    """Its subject asks for another look; it is decided by `decide_by`."""

    account_id: UUID
    decide_by: datetime


@frozen(kw_only=True)
class SanctionUpheld(Event):
    """It stands."""

    account_id: UUID
    reason: str


@frozen(kw_only=True)
class SanctionLifted(Event):
    """It is over before its time."""

    account_id: UUID
    reason: str


@frozen(kw_only=True)
class SanctionReviewed(Event):
    """It was looked at, and goes on; the next look is at `review_at`."""

    account_id: UUID
    reason: str
    review_at: datetime


@frozen(kw_only=True)
class SanctionReplaced(Event):
    """A ban took its place."""

    account_id: UUID


@frozen(kw_only=True)
class SanctionExpired(Event):
    """Its time is over."""

    account_id: UUID


def impose(
    id: UUID,
    account_id: UUID,
    kind: Kind,
    reason: str,
    by: Actor,
    at: datetime,
    *,
    until: datetime | None = None,
    hold_money: timedelta = timedelta(),
    replaces: Sanction | None = None,
    paused: tuple[UUID, ...] = (),
) -> tuple[Sanction, SanctionImposed]:
    """Stop somebody. The account's own table says whether `by` may.

    A ban that replaces a suspension may not make a hold on money longer than one hold can be.
    """
    assert by.id is not None
    if until is not None and (kind is Kind.BAN or until <= at):
        raise Invalid("until", "must lie ahead; a ban has no end")
    ends_itself = kind is Kind.BAN or until is not None
    sanction = Sanction(
        id=id,
        account_id=account_id,
        kind=kind,
        reason=text(reason, "reason", 5_000),
        imposed_by=by.id,
        imposed_at=at,
        state=State.IN_FORCE,
        until=until,
        review_at=None if ends_itself else at + REVIEW_AFTER,
        money_held_until=_held_until(hold_money, at, replaces),
        paused=paused,
    )
    event = SanctionImposed(
        **_facts(sanction, by, at),
        kind=kind,
        reason=sanction.reason,
        until=until,
        money_held_until=sanction.money_held_until,
    )
    return sanction, event


def appeal(sanction: Sanction, statement: str, by: Actor, at: datetime) -> tuple[Sanction, SanctionAppealed]:
    """Ask for another look, as its subject, once, within 30 days."""
    state = step(MOVES, sanction, Move.APPEAL, sanction.role_of(by))
    if over(sanction.appeal_until, at):
        raise Refused(f"A sanction can be appealed for {APPEAL_WITHIN.days} days; that time is over.")
    said = Appeal(text(statement, "statement", 10_000), at)
    appealed = evolve(sanction, state=state, appeal=said)
    return appealed, SanctionAppealed(**_facts(sanction, by, at), decide_by=at + DECIDE_WITHIN)


def uphold(sanction: Sanction, reason: str, by: Actor, at: datetime, *, alone: bool) -> tuple[Sanction, SanctionUpheld]:
    """Decide that it stands. `alone`: no other operator could decide."""
    decided = _decided(sanction, Move.UPHOLD, text(reason, "reason", 5_000), by, at, alone)
    return decided, SanctionUpheld(**_facts(sanction, by, at), reason=text(reason, "reason", 5_000))


def lift(sanction: Sanction, reason: str, by: Actor, at: datetime, *, alone: bool) -> tuple[Sanction, SanctionLifted]:
    """End it. The hold on money ends with it."""
    why = text(reason, "reason", 5_000, shortest=0)
    return _decided(sanction, Move.LIFT, why, by, at, alone), SanctionLifted(**_facts(sanction, by, at), reason=why)


def review(
    sanction: Sanction, reason: str, review_at: datetime | None, by: Actor, at: datetime
) -> tuple[Sanction, SanctionReviewed]:
    """Look at an open-ended suspension, and let it go on until the next look."""
    state = step(MOVES, Case(sanction, by.id, alone=False), Move.REVIEW, sanction.role_of(by))
    following = review_at or at + REVIEW_AFTER
    if sanction.review_at is None or following <= at:
        raise Invalid("review_at", "must lie ahead; only a suspension without an end has one")
    why = text(reason, "reason", 5_000)
    event = SanctionReviewed(**_facts(sanction, by, at), reason=why, review_at=following)
    return evolve(sanction, state=state, review_at=following), event


def replace(sanction: Sanction, by: Actor, at: datetime, *, alone: bool) -> tuple[Sanction, SanctionReplaced]:
    """A ban takes its place."""
    return _decided(sanction, Move.REPLACE, "", by, at, alone), SanctionReplaced(**_facts(sanction, by, at))


def expire(sanction: Sanction, by: Actor, at: datetime) -> tuple[Sanction, SanctionExpired]:
    """Its time is over."""
    state = step(MOVES, sanction, Move.EXPIRE, sanction.role_of(by))
    return evolve(sanction, state=state), SanctionExpired(**_facts(sanction, by, at))


def may_withdraw(sanction: Sanction | None, at: datetime) -> None:
    """Raises MoneyHeld, with the day on which the hold ends, where payouts wait."""
    if sanction and sanction.state in STANDING and sanction.money_held_until and at < sanction.money_held_until:
        raise MoneyHeld(until=sanction.money_held_until)


def deadline(sanction: Sanction) -> Deadline | None:
    """An end comes by itself; so does one to waiting for a decision, with the sanction's own end at the latest."""
    move = PROCESS.deadlines.get(sanction.state)
    times = [time for time in (sanction.until, sanction.decide_by) if time is not None]
    return Deadline(move, min(times)) if move and times else None


def _held_until(hold: timedelta, at: datetime, replaces: Sanction | None) -> datetime | None:
    if not timedelta() <= hold <= LONGEST_MONEY_HOLD:
        raise Invalid("hold_money_days", f"must lie between 0 and {LONGEST_MONEY_HOLD.days}: earned money is reachable")
    if not hold:
        return None
    began = replaces.imposed_at if replaces and replaces.money_held_until else at
    return min(at + hold, began + LONGEST_MONEY_HOLD)


def _decided(sanction: Sanction, move: Move, reason: str, by: Actor, at: datetime, alone: bool) -> Sanction:
    state = step(MOVES, Case(sanction, by.id, alone), move, sanction.role_of(by))
    return evolve(sanction, state=state, decision=Decision(by.id, reason, at))


def _facts(sanction: Sanction, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "subject_id": sanction.id,
        "account_id": sanction.account_id,
        "by": by.id,
        "role": sanction.role_of(by),
        "at": at,
    }
