"""What a made-up history has in place of the present: a clock that its teller moves, ids of that time, passwords that
are hashed once, and letters that reach nobody."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Final
from uuid import UUID

from attrs import define, field, frozen

from upclone.application.ports.mail import Letter
from upclone.application.ports.system import Passwords

_COUNTED: Final = 1 << 12


@define(eq=False)
class PastClock:
    """It stands still until it is moved, and never goes back."""

    at: datetime

    def now(self) -> datetime:
        """Aware, in UTC."""
        return self.at

    def move(self, to: datetime) -> None:
        """On to that time, unless it is later already."""
        self.at = max(self.at, to)


@define(eq=False)
class PastIds:
    """Identities as they would have been given then: they sort by the clock's time, and in the order of asking."""

    clock: PastClock
    _chance: Random = field(factory=Random, init=False)
    _last: int = field(default=0, init=False)

    def new(self) -> UUID:
        """A UUIDv7."""
        self._last = max(self._last + 1, int(self.clock.now().timestamp() * 1000) * _COUNTED)
        milliseconds, counted = divmod(self._last, _COUNTED)
        return UUID(int=milliseconds << 80 | 7 << 76 | counted << 64 | 2 << 62 | self._chance.getrandbits(62))


@define(eq=False)
class OncePasswords:
    """Hashes each password once: forty people of a demonstration share theirs, and hashing it takes a tenth of a
    second."""

    passwords: Passwords
    _known: dict[str, str] = field(factory=dict, init=False)

    @property
    def decoy(self) -> str:
        """A hash that matches nothing."""
        return self.passwords.decoy

    def hash(self, password: str) -> str:
        """The one that was made first."""
        if password not in self._known:
            self._known[password] = self.passwords.hash(password)
        return self._known[password]

    def matches(self, hash: str, password: str) -> bool:
        """Whether the password is the one."""
        if self._known.get(password) == hash:
            return True
        right = self.passwords.matches(hash, password)
        if right:
            self._known[password] = hash
        return right

    def outdated(self, hash: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self.passwords.outdated(hash)


@frozen
class UnsentMail:
    """Letters of the past reach nobody."""

    def send(self, letter: Letter) -> None:
        """It is not sent."""
