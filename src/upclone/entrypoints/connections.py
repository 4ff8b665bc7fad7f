"""Connections that cannot keep the threads from everybody else.

gunicorn gives a new connection to a thread at once, and reads from it without any time limit: a handful of clients that
open a connection and say nothing (browsers do, ahead of time), or begin a request and never end it, would stop all
requests. Here a connection gets a thread when it has begun to speak, is cut off after `SILENCE`, and has `WHOLE` to say
it all.
"""

from __future__ import annotations

import errno
import math
import os
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

Result = TypeVar("Result")

FIRST_WORD: Final = 0.005
"""Seconds that a thread waits for a new connection to speak before it turns to others."""
SILENCE: Final = 3.0
"""Seconds without a byte, in either direction, that end a connection which a thread waits for."""
WHOLE: Final = 10.0
"""Seconds for all of a request, and for all of a piece of its answer. An upload has more, by what it brings."""
SLOWEST: Final = 128 * 1024
"""Bytes that buy another second: an upload may take as long as a slow line takes for it, and no longer."""
GOODBYE: Final = 0.25
"""Seconds that a client has to hang up once we did: the loop that accepts the others waits for it."""


class PatientSocket(socket.socket):
    """A connection that blocks, but not for long: its reader or writer then finds it reset."""

    deadline: float = math.inf

    def recv(self, *args: Any) -> bytes:
        """As ever, until the deadline, which moves on with what comes."""
        received = self._patiently(super().recv, self.deadline, *args)
        self.deadline += len(received) / SLOWEST
        return received

    def sendall(self, data: Buffer, *args: Any) -> None:
        """As ever, for ten seconds."""
        deadline = time.monotonic() + WHOLE
        left = memoryview(data)
        while left:
            left = left[self._patiently(super().send, deadline, left, *args) :]

    def shutdown(self, how: int, /) -> None:
        """As ever; what is read after it is read for a moment only."""
        super().shutdown(how)
        self.deadline = time.monotonic() + GOODBYE

    def _patiently(self, call: Callable[..., Result], deadline: float, *args: Any) -> Result:
        """Raises ConnectionResetError after its time: gunicorn and werkzeug know how to end that quietly."""
        self.settimeout(max(min(SILENCE, deadline - time.monotonic()), 0.001))
        try:
            return call(*args)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET)) from None


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads, for connections that have something to say."""

    def handle(self, conn: Any) -> Any:
        """In a thread, for a connection that is new or was readable: one request, or back to the poller.

        The poller closes it after `keepalive` seconds of silence."""
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(fileno=conn.sock.detach())
            look = conn.wait_for_data
            conn.wait_for_data = lambda _five_seconds: look(FIRST_WORD)
        conn.sock.deadline = time.monotonic() + WHOLE
        return super().handle(conn)
