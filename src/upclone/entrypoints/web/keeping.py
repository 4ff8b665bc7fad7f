"""Pages that look the same to every visitor are made once a second, however many ask.

Kept for less than a second, because what is suspended must be gone within one; and forgotten with every command of
this process, so that whoever did something sees it. Whoever has a session gets a page of their own.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field
from flask import Response, current_app, request, session
from flask.typing import ResponseReturnValue

from upclone.entrypoints.web.languages import spoken
from upclone.entrypoints.web.rendering import THEME_COOKIE

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

EXTENSION: Final = "upclone.kept"
SECONDS: Final = 0.8
MOST: Final = 128
"""How many pages are kept at a time, the ones asked for last."""

View = Callable[..., ResponseReturnValue]


@define
class Kept:
    """Pages by what they depend on, each with when it was made."""

    _pages: OrderedDict[Any, tuple[float, bytes, str]] = field(factory=OrderedDict)
    _lock: Lock = field(factory=Lock)
    turn: int = 0

    def get(self, key: Any) -> tuple[bytes, str] | None:
        """A page that is fresh, and what it is."""
        found = self._pages.get(key)
        return found[1:] if found and time.monotonic() - found[0] < SECONDS else None

    def put(self, key: Any, page: bytes, kind: str, turn: int) -> None:
        """Keep a page that was begun in `turn`, unless something happened meanwhile."""
        with self._lock:
            if turn == self.turn:
                self._pages[key] = (time.monotonic(), page, kind)
                self._pages.move_to_end(key)
                while len(self._pages) > MOST:
                    self._pages.popitem(last=False)

    def forget(self) -> None:
        """Something happened: every page is made anew."""
        with self._lock:
            self.turn += 1
            self._pages.clear()


def for_visitors(view: View) -> View:
    """Keep what `view` answers to visitors."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
            return view(*args, **kwargs)
        kept: Kept = current_app.extensions[EXTENSION]
        cookies = request.cookies
        key = (request.full_path, spoken(), cookies.get(THEME_COOKIE), cookies.get("zone"))
        found = kept.get(key)
        if found is not None:
            return Response(found[0], mimetype=found[1])
        turn = kept.turn
        response = current_app.make_response(view(*args, **kwargs))
        if response.status_code == 200 and not session.modified:
            kept.put(key, response.get_data(), response.mimetype or "", turn)
        return response

    return answer


def forgetting(application: WSGIApplication, kept: Kept) -> WSGIApplication:
    """`application`, every command of which makes all pages old."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("REQUEST_METHOD") in ("GET", "HEAD", "OPTIONS"):
            return application(environ, start_response)
        try:
            return application(environ, start_response)
        finally:
            kept.forget()

    return serve
