"""Time, identity and secrets."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID


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
    """Password hashing."""

    def hash(self, password: str) -> str: ...

    def matches(self, hash: str, password: str) -> bool:
        """In the same time for every wrong password."""
        ...

    @property
    def decoy(self) -> str:
        """A hash that matches nothing, so that an unknown address costs as much as a wrong password."""
        ...
