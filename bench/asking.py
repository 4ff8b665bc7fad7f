"""Asks a server on loopback for the same thing again and again over a few connections: `python -m bench.asking`.

A process of its own, and as little Python a request as can be: what is measured is the server. It prints how many
answers came, and the seconds of the slowest twentieth.
"""

from __future__ import annotations

import json
import re
import socket
import sys
import time
from threading import Thread

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def ask(port: int, requests: list[bytes], until: float, took: list[float], failed: list[str]) -> None:
    """One connection, kept open; reopened where the server closes it."""
    line: socket.socket | None = None
    number = 0
    while time.perf_counter() < until:
        request = requests[number % len(requests)]
        number += 1
        begun = time.perf_counter()
        try:
            if line is None:
                line = socket.create_connection(("127.0.0.1", port), timeout=30)
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.sendall(request)
            heard = line.recv(65536)
            while b"\r\n\r\n" not in heard:
                more = line.recv(65536)
                if not more:
                    raise ConnectionResetError
                heard += more
            head, _, body = heard.partition(b"\r\n\r\n")
            length = _LENGTH.search(head)
            left = (int(length[1]) if length else 0) - len(body)
            while left > 0:
                left -= len(line.recv(left))
            if not head.startswith(b"HTTP/1.1 200"):
                failed.append(head[:60].decode(errors="replace"))
            if b"connection: close" in head.lower():
                line.close()
                line = None
            took.append(time.perf_counter() - begun)
        except OSError:
            line = None


def main() -> None:
    """port, seconds, connections, and the requests as JSON: a list of [path, cookie]."""
    port, seconds, connections, asked = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4])
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Language: en\r\n"
        f"{f'Cookie: {cookie}' + chr(13) + chr(10) if cookie else ''}\r\n".encode()
        for path, cookie in asked
    ]
    took: list[float] = []
    failed: list[str] = []
    until = time.perf_counter() + seconds
    threads = [Thread(target=ask, args=(port, requests, until, took, failed)) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.sort()
    slow = took[int(len(took) * 0.95)] if took else 0.0
    print(json.dumps({"answers": len(took), "p95": slow, "failed": failed[:5], "failures": len(failed)}))


if __name__ == "__main__":
    main()
