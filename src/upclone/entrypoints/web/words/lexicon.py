"""All words of all wings, in one place to look them up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from upclone.entrypoints.web.words import deals, market, messaging, payments, people, trust
from upclone.entrypoints.web.words.tones import Act, Said, humanised

_WINGS: Final = (people, market, deals, payments, messaging, trust)
STATES: Final[Mapping[tuple[type, str], Said]] = {
    (type(state), str(state)): said for wing in _WINGS for table in wing.STATES for state, said in table.items()
}
ACTS: Final[Mapping[Callable[..., Any], Act]] = {
    function: act for wing in _WINGS for function, act in wing.ACTS.items()
}
EVENTS: Final[Mapping[str, Any]] = {name: words for wing in _WINGS for name, words in wing.EVENTS.items()}
TERMS: Final[Mapping[tuple[type, str], Any]] = {
    (type(term), str(term)): words for wing in _WINGS for table in wing.TERMS for term, words in table.items()
}


def state(value: StrEnum) -> Said:
    """The word and the tone of a state."""
    return STATES.get((type(value), str(value))) or Said(humanised(str(value)), "calm")


def term(value: StrEnum) -> Any:
    """The word for a value of a fixed list that is no state: a kind, a level, a role."""
    words = TERMS.get((type(value), str(value)))
    return humanised(str(value)) if words is None else words  # not `or`: that would translate it


def act(operation: Callable[..., Any]) -> Act:
    """The words of a move."""
    return ACTS.get(operation) or Act(*(humanised(operation.__name__),) * 2)


def event(name: str) -> Any:
    """What happened, as a sentence."""
    return EVENTS.get(name) or humanised(
        "".join(f" {letter}" if letter.isupper() else letter for letter in name).strip()
    )
