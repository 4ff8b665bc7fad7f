"""A small HTTP client as a user of the API would write it: bearer tokens, idempotency keys, patience with a limit."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any, Final, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener
from uuid import uuid4

from attrs import define, field, frozen

API: Final = "/api/v1"
TIMEOUT: Final = 20
"""Seconds that one request may take."""
TRIES: Final = 6
"""Attempts where the server says 503: try again."""
PATIENCE: Final = 30
"""Seconds that something may take which the server does by itself."""

_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|pay_\w+")
Seen = TypeVar("Seen")


class ApiRefused(Exception):
    """A problem+json answer: what was asked, its status, its stable code, and why."""

    def __init__(self, asked: str, status: int, code: str, detail: str) -> None:
        super().__init__(f"{asked} was answered with {status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail


class TookTooLong(Exception):
    """Something that was waited for did not come."""


@frozen
class Answer:
    """What came back. `asked` is the request as it is shown: without ids."""

    asked: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        """The JSON."""
        return json.loads(self.body)

    @property
    def replayed(self) -> bool:
        """Whether the server had answered this before, and did nothing now."""
        return self.headers.get("Idempotent-Replayed") == "true"


@define
class Client:
    """Talks to one server, as whom `token` names. `waiting` hears what is being waited for, and None at the end."""

    base: str
    waiting: Callable[[str | None], None]
    token: str = field(default="", repr=False)
    last: str = ""
    # Never through a proxy: the server is on this machine.
    _open: OpenerDirector = field(factory=lambda: build_opener(ProxyHandler({})), init=False, repr=False)

    def get(self, path: str, accept: str = "application/json", **query: str) -> Answer:
        """Read. Raises ApiRefused."""
        shown = f"?{urlencode(query)}" if query else ""
        return self._send("GET", API + path + shown, None, {"Accept": accept})

    def post(self, path: str, key: str | None = None, **body: Any) -> Answer:
        """A command, under a key of its own unless one is given. Raises ApiRefused."""
        return self._send("POST", API + path, body, {"Idempotency-Key": key or str(uuid4())})

    def put(self, path: str, key: str | None = None, **body: Any) -> Answer:
        """Likewise."""
        return self._send("PUT", API + path, body, {"Idempotency-Key": key or str(uuid4())})

    def preview(self, path: str, **body: Any) -> Any:
        """What a command would do: its outcome. Nothing of it is kept."""
        return self._send("POST", f"{API}{path}/preview", body, {}).data

    def visit(self, url: str) -> Page:
        """Open a page as a browser does, with no token: redirects are followed."""
        with self._open.open(Request(url, headers={"Accept": "text/html"}), timeout=TIMEOUT) as page:  # noqa: S310
            return _page(page.url, page.read().decode())

    def press(self, page: Page, button: str) -> Page:
        """Send the form of `page` whose address ends in `button`, or which has a button of that value."""
        form = next((form for form in page.forms if form.has(button)), None)
        if form is None:
            raise TookTooLong(f"The page “{page.title}” has no button to {button}.")
        fields = form.fields | ({form.buttons[button]: button} if button in form.buttons else {})
        sent = Request(urljoin(page.url, form.action), urlencode(fields).encode(), {"Accept": "text/html"})  # noqa: S310
        try:
            with self._open.open(sent, timeout=TIMEOUT) as answer:
                return _page(answer.url, answer.read().decode())
        except HTTPError as elsewhere:  # where it leads back to: what the button did is asked of the API anyway
            with elsewhere:
                return _page(elsewhere.url or page.url, elsewhere.read().decode())

    def until(self, what: str, look: Callable[[], Seen], done: Callable[[Seen], bool], state: str = "state") -> Seen:
        """Look until it is done, 30 seconds at most. Raises TookTooLong, which says what was awaited."""
        deadline, pause = time.monotonic() + PATIENCE, 0.03
        with self._told(what):
            while True:
                seen = look()
                if done(seen):
                    return seen
                if time.monotonic() > deadline:
                    found = f": it is still {seen[state]!r}" if isinstance(seen, dict) and state in seen else ""
                    raise TookTooLong(f"Waited {PATIENCE} s for {what}{found}.")
                time.sleep(pause)
                pause = min(pause * 1.5, 0.25)

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        self.waiting(what)
        try:
            yield
        finally:
            self.waiting(None)

    def _send(self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]) -> Answer:
        asked = f"{method} {_ID.sub('…', path.removeprefix(API).partition('?')[0])}"
        headers = {"Accept": "application/json", **headers}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.base + path, data, headers, method=method)  # noqa: S310  (our own address)
        for attempt in range(1, TRIES + 1):
            answer = self._once(request, asked)
            if answer.status != 503 or attempt == TRIES:
                break
            time.sleep(min(float(answer.headers.get("Retry-After", "1")), 2))  # the same key: safe to send again
        self.last = f"{asked} {answer.status}"
        if answer.status >= 400:
            problem = answer.data if answer.body.startswith(b"{") else {}
            raise ApiRefused(asked, answer.status, problem.get("code", "?"), problem.get("detail", ""))
        return answer

    def _once(self, request: Request, asked: str) -> Answer:
        try:
            with self._open.open(request, timeout=TIMEOUT) as answer:
                return Answer(asked, answer.status, dict(answer.headers), answer.read())
        except HTTPError as refused:
            with refused:
                return Answer(asked, refused.code, dict(refused.headers), refused.read())


@frozen
class Form:
    """A form of a page: where it goes, its fields, and the names of its buttons by their values."""

    action: str
    fields: dict[str, str]
    buttons: dict[str, str]

    def has(self, button: str) -> bool:
        """Whether this is the form of that button."""
        return button in self.buttons or self.action.endswith(f"/{button}")


@frozen
class Page:
    """A page as its reader sees it, in short."""

    url: str
    title: str
    forms: tuple[Form, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.forms: list[Form] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title"
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), {}, {}))
        elif tag == "input" and self.forms and given.get("name"):
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "button" and self.forms and given.get("name"):
            self.forms[-1].buttons[given.get("value", "")] = given["name"]

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
            self._in_title = False


def _page(url: str, html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    return Page(url, reader.title.strip(), tuple(reader.forms))
