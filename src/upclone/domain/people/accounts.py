"""Accounts: who somebody is here, what they may be, and whether they may act.

The states, the table of moves and what an account is made of are here; what happens to it is beside it: joining,
addresses, roles, suspensions, leaving.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Role, member, moderator, operator
from upclone.domain.errors import Invalid, NotSignedIn, Refused
from upclone.domain.errors import Leaving as AccountIsLeaving
from upclone.domain.errors import Suspended as AccountIsSuspended
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule
from upclone.domain.text import printable


class AccountRole(StrEnum):
    """What an account may be. One account can be freelancer and client; the other two are given, never chosen."""

    FREELANCER = "freelancer"
    CLIENT = "client"
    MODERATOR = "moderator"
    ADMIN = "admin"


GIVEN: Final = frozenset({AccountRole.MODERATOR, AccountRole.ADMIN})
"""What operators give and take."""


class State(StrEnum):
    """Whether its holder may act."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    BANNED = "banned"
    LEAVING = "leaving"
    CLOSED = "closed"


class Move(StrEnum):
    """What operators decide about it, and what its holder does to leave."""

    SUSPEND = "suspend"
    BAN = "ban"
    REINSTATE = "reinstate"
    LEAVE = "leave"
    RETURN = "return"
    POSTPONE = "postpone"
    CLOSE = "close"


MOVES: Final = {
    (State.ACTIVE, Move.SUSPEND): Rule(State.SUSPENDED, by=Role.OPERATOR),
    (State.ACTIVE, Move.BAN): Rule(State.BANNED, by=Role.OPERATOR),
    (State.ACTIVE, Move.LEAVE): Rule(State.LEAVING, by=Role.HOLDER),
    (State.SUSPENDED, Move.BAN): Rule(State.BANNED, by=Role.OPERATOR),
    (State.SUSPENDED, Move.REINSTATE): Rule(State.ACTIVE, by=(Role.OPERATOR, Role.CLOCK)),
    (State.BANNED, Move.REINSTATE): Rule(State.ACTIVE, by=(Role.OPERATOR, Role.CLOCK)),
    # Whoever runs from a sanction is still here for it.
    (State.LEAVING, Move.SUSPEND): Rule(State.SUSPENDED, by=Role.OPERATOR),
    (State.LEAVING, Move.BAN): Rule(State.BANNED, by=Role.OPERATOR),
    (State.LEAVING, Move.RETURN): Rule(State.ACTIVE, by=Role.HOLDER),
    # A payout that bounced, for example, brought money back: it is settled before the account goes.
    (State.LEAVING, Move.POSTPONE): Rule(State.LEAVING, by=Role.CLOCK),
    (State.LEAVING, Move.CLOSE): Rule(State.CLOSED, by=Role.CLOCK),
}

PROCESS: Final = Process(
    name="account",
    states=State,
    moves=MOVES,
    start={State.ACTIVE},
    end={State.CLOSED},
    deadlines={State.LEAVING: Move.CLOSE},
)


@frozen
class Account:
    """A person. `email` is kept in lower case and is unique; `verified_at` says since when it is proven to be theirs.

    `password_hash` is opaque to the domain, and empty for who only signs in elsewhere. `photo` is the id of a file.
    """

    id: UUID
    email: str
    name: str
    roles: frozenset[AccountRole]
    password_hash: str = field(repr=False)
    created_at: datetime
    state: State = State.ACTIVE
    headline: str = ""
    bio: str = ""
    country: str = ""
    language: str = "en"
    suspension_reason: str | None = None
    photo: UUID | None = None
    verified_at: datetime | None = None
    closes_at: datetime | None = None
    version: int = field(default=0, eq=False)

    @property
    def actor(self) -> Actor:
        """The account as an actor: an operator where it is an admin, else a moderator where it is one."""
        if AccountRole.ADMIN in self.roles:
            return operator(self.id)
        return moderator(self.id) if AccountRole.MODERATOR in self.roles else member(self.id)

    def role_of(self, actor: Actor) -> Role:
        """Nobody judges their own account: towards it, an operator too is its holder alone."""
        if actor.id == self.id:
            return Role.HOLDER
        return actor.role or Role.STRANGER


@frozen(kw_only=True)
class PasswordChanged(Event):
    """It has another password. `reset`: by a link, without the old one."""

    reset: bool


def display_name(text: str) -> str:
    """A name without control characters, 1 to 120 characters. Raises Invalid."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= 120 or not all(map(printable, name)) or not any(map(str.isprintable, name)):
        raise Invalid("name", "must have 1 to 120 printable characters")
    return name


def change_password(
    account: Account, password_hash: str, at: datetime, reset_at: datetime | None = None
) -> tuple[Account, PasswordChanged]:
    """Another password; by a link where `reset_at` says when, by real time. A link proves the address as well."""
    changed = evolve(account, password_hash=password_hash, verified_at=account.verified_at or reset_at)
    return changed, PasswordChanged(**own_facts(account, at), reset=reset_at is not None)


def edit(account: Account, **changes: Any) -> Account:
    """Change what the holder says about themselves. Raises Invalid."""
    if "name" in changes:
        changes["name"] = display_name(changes["name"])
    return evolve(account, **changes)


def deadline(account: Account) -> Deadline | None:
    """Who leaves is gone when the grace is over."""
    move = PROCESS.deadlines.get(account.state)
    return Deadline(move, account.closes_at) if move and account.closes_at else None


def known(account: Account) -> Account:
    """The account itself, whatever it may do. Raises NotSignedIn where its holder has left."""
    if account.state is State.CLOSED:
        raise NotSignedIn
    return account


def may_act(account: Account, needs: AccountRole | None = None) -> Account:
    """The account itself. Raises NotSignedIn, Suspended or Leaving, or Refused where it lacks the role."""
    if known(account).state in (State.SUSPENDED, State.BANNED):
        raise AccountIsSuspended(account.suspension_reason or "")
    if account.state is State.LEAVING:
        raise AccountIsLeaving(closes_at=account.closes_at)
    if needs is not None and needs not in account.roles:
        raise Refused(f"This needs an account with the role {needs}.")
    return account


def may_be_dealt_with(account: Account) -> Account:
    """The account itself, as the other side of a deal. Raises Refused where its holder may not act at present."""
    if account.state is not State.ACTIVE:
        raise Refused("The other side may not act here at present.")
    return account


def own_facts(account: Account, at: datetime) -> dict[str, Any]:
    """What every event says of what the holder does to their own account."""
    return {"subject_id": account.id, "by": account.id, "role": Role.HOLDER, "at": at}


def event_facts(account: Account, by: Actor, at: datetime) -> dict[str, Any]:
    """What every event of an account says: of which, by whom, when."""
    return {"subject_id": account.id, "by": by.id, "role": account.role_of(by), "at": at}
