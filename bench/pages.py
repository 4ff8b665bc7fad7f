"""S5 and S10: pages a second against a bare Flask page of the same bytes, and the memory of a process that served many.

Two servers of the same make stand side by side: upclone's with a thousand jobs, and one whose pages are the very bytes
that upclone answered. They are asked in turns, for two seconds each, over four connections from a process of its own;
the middle of seven turns counts. Two lines show the page as visitors ask for it: all the same address, which is kept
for less than a second, and each its own filters, which nothing keeps.

Memory is what the process that answers holds after 10,000 requests, against the limit; `flat` is that against what it
held after the first 2,000.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

import psutil

from bench.report import Line
from bench.start import PROGRAM, _free_port

JOBS: Final = 1_000
TURNS: Final = 7
SECONDS: Final = 2.0
CONNECTIONS: Final = 4
PAGE, DATA = "/jobs", "/api/v1/jobs"
WORDS: Final = ("logo", "python", "react", "traduction", "photo", "data", "design", "video", "seo", "wordpress")
PAGE_SHARE: Final = 0.30
DATA_SHARE: Final = 0.45
MEMORY_MIB: Final = 150
FLAT: Final = 1.05


def measure() -> Iterator[Line]:
    """The lines of S5 and S10."""
    with tempfile.TemporaryDirectory(prefix="upclone-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with site(folder) as (port, process):
            bytes_of = folder / "bytes"
            bytes_of.mkdir()
            for path, file in ((PAGE, "page.html"), (DATA, "data.json")):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                    (bytes_of / file).write_bytes(answer.read())
            with peer(bytes_of) as bare:
                yield from _speed(port, bare)
            yield from _memory(port, process)


def _speed(port: int, bare: int) -> Iterator[Line]:
    varied = [[f"{PAGE}?q={word}", ""] for word in WORDS]
    for what, asked, at_peer, share in (
        ("the job list, one address", [[PAGE, ""]], "/page.html", PAGE_SHARE),
        ("the job list, many addresses", varied, "/page.html", None),
        ("the same as JSON", [[DATA, ""]], "/data.json", DATA_SHARE),
    ):
        turns = [(ask(port, asked)["answers"], ask(bare, [[at_peer, ""]])["answers"]) for _ in range(TURNS)]
        ours, theirs = (median(each) / SECONDS for each in zip(*turns, strict=True))
        ratio = median(mine / its for mine, its in turns)
        yield Line("S5", what, f"{ours:,.0f} /s", f"{theirs:,.0f} /s", ratio, ">=" if share else "", share)


def _memory(port: int, process: psutil.Process) -> Iterator[Line]:
    asked = [[f"{path}?q={word}", ""] for word in WORDS for path in (PAGE, DATA, "/freelancers")] + [["/", ""]]
    early, served = 0.0, 0
    while served < 10_000:
        served += ask(port, asked)["answers"]
        if not early and served >= 2_000:
            early = _held(process)
    held = _held(process)
    yield Line(
        "S10", "memory after 10,000 requests", f"{held:.0f} MiB", f"{MEMORY_MIB} MiB", held / MEMORY_MIB, "<=", 1
    )
    yield Line("S10", "and after the first 2,000", f"{held:.0f} MiB", f"{early:.0f} MiB", held / early, "<=", FLAT)


def ask(port: int, asked: list[Any], seconds: float = SECONDS, connections: int = CONNECTIONS) -> dict[str, Any]:
    """What a round of questions brought."""
    words = [sys.executable, "-m", "bench.asking", str(port), str(seconds), str(connections), json.dumps(asked)]
    found: dict[str, Any] = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    assert not found["failures"], found
    return found


def _held(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1024 / 1024


@contextmanager
def site(folder: Path, *more: str) -> Iterator[tuple[int, psutil.Process]]:
    """upclone's server with its jobs, on a market of a thousand: its port, and the process that answers."""
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("UPCLONE_", "DATABASE_"))}
    env = {**kept, "UPCLONE_HOME": str(folder / "home"), "UPCLONE_DEMO": "1", "UPCLONE_QUOTAS": "search=1000000/minute"}
    seeded = [PROGRAM, "seed", "--jobs", str(JOBS)]
    subprocess.run(seeded, env=env, cwd=folder, check=True, capture_output=True)
    with _running([PROGRAM, "serve", "--demo", "--port", str(port), *more], env, folder, port) as server:
        yield port, next(iter(psutil.Process(server.pid).children()))


@contextmanager
def peer(pages: Path) -> Iterator[int]:
    """The bare application: its port."""
    port = _free_port()
    root = Path(__file__).parents[1]
    with _running([sys.executable, "-m", "bench.bare", str(port), str(pages)], dict(os.environ), root, port):
        yield port


@contextmanager
def _running(words: list[Any], env: dict[str, str], cwd: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(words, env=env, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                        break
                except urllib.error.HTTPError:
                    break
                except OSError:
                    time.sleep(0.1)
            yield server
        finally:
            server.terminate()
            server.wait(30)
