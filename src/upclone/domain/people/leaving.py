"""Leaving: somebody who goes, comes back, or has something to settle first, until the account is closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.errors import ContractsRunning, DisputesOpen, MoneyLeft
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.people.accounts import MOVES, Account, Move, event_facts

GRACE: Final = timedelta(days=14)
"""How long who leaves can come back."""

POSTPONED: Final = timedelta(days=7)
"""How much longer where something has to be settled first."""

FORMER: Final = "Former member"
"""What others see of who has left."""


@frozen(kw_only=True)
class AccountLeft(Event):
    """Its holder leaves; it is closed at `closes_at`."""

    closes_at: datetime


@frozen(kw_only=True)
class AccountReturned(Event):
    """Its holder stays."""


@frozen(kw_only=True)
class ClosingPostponed(Event):
    """Something has to be settled first: `reason`. It is closed at `closes_at`."""

    reason: str
    closes_at: datetime


@frozen(kw_only=True)
class AccountClosed(Event):
    """Its holder is gone, and what was personal with them."""


def leave(account: Account, by: Actor, at: datetime) -> tuple[Account, AccountLeft]:
    """Begin to leave: until the grace is over, nothing is lost."""
    state = step(MOVES, account, Move.LEAVE, account.role_of(by))
    closes = at + GRACE
    return evolve(account, state=state, closes_at=closes), AccountLeft(**event_facts(account, by, at), closes_at=closes)


def settled(contracts: int, disputes: int, money: tuple[str, ...]) -> None:
    """Raises ContractsRunning, DisputesOpen or MoneyLeft: nobody leaves others waiting, or money behind."""
    if contracts:
        raise ContractsRunning(count=contracts)
    if disputes:
        raise DisputesOpen(count=disputes)
    if money:
        raise MoneyLeft(amounts=money)


def come_back(account: Account, by: Actor, at: datetime) -> tuple[Account, AccountReturned]:
    """Stay after all."""
    state = step(MOVES, account, Move.RETURN, account.role_of(by))
    return evolve(account, state=state, closes_at=None), AccountReturned(**event_facts(account, by, at))


def postpone(account: Account, reason: str, by: Actor, at: datetime) -> tuple[Account, ClosingPostponed]:
    """Something has to be settled first."""
    state = step(MOVES, account, Move.POSTPONE, account.role_of(by))
    closes = at + POSTPONED
    event = ClosingPostponed(**event_facts(account, by, at), reason=reason, closes_at=closes)
    return evolve(account, state=state, closes_at=closes), event


def close(account: Account, by: Actor, at: datetime) -> tuple[Account, AccountClosed]:
    """Close it. What was personal in it is gone, and its address is free for somebody else."""
    state = step(MOVES, account, Move.CLOSE, account.role_of(by))
    closed = evolve(
        account,
        state=state,
        closes_at=None,
        name=FORMER,
        email=f"{account.id}@closed.invalid",
        password_hash="",
        headline="",
        bio="",
        country="",
        photo=None,
        verified_at=None,
    )
    return closed, AccountClosed(**event_facts(account, by, at))
