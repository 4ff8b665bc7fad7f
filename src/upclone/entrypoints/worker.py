"""What runs on by itself beside the requests: jobs, the sandbox's own life, the watch over the embedded server."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import Final, Protocol

from attrs import define, field, frozen

log = logging.getLogger(__name__)

PATIENCE: Final = 15.0
"""Seconds that a loop gets to end what it is doing."""

AGAIN: Final = 1.0
"""Seconds before a loop that broke is started anew: its database may be restarting."""


class Part(Protocol):
    """Something that runs between `start` and `stop`."""

    def start(self) -> None:
        """Begin; returns at once."""
        ...

    def stop(self) -> None:
        """End; returns when it has ended, or was given up."""
        ...


class Loop(Protocol):
    """Something that runs until it is told to stop."""

    def run(self) -> None:
        """Returns after `stop`; raises where it can't go on."""
        ...

    def stop(self) -> None:
        """Ask it to end. Called from another thread, once or more, also before `run`."""
        ...


@define(eq=False)
class Every:
    """A loop that calls `act` every `seconds`."""

    act: Callable[[], object]
    seconds: float
    _stopped: Event = field(factory=Event, init=False)

    def run(self) -> None:
        """Until `stop`."""
        while not self._stopped.wait(self.seconds):
            self.act()

    def stop(self) -> None:
        """Ends after the present call."""
        self._stopped.set()


@define(eq=False)
class Threaded:
    """A loop in a thread of its own. Where it breaks, that is logged and it starts anew."""

    name: str
    loop: Loop
    _stopped: Event = field(factory=Event, init=False)
    _thread: Thread | None = field(default=None, init=False)

    def start(self) -> None:
        """Begin."""
        self._thread = Thread(target=self._run, name=f"upclone-{self.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let it finish what it is doing, 15 seconds at most: jobs that are left so are taken up by the next worker."""
        self._stopped.set()
        self.loop.stop()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.loop.run()
            except Exception:  # nobody above a thread would hear of it, and its work must go on
                log.exception("%s broke; it starts again in %s s", self.name, AGAIN)
                self._stopped.wait(AGAIN)


@frozen
class Worker:
    """Parts that start and stop together."""

    parts: Sequence[Part]

    def start(self) -> None:
        """Begin; returns at once."""
        for part in self.parts:
            part.start()

    def stop(self) -> None:
        """End, the last to start first."""
        for part in reversed(self.parts):
            part.stop()
