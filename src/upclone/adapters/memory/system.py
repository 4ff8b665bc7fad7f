"""A clock that stands still until it is told, and identities that come out the same again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from threading import Lock
from uuid import UUID

from attrs import define, field

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@define
class FixedClock:
    """Time stands at `at` (aware) until `set` or `advance`."""

    at: datetime = _START

    def now(self) -> datetime:
        """Aware, in UTC."""
        return self.at.astimezone(UTC)

    def set(self, at: datetime) -> None:
        """Move to a time, also back."""
        assert at.tzinfo is not None, "times are aware"
        self.at = at

    def advance(self, by: timedelta) -> datetime:
        """Move on, and say what time it is then."""
        self.at += by
        return self.now()


@define
class SteppingIds:
    """UUIDv7 (RFC 9562) from a seed: each lies a millisecond after the one before, from `start` on."""

    seed: int = 0
    start: datetime = _START
    _count: int = field(default=0, init=False)
    _random: Random = field(init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def __attrs_post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 - the same identities again are the point

    def new(self) -> UUID:
        """The next one."""
        with self._lock:
            milliseconds = (self.start - _EPOCH) // timedelta(milliseconds=1) + self._count
            self._count += 1
            high, low = self._random.getrandbits(12), self._random.getrandbits(62)
        return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 0b10 << 62 | low)
