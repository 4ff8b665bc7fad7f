"""A process that dies on purpose, to prove that dying at any moment is survivable."""

from __future__ import annotations

import os
import signal
from threading import Lock

from attrs import define, field


@define(eq=False)
class Failpoint:
    """Kills this process, as `kill -9` does, when the `at`-th commit boundary is reached. None: never.

    Each commit has two boundaries: just before it, and just after.
    """

    at: int | None = None
    _passed: int = field(default=0, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def boundary(self) -> None:
        """A commit is about to happen, or has just happened."""
        if self.at is None:
            return
        with self._lock:
            self._passed += 1
            if self._passed == self.at:
                os.kill(os.getpid(), signal.SIGKILL)
