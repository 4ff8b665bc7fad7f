"""The letters of a demonstration, which leave it for no mailbox: whoever tries the site reads theirs here.

What people wrote stands in them. So a letter is shown as text, and only what leads to this marketplace is a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from attrs import frozen
from flask import Blueprint
from flask.typing import ResponseReturnValue

from upclone.application.ports.mail import Mailbox
from upclone.domain.errors import NotFound
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.rendering import page

PAGES = Blueprint("demo_letters", __name__, url_prefix="/demo/letters")
MOST: Final = 50
"""Letters of the list."""

_ALONE: Final = re.compile(r"https?://|[*>] |  |-- $")
"""What begins a line that is not the rest of a paragraph: addresses, items, quotations, what is set apart, the end."""


@frozen
class Line:
    """One line of a letter. `address` is the page of this site that it leads to, or empty."""

    words: str
    address: str


@PAGES.get("")
def listed() -> ResponseReturnValue:
    """The newest, whomever they went to."""
    return page("people/demo_letters.html", letters=[*islice(_mailbox().letters(), MOST)])


@PAGES.get("/<id>")
def show(id: str) -> ResponseReturnValue:
    """What one of them says."""
    letter, base_url = _mailbox().read(id), desk().performing.options.base_url
    return page("people/demo_letter.html", letter=letter, paragraphs=[*paragraphs(letter.text, base_url)])


def paragraphs(text: str, base_url: str) -> Iterator[list[Line]]:
    """A letter as it is read on a page of any width: lines end where the writer meant it, not after 72 letters."""
    for paragraph in re.split(r"\n{2,}", text.strip("\n")):
        lines: list[str] = []
        for line in paragraph.splitlines():
            if lines and not any(_ALONE.match(each) for each in (line, lines[-1])):
                lines[-1] += f" {line}"
            else:
                lines.append(line)
        yield [_line(line.strip(), base_url) for line in lines]


def _line(words: str, base_url: str) -> Line:
    ours = words.startswith(f"{base_url}/") and " " not in words
    return Line(words, words.removeprefix(base_url) if ours else "")


def _mailbox() -> Mailbox:
    """Raises NotFound outside a demonstration, and where letters go to people."""
    mailbox = desk().performing.options.mailbox
    if mailbox is None:
        raise NotFound("page", "demo/letters")
    return mailbox
