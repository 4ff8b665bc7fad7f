"""Bodies as Stripe takes them: form-encoded, nested with brackets; and its amounts."""

from __future__ import annotations

import re
from email import message_from_bytes
from typing import Any, Final
from urllib.parse import parse_qsl

from tests.simulator.wire import Request

WHOLE: Final = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
THOUSANDTHS: Final = "BHD JOD KWD OMR TND"


def readable(units: int, currency: str) -> str:
    """`309.00 EUR`: as people read what Stripe counts."""
    places = 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2
    return f"{units / 10**places:.{places}f} {currency}"


def read(request: Request) -> dict[str, Any]:
    """Nested dicts and lists; every value a string."""
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/"):
        return _parts(kind, request.body)
    text = request.query if request.method == "GET" else request.body.decode()
    found: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        _put(found, [part for part in re.split(r"[\[\]]+", name) if part], value)
    return _lists(found)


def _put(where: dict[str, Any], path: list[str], value: str) -> None:
    for part in path[:-1]:
        where = where.setdefault(part, {})
    where[path[-1]] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdecimal() for name in value):
        return [_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _lists(each) for name, each in value.items()}


def _parts(kind: str, body: bytes) -> dict[str, Any]:
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    found: dict[str, Any] = {}
    for part in message.get_payload():
        name = str(part.get_param("name", header="content-disposition"))  # type: ignore[union-attr]
        content = part.get_payload(decode=True)  # type: ignore[union-attr]
        found[name] = content if part.get_filename() else content.decode()  # type: ignore[union-attr]
    return found
