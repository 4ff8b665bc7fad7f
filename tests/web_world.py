"""Pages without scripts: a client that keeps cookies, reads forms and sends them as a browser does."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from attrs import define, field
from werkzeug.test import Client, TestResponse

from tests.api_world import PASSWORD, Person, World

HOST = "http://127.0.0.1:8000"


@define
class FormOnPage:
    """A form: where it leads, what it would send as it stands, and its buttons."""

    action: str = ""
    method: str = "get"
    fields: list[tuple[str, str]] = field(factory=list)
    names: set[str] = field(factory=set)


class _Reader(HTMLParser):
    """Collects forms as a browser would send them, and the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FormOnPage] = []
        self.links: list[str] = []
        self._form: FormOnPage | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            self._form = FormOnPage(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is None or "disabled" in given:
            return
        name = given.get("name", "")
        if name:
            self._form.names.add(name)
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in given:
                    self._form.fields.append((name, given.get("value", "on")))
            elif kind not in ("submit", "file", "button"):
                self._form.fields.append((name, given.get("value", "")))
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select is not None:
            self._options.append((given.get("value", "\0"), "selected" in given))
        elif tag == "textarea":
            self._area, self._text = name, ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data
        if self._select is not None and self._options and self._options[-1][0] == "\0":
            self._options[-1] = (data.strip(), self._options[-1][1])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select" and self._form is not None and self._select:
            chosen = next((value for value, selected in self._options if selected), None)
            first = self._options[0][0] if self._options else ""
            self._form.fields.append((self._select, chosen if chosen is not None else first))
            self._select = None
        elif tag == "textarea" and self._form is not None and self._area:
            self._form.fields.append((self._area, self._text.removeprefix("\n")))
            self._area = None


def forms_of(html: str) -> list[FormOnPage]:
    """The forms of a page, as a browser would send them as they stand."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


@define
class Visitor:
    """Somebody with a browser that runs no scripts. `page` is what they look at."""

    app: Any
    language: str = "en"
    client: Client = field(init=False)
    page: TestResponse = field(init=False)
    at: str = "/"

    def __attrs_post_init__(self) -> None:
        self.client = self.app.test_client()

    def goes(self, address: str, status: int = 200) -> str:
        """Open an address, follow redirects; the text of the page."""
        return self._arrived(self.client.get(address, headers=self._headers, base_url=HOST), status)

    def sends(
        self, values: dict[str, Any] | None = None, status: int = 200, form: int | str = -1, press: str = ""
    ) -> str:
        """Fill in a form of the page (the last, by number, or by what its action holds) and send it."""
        found = self.form(form)
        values = values or {}
        unknown = {name for name in values if name not in found.names}
        assert not unknown, f"the form has no {unknown}; it has {sorted(found.names)}"
        sent = [(name, value) for name, value in found.fields if name not in values]
        for name, value in values.items():
            sent += [(name, str(each)) for each in (value if isinstance(value, list) else [value])]
        if press:
            sent.append((press, "1"))
        target = found.action or self.at
        if found.method == "get":
            return self.goes(f"{target.partition('?')[0]}?{urlencode(sent)}", status)
        data = urlencode(sent)
        kind = "application/x-www-form-urlencoded"
        answer = self.client.post(target, data=data, content_type=kind, headers=self._headers, base_url=HOST)
        return self._arrived(answer, status)

    def form(self, which: int | str = -1) -> FormOnPage:
        """A form of the page: without the one of signing out, which every page has."""
        forms = [each for each in forms_of(self.page.text) if not each.action.endswith(("/sign-out", "/jobs"))]
        if isinstance(which, str):
            forms, which = [each for each in forms if which in each.action], 0
        assert forms, f"no such form on {self.at}"
        return forms[which]

    def links(self) -> list[str]:
        """Where the page leads."""
        reader = _Reader()
        reader.feed(self.page.text)
        return reader.links

    def follows(self, part: str, status: int = 200) -> str:
        """Follow the first link whose address has `part` in it."""
        link = next((each for each in self.links() if part in each), None)
        assert link, f"no link with {part} on {self.at}: {self.links()}"
        return self.goes(link, status)

    def signs_in(self, email: str, password: str = PASSWORD) -> str:
        """Sign in with a password."""
        self.goes("/sign-in")
        return self.sends({"email": email, "password": password}, form="")

    @property
    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self.language}

    def _arrived(self, answer: TestResponse, status: int) -> str:
        for _ in range(6):
            if answer.status_code not in (301, 302, 303, 307, 308):
                break
            parts = urlsplit(answer.headers["Location"])
            assert not parts.netloc or parts.netloc == urlsplit(HOST).netloc, (
                f"leads away: {answer.headers['Location']}"
            )
            self.at = parts.path + (f"?{parts.query}" if parts.query else "")
            answer = self.client.get(self.at, headers=self._headers, base_url=HOST)
        else:
            raise AssertionError("redirected for ever")
        self.page = answer
        query = urlencode(parse_qsl(answer.request.query_string.decode()))
        self.at = f"{answer.request.script_root}{answer.request.path}" + (f"?{query}" if query else "")
        assert answer.status_code == status, f"{self.at}: {answer.status_code}\n{words(answer.text)[:800]}"
        return answer.text


def words(html: str) -> str:
    """The words of a page, without its tags."""
    html = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def table(visitor: Visitor, address: str, status: int = 200, cut: str = ",") -> list[list[str]]:
    """A list as the file that its button leads to, its head first; nothing where another status is expected."""
    answer = visitor.client.get(address, base_url=HOST, headers={"Accept-Language": visitor.language})
    assert (answer.status_code, answer.mimetype) == (status, "text/csv" if status == 200 else "text/html")
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=cut)) if status == 200 else []


def browsing(world: World, person: Person, language: str = "en") -> Visitor:
    """A browser in which somebody is signed in already."""
    visitor = Visitor(world.app, language)
    account, session = world.session_of(person)
    with visitor.client.session_transaction(base_url=HOST) as kept:
        kept.permanent = True
        kept["account"], kept["session"] = str(account), str(session)
    return visitor
