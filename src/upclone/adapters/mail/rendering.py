"""From a letter's facts to its words: one template a letter and language, read twice, as text and as HTML.

A template says what is written and calls the parts of a letter (paragraph, button, code …); the folders `text` and
`html` say how those look. So no sentence exists twice, and the text part says all that the HTML part says.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from upclone.application.ports.mail import Letter, LetterKind
from upclone.domain.errors import Invalid
from upclone.domain.money import Money

LANGUAGES: Final = ("en", "fr")
COLUMNS: Final = 72
"""The longest line of the text part, addresses of pages excepted."""

_FOLDER: Final = Path(__file__).parent / "templates"
_MONTHS: Final = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
}
_OF_EVENTS: Final = frozenset({LetterKind.NEWS, LetterKind.DIGEST})
_AMOUNT: Final = re.compile(r"(-?\d+(?:\.\d+)?) ([A-Z]{3})", re.ASCII)
_LINES: Final = frozenset({"reason"})
# What a mail program could turn into a link. Whoever signs up chooses a name and an address to write to: a name that
# is an advertisement would be sent to strangers in our name.
_LINK: Final = re.compile(r"[/@\\]|\bwww\b|\w\.\w", re.IGNORECASE)


@frozen
class Rendered:
    """What a letter says, and in which language."""

    language: str
    subject: str
    text: str
    html: str


def _plainly(amount: Money, language: str) -> str:
    """Where nobody writes amounts as a language does."""
    return str(amount)


def _nameless(event: str, language: str) -> str:
    """Where nobody has words, an event's name is all that there is."""
    return event


@frozen
class Templates:
    """Renders letters. `base_url` is where the marketplace is; `told` has the words for an event, by its name, in a
    language, `paid` those for an amount."""

    base_url: str
    told: Callable[[str, str], str] = _nameless
    paid: Callable[[Money, str], str] = _plainly
    _html: Environment = field(factory=lambda: _environment("html", autoescape=True), init=False)
    _text: Environment = field(factory=lambda: _environment("text", autoescape=False), init=False)

    def render(self, letter: Letter) -> Rendered:
        """In the reader's language; in English where we don't write theirs."""
        language = letter.language if letter.language in LANGUAGES else "en"
        name = f"{language}/{letter.kind}.jinja"
        titled = partial(self._worded, language) if letter.kind in _OF_EVENTS else str
        facts: Mapping[str, Any] = {
            **{fact: _clean(fact, value) for fact, value in letter.facts.items()},
            **({"amount": self._paid(language, letter.facts["amount"])} if "amount" in letter.facts else {}),
            "language": language,
            "base_url": self.base_url,
            "items": [
                (one_line(titled(item.title)), self._line(language, item.line), one_line(item.link))
                for item in letter.items
            ],
        }
        plain = self._text.get_template(name)
        subject = "".join(plain.blocks["subject"](plain.new_context(dict(facts))))
        html = self._html.get_template(name).render(facts)
        return Rendered(language, one_line(subject), wrapped(plain.render(facts)), html)

    def _worded(self, language: str, event: str) -> str:
        return self.told(event, language)

    def _line(self, language: str, line: str) -> str:
        return " · ".join(self._paid(language, part) for part in one_line(line).split(" · "))

    def _paid(self, language: str, text: str) -> str:
        """An amount in the reader's language; what is none, as it is, in one line."""
        found = _AMOUNT.fullmatch(text)
        try:
            return self.paid(Money.parse(found[1], found[2]), language) if found else one_line(text)
        except Invalid:
            return one_line(text)


def one_line(text: str) -> str:
    """Without line breaks and whatever else steers a program: a header, or a cell of a table, can't be left with it."""
    return " ".join("".join(letter if _seen(letter) else " " for letter in text).split())


def wrapped(text: str) -> str:
    """Paragraphs of at most 72 columns. Quotations keep their mark, addresses of pages stay in one piece."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        mark = "> " if line.startswith("> ") else "  " if line.startswith("  ") else ""
        lines += textwrap.wrap(
            line.removeprefix(mark).rstrip(),
            COLUMNS,
            initial_indent=mark,
            subsequent_indent=mark,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    # Mail programs fold what comes below "-- ", whose space the wrapping took.
    return re.sub(r"\n{3,}", "\n\n", "\n".join("-- " if line == "--" else line for line in lines)) + "\n"


def _environment(look: str, *, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([_FOLDER / look, _FOLDER]),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(moment=_moment, quoted=_quoted)
    return environment


def _clean(fact: str, value: str) -> str:
    if fact == "name":
        name = one_line(value)
        return "" if _LINK.search(name) else name
    return "\n".join(map(one_line, value.splitlines())) if fact in _LINES else one_line(value)


def _seen(letter: str) -> bool:
    # Format characters turn the direction of what follows; two of them join and part letters, and are harmless.
    category = unicodedata.category(letter)
    return letter in "\u200c\u200d" or category not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _quoted(text: str) -> str:
    """As mail programs quote."""
    return "\n".join(f"> {line}" for line in text.splitlines() if line.strip())


def _moment(text: str, language: str) -> str:
    """A day, with its time where the text has one: `5 January 2026, 09:00 UTC`."""
    at = datetime.fromisoformat(text)
    day = "1er" if language == "fr" and at.day == 1 else str(at.day)
    written = f"{day} {_MONTHS[language][at.month - 1]} {at.year}"
    if "T" not in text and " " not in text:
        return written
    time = at.astimezone(UTC) if at.tzinfo else at
    return f"{written}{', ' if language == 'en' else ' à '}{time:%H:%M} UTC"
