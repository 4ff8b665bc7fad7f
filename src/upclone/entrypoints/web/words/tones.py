"""How a state looks: its name in the reader's language, and a tone that says at a glance whose turn it is.

calm: nothing to do. live: running as it should. wait: somebody has to act. done: ended well. alarm: something is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal

from attrs import frozen

Tone = Literal["calm", "live", "wait", "done", "alarm"]


@frozen
class Said:
    """A state's word (translated when it is shown) and its tone."""

    word: Any
    tone: Tone


States = Mapping[StrEnum, Said]


@frozen
class Act:
    """How a move is offered: its title as a question or heading, the words on its button, what follows from it, and
    whether it is one to think twice about. `page`: where it has a page of its own, with the path's `{id}`."""

    title: Any
    button: Any
    says: Any = ""
    icon: str = "arrow-right"
    danger: bool = False
    said: Any = ""
    page: str = ""


def plainly(words: Any) -> Act:
    """An act that a page of its own makes: its name alone, as logs and buttons say it."""
    return Act(words, words)


def humanised(name: str) -> str:
    """A name of the code as words, where nobody wrote better ones."""
    return name.replace("_", " ").replace("-", " ").capitalize()
