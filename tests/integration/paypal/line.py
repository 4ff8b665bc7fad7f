"""A PayPal of a few lines on loopback: it counts connections and tokens, and answers as it is told."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

from attrs import define, field

from upclone.adapters.paypal import PayPalClient


@define(eq=False)
class Line:
    """`answers` are played one after the other, the last one for ever: a status, with JSON or raw bytes."""

    address: str = ""
    answers: list[tuple[int, Any]] = field(factory=lambda: [(200, {"ok": True})])
    pause_s: float = 0.0
    stalled: Event = field(factory=Event)
    released: Event = field(factory=Event)
    connections: int = 0
    tokens: int = 0
    expires_in: int = 3600
    bodies: list[bytes] = field(factory=list)
    headers: list[dict[str, str]] = field(factory=list)
    lock: Lock = field(factory=Lock)

    def client(self, timeout_s: float = 5.0) -> PayPalClient:
        """One that talks here."""
        return PayPalClient(self.address, "an-id", "a-secret", timeout_s)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    line: Line

    def get_request(self) -> Any:
        got = super().get_request()
        with self.line.lock:
            self.line.connections += 1
        return got

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def answer(self) -> None:
        line = self.server.line
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/v1/oauth2/token":
            status, said = self._token()
        else:
            if line.stalled.is_set():
                line.released.wait(30)
            time.sleep(line.pause_s)
            with line.lock:
                line.bodies.append(body)
                line.headers.append({name.lower(): value for name, value in self.headers.items()})
                status, said = line.answers[0]
                if len(line.answers) > 1:
                    del line.answers[0]
        content = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if isinstance(said, bytes) else "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Set-Cookie", "who=me")
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer  # noqa: N815 - the names that the library calls

    def _token(self) -> tuple[int, Any]:
        line = self.server.line
        time.sleep(0.05)  # long enough for all who need one to come
        with line.lock:
            line.tokens += 1
            said = {"access_token": f"T{line.tokens}", "expires_in": line.expires_in, "token_type": "Bearer"}
        return 200, said

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def listening() -> Iterator[Line]:
    """A line that ends with the block."""
    line = Line()
    server = _Server(("127.0.0.1", 0), _Handler)
    server.line = line
    line.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield line
    finally:
        line.released.set()
        server.shutdown()
        server.server_close()
