"""Notes that wait in memory and are written about once a second, all in one statement.

Reading a page never waits for its note. A process that is killed loses the last second's; nothing depends on them.
"""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import Final

from attrs import define, field

from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.ports.store import StoreUnavailable
from upclone.domain.trust.activity import Activity

ROOM: Final = 10_000
EVERY: Final = 1.0
"""Seconds between two writes."""


@define(eq=False)
class BufferedActivityLog:
    """At most `room` notes wait; of more the newest are dropped, and counted."""

    unit_of_work: PostgresUnitOfWork
    room: int = ROOM
    dropped: int = field(default=0, init=False)
    _waiting: deque[Activity] = field(factory=deque, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def note(self, activity: Activity) -> None:
        """Keep it soon."""
        with self._lock:
            if len(self._waiting) < self.room:
                self._waiting.append(activity)
            else:
                self.dropped += 1

    def flush(self) -> int:
        """Write what waits; how many. Where the database is away, they wait on."""
        with self._lock:
            taken = list(self._waiting)
            self._waiting.clear()
        if not taken:
            return 0
        try:
            with self.unit_of_work() as work:
                work.activities.add(taken)
        except StoreUnavailable:
            with self._lock:
                room = self.room - len(self._waiting)
                self._waiting.extendleft(reversed(taken[:room]))
                self.dropped += max(0, len(taken) - room)
            return 0
        return len(taken)
