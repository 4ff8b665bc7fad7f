"""Suspensions: people who may not act for a time, or for good, and who may again."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.people.accounts import MOVES, Account, Move, event_facts


@frozen(kw_only=True)
class AccountSuspended(Event):
    """Its holder may not act, for `reason`: until `until`, or until an operator says otherwise."""

    reason: str
    until: datetime | None = None


@frozen(kw_only=True)
class AccountBanned(Event):
    """Its holder may never act again, for `reason`."""

    reason: str


@frozen(kw_only=True)
class AccountReinstated(Event):
    """Its holder may act again."""


def suspend(
    account: Account, reason: str, by: Actor, at: datetime, until: datetime | None = None
) -> tuple[Account, AccountSuspended]:
    """Stop somebody from acting for a time. A reason is required: they are told it, and the end where there is one."""
    stopped, why = _stopped(account, Move.SUSPEND, reason, by)
    return stopped, AccountSuspended(**event_facts(account, by, at), reason=why, until=until)


def ban(account: Account, reason: str, by: Actor, at: datetime) -> tuple[Account, AccountBanned]:
    """Stop somebody from acting for good. A reason is required: they are told it."""
    stopped, why = _stopped(account, Move.BAN, reason, by)
    return stopped, AccountBanned(**event_facts(account, by, at), reason=why)


def reinstate(account: Account, by: Actor, at: datetime) -> tuple[Account, AccountReinstated]:
    """Let somebody act again."""
    state = step(MOVES, account, Move.REINSTATE, account.role_of(by))
    return evolve(account, state=state, suspension_reason=None), AccountReinstated(**event_facts(account, by, at))


def _stopped(account: Account, move: Move, reason: str, by: Actor) -> tuple[Account, str]:
    state = step(MOVES, account, move, account.role_of(by))
    why = reason.strip()
    if not why:
        raise Invalid("reason", "is required: the person is told why")
    return evolve(account, state=state, suspension_reason=why, closes_at=None), why
