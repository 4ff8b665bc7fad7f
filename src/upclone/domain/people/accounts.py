"""Accounts: who somebody is here, what they may be, and whether they may act."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Role, member, moderator, operator
from upclone.domain.errors import ContractsRunning, DisputesOpen, Invalid, MoneyLeft, NotSignedIn, NotYours, Refused
from upclone.domain.errors import Leaving as AccountIsLeaving
from upclone.domain.errors import Suspended as AccountIsSuspended
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.text import printable as printable


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

GRACE: Final = timedelta(days=14)
"""How long who leaves can come back."""

POSTPONED: Final = timedelta(days=7)
"""How much longer where something has to be settled first."""

FORMER: Final = "Former member"
"""What others see of who has left."""

# One @, no spaces or control characters, a dot in the domain: enough to catch slips; only a mail proves an address.
_EMAIL = re.compile(r"[^\s@<>\"'(),:;\[\]\\\x00-\x1f\x7f]{1,64}@[^\s@<>\"'(),:;\[\]\\\x00-\x1f\x7f]+\.[^\s@.]{2,63}")


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
class AccountOpened(Event):
    """Somebody signed up."""


@frozen(kw_only=True)
class EmailVerified(Event):
    """Its address is proven to be its holder's."""


@frozen(kw_only=True)
class EmailChanged(Event):
    """It has another address. `objection_id` is the proof, kept for the old address, that undoes it."""

    objection_id: UUID


@frozen(kw_only=True)
class EmailRestored(Event):
    """The holder of the old address objected: it is the account's again, and its password opens nothing."""


@frozen(kw_only=True)
class PasswordChanged(Event):
    """It has another password. `reset`: by a link, without the old one."""

    reset: bool


@frozen(kw_only=True)
class RolesChanged(Event):
    """What its holder may be changed."""

    added: tuple[AccountRole, ...]
    removed: tuple[AccountRole, ...]


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


def email_address(text: str) -> str:
    """The address in the form that is kept. Raises Invalid."""
    address = text.strip().lower()
    local, _, domain = address.rpartition("@")
    whole = all(local.split(".")) and all(part and part.strip("-") == part for part in domain.split("."))
    # What nobody sees would make one address look like another.
    if len(address) > 254 or not _EMAIL.fullmatch(address) or not whole or not address.isprintable():
        raise Invalid("email", "must be an e-mail address such as ada@example.org")
    return address


def display_name(text: str) -> str:
    """A name without control characters, 1 to 120 characters. Raises Invalid."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= 120 or not all(map(printable, name)) or not any(map(str.isprintable, name)):
        raise Invalid("name", "must have 1 to 120 printable characters")
    return name


def open_account(
    id: UUID,
    email: str,
    name: str,
    roles: frozenset[AccountRole],
    password_hash: str,
    at: datetime,
    verified_at: datetime | None = None,
) -> tuple[Account, AccountOpened]:
    """Sign somebody up. `verified_at` is real time, where the address is proven already."""
    if not roles:
        raise Invalid("roles", "must name at least one of freelancer, client")
    account = Account(id, email_address(email), display_name(name), roles, password_hash, at, verified_at=verified_at)
    return account, AccountOpened(subject_id=id, by=id, role=Role.STRANGER, at=at)


def check_chosen(roles: frozenset[AccountRole]) -> None:
    """Raises Invalid for roles that nobody can give themselves."""
    if given := roles & GIVEN:
        raise Invalid("roles", f"{min(given)} is given by an operator, never chosen")


def choose_roles(
    account: Account, roles: frozenset[AccountRole], by: Actor, at: datetime
) -> tuple[Account, RolesChanged | None]:
    """Be freelancer, client, or both; what was given stays. Raises Invalid, NotYours."""
    if account.role_of(by) is not Role.HOLDER:
        raise NotYours(kind="account", id=str(account.id))
    check_chosen(roles)
    if not roles:
        raise Invalid("roles", "must name at least one of freelancer, client")
    return _with_roles(account, roles | account.roles & GIVEN, by, at)


def assign_roles(
    account: Account, give: frozenset[AccountRole], take: frozenset[AccountRole], by: Actor, at: datetime
) -> tuple[Account, RolesChanged | None]:
    """Give and take moderator and admin, as an operator, on another's account. Raises Invalid, NotYours, Refused."""
    if not give | take <= GIVEN:
        raise Invalid("roles", "freelancer and client are chosen by the person, not given")
    if give & take:
        raise Invalid("roles", "can't be given and taken at once")
    role = account.role_of(by)
    if role is Role.HOLDER:
        raise Refused("Nobody gives or takes their own roles: another operator does.")
    if role is not Role.OPERATOR:
        raise NotYours(kind="account", id=str(account.id))
    if give:
        known(account)
    if not (account.roles | give) - take:
        raise Invalid("roles", "must leave the account at least one")
    return _with_roles(account, (account.roles | give) - take, by, at)


