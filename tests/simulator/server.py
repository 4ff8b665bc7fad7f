"""The HTTP server: reads a request, plays its fault, and asks the half, the control or the page."""

from __future__ import annotations

import select
import socket
import struct
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any

from tests.simulator import control, pages
from tests.simulator.faults import BEFORE, PLAYED
from tests.simulator.wire import Call, Half, Problem, Reply, Request
from tests.simulator.world import World

HANG_S = 60.0


class Lost(Exception):
    """No answer is sent: the line is held until the caller gives up, or cut at once."""

    def __init__(self, held: bool) -> None:
        super().__init__()
        self.held = held


class Server(ThreadingHTTPServer):
    """On loopback only. `world` is what it serves."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, world: World) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.world = world
        world.address = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who hangs up is no news."""


class Handler(BaseHTTPRequestHandler):
    """One connection, kept open for many requests."""

    protocol_version = "HTTP/1.1"
    server: Server
    wbufsize = -1
    disable_nagle_algorithm = True

    def handle_any(self) -> None:
        """Answer one request."""
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path, query, headers, self.rfile.read(length), self.server.world.address)
        try:
            reply = self._reply(request)
        except Lost as lost:
            self._lose(lost)
            return
        content = reply.content
        self.send_response(reply.status)
        kind = "text/html; charset=utf-8" if reply.html else "application/json"
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """The trace is kept instead."""

    def _reply(self, request: Request) -> Reply:
        world = self.server.world
        try:
            if request.path.startswith("/_/"):
                return control.answer(world, request)
            if request.path.startswith("/pay/"):
                return pages.answer(world, request)
            _, api, rest = request.path.split("/", 2)
            half = world.halves[api]
        except (KeyError, ValueError) as unknown:
            return Reply(404, {"error": f"There is nothing here: {unknown}"})
        inner = Request(request.method, f"/{rest}", request.query, request.headers, request.body, request.address)
        return exchange(world, half, inner)

    def _lose(self, lost: Lost) -> None:
        self.close_connection = True
        if lost.held:
            _wait_for_hangup(self.connection, self.server.world.healed)
        else:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


for _method in ("GET", "POST", "PATCH", "PUT", "DELETE"):
    setattr(Handler, f"do_{_method}", Handler.handle_any)


def exchange(world: World, half: Half, request: Request) -> Reply:
    """One call of a gateway's API, with its fault. Raises Lost where no answer leaves."""
    operation, handle, params = _route(half, request)
    with world.lock:
        round_ = world.round
        key = half.key_of(request)
        if key:
            world.ledger.asked[half.name, operation, key] += 1
        fault, seconds = world.faults.choose(half.name, operation, key)
        early = half.broken(429 if fault == "rate_limit" else 500) if fault in BEFORE else half.admit(request)
    if early is None:
        if fault == "slow":
            time.sleep(seconds)
        with world.lock:
            if round_ != world.round:  # everything was reset while it waited
                raise Lost(held=False)
            played = fault if fault in PLAYED else ""
            reply = _handled(world, half, handle, Call(request, operation, key, params, played), fault)
            half.keep(request, reply)
    else:
        reply = early
    silent = fault.startswith(("timeout", "reset"))
    world.faults.note(half.name, operation, key, fault, 0 if silent else reply.status)
    if silent:
        raise Lost(held=fault.startswith("timeout"))
    return reply


def _handled(world: World, half: Half, handle: Any, call: Call, fault: str) -> Reply:
    if fault == "error_kept" or handle is None:
        return half.broken(500 if handle else 404)
    try:
        reply = handle(call)
    except Problem as problem:
        reply = problem.reply
    except Exception:  # noqa: BLE001 - a bug of the simulator's: tests look for it
        world.bugs.append(traceback.format_exc())
        return half.broken(500)
    return half.broken(500) if fault == "error_after" else reply


def _route(half: Half, request: Request) -> tuple[str, Any, dict[str, str]]:
    for route in half.routes:
        params = route.match(request)
        if params is not None:
            return route.operation, route.handle, dict(params)
    return "unknown", None, {}


def _wait_for_hangup(line: socket.socket, healed: Event) -> None:
    end = time.monotonic() + HANG_S
    while time.monotonic() < end and not healed.is_set():
        readable, _, _ = select.select([line], [], [], 0.05)
        if readable:
            return
