"""What goes over the wire, and what a gateway's half must do to take part."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import parse_qs

from attrs import field, frozen


@frozen
class Request:
    """`path` begins after the half's prefix; `headers` have names in lower case; `address` is the simulator's own."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    address: str

    @property
    def json(self) -> Any:
        """The body read as JSON; {} where there is none."""
        return json.loads(self.body) if self.body else {}

    @property
    def arguments(self) -> dict[str, list[str]]:
        """The query's."""
        return parse_qs(self.query, keep_blank_values=True)


@frozen
class Reply:
    """`body` is JSON; with `html`, a page."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(factory=dict)
    html: bool = False

    @property
    def content(self) -> bytes:
        """As sent."""
        return self.body.encode() if self.html else json.dumps(self.body).encode()


class Problem(Exception):
    """A handler's way to say no."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.body)
        self.reply = reply


@frozen
class Call:
    """One request as its handler sees it. `fault` is a kind that the handler itself must play ("" for none):
    decline, requires_action, wrong_amount."""

    request: Request
    operation: str
    key: str
    params: Mapping[str, str]
    fault: str = ""


@frozen
class Route:
    """`path` has its parameters in braces: `/v1/refunds/{id}`."""

    method: str
    path: str
    operation: str
    handle: Callable[[Call], Reply]
    _pattern: re.Pattern[str] = field(init=False)

    @_pattern.default
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))

    def match(self, request: Request) -> Mapping[str, str] | None:
        """Its parameters; None where it is another's."""
        found = self._pattern.fullmatch(request.path) if request.method == self.method else None
        return None if found is None else found.groupdict()


class Half(Protocol):
    """One gateway. Everything here is called under the world's lock, and none of it may wait."""

    name: str
    """Also the first part of its addresses: `http://127.0.0.1:4242/stripe`."""

    routes: Sequence[Route]

    def key_of(self, request: Request) -> str:
        """The key of upclone's that a request is about ("": none), for faults and counts."""
        ...

    def admit(self, request: Request) -> Reply | None:
        """What answers at once: no credentials, a key that was used before. None lets it through, and takes note."""
        ...

    def keep(self, request: Request, reply: Reply) -> None:
        """Remember what a request that was let through is answered with."""
        ...

    def broken(self, status: int) -> Reply:
        """Its 500, 404 or 429."""
        ...

    def sign(self, body: bytes, secret: str) -> Mapping[str, str]:
        """The headers of a letter, signed now, in real time."""
        ...

    def act(self, action: str, ref: str, arguments: Mapping[str, Any]) -> Any:
        """What happens outside the API: pay, decline, dispute, decide, fail. Its answer is JSON."""
        ...

    def page(self, ref: str) -> Mapping[str, str]:
        """What the hosted page shows of a payment: title, amount, state, return_url, and what it is about."""
        ...
