"""What was wrong, in the reader's language.

Rules are written in English where they are kept. A sentence is looked up as it is, and, where it has figures in it,
with `#` in their places: `must have at most # characters`.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import evolve
from flask_babel import gettext

from upclone.domain.errors import UpcloneError
from upclone.entrypoints.web.forms import Form

_FIGURES: Final = re.compile(r"\d+(?:[.,\u202f\u00a0]\d+)*")


def sentence(text: str) -> str:
    """A rule or a refusal in the reader's language; as it is where nobody translated it."""
    known = str(gettext(text)) if text else ""
    if known != text or not text:
        return known
    figures = _FIGURES.findall(text)
    if not figures:
        return text
    pattern = _FIGURES.sub("#", text)
    known = str(gettext(pattern))
    for figure in figures:
        known = known.replace("#", figure, 1)
    return known


def told(error: UpcloneError) -> str:
    """What somebody is told of a refusal."""
    return sentence(str(error))


def told_of_fields(form: Form) -> Form:
    """The form with its errors in the reader's language, each beginning with a capital letter."""
    errors = {name: _sentence_case(sentence(rule)) for name, rule in form.errors.items()}
    return evolve(form, errors=errors)


def _sentence_case(rule: str) -> str:
    return f"{rule[:1].upper()}{rule[1:]}{'' if rule.endswith(('.', '!', '?')) else '.'}" if rule else rule
