"""How often something that waits is asked about: soon at first, ever more rarely, never not at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from attrs import define, field, frozen

YOUNG: Final = timedelta(hours=1)
"""What was asked for less long ago settles within a minute of its gateway's recovery."""


@frozen
class _Asked:
    at: datetime
    wait: timedelta
    put_off: bool = False


@define
class Pacing:
    """Remembers in this process whom it asked when: a process that begins anew asks about everything once.

    The wait doubles from `shortest` to `longest`; what has been waiting for an hour waits up to `rare`: a payer who
    left a checkout open is no reason to ask all night. What was put off waits up to `rare` at any age.
    """

    shortest: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(seconds=30)
    rare: timedelta = timedelta(minutes=10)
    _asked: dict[str, _Asked] = field(factory=dict, init=False)

    def due(self, key: str, since: datetime, now: datetime) -> bool:
        """Whether to ask about `key` now, which waits since `since`. Yes counts as asked."""
        last = self._asked.get(key)
        if last is not None and last.at <= now < last.at + last.wait:
            return False
        young = now < since + YOUNG and not (last and last.put_off)
        wait = min(2 * last.wait, self.longest if young else self.rare) if last else self.shortest
        self._asked[key] = _Asked(now, wait)
        return True

    def put_off(self, key: str) -> None:
        """What was just asked about broke: until it no longer does, its age is no reason to ask often."""
        last = self._asked[key]
        self._asked[key] = _Asked(last.at, last.wait, put_off=True)

    def keep(self, keys: set[str]) -> None:
        """Forget everything else: it waits no longer."""
        for key in self._asked.keys() - keys:
            del self._asked[key]
