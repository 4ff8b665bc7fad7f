"""Where a demo plays: a home of its own, which no other demo uses meanwhile, and a server that ends with it."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from attrs import field, frozen

MOST: Final = 20
"""Demos that may play at the same time."""
PATIENCE: Final = 60
"""Seconds that the server gets to answer, on a machine that has much else to do."""
LEAVE: Final = 20
"""Seconds that it gets to end."""
STOPS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends a demo."""

_LISTENS: Final = re.compile(r"listens at (http://\S+)")
_SERVE: Final = "from upclone.entrypoints.cli.program import main; main()"


class StageFailed(Exception):
    """The server did not start, or there is no home left."""


@frozen
class Home:
    """A folder for one demo at a time. `number` counts from 1; `lock` is held as long as it is open. `extra` settings
    are this play's own."""

    folder: Path
    number: int
    lock: IO[bytes]
    extra: Mapping[str, str] = field(factory=dict)

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "serve.log"

    @property
    def environment(self) -> dict[str, str]:
        """The settings, whatever those of the operator are: nothing of theirs is touched."""
        usual = {"UPCLONE_DEMO": "1", "UPCLONE_HOME": str(self.folder), "UPCLONE_TOKEN_MINUTES": "240"}
        return {**usual, **self.extra}


@frozen
class Server:
    """A server that was started."""

    process: subprocess.Popen[bytes]
    log: Path

    def address(self) -> str:
        """Where it listens, once it says so. Raises StageFailed where it ended, or after a minute."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = _LISTENS.search(self.log.read_text(errors="replace"))
            if found:
                return found[1]
            if self.process.poll() is not None:
                raise StageFailed(f"The server ended with code {self.process.returncode} before it answered.")
            time.sleep(0.03)
        raise StageFailed(f"The server did not listen within {PATIENCE} s.")


@contextmanager
def home(base: Path, usual: str = "demo", extra: Mapping[str, str] | None = None) -> Iterator[Home]:
    """The first home below `base` that no other demo plays in: its clock is moved, which would hurry theirs.

    It is called `usual`, with a number from the second one on.

    Raises StageFailed where there is none, or where nothing can be written.
    """
    for number in range(1, MOST + 1):
        name = usual if number == 1 else f"{usual}-{number}"
        with _lock_file(base, name) as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield Home(base / name, number, lock, extra or {})
            return
    raise StageFailed(f"{MOST} demos play in {base} already.")


def _lock_file(base: Path, name: str) -> IO[bytes]:
    try:
        base.mkdir(mode=0o711, parents=True, exist_ok=True)
        return open(base / f"{name}.lock", "ab")
    except OSError as failure:
        raise StageFailed(f"{failure.filename}: {failure.strerror}; choose another UPCLONE_HOME") from failure


@contextmanager
def server(home: Home) -> Iterator[Server]:
    """`upclone serve --demo` on a free port of this machine, starting. It ends with the block, however that ends.

    It is a process group of its own, so that Ctrl-C reaches the demo alone, which then ends it in order.
    """
    process: subprocess.Popen[bytes] | None = None
    try:
        with _heard_later():
            process = _started(home)
        yield Server(process, home.log)
    finally:
        if process is not None:
            _end(process)


def _started(home: Home) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _SERVE, "serve", "--demo", "--host", "127.0.0.1", "--port", "0"]
    with open(home.log, "wb") as log:
        return subprocess.Popen(
            command,
            cwd=home.folder,  # and not where an operator's .env may lie
            env=_without_ours(os.environ) | home.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[home.lock.fileno()],  # a demo that is killed leaves a server, which keeps its home to itself
        )


@contextmanager
def _heard_later() -> Iterator[None]:
    """What ends a demo is heard when the block is over: an interrupted start would leave a process nobody knows of."""
    heard: list[int] = []
    before = {each: signal.signal(each, lambda number, _: heard.append(number)) for each in STOPS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    if heard:
        signal.raise_signal(heard[0])


def last_words(home: Home, lines: int = 15) -> str:
    """The end of what the server said."""
    try:
        said = home.log.read_text(errors="replace").splitlines()
    except OSError:  # there is none, or it is why the server did not start
        return ""
    return "\n".join(line[:400] for line in said[-lines:])


def _without_ours(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith(("UPCLONE_", "DATABASE_"))}


def _end(process: subprocess.Popen[bytes]) -> None:
    """In order, and after 20 s by force. A second signal waits until that is done."""
    before = {each: signal.signal(each, signal.SIG_IGN) for each in STOPS}
    try:
        process.terminate()
        try:
            process.wait(LEAVE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(LEAVE)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
