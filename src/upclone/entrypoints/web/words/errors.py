"""What was wrong, in the reader's language.

Rules are written in English where they are kept. A sentence is looked up as it is; with `#` in the places of its
figures and amounts, `must have at most # characters`; and last by the shapes of `rules.py`, whose parts are looked up
in turn. Figures and amounts are written as the reader's language writes them.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import evolve
from flask_babel import gettext

from upclone.domain.errors import GatewayFailed, Invalid, MoveNotAllowed, UpcloneError
from upclone.domain.money import EXPONENTS, Money
from upclone.domain.processes import PROCESSES
from upclone.entrypoints.api.market.jobs import ReviewFindingShape
from upclone.entrypoints.web import writing
from upclone.entrypoints.web.amounts import amount_text
from upclone.entrypoints.web.forms import REQUIRED, Form
from upclone.entrypoints.web.languages import tongue
from upclone.entrypoints.web.words.outcomes import process_state, process_word
from upclone.entrypoints.web.words.rules import PATTERNS, RULES, SHAPES

_FIGURE: Final = r"\d+(?:[.,\u202f\u00a0]\d+)*"
_FIGURES: Final = re.compile(_FIGURE)
_MONEY: Final = re.compile(rf"-?\d+(?:\.\d+)? (?:{'|'.join(EXPONENTS)})\b")
_FACTS: Final = re.compile(f"{_MONEY.pattern}|{_FIGURE}")
_LISTED: Final = frozenset((*RULES, *SHAPES))
_LARGE: Final = 10_000
"""From here on figures have groups: years and the numbers of standards have none."""
_PATTERN: Final = "must match pattern "
_CHOICE: Final = re.compile(r"must be '[^']*'(, '[^']*')*( or '[^']*')?")


def _shape(rule: str) -> re.Pattern[str]:
    escaped = re.escape(rule).replace(r"\{\}", "(.+?)").replace(r"\#", f"({_FIGURE})")
    return re.compile(escaped, re.DOTALL)


_SHAPED: Final = tuple(
    (_shape(rule), rule) for rule in sorted((*RULES, *SHAPES), key=len, reverse=True) if "{}" in rule
)


def sentence(text: str) -> str:
    """A rule or a refusal in the reader's language; as it is where nobody translated it."""
    text = _readable(text)
    known = str(gettext(text)) if text else ""
    if known != text or not text:
        return known
    for kind in (_FACTS, _FIGURES):
        pattern = kind.sub("#", text)
        known = str(gettext(pattern))
        if known != pattern or pattern in _LISTED:
            for fact in kind.findall(text):
                known = known.replace("#", _part(fact), 1)
            return known
    return _of_parts(text)


def _readable(text: str) -> str:
    """What a pattern or a fixed list asks for, in words."""
    if text == REQUIRED:
        return "This field is required"
    if text.startswith(_PATTERN):
        return PATTERNS.get(text.removeprefix(_PATTERN)[1:-1], text)
    return "must be one of those that are offered" if _CHOICE.fullmatch(text) else text


def _of_parts(text: str) -> str:
    for shape, rule in _SHAPED:
        found = shape.fullmatch(text)
        if found is not None:
            return str(gettext(rule)).replace("#", "{}").format(*map(_part, found.groups()))
    return text


def _part(text: str) -> str:
    if _FIGURES.fullmatch(text):
        return _figure(text)
    if not _MONEY.fullmatch(text):
        return sentence(text)
    digits, _, currency = text.partition(" ")
    try:
        return amount_text(Money.parse(digits, currency))
    except Invalid:
        return text


def _figure(text: str) -> str:
    """A figure of ours as the reader's language writes it; a day, or what somebody typed in their way, as it is."""
    if text.isdigit():
        return writing.number(int(text), tongue()) if int(text) >= _LARGE and text[0] != "0" else text
    whole, point, decimals = text.partition(".")
    return f"{whole},{decimals}" if point and decimals.isdigit() and tongue() == "fr" else text


def excerpt(finding: ReviewFindingShape) -> str:
    """What a rule of review found: somebody's words as they are, a budget as the reader's language writes it."""
    return _part(finding.excerpt) if finding.field == "budget" else finding.excerpt


def told(error: UpcloneError) -> str:
    """What somebody is told of a refusal."""
    if isinstance(error, MoveNotAllowed):
        if error.reason:
            return str(gettext("That can't be done now: %(why)s.", why=sentence(error.reason)))
        if error.process not in PROCESSES:
            return str(gettext("That can't be done in the state that it is in."))
        what, state = process_word(error.process), process_state(error.process, error.state).word
        return str(gettext("That can't be done now. %(what)s: “%(state)s”.", what=what, state=state))
    if isinstance(error, GatewayFailed) and error.reason:
        return str(gettext("%(who)s: %(why)s", who=error.gateway, why=sentence(error.reason)))
    return _sentence_case(sentence(str(error)))


def told_of_fields(form: Form) -> Form:
    """The form with its errors in the reader's language, each beginning with a capital letter."""
    errors = {name: _sentence_case(_in_its_line(name, sentence(rule))) for name, rule in form.errors.items()}
    return evolve(form, errors=errors)


def _in_its_line(name: str, rule: str) -> str:
    """With the number of the line, where a field holds several."""
    last = name.rpartition(".")[2]
    return str(gettext("line %(number)s: %(rule)s", number=int(last) + 1, rule=rule)) if last.isdigit() else rule


def _sentence_case(rule: str) -> str:
    return f"{rule[:1].upper()}{rule[1:]}{'' if rule.endswith(('.', '!', '?')) else '.'}" if rule else rule
