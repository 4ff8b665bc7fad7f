"""What people write, made clean: no controls, no changes of direction, lines that end with a line feed."""

from __future__ import annotations

import re
from typing import Final

from upclone.domain.errors import Invalid

_LINE_END: Final = re.compile("\r\n|[\r\u2028\u2029]")


def printable(letter: str) -> bool:
    """Whether a reader sees it, or sees what it does: letters, signs, spaces of any width, and the two that join or
    part the letters of Persian, Hindi or an emoji. Controls and changes of direction are not."""
    return letter.isprintable() or letter in "\u200c\u200d" or (letter.isspace() and letter >= "\u00a0")


def text(value: str, field: str, longest: int, shortest: int = 1) -> str:
    """`value` without surrounding space and control characters, in lines that end with a line feed.

    Raises Invalid naming `field`."""
    lines = _LINE_END.sub("\n", value)
    clean = "".join(letter for letter in lines if letter in "\n\t" or printable(letter)).strip()
    seen = any(map(str.isprintable, clean))
    if not shortest <= (len(clean) if seen else 0) <= longest:
        raise Invalid(field, f"must have {shortest} to {longest} characters")
    return clean


def line(value: str, field: str, longest: int, shortest: int = 1) -> str:
    """The same in one line. Raises Invalid naming `field`."""
    return text(" ".join(value.split()), field, longest, shortest)
