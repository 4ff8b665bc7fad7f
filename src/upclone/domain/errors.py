"""What can go wrong, named after the broken rule. Facts are fields; words are made at the edge.

UpcloneError
├── NotFound            the object does not exist, or not for this reader
├── Invalid             a field breaks a rule
├── Refused             the request is understood, and the rules say no
│   ├── MoveNotAllowed  the table of moves has no such cell, or its condition does not hold
│   ├── NotYours        the actor is a stranger to the object
│   ├── NotEnoughFunds  an account would go below zero
│   ├── TermsChanged    what was agreed to is no longer what is on the table
│   ├── TooMany         a limit of so many a day, an hour … is reached
│   ├── Suspended       the account is suspended, or banned
│   ├── Leaving         the account is being closed
│   ├── MoneyHeld       payouts wait until a date
│   └── StillBound      who leaves has something to settle first
│       ├── ContractsRunning
│       ├── DisputesOpen
│       └── MoneyLeft
├── Conflict            somebody else was first
│   ├── StaleVersion    the object changed since it was read
│   ├── KeyReused       an idempotency key came back with another request
│   └── AlreadyExists   a unique value is taken
├── NotSignedIn         no proof of identity, or one that does not hold
│   └── SecondFactorRequired  a password alone is not enough
└── GatewayFailed       the payment gateway did not do it
    ├── Declined        it said no
    └── Unavailable     it did not answer: the outcome is unknown
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import field, frozen


@frozen
class UpcloneError(Exception):
    """The root. `code` is stable: API clients and scripts match on it."""

    @property
    def code(self) -> str:
        """The error's name in snake_case, for example `move_not_allowed`."""
        name = type(self).__name__
        return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")

    def __str__(self) -> str:
        return self.code


@frozen
class NotFound(UpcloneError):
    """No such object for this reader. A stranger's object answers exactly like one that does not exist."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"There is no {self.kind} {self.id}."


@frozen
class Invalid(UpcloneError):
    """`field` is the path of the field as the caller wrote it (`milestones.0.amount`); `rule` is a sentence."""

    field: str
    rule: str

    def __str__(self) -> str:
        return f"{self.field}: {self.rule}"


@frozen
class Refused(UpcloneError):
    """The rules say no. Nothing was changed. `rule` is the stable name of the broken rule, where it has one."""

    reason: str = ""
    rule: str = field(kw_only=True, default="")

    def __str__(self) -> str:
        return self.reason or self.code


@frozen
class MoveNotAllowed(Refused):
    """The machine `process` in `state` has no `move` for `role`, or its condition does not hold."""

    reason: str = field(kw_only=True, default="")
    process: str
    state: str
    move: str
    role: str

    def __str__(self) -> str:
        words = f"A {self.process} that is {self.state} has no move '{self.move}' for the {self.role}"
        return f"{words}: {self.reason}." if self.reason else f"{words}."


@frozen
class NotYours(Refused):
    """The actor takes no part in the object. At the edge this reads like NotFound."""

    kind: str = field(kw_only=True, default="object")
    id: str = field(kw_only=True, default="")


@frozen
class NotEnoughFunds(Refused):
    """`account` holds `available_minor` of `currency`, less than the `needed_minor` asked for."""

    account: str = field(kw_only=True, default="")
    currency: str = field(kw_only=True, default="")
    available_minor: int | None = field(kw_only=True, default=None)
    needed_minor: int | None = field(kw_only=True, default=None)

    def __str__(self) -> str:
        return self.reason or "The account does not hold enough."


@frozen
class TermsChanged(Refused):
    """The amount or the terms that the caller agreed to were replaced meanwhile."""

    expected: Any = field(kw_only=True, default=None)
    actual: Any = field(kw_only=True, default=None)

    def __str__(self) -> str:
        return f"{self.reason} You agreed to {self.expected}; it is now {self.actual}."


@frozen
class TooMany(Refused):
    """More than `limit` within a period; from `again_at` (aware, UTC) on there is room again. `reason` explains it."""

    limit: int = field(kw_only=True)
    again_at: datetime = field(kw_only=True)


@frozen
class Suspended(Refused):
    """The account is suspended, or banned; `reason` is what its holder was told."""


@frozen
class Leaving(Refused):
    """The account is closed at `closes_at` (aware, UTC); until then its holder can come back."""

    closes_at: datetime | None = field(kw_only=True, default=None)

    def __str__(self) -> str:
        return (
            f"This account is being closed{f' on {self.closes_at:%Y-%m-%d}' if self.closes_at else ''}: return first."
        )


@frozen
class MoneyHeld(Refused):
    """Payouts wait until `until` (aware, UTC). A hold always ends; the money stays its owner's."""

    until: datetime = field(kw_only=True)

    def __str__(self) -> str:
        return f"Payouts are on hold until {self.until:%Y-%m-%d %H:%M} UTC. The money stays yours."


@frozen
class StillBound(Refused):
    """Who leaves has something to settle first."""


@frozen
class ContractsRunning(StillBound):
    """`count` contracts are offered or running."""

    count: int = field(kw_only=True)

    def __str__(self) -> str:
        return f"Contracts that are offered or running: {self.count}. End them first."


@frozen
class DisputesOpen(StillBound):
    """`count` disputes are open."""

    count: int = field(kw_only=True)

    def __str__(self) -> str:
        return f"Disputes that are open: {self.count}. They are decided first."


@frozen
class MoneyLeft(StillBound):
    """`amounts` are held, available, or on their way."""

    amounts: tuple[str, ...] = field(kw_only=True)

    def __str__(self) -> str:
        return f"Money that is held, available or on its way: {', '.join(self.amounts)}. Withdraw it first."


@frozen
class Conflict(UpcloneError):
    """Somebody else was first. `rule` is the stable name of the broken rule, where it has one."""

    reason: str = ""
    rule: str = field(kw_only=True, default="")

    def __str__(self) -> str:
        return self.reason or self.code


@frozen
class StaleVersion(Conflict):
    """The object changed between reading and saving."""

    kind: str = field(kw_only=True, default="object")
    id: str = field(kw_only=True, default="")


@frozen
class KeyReused(Conflict):
    """The idempotency key was already used for another request."""


@frozen
class AlreadyExists(Conflict):
    """`field` holds a value that only one object may have."""

    field: str = field(kw_only=True, default="")


@frozen
class NotSignedIn(UpcloneError):
    """No credentials, or ones that do not hold."""

    reason: str = "Sign in first."

    def __str__(self) -> str:
        return self.reason


@frozen
class SecondFactorRequired(NotSignedIn):
    """The password is right, and a code of the second factor is needed as well."""

    reason: str = "Send the code of your authenticator app, or a recovery code, as `code`."


@frozen
class GatewayFailed(UpcloneError):
    """A payment gateway did not do what it was asked to."""

    gateway: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.gateway}: {self.reason or self.code}"


@frozen
class Declined(GatewayFailed):
    """The gateway said no; it is certain that nothing moved."""


@frozen
class Unavailable(GatewayFailed):
    """No answer came: the outcome is unknown, never failed. The reconciler asks."""
