"""A gateway that takes every call and never answers, and how fast everything else is meanwhile."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread

from tests.api_world import Person


@contextmanager
def blackhole() -> Iterator[str]:
    """Its address, until the block ends."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=128) as hole:

        def swallow() -> None:
            while True:
                try:
                    taken.append(hole.accept()[0])
                except OSError:
                    return

        Thread(target=swallow, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{hole.getsockname()[1]}"
        finally:
            hole.shutdown(socket.SHUT_RDWR)
            for line in taken:
                line.close()


def p95(person: Person, paths: Sequence[str], rounds: int) -> float:
    """Seconds within which 95 of 100 reads were answered, each of them well."""
    took = []
    for _ in range(rounds):
        for path in paths:
            began = time.perf_counter()
            person.sees(path)
            took.append(time.perf_counter() - began)
    return sorted(took)[int(len(took) * 0.95)]
