"""Reading a request strictly: who it is, what it carries, and how its answer is marked."""

from __future__ import annotations

import re
import secrets
from typing import Any, Final, NoReturn

from flask import Flask, Request, Response, g, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{8,128}", re.ASCII)
API_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
LONGEST_BODY: Final = 256 * 1024
LONGEST_UPLOAD: Final = 25 * 1024 * 1024
AROUND_UPLOAD: Final = 64 * 1024
"""Bytes that a form may have around its file."""


class StrictRequest(Request):
    """A request whose JSON is handed on as text: pydantic reads it, because only JSON tells 2 from 2.0 and from "2"."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """The body as text that begins an object; `{}` where there is none. Raises 400, 413 or 415."""
        text = self._text()
        if not text.strip():
            return "{}"
        if not self.is_json:
            raise UnsupportedMediaType("The body must be application/json.")
        if not text.lstrip("\ufeff \t\r\n").startswith("{"):
            raise BadRequest("The body must be a JSON object.")
        return text

    def _text(self) -> str:
        try:
            return self.get_data(cache=True).decode("utf-8")
        except UnicodeDecodeError as error:
            self._unreadable(error)

    @staticmethod
    def _unreadable(error: UnicodeDecodeError) -> NoReturn:
        raise BadRequest(f"The body must be UTF-8: {error.reason} at byte {error.start}.") from error


def begin() -> None:
    """Give the request an identity: the caller's, where it can be one."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)


def mark(response: Response) -> Response:
    """Headers that every answer carries. A page that brings its own policy keeps it."""
    headers = response.headers
    headers["X-Request-Id"] = g.get("request_id", "")
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Content-Security-Policy", API_POLICY)
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if request.path.startswith("/api/v1/"):
        headers.setdefault("Cache-Control", "no-store")
    return response


def install(app: Flask, longest_body: int) -> None:
    """Read every request strictly, and mark every answer."""
    app.request_class = StrictRequest
    app.config["MAX_CONTENT_LENGTH"] = longest_body
    app.config["MAX_FORM_PARTS"] = 10
    app.before_request(begin)
    app.after_request(mark)
