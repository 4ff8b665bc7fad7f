"""What is wrong with a form, above it: in the order of the page, each by the label that its field has there.

A template writes the summary before the fields that it is about, so it only marks the place; the list is made from the
page that came of it.
"""

from __future__ import annotations

import re
from typing import Final

from flask_babel import gettext
from markupsafe import Markup, escape

from upclone.entrypoints.web.formats import labelled
from upclone.entrypoints.web.forms import Form
from upclone.entrypoints.web.words.fields import WORDS

PLACE: Final = Markup("<!-- what is wrong -->")
_FIELD: Final = re.compile(r'\bid="(f-[^"]+)"')
_LABELS: Final = (
    re.compile(r'<label for="(?P<field>f-[^"]+)"[^>]*>\s*(?P<words>[^<]*?)\s*<'),
    re.compile(r'<label[^>]*><span[^>]*>(?P<words>[^<]*)</span><(?:input|select)[^>]*? id="(?P<field>f-[^"]+)"'),
)


def filled(html: str, form: Form) -> str:
    """A page with the list of what is wrong with its form."""
    if not form.errors or PLACE not in html:
        return html
    places: dict[str, int] = {}
    for found in _FIELD.finditer(html):
        places.setdefault(found[1], found.start())
    # What is read off a page is escaped already.
    labels = {each["field"]: Markup(each["words"]) for kind in _LABELS for each in kind.finditer(html)}
    lines = []
    for name, words in form.errors.items():
        field = _field(name, places)
        lines.append((places.get(field, len(html)), _line(field, _label(name, labels.get(field)), words)))
    return html.replace(PLACE, Markup("").join(line for _, line in sorted(lines, key=lambda each: each[0])), 1)


def _field(name: str, places: dict[str, int]) -> str:
    """The field itself, or the one that it is a part of; nothing where the page has neither."""
    while name:
        field = f"f-{name.replace('.', '-')}"
        if field in places:
            return field
        name = name.rpartition(".")[0]
    return ""


def _label(name: str, label: str | None) -> str:
    """What a field is called, with its row where each row has such a field."""
    row, _, last = name.rpartition(".")
    if last.isdigit():
        name, row = row, ""
    words = label or WORDS.get(name.rpartition(".")[2], "")
    number = row.rpartition(".")[2]
    return gettext("%(label)s (line %(number)s)", label=words, number=int(number) + 1) if number.isdigit() else words


def _line(field: str, label: str, words: str) -> Markup:
    text: str | Markup = words
    if label:
        said = words[:1].lower() + words[1:] if words[1:2].islower() else words
        text = Markup(labelled(escape(label), escape(said)))
    shape = '<li><a class="underline" href="#{}">{}</a></li>' if field else "<li>{1}</li>"
    return Markup(shape).format(field, text)
