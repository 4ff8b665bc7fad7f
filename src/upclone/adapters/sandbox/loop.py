"""The sandbox's heartbeat: a thread that ticks, in every process that runs one."""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import Final

from attrs import define, field

from upclone.adapters.sandbox.gateway import SandboxGateway

_LOG: Final = logging.getLogger(__name__)

EVERY_MS: Final = 200
AFTER_A_FAULT_MS: Final = 2_000


@define(eq=False)
class SandboxLoop:
    """Ticks every 200 ms from `start` to `stop`; less often while its database does not answer."""

    gateway: SandboxGateway
    _stopping: Event = field(factory=Event, init=False)
    _thread: Thread | None = field(default=None, init=False)

    def start(self) -> None:
        """Begin. A second call does nothing."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = Thread(target=self._run, name="sandbox", daemon=True)
            self._thread.start()

    def stop(self, patience_s: int = 10) -> None:
        """End after the round that is running; whatever it leaves is done by the next process that ticks."""
        if self._thread is not None:
            self._stopping.set()
            self._thread.join(patience_s)
            self._thread = None

    def _run(self) -> None:
        pause = EVERY_MS
        while not self._stopping.wait(pause / 1000):
            pause = self._round()

    def _round(self) -> int:
        try:
            self.gateway.tick()
        except Exception:  # noqa: BLE001 - nobody above a thread would hear of it, and the beat must go on
            _LOG.exception("the sandbox could not tick; it will try again")
            return AFTER_A_FAULT_MS
        return EVERY_MS
