"""Time, identity and secrets, for real."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import Final
from uuid import UUID

import argon2
import uuid_utils.compat
from attrs import define, field, frozen


@frozen
class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        return datetime.now(UTC)


@frozen
class Uuid7Ids:
    """Identities that sort by the time at which they were made."""

    def new(self) -> UUID:
        """A UUIDv7."""
        return uuid_utils.compat.uuid7()


AT_ONCE: Final = 2
"""How many passwords are hashed at the same time: each takes 64 MiB and a tenth of a second of a core."""


@define(eq=False)
class Argon2Passwords:
    """Argon2id with the library's parameters."""

    _hasher: argon2.PasswordHasher = field(factory=argon2.PasswordHasher)
    _turns: BoundedSemaphore = field(factory=lambda: BoundedSemaphore(AT_ONCE), init=False)
    _decoy: str | None = field(default=None, init=False)

    def hash(self, password: str) -> str:
        """A salted hash with its parameters."""
        with self._turns:
            return self._hasher.hash(password)

    def matches(self, hash: str, password: str) -> bool:
        """Whether the password is the one, in the same time for every wrong one."""
        with self._turns:
            try:
                return self._hasher.verify(hash, password)
            except (argon2.exceptions.VerifyMismatchError, argon2.exceptions.InvalidHashError):
                return False

    @property
    def decoy(self) -> str:
        """A hash that matches nothing: of a random text that nobody was told, made on first use."""
        if self._decoy is None:
            self._decoy = self.hash(uuid_utils.compat.uuid4().hex)
        return self._decoy
