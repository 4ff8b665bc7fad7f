"""Connections that cannot keep the threads from everybody else.

gunicorn gives a new connection to a thread at once, and reads from it without any time limit: a handful of clients that
open a connection and say nothing (browsers do, ahead of time), or begin a request and never end it, would stop all
requests. Here a request gets a thread when it has been said, has `WHOLE` for that, and is cut off after `SILENCE` where
a thread waits for more.
"""

from __future__ import annotations

import errno
import math
import os
import re
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, TypeVar

from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

Result = TypeVar("Result")

SMALL: Final = 64 * 1024
"""Bytes of a request that are gathered before a thread reads them."""
SILENCE: Final = 3.0
"""Seconds without a byte, in either direction, that end a connection which a thread waits for."""
WHOLE: Final = 10.0
"""Seconds for all of a request, and for all of a piece of its answer. An upload has more, by what it brings."""
SLOWEST: Final = 128 * 1024
"""Bytes that buy another second: an upload may take as long as a slow line takes for it, and no longer."""
MOST_TALKING: Final = 512
"""WebSockets of a process: each costs threads."""
GOODBYE: Final = 0.25
"""Seconds that a client has to hang up once we did: the loop that accepts the others waits for it."""


_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]+)[ \t]*\r\n")


class PatientSocket(socket.socket):
    """A connection that blocks, but not for long: its reader or writer then finds it reset."""

    deadline: float = math.inf
    stays: bool = False
    """A WebSocket: silence ends nothing, its own pings do."""

    def listen_in(self) -> bytes:
        """What has come by now; b"" where the client hung up. Raises BlockingIOError where nothing has."""
        return super().recv(SMALL)

    def recv(self, *args: Any) -> bytes:
        """As ever, until the deadline, which moves on with what comes."""
        if self.stays:
            self.settimeout(None)
            return super().recv(*args)
        received = self._patiently(super().recv, self.deadline, *args)
        self.deadline += len(received) / SLOWEST
        return received

    def sendall(self, data: Buffer, *args: Any) -> None:
        """As ever, for ten seconds."""
        deadline = time.monotonic() + WHOLE
        left = memoryview(data)
        while left:
            left = left[self._patiently(super().send, deadline, left, *args) :]

    def hang_up(self) -> None:
        """End what stays: its reader finds the end."""
        with suppress(OSError):
            super().shutdown(socket.SHUT_RDWR)

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
    """gunicorn's threads, for connections that have said what they want.

    A request is gathered by the loop that polls all connections: its head and, where it is small, its body. Only then
    does it get a thread; however slowly thousands of them dribble, they hold none.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gathering: dict[Any, float] = {}
        self.talking: set[Any] = set()

    def enqueue_req(self, conn: Any) -> None:
        """A connection that is new, or that speaks again."""
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(fileno=conn.sock.detach())
        conn.heard = bytearray(conn.parser.unreader.take_buffered() if conn.parser else b"")
        conn.sock.setblocking(False)
        self.gathering[conn] = time.monotonic() + WHOLE
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._hear, conn))
        self._hear(conn)

    def _hear(self, conn: Any, _: object = None) -> None:
        """Take what has come; then a thread, or more patience, or an end."""
        try:
            said = conn.sock.listen_in()
        except BlockingIOError:
            said = None
        except OSError:
            said = b""
        conn.heard += said or b""
        if whole(conn.heard):
            self._leave(conn)
            conn.data_ready = True
            if asks_for_socket(conn.heard):
                self._keep_talking(conn)
            else:
                super().enqueue_req(conn)
        elif said == b"":
            self._drop(conn)

    def murder_pending(self) -> None:
        """Once a second: end those whose time is over. When the server stops, they have no time left."""
        now = time.monotonic()
        for conn in [conn for conn, until in self.gathering.items() if until <= now or not self.alive]:
            self._drop(conn)
        for conn in () if self.alive else list(self.talking):
            conn.sock.hang_up()
        super().murder_pending()

    def handle(self, conn: Any) -> Any:
        """In a thread, for a request that is there: what was heard is what is read first."""
        conn.sock.setblocking(True)
        conn.sock.deadline = time.monotonic() + WHOLE
        conn.init()
        conn.parser.unreader.unread(bytes(conn.heard))
        return super().handle(conn)

    def _keep_talking(self, conn: Any) -> None:
        """A WebSocket has a thread of its own, beside those of requests: it stays for hours."""
        if len(self.talking) >= MOST_TALKING:
            self.nr_conns -= 1
            conn.close()
            return
        self.talking.add(conn)
        conn.sock.stays = True
        talk: Future[bool] = Future()

        def serve() -> None:
            try:
                self.handle(conn)
            finally:
                talk.set_result(False)  # a connection that was a WebSocket has nothing else to say
                self.method_queue.defer(self._hung_up, conn, talk)

        Thread(target=serve, name="socket", daemon=True).start()

    def _hung_up(self, conn: Any, talk: Future[bool]) -> None:
        self.talking.discard(conn)
        self.finish_request(conn, talk)

    def _leave(self, conn: Any) -> None:
        del self.gathering[conn]
        self.poller.unregister(conn.sock)

    def _drop(self, conn: Any) -> None:
        self._leave(conn)
        self.nr_conns -= 1
        conn.close()


def asks_for_socket(heard: bytearray) -> bool:
    """Whether a request wants to become a WebSocket."""
    head = heard[: heard.find(b"\r\n\r\n") + 2].lower()
    return heard.startswith(b"GET /socket.io") and b"\r\nupgrade: websocket\r\n" in head


def whole(heard: bytearray) -> bool:
    """Whether a request can be given to a thread: all of it is there, or what is missing is for the application.

    Those are large bodies, whose slowness the socket limits, and clients that wait for a "100 Continue"."""
    end = heard.find(b"\r\n\r\n")
    if end < 0:
        return len(heard) > SMALL  # the parser refuses it
    head = heard[: end + 2].lower()
    length = _LENGTH.search(head)
    if length is None or b"\r\nexpect:" in head or len(length[1]) > 9:
        return True
    body = int(length[1])
    return body > SMALL or len(heard) >= end + 4 + body
