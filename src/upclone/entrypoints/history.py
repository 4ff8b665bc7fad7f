"""A history that is told: the application as of a time in the past, and the way from there to the present."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

from attrs import define, field

from upclone.entrypoints.doors import Doors

DAY: Final = timedelta(days=1)
OFTEN: Final = timedelta(hours=3)
"""How long the sandbox waits for its next look at what became due, where nobody calls it."""


class Jobs(Protocol):
    """What was promised for later."""

    def waiting(self) -> int:
        """Do what is to be done at once, and what follows from it; how often a gateway had to do with it."""
        ...

    def next_due(self, until: datetime, move: Callable[[datetime], None]) -> bool:
        """Move the clock to the first thing with a time of its own, and do it; whether there was one."""
        ...


class StoryClock(Protocol):
    """Stands still until it is moved."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...

    def move(self, to: datetime) -> None:
        """On to that time."""
        ...


@define(eq=False)
class History:
    """`doors` act at the clock's time. `present` is where the story ends. `daily` are the worker's rounds, `last` those
    that are made once, at the end; `tick` is the sandbox's."""

    doors: Doors
    clock: StoryClock
    present: datetime
    jobs: Jobs
    tick: Callable[[], int]
    daily: tuple[Callable[[], object], ...]
    last: tuple[Callable[[], object], ...]
    _next_round: datetime | None = field(default=None, init=False)
    _ticked: datetime | None = field(default=None, init=False)

    def go_on(self, to: datetime) -> None:
        """Let everything happen that is due by then, each at its time, as the worker would have seen to it."""
        self.settle()
        if self._next_round is None:
            self._next_round = self.clock.now() + DAY
        while self._next_round <= to:
            self._until(self._next_round)
            for each in self.daily:
                each()
            self._next_round += DAY
        self._until(to)

    def end(self) -> None:
        """Come to the present, where the rest of the rounds is made once."""
        self.go_on(self.present)
        for each in self.last:
            each()

    def settle(self) -> None:
        """Let everything happen that follows from what was done just now."""
        while self.jobs.waiting():
            self._tick()

    def _until(self, to: datetime) -> None:
        while self.jobs.next_due(to, self.clock.move):
            self.settle()
        self.clock.move(to)
        if self._ticked is None or to - self._ticked > OFTEN:
            self._tick()
        self.settle()

    def _tick(self) -> None:
        self.tick()
        self._ticked = self.clock.now()
