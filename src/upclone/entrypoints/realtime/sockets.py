"""Socket.IO for the pages: says that something changed, never what.

A page watches the objects that it shows (`contract:<id>`); whoever may not see an object watches nothing. `changed`
names an object, `bell` a number; the page then asks for itself again, as whoever is signed in. Nobody else gets a
connection, and nobody gets many. A socket lives as long as the session that opened it: twice a second all are looked up
at once, and those that ended are closed.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from attrs import define, field
from flask import Flask, request
from flask_socketio import SocketIO, join_room, leave_room
from pydantic import ValidationError
from werkzeug.wrappers import Response

from upclone.application.ports.store import StoreUnavailable
from upclone.domain.errors import UpcloneError
from upclone.domain.people.accounts import State
from upclone.entrypoints.api.deals import contracts, disputes, milestones, timesheets
from upclone.entrypoints.api.market import invitations, jobs, proposals
from upclone.entrypoints.api.payments import payments, payouts
from upclone.entrypoints.doors import Doors

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LOOK: Final = 0.5
"""Seconds between two looks at whether sessions still hold."""
MOST_WATCHED: Final = 30
MOST_SAID: Final = 120
"""Messages a minute that a socket may send; a page sends a few."""
MOST_OF_ONE: Final = 20
"""Connections of one account to a process: a tab has one."""
PATH: Final = "/socket.io"

SUBJECTS: Final[Mapping[str, Callable[..., Any]]] = {
    "contract": contracts.contract,
    "milestone": milestones.milestone,
    "timesheet": timesheets.timesheet,
    "dispute": disputes.dispute,
    "job": jobs.job,
    "proposal": proposals.read,
    "invitation": invitations.read,
    "payment": payments.payment,
    "payout": payouts.payout,
}
"""What can be watched, by the operation that shows it."""

_LOG: Final = logging.getLogger(__name__)


class Desk(Protocol):
    """The way of the request that opened a socket to the operations."""

    @property
    def caller(self) -> Any: ...
    def read(self, operation: Callable[..., Any], **path: Any) -> Any:
        """Raises what the operation raises."""
        ...


class Change(Protocol):
    """What a transaction said."""

    @property
    def accounts(self) -> tuple[UUID, ...]: ...
    @property
    def subjects(self) -> tuple[UUID, ...]: ...
    @property
    def missed(self) -> bool: ...


@define
class Opened:
    """A socket: whose it is, and what it watches."""

    account: UUID
    session: UUID
    state: State
    watched: set[str] = field(factory=set)
    began: float = field(factory=time.monotonic)
    said: int = 0

    def speaks(self) -> bool:
        """Count a message; whether there was room for it."""
        if time.monotonic() - self.began > 60:
            self.began, self.said = time.monotonic(), 0
        self.said += 1
        return self.said <= MOST_SAID


@define(eq=False)
class Sockets:
    """All sockets of this process."""

    doors: Doors
    desk: Callable[[], Desk]
    most: int = 256
    io: SocketIO = field(init=False)
    opened: dict[str, Opened] = field(factory=dict)
    held: Counter[UUID] = field(factory=Counter)
    _lock: Lock = field(factory=Lock)

    def attach(self, app: Flask, base_url: str) -> None:
        """Answer below /socket.io of `app`, to its own pages: those of `base_url`, and of the host that was asked."""
        self.io = SocketIO(
            app, async_mode="threading", path=PATH, transports=["websocket"], manage_session=False,
            max_http_buffer_size=16_384, ping_interval=20, ping_timeout=10, logger=False, engineio_logger=False,
            cors_allowed_origins=_own(base_url),
        )  # fmt: skip
        app.wsgi_app = self._guarded(app, app.wsgi_app)  # type: ignore[method-assign,assignment]
        self.io.on_event("connect", self._connect)
        self.io.on_event("disconnect", self._disconnect)
        self.io.on_event("watch", self._watch)

    def _guarded(self, app: Flask, serve: WSGIApplication) -> WSGIApplication:
        """Hold a connection for who is signed in alone, and count it as long as it lasts: Socket.IO would hold it for
        anybody, and ask who it is when it likes to say so."""

        def guard(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            if not str(environ.get("PATH_INFO", "")).startswith(f"{PATH}/"):
                return serve(environ, start_response)
            try:
                with app.request_context(environ):
                    caller = self.desk().caller
            except StoreUnavailable:
                return Response(status=503)(environ, start_response)
            if caller is None or caller.session_id is None:
                return Response(status=401)(environ, start_response)
            with self._lock:
                if self.held.total() >= self.most or self.held[caller.id] >= MOST_OF_ONE:
                    return Response(status=429)(environ, start_response)
                self.held[caller.id] += 1
            try:
                return serve(environ, start_response)  # returns when the connection ends
            finally:
                with self._lock:
                    self.held -= Counter([caller.id])

        return guard

    def hear(self, change: Change) -> None:
        """Say to who looks on what a transaction said."""
        if change.missed:
            self.io.emit("missed")
            return
        for subject in change.subjects:
            self.io.emit("changed", str(subject), to=_room(subject))
        here = {each.account for each in list(self.opened.values())}
        for account in here & set(change.accounts):
            self.io.emit("bell", {"unread": self.doors.people.unread(account)}, to=_room(account))

    def look(self) -> None:
        """Close the sockets of sessions that ended, and of accounts that may do less or more than before."""
        with self._lock:
            held = dict(self.opened)
        if not held:
            return
        with self.doors.unit_of_work() as work:
            standing = work.sessions.standing({each.session for each in held.values()})
        for sid, each in held.items():
            if standing.get(each.session) is not each.state:
                self.io.server.disconnect(sid)

    def _connect(self, _: object = None) -> bool:
        caller = self.desk().caller
        if caller is None or caller.session_id is None:
            return False
        with self._lock:
            self.opened[_sid()] = Opened(caller.id, caller.session_id, caller.account.state)
        try:
            join_room(_room(caller.id))
        except (KeyError, ValueError):  # it hung up meanwhile
            self._disconnect()
            return False
        return True

    def _disconnect(self, *_: object) -> None:
        with self._lock:
            self.opened.pop(_sid(), None)

    def _watch(self, subjects: object) -> None:
        socket = self.opened.get(_sid())
        if socket is None or not socket.speaks() or not isinstance(subjects, list):
            return
        wanted = {each for each in subjects[:MOST_WATCHED] if isinstance(each, str)}
        for gone in socket.watched - wanted:
            leave_room(_room(gone.partition(":")[2]))
        socket.watched = {each for each in wanted if each in socket.watched or self._may_see(each)}
        with suppress(KeyError, ValueError):  # it hung up meanwhile
            for each in socket.watched:
                join_room(_room(each.partition(":")[2]))

    def _may_see(self, subject: str) -> bool:
        kind, _, id = subject.partition(":")
        try:
            self.desk().read(SUBJECTS[kind], id=UUID(id))
        except (KeyError, ValueError, UpcloneError, ValidationError):
            return False
        return True


def _own(base_url: str) -> Callable[[str, Mapping[str, Any]], bool]:
    own = urlsplit(base_url).netloc

    def allowed(origin: str, environ: Mapping[str, Any]) -> bool:
        return urlsplit(origin).netloc in (own, environ.get("HTTP_HOST"))

    return allowed


def _room(id: UUID | str) -> str:
    return f"of {id}"


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]
