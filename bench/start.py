"""S8: how long people wait for `upclone --help`, and for a server whose database is there already.

The server starts as `upclone serve` does in production: it also starts the embedded PostgreSQL, which was stopped in
good order, and sees that the tables are up to date. It counts as started when /healthz answers; the first answer that
takes the database is timed as well, so that nothing is merely put off until then. Modules are compiled, as pip leaves
them.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.report import Line

HELP_S = 0.3
SERVER_S = 3.0
FIRST_S = 0.5
PROGRAM = Path(sys.executable).with_name("upclone")
PATIENCE_S = 60


def measure() -> Iterator[Line]:
    """The lines of S8."""
    helped = median(_help() for _ in range(9))
    yield Line("S8", "upclone --help", f"{helped:.2f} s", f"{HELP_S} s allowed", helped / HELP_S, "<=", 1)
    with tempfile.TemporaryDirectory(prefix="upclone-bench-") as folder:
        Path(folder).chmod(0o711)  # root's PostgreSQL runs as somebody else, who must get through to the data
        _served(Path(folder))  # makes the database
        runs = [_served(Path(folder)) for _ in range(3)]
    served, first = (median(seconds) for seconds in zip(*runs, strict=True))
    yield Line("S8", "upclone serve", f"{served:.2f} s", f"{SERVER_S:g} s allowed", served / SERVER_S, "<=", 1)
    yield Line("S8", "its first answer", f"{first:.2f} s", f"{FIRST_S:g} s allowed", first / FIRST_S, "<=", 1)


def _help() -> float:
    begun = time.perf_counter()
    subprocess.run([PROGRAM, "--help"], check=True, capture_output=True)
    return time.perf_counter() - begun


def _served(folder: Path) -> tuple[float, float]:
    """Seconds from the command to readiness, and from there to the list of jobs. The server is stopped again."""
    port = _free_port()
    log = folder / "server.log"
    others = ("UPCLONE_", "DATABASE_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    begun = time.perf_counter()
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [PROGRAM, "serve", "--demo", "--port", str(port)],
            env={**kept, "UPCLONE_HOME": str(folder / "home")},
            cwd=folder,  # no .env of the developer's
            stdout=output,
            stderr=output,
        ) as server,
    ):
        try:
            while not _answers(port, "/healthz"):
                taken = time.perf_counter() - begun
                assert server.poll() is None, log.read_text(errors="replace")
                assert taken < PATIENCE_S, log.read_text(errors="replace")
                time.sleep(0.01)
            ready = time.perf_counter()
            assert _answers(port, "/api/v1/jobs"), log.read_text(errors="replace")
            return ready - begun, time.perf_counter() - ready
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE_S)


def _answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
