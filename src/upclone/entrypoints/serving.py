"""`upclone serve`: gunicorn inside our own process, one process for the requests with the jobs beside them.

The first process (gunicorn's arbiter) holds the socket and its share of the embedded server; it opens no connection,
because one must not be carried over a fork. The second one is forked from it and does everything else. Where the
first dies, the second notices within a second and goes too; where the second dies, the first starts it anew.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from contextlib import ExitStack
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from upclone.entrypoints import footprint, logs, start
from upclone.entrypoints.connections import PatientWorker

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from upclone.entrypoints.settings import Settings

KILLED: Final = 137
"""What a shell says of a process that SIGKILL ended: 128 + 9."""

LEAVE: Final = 10
"""Seconds that requests get to end when it stops."""


class QuietLogger(Logger):  # type: ignore[misc]
    """gunicorn's words under `upclone.server`. The application writes a line a request: it knows the request's id."""

    def setup(self, cfg: Any) -> None:
        self.error_log = logging.getLogger("upclone.server")
        self.access_log = logging.getLogger("upclone.server.access")

    @property
    def access_log_enabled(self) -> bool:
        return False

    def info(self, msg: str, *args: Any, **kwargs: Any) -> None:
        self.error_log.debug(msg, *args, **kwargs)  # that it starts, boots, stops: of no use to who runs it


class Server(BaseApplication):  # type: ignore[misc]
    """One listening socket, one forked process. `ready` is called in the forked one, once it answers."""

    def __init__(
        self, settings: Settings, urls: start.Urls, listener: socket.socket, jobs: bool, ready: Callable[[], None]
    ) -> None:
        self.settings = settings
        self.urls = urls
        self.listener = listener
        self.jobs = jobs
        self.ready = ready
        self.open = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"fd://{self.listener.detach()}",  # gunicorn closes the number that it is given
            "workers": 1,
            "worker_class": PatientWorker,
            "threads": self.settings.server_threads,
            "timeout": 30,
            "graceful_timeout": LEAVE,
            "keepalive": 5,
            "logger_class": QuietLogger,
            "control_socket_disable": True,
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108
            "post_worker_init": lambda worker: self.ready() if worker.age == 1 else None,
            "worker_exit": lambda _, __: self.open.close(),
            "child_exit": self._child_exit,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Called in the forked process."""
        return self.open.enter_context(start.site(self.settings, self.urls, jobs=self.jobs))

    def _child_exit(self, arbiter: Any, _worker: Any) -> None:
        """A process killed at a failpoint ends everything, as the machine's failing would: nothing is put in order."""
        if self.settings.failpoint is not None and arbiter.LISTENERS:
            os._exit(KILLED)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes any that is free. Raises OSError where it is taken."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    listener.listen(512)
    listener.set_inheritable(True)
    return listener


def serve(
    settings: Settings,
    listener: socket.socket,
    *,
    jobs: bool,
    ready: Callable[[], None],
    before: Callable[[start.Urls], None] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; ends in SystemExit with gunicorn's code. Raises NotMigrated.

    `before` is done once the database is ready, before anybody is answered; it must leave no connection open."""
    logs.to_stderr(settings.log_level)
    footprint.give_back()
    # Imports take a second that the database's start need not wait for; the forked process inherits them.
    imports = Thread(target=start.preload)
    imports.start()
    with ExitStack() as ends:
        ends.callback(imports.join)  # ended in the middle of an import, a thread would print its traceback
        urls = ends.enter_context(start.database(settings))
        if settings.database_url is None:
            start.migrate(settings, urls)
        start.ready(settings, urls)
        imports.join()
        if before is not None:
            before(urls)
        Server(settings, urls, listener, jobs, ready).run()