def _with_roles(
    account: Account, roles: frozenset[AccountRole], by: Actor, at: datetime
) -> tuple[Account, RolesChanged | None]:
    if roles == account.roles:
        return account, None
    added, removed = (tuple(sorted(changed)) for changed in (roles - account.roles, account.roles - roles))
    return evolve(account, roles=roles), RolesChanged(**_facts(account, by, at), added=added, removed=removed)


def verify_email(account: Account, wall: datetime, at: datetime) -> tuple[Account, EmailVerified]:
    """Its address is proven, at `wall` by real time."""
    return evolve(account, verified_at=account.verified_at or wall), EmailVerified(**_own(account, at))


def change_email(
    account: Account, email: str, objection_id: UUID, wall: datetime, at: datetime
) -> tuple[Account, EmailChanged]:
    """Another address, which is proven."""
    changed = evolve(account, email=email_address(email), verified_at=wall)
    return changed, EmailChanged(**_own(account, at), objection_id=objection_id)


def restore_email(account: Account, email: str, wall: datetime, at: datetime) -> tuple[Account, EmailRestored]:
    """The old address again; the password that somebody else may know opens nothing."""
    restored = evolve(account, email=email_address(email), verified_at=wall, password_hash="")
    return restored, EmailRestored(**_own(account, at))


def change_password(
    account: Account, password_hash: str, at: datetime, reset_at: datetime | None = None
) -> tuple[Account, PasswordChanged]:
    """Another password; by a link where `reset_at` says when, by real time. A link proves the address as well."""
    changed = evolve(account, password_hash=password_hash, verified_at=account.verified_at or reset_at)
    return changed, PasswordChanged(**_own(account, at), reset=reset_at is not None)


def edit(account: Account, **changes: Any) -> Account:
    """Change what the holder says about themselves. Raises Invalid."""
    if "name" in changes:
        changes["name"] = display_name(changes["name"])
    return evolve(account, **changes)


def suspend(
    account: Account, reason: str, by: Actor, at: datetime, until: datetime | None = None
) -> tuple[Account, AccountSuspended]:
    """Stop somebody from acting for a time. A reason is required: they are told it, and the end where there is one."""
    stopped, why = _stopped(account, Move.SUSPEND, reason, by)
    return stopped, AccountSuspended(**_facts(account, by, at), reason=why, until=until)


def ban(account: Account, reason: str, by: Actor, at: datetime) -> tuple[Account, AccountBanned]:
    """Stop somebody from acting for good. A reason is required: they are told it."""
    stopped, why = _stopped(account, Move.BAN, reason, by)
    return stopped, AccountBanned(**_facts(account, by, at), reason=why)


def reinstate(account: Account, by: Actor, at: datetime) -> tuple[Account, AccountReinstated]:
    """Let somebody act again."""
    state = step(MOVES, account, Move.REINSTATE, account.role_of(by))
    return evolve(account, state=state, suspension_reason=None), AccountReinstated(**_facts(account, by, at))


def leave(account: Account, by: Actor, at: datetime) -> tuple[Account, AccountLeft]:
    """Begin to leave: until the grace is over, nothing is lost."""
    state = step(MOVES, account, Move.LEAVE, account.role_of(by))
    closes = at + GRACE
    return evolve(account, state=state, closes_at=closes), AccountLeft(**_facts(account, by, at), closes_at=closes)


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
    return evolve(account, state=state, closes_at=None), AccountReturned(**_facts(account, by, at))


def postpone(account: Account, reason: str, by: Actor, at: datetime) -> tuple[Account, ClosingPostponed]:
    """Something has to be settled first."""
    state = step(MOVES, account, Move.POSTPONE, account.role_of(by))
    closes = at + POSTPONED
    event = ClosingPostponed(**_facts(account, by, at), reason=reason, closes_at=closes)
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
    return closed, AccountClosed(**_facts(account, by, at))


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


def _stopped(account: Account, move: Move, reason: str, by: Actor) -> tuple[Account, str]:
    state = step(MOVES, account, move, account.role_of(by))
    why = reason.strip()
    if not why:
        raise Invalid("reason", "is required: the person is told why")
    return evolve(account, state=state, suspension_reason=why, closes_at=None), why


def _own(account: Account, at: datetime) -> dict[str, Any]:
    return {"subject_id": account.id, "by": account.id, "role": Role.HOLDER, "at": at}


def _facts(account: Account, by: Actor, at: datetime) -> dict[str, Any]:
    return {"subject_id": account.id, "by": by.id, "role": account.role_of(by), "at": at}
