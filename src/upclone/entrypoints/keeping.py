"""What looks the same to every visitor is made once a second, however many ask: pages, and lists of the API.

Kept for less than a second, because what is suspended must be gone within one; and forgotten with every command of
this process, so that whoever did something sees it. Whoever has a session gets a page of their own.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS: Final = 0.8
MOST: Final = 128
"""How many pages are kept at a time, the ones asked for last."""


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
