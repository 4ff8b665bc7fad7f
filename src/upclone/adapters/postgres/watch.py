"""A watch over connections that are in use: a server that hangs answers no timeout of its own.

statement_timeout is kept by the server. Where the whole server stands still (stopped, out of memory, unreachable
without a word), only this side can end the wait: it shuts the socket, and whoever waits on it gets an error.
"""

from __future__ import annotations

import os
import socket
import time
from threading import Lock, Thread
from typing import Any, Final

import psycopg
from attrs import define, field
from sqlalchemy import Engine, event

CUT: Final = "cut"
"""Set in the info of a connection whose socket was shut."""

PATIENT: Final = "patient"
"""Set it in the info of a connection that may take as long as it takes."""

_LOOK_EVERY: Final = 0.25  # seconds
_ENOUGH: Final = 20
"""Looks at nothing that end the watch, until a connection is out again: an engine that is given up leaves no thread.
One that is disposed of is given up at once."""


@define(eq=False)
class Watch:
    """Cuts what has been checked out of the pool for longer than `limit_s` seconds."""

    limit_s: float
    _out: dict[int, tuple[float, psycopg.Connection[Any], Any]] = field(factory=dict, init=False)
    _idle: int = field(default=0, init=False)
    _lock: Lock = field(factory=Lock, init=False)
    _thread: Thread | None = field(default=None, init=False)

    def over(self, engine: Engine) -> None:
        """Begin to watch an engine's connections."""
        event.listen(engine, "checkout", self._checked_out)
        event.listen(engine, "checkin", self._checked_in)
        event.listen(engine, "invalidate", lambda connection, record, _failure: self._checked_in(connection, record))
        event.listen(engine, "engine_disposed", self._disposed)

    def _checked_out(self, connection: psycopg.Connection[Any], record: Any, _proxy: object) -> None:
        record.info.pop(CUT, None)
        with self._lock:
            self._out[id(record)] = (time.monotonic() + self.limit_s, connection, record)
            if self._thread is None:  # begun late: a process that forks before its first connection has none yet
                self._idle = 0
                self._thread = Thread(target=self._look, name="upclone-watch", daemon=True)
                self._thread.start()

    def _checked_in(self, _connection: object, record: Any) -> None:
        with self._lock:
            self._out.pop(id(record), None)
        record.info.pop(PATIENT, None)

    def _disposed(self, _engine: Engine) -> None:
        with self._lock:
            self._idle = _ENOUGH

    def _look(self) -> None:
        while True:
            time.sleep(_LOOK_EVERY)
            now = time.monotonic()
            with self._lock:
                self._idle = 0 if self._out else self._idle + 1
                if self._idle > _ENOUGH:
                    self._thread = None
                    return
                for key, (until, connection, record) in list(self._out.items()):
                    if until <= now and not record.info.get(PATIENT):
                        del self._out[key]
                        record.info[CUT] = True
                        _shut(connection)


def _shut(connection: psycopg.Connection[Any]) -> None:
    """End the conversation. The descriptor stays libpq's: closing it here would hand its number to somebody else."""
    try:
        with socket.socket(fileno=os.dup(connection.pgconn.socket)) as line:
            line.shutdown(socket.SHUT_RDWR)
    except (OSError, psycopg.Error):
        return  # it is closed already
