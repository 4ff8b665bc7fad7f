"""Time, identity and secrets."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.errors import UpcloneError


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...


class Ids(Protocol):
    """New identities."""

    def new(self) -> UUID:
        """A UUIDv7: later ones sort after earlier ones."""
        ...


class Passwords(Protocol):
    """Password hashing. Raises Busy where too many wait for it."""

    def hash(self, password: str) -> str: ...

    def matches(self, hash: str, password: str) -> bool:
        """In the same time for every wrong password."""
        ...

    @property
    def decoy(self) -> str:
        """A hash that matches nothing, so that an unknown address costs as much as a wrong password."""
        ...

    def outdated(self, hash: str) -> bool:
        """Whether it was made with other parameters than today's."""
        ...


@frozen
class Busy(UpcloneError):
    """There is more to do than can be done now: try again in a moment."""

    def __str__(self) -> str:
        return "There is more to do than can be done now: try again in a moment."


class Seals(Protocol):
    """Marks that only this installation can make: what carries one is what was sent out, and nothing else."""

    def seal(self, purpose: str, subject: str) -> str:
        """The mark on `subject` for `purpose`: letters, digits, `-` and `_`."""
        ...

    def opens(self, purpose: str, subject: str, seal: str) -> bool:
        """Whether `seal` is that mark, in the same time for every wrong one."""
        ...


class Secrets(Protocol):
    """Chance that nobody can guess."""

    def token(self) -> str:
        """256 bits of it, in letters, digits, `-` and `_`."""
        ...

    def code(self) -> str:
        """Some 50 bits of it, in ten letters and digits that are not mistaken for each other."""
        ...


class OneTimeCodes(Protocol):
    """The codes of authenticator apps (TOTP, RFC 6238: six digits, thirty seconds). Secrets come and go sealed."""

    def new(self) -> str:
        """A fresh secret, sealed."""
        ...

    def shown(self, sealed: str, address: str) -> tuple[str, str]:
        """The secret as a person can type it, and as an otpauth:// address for their app."""
        ...

    def step(self, sealed: str, code: str, at: datetime) -> int | None:
        """The time step that the code belongs to, at most one away from `at`; None where it belongs to none."""
        ...
