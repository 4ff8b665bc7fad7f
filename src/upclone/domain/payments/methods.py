"""Means that a person keeps at a gateway: of paying (a card, a vaulted account), or of being paid (where to).

A means is an intent first: it is begun here, asked for at the gateway under its own id, and its person may have to go
on at a page of the gateway's. What the gateway says of it, in an answer, a webhook or when asked, ends in one verb.
Where money is paid to, a new place waits before any goes there: time for its owner to object to a thief's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.errors import Invalid, MoneyHeld, Refused
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step

SET_UP_WITHIN: Final = timedelta(days=7)
"""How long a means may stay begun, before the clock gives it up."""


class Purpose(StrEnum):
    """What it is for."""

    PAYING = "paying"
    BEING_PAID = "being_paid"


class State(StrEnum):
    """Waiting: it is set up, and no money leaves to it before `active_from`."""

    BEGUN = "begun"
    WAITING = "waiting"
    ACTIVE = "active"
    FAILED = "failed"
    REMOVED = "removed"


class Move(StrEnum):
    """What can happen to it."""

    CONTINUE = "continue"
    CONFIRM = "confirm"
    HOLD_BACK = "hold_back"
    ACTIVATE = "activate"
    LAPSE = "lapse"
    FAIL = "fail"
    CHOOSE = "choose"
    REMOVE = "remove"


def _not_chosen(method: Any, role: Role) -> bool:
    """it is not the usual one already"""
    return not method.usual


MOVES: Final = {
    (State.BEGUN, Move.CONTINUE): Rule(State.BEGUN, by=Role.HOLDER),
    (State.BEGUN, Move.CONFIRM): Rule(State.ACTIVE, by=Role.GATEWAY),
    (State.BEGUN, Move.HOLD_BACK): Rule(State.WAITING, by=Role.GATEWAY),
    (State.BEGUN, Move.FAIL): Rule(State.FAILED, by=(Role.GATEWAY, Role.CLOCK)),
    (State.BEGUN, Move.REMOVE): Rule(State.REMOVED, by=Role.HOLDER),
    (State.WAITING, Move.ACTIVATE): Rule(State.ACTIVE, by=Role.CLOCK),
    (State.WAITING, Move.HOLD_BACK): Rule(State.WAITING, by=Role.GATEWAY),
    (State.WAITING, Move.LAPSE): Rule(State.BEGUN, by=Role.GATEWAY),
    (State.WAITING, Move.CHOOSE): Rule(State.WAITING, by=Role.HOLDER, when=_not_chosen),
    (State.WAITING, Move.REMOVE): Rule(State.REMOVED, by=Role.HOLDER),
    (State.ACTIVE, Move.CONFIRM): Rule(State.ACTIVE, by=Role.GATEWAY),
    (State.ACTIVE, Move.HOLD_BACK): Rule(State.WAITING, by=Role.GATEWAY),
    (State.ACTIVE, Move.LAPSE): Rule(State.BEGUN, by=Role.GATEWAY),
    (State.ACTIVE, Move.CHOOSE): Rule(State.ACTIVE, by=Role.HOLDER, when=_not_chosen),
    (State.ACTIVE, Move.REMOVE): Rule(State.REMOVED, by=Role.HOLDER),
}

PROCESS: Final = Process(
    name="method",
    states=State,
    moves=MOVES,
    start={State.BEGUN},
    end={State.FAILED, State.REMOVED},
    deadlines={State.BEGUN: Move.FAIL, State.WAITING: Move.ACTIVATE},
)

SET_UP: Final = frozenset({State.WAITING, State.ACTIVE})
"""The states of a means that the gateway knows and can use."""

LASTING: Final = frozenset({State.BEGUN, State.WAITING, State.ACTIVE})
"""The states of a means that its person still has, or may have."""


@frozen
class Method:
    """A means of `owner` at `gateway`. `address` is what its person typed, where the gateway goes by that.

    `ref` and `token` are the gateway's names for it, for no eyes but its own; `label` is what its person knows it by.
    While it is begun, its person goes on at `url`, and `reason` says what is missing. `usual`: it is taken where none
    is named. `until` ends what it waits for: its setting up, or, from then on, its being used.
    """

    id: UUID
    owner: UUID
    gateway: str
    purpose: Purpose
    state: State
    begun_at: datetime
    until: datetime | None
    address: str = field(default="", repr=False)
    ref: str | None = field(default=None, repr=False)
    token: str = field(default="", repr=False)
    label: str = ""
    url: str | None = field(default=None, repr=False)
    reason: str = ""
    usual: bool = False
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """Whose it is is its holder; an operator may look, and changes nothing."""
        return Role.HOLDER if actor.id == self.owner else actor.role or Role.STRANGER

    @property
    def active_from(self) -> datetime | None:
        """When money can leave to it, where that is still to come."""
        return self.until if self.state is State.WAITING else None


@frozen
class Told:
    """What the gateway says of it. `missing` is what its person has still to do, where it is not `ready`."""

    ref: str
    ready: bool
    token: str = field(repr=False)
    label: str
    url: str | None
    missing: str


@frozen(kw_only=True)
class MethodAsked(Event):
    """The gateway is to be asked: for a new one, or how far it is."""

    owner: UUID
    gateway: str
    purpose: Purpose


@frozen(kw_only=True)
class MethodConfirmed(Event):
    """It can be used at once."""

    owner: UUID
    gateway: str
    purpose: Purpose
    label: str


@frozen(kw_only=True)
class MethodWaits(Event):
    """Money can leave to it from `active_from` on."""

    owner: UUID
    gateway: str
    label: str
    active_from: datetime


@frozen(kw_only=True)
class MethodActivated(Event):
    """Its waiting is over."""

    owner: UUID
    gateway: str
    label: str


@frozen(kw_only=True)
class MethodLapsed(Event):
    """The gateway asks its person for more before it can be used again."""

    owner: UUID
    gateway: str
    label: str
    reason: str


@frozen(kw_only=True)
class MethodFailed(Event):
    """It was not set up."""

    owner: UUID
    gateway: str
    reason: str


@frozen(kw_only=True)
class MethodChosen(Event):
    """It is the usual one now."""

    owner: UUID
    gateway: str


@frozen(kw_only=True)
class MethodRemoved(Event):
    """It is no longer used."""

    owner: UUID
    gateway: str
    purpose: Purpose
    label: str


def begin(
    id: UUID, gateway: str, purpose: Purpose, address: str, by: Actor, at: datetime
) -> tuple[Method, MethodAsked]:
    """Begin to set one up for oneself."""
    assert by.id is not None
    method = Method(id, by.id, gateway, purpose, State.BEGUN, at, at + SET_UP_WITHIN, address)
    return method, MethodAsked(**_facts(method, by, at), gateway=gateway, purpose=purpose)


def go_on(method: Method, by: Actor, at: datetime) -> tuple[Method, MethodAsked]:
    """Ask the gateway how far it is, and where its person goes on: pages of gateways grow stale."""
    state = step(MOVES, method, Move.CONTINUE, method.role_of(by))
    event = MethodAsked(**_facts(method, by, at), gateway=method.gateway, purpose=method.purpose)
    return evolve(method, state=state), event


def heard(method: Method, told: Told, wait: timedelta, by: Actor, at: datetime) -> tuple[Method, Event | None]:
    """Whatever the gateway says of it, in any order, any number of times: what is known already changes nothing.

    A place to be paid to that is new, or another one than before, waits for `wait` from now.
    """
    if method.state not in LASTING:
        return method, None
    if not told.ready:
        return _missing(method, told, by, at)
    same = (method.token, method.label) == (told.token, told.label)
    if method.state in SET_UP and same:
        return method, None
    ready = evolve(method, ref=told.ref, token=told.token, label=told.label, url=None, reason="", until=None)
    if method.purpose is Purpose.BEING_PAID and (wait or method.state is State.WAITING):
        state = step(MOVES, method, Move.HOLD_BACK, method.role_of(by))
        until = at + wait
        waits = MethodWaits(**_facts(method, by, at), gateway=method.gateway, label=told.label, active_from=until)
        return evolve(ready, state=state, until=until), waits
    state = step(MOVES, method, Move.CONFIRM, method.role_of(by))
    event = MethodConfirmed(**_facts(method, by, at), gateway=method.gateway, purpose=method.purpose, label=told.label)
    return evolve(ready, state=state), event


def _missing(method: Method, told: Told, by: Actor, at: datetime) -> tuple[Method, Event | None]:
    waits = evolve(method, ref=told.ref, url=told.url, reason=told.missing)
    if method.state is State.BEGUN:
        return waits, None
    state = step(MOVES, method, Move.LAPSE, method.role_of(by))
    event = MethodLapsed(**_facts(method, by, at), gateway=method.gateway, label=method.label, reason=told.missing)
    return evolve(waits, state=state, until=at + SET_UP_WITHIN), event


def activate(method: Method, by: Actor, at: datetime) -> tuple[Method, MethodActivated]:
    """Its waiting is over."""
    state = step(MOVES, method, Move.ACTIVATE, method.role_of(by))
    event = MethodActivated(**_facts(method, by, at), gateway=method.gateway, label=method.label)
    return evolve(method, state=state, until=None), event


def fail(method: Method, reason: str, by: Actor, at: datetime) -> tuple[Method, MethodFailed]:
    """The gateway said no, or its person did not go on in time."""
    state = step(MOVES, method, Move.FAIL, method.role_of(by))
    failed = evolve(method, state=state, reason=reason, url=None, until=None, usual=False)
    return failed, MethodFailed(**_facts(method, by, at), gateway=method.gateway, reason=reason)


def choose(method: Method, by: Actor, at: datetime) -> tuple[Method, MethodChosen]:
    """Take it where none is named."""
    state = step(MOVES, method, Move.CHOOSE, method.role_of(by))
    return evolve(method, state=state, usual=True), MethodChosen(**_facts(method, by, at), gateway=method.gateway)


def remove(method: Method, by: Actor, at: datetime) -> tuple[Method, MethodRemoved]:
    """Use it no longer. What is on its way to it arrives there."""
    state = step(MOVES, method, Move.REMOVE, method.role_of(by))
    event = MethodRemoved(**_facts(method, by, at), gateway=method.gateway, purpose=method.purpose, label=method.label)
    return evolve(method, state=state, url=None, until=None, usual=False), event


def usable(method: Method, purpose: Purpose) -> str:
    """The token to pay by, or to. Raises MoneyHeld while it waits, and Refused where it is not set up."""
    if method.purpose is not purpose:
        raise Refused("This is a means of another kind.", rule="method_of_another_kind")
    if method.active_from is not None:
        raise MoneyHeld(until=method.active_from, rule="payout_method_waits")
    if method.state is not State.ACTIVE:
        raise Refused(f"It is {method.state}: set one up first.", rule="method_not_active")
    return method.token


def usual(own: Iterable[Method], gateway: str, purpose: Purpose) -> Method:
    """Of somebody's means for a purpose the one that is used at `gateway` where none is named.

    Raises MoneyHeld while it waits; Refused where there is none that can be used.
    """
    found = next((each for each in own if each.usual and each.gateway == gateway), None)
    if found is None:
        raise Refused(f"There is no {purpose.replace('_', ' ')} method at {gateway} yet.", rule="method_needed")
    usable(found, purpose)
    return found


def named(own: Iterable[Method], id: UUID, gateway: str | None, field: str = "method_id") -> Method:
    """Of somebody's means for a purpose the one that `field` names, at `gateway` where that is said as well.

    Raises Invalid for what is none of these; MoneyHeld while it waits; Refused where it can't be used.
    """
    found = next((each for each in own if each.id == id and gateway in (None, each.gateway)), None)
    if found is None:
        raise Invalid(field, f"must be one of yours at {gateway}" if gateway else "must be one of yours")
    usable(found, found.purpose)
    return found


def deadline(method: Method) -> Deadline | None:
    """What is begun is set up in time or given up; what waits becomes usable."""
    move = PROCESS.deadlines.get(method.state)
    return Deadline(move, method.until) if move and method.until else None


def _facts(method: Method, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "subject_id": method.id,
        "owner": method.owner,
        "by": by.id,
        "role": method.role_of(by),
        "at": at,
    }
