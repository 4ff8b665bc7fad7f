"""Initialise, start, share and stop the embedded PostgreSQL."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, Literal

import psycopg
from attrs import define, field

from upclone.adapters.embedded import binaries, cluster
from upclone.adapters.embedded.account import Account, EmbeddedFailed
from upclone.adapters.embedded.place import STORED, Place, Urls, choose_place, read_place
from upclone.adapters.embedded.tuning import options

Status = Literal["absent", "stopped", "silent", "starting", "running"]
PATIENCE = 300  # seconds: recovery after a crash reads the log since the last checkpoint
SWEPT = 3  # seconds that a living server may be without a socket; a starting one makes it in much less
ATTEMPTS = 3


def _absolute(home: Path) -> Path:
    return home.expanduser().resolve()


@define(eq=False)
class EmbeddedPostgres:
    """One server per home, however many commands use it.

    As a context manager it is started on entry and stopped on exit, unless another command, or a block around this one,
    still uses it. `start` and `leave` are the same in two steps: keep the object in between. `stop` does not ask who is
    there.
    """

    home: Path = field(converter=_absolute)
    fast: bool = False
    _account: Account = field(factory=Account.current, init=False)
    _share: IO[bytes] | None = field(default=None, init=False)
    _entered: int = field(default=0, init=False)

    def __enter__(self) -> Urls:
        urls = self.start()
        self._entered += 1
        return urls

    def __exit__(self, *_: object) -> None:
        self._entered -= 1
        if not self._entered:
            self.leave()

    def start(self) -> Urls:
        """Have it running, and keep it running until `leave`, `stop` or the end of this process."""
        self._have_home()
        with self._locked():
            place = choose_place(self.home, self._account)
            cluster.sweep(place)
            if not place.data.exists():
                cluster.initialise(place, self._account, self.programs, durable=not self.fast)
            self._bring_up(place)
            self._share = self._share or self._open("server.users")
            fcntl.flock(self._share, fcntl.LOCK_SH)
        return place.urls

    def leave(self) -> None:
        """Stop it, unless another command still uses it."""
        if self._share is None:
            return
        with self._locked():
            self._share.close()
            self._share = None
            with self._open("server.users") as users:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
                self._shut_down(read_place(self.home))

    def stop(self) -> None:
        """Stop it, whoever uses it. Does nothing when it does not run."""
        if not (self.home / STORED).exists():
            return
        with self._locked():
            self._shut_down(read_place(self.home))

    def remove(self) -> None:
        """Stop it, whoever uses it, and delete the cluster. Does nothing where there is none."""
        if not (self.home / STORED).exists():
            return
        with self._locked():
            place = read_place(self.home)
            self._shut_down(place)
            shutil.rmtree(place.folder, ignore_errors=True)
            (self.home / STORED).unlink()

    def status(self) -> Status:
        if not (self.home / STORED).exists():
            return "absent"
        place = read_place(self.home)
        if not place.data.exists():
            return "absent"
        return self._listening(place)

    @cached_property
    def programs(self) -> Path:
        """The folder of `pg_dump`, `pg_restore`, `pgbench` and the others, of the server's own version.

        Kept, because finding it runs one of them, and whoever watches the server asks every two seconds.
        """
        return binaries.programs(self._account)

    @property
    def data(self) -> Path:
        """The cluster. Not always below the home: see the package's docstring."""
        return read_place(self.home).data

    def _have_home(self) -> None:
        try:
            # 0711: root's home lets the unprivileged account through to the cluster, and shows it nothing.
            self.home.mkdir(mode=0o711 if self._account.switched else 0o700, parents=True, exist_ok=True)
            self._open("server.lock").close()
        except OSError as failure:
            raise EmbeddedFailed(f"{failure.filename}: {failure.strerror}; choose another UPCLONE_HOME") from failure

    def _bring_up(self, place: Place) -> None:
        """Start it, or wait for one that is starting already; a crash may need a second attempt."""
        deadline, swept_since, failures, said = time.monotonic() + PATIENCE, None, 0, ""
        while failures < ATTEMPTS and time.monotonic() < deadline:
            status = self._listening(place)
            if status == "running":
                return self._greet(place)
            if status == "stopped":
                cluster.clear_crash(place)
                said = self._pg_ctl(place, "start", "-l", place.log, "-o", options(place.socket, self.fast))
                failures += bool(said)
            if status != "silent" or place.socket_file.exists():
                swept_since = None
            elif swept_since is None:
                swept_since = time.monotonic()
            elif time.monotonic() > swept_since + SWEPT:
                self._shut_down(place)
            time.sleep(0.05)
        raise EmbeddedFailed(f"PostgreSQL did not start: {said}\n{cluster.last_words(place)}")

    def _listening(self, place: Place) -> Status:
        """By asking the socket: `pg_ctl status` believes a stale pid file."""
        code = self._account.run([self.programs / "pg_isready", "-q", "-h", place.socket, "-t", "3"]).returncode
        if code in (0, 1):
            return "running" if code == 0 else "starting"
        return "silent" if cluster.postmaster(place) else "stopped"

    def _greet(self, place: Place) -> None:
        """A real connection as each role, so that whoever gets the addresses can use them."""
        for url in (place.urls.owner_url, place.urls.app_url):
            with psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), connect_timeout=10) as connection:
                connection.execute("select 1")

    def _shut_down(self, place: Place) -> None:
        if cluster.postmaster(place):
            said = self._pg_ctl(place, "stop", "-m", "fast")
            if cluster.postmaster(place):
                raise EmbeddedFailed(f"PostgreSQL did not stop: {said}\n{cluster.last_words(place)}")
        cluster.clear_crash(place)

    def _pg_ctl(self, place: Place, *words: str | Path) -> str:
        """Empty when it went well, else what it said."""
        done = self._account.run([self.programs / "pg_ctl", "-s", "-w", "-t", str(PATIENCE), "-D", place.data, *words])
        return (done.stdout.strip() or "pg_ctl failed") if done.returncode else ""

    def _open(self, name: str) -> IO[bytes]:
        return open(self.home / name, "ab")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One at a time per home. The kernel lets go of the lock when its holder dies, however it dies."""
        with self._open("server.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
