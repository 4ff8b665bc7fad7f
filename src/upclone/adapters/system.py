"""Time, identity and secrets, for real."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import Final
from uuid import UUID

import argon2
import uuid_utils.compat
from attrs import define, field, frozen

from upclone.application.ports.system import Busy


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

PATIENCE_SECONDS: Final = 3.0
"""How long one waits for its turn before it is told to come again."""


@define(eq=False)
class Argon2Passwords:
    """Argon2id with the library's parameters."""

    _hasher: argon2.PasswordHasher = field(factory=argon2.PasswordHasher)
    patience_seconds: float = PATIENCE_SECONDS
    _turns: BoundedSemaphore = field(factory=lambda: BoundedSemaphore(AT_ONCE), init=False)
    _decoy: str | None = field(default=None, init=False)

    def hash(self, password: str) -> str:
        """A salted hash with its parameters."""
        with self._turn():
            return self._hasher.hash(password)

    def matches(self, hash: str, password: str) -> bool:
        """Whether the password is the one, in the same time for every wrong one."""
        with self._turn():
            try:
                return self._hasher.verify(hash, password)
            except (argon2.exceptions.VerifyMismatchError, argon2.exceptions.InvalidHashError):
                return False

    def outdated(self, hash: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(hash)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=self.patience_seconds):
            raise Busy
        try:
            yield
        finally:
            self._turns.release()

    @property
    def decoy(self) -> str:
        """A hash that matches nothing: of a random text that nobody was told, made on first use."""
        if self._decoy is None:
            self._decoy = self.hash(uuid_utils.compat.uuid4().hex)
        return self._decoy


def derived(secret: str, purpose: str) -> bytes:
    """A key of its own for each purpose, 32 bytes: what one of them signs says nothing about another."""
    return hmac.new(secret.encode(), f"upclone {purpose}".encode(), hashlib.sha256).digest()


@frozen
class HmacSeals:
    """HMAC-SHA256 with a key that is derived from the installation's secret."""

    secret: str = field(repr=False)

    def seal(self, purpose: str, subject: str) -> str:
        """43 letters, digits, `-` and `_`."""
        marked = hmac.new(derived(self.secret, "seal"), f"{purpose}\n{subject}".encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(marked).rstrip(b"=").decode()

    def opens(self, purpose: str, subject: str, seal: str) -> bool:
        """In constant time."""
        return hmac.compare_digest(self.seal(purpose, subject).encode(), seal.encode())


_READABLE: Final = "23456789abcdefghjkmnpqrstuvwxyz"


@frozen
class SystemSecrets:
    """The operating system's source of chance."""

    def token(self) -> str:
        """256 bits."""
        return secrets.token_urlsafe(32)

    def code(self) -> str:
        """Ten letters and digits without 0, o, 1, l and i: 49.5 bits."""
        return "".join(secrets.choice(_READABLE) for _ in range(10))
