"""Sessions: who is signed in, and where. A session is open until it is revoked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.domain.actors import Actor
from upclone.domain.errors import NotYours
from upclone.domain.events import Event
from upclone.domain.people.accounts import Account
from upclone.domain.text import printable

COARSE: Final = timedelta(minutes=10)
"""How exactly it is remembered when a session was last used: more would be a write for each request."""

LONGEST: Final = timedelta(days=180)
"""However often it is refreshed or used, a session ends after this long."""

LONGEST_AGENT: Final = 200


@frozen
class Session:
    """`address` and `user_agent` are what the client showed when it signed in; `seen_at` is as exact as COARSE."""

    id: UUID
    account_id: UUID
    created_at: datetime
    seen_at: datetime
    address: str = ""
    user_agent: str = ""
    revoked_at: datetime | None = None


@frozen
class Origin:
    """Where a request came from, as far as it can be known: an address and a program's name for itself."""

    address: str = ""
    user_agent: str = ""


def begin(id: UUID, account_id: UUID, origin: Origin, at: datetime) -> Session:
    """Open a session. What the client calls itself is cleaned: people read it in their list."""
    agent = " ".join("".join(letter if printable(letter) else " " for letter in origin.user_agent).split())
    return Session(id, account_id, at, at, origin.address[:64], agent[:LONGEST_AGENT])


@frozen(kw_only=True)
class SignedOut(Event):
    """An operator ended all of its sessions."""


def end_all(account: Account, by: Actor, at: datetime) -> SignedOut:
    """End all of an account's sessions, as an operator. Raises NotYours."""
    role = account.role_of(by)
    if not by.is_operator:
        raise NotYours(kind="account", id=str(account.id))
    return SignedOut(subject_id=account.id, by=by.id, role=role, at=at)


def is_over(session: Session, at: datetime) -> bool:
    """Whether it has lasted as long as any session may."""
    return at - session.created_at >= LONGEST


def is_stale(seen_at: datetime | None, at: datetime) -> bool:
    """Whether it is time to write down that it was used."""
    return seen_at is None or at - seen_at >= COARSE
