"""User text made inert: it is printed as it reads, or not at all.

The PDF library is never asked to read markup in it. What is left to guard against are characters that steer the
printer instead of being printed: controls, direction overrides that show other words than the ones stored, invisible
joiners, stacks of accents that paint over the neighbouring lines.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from typing import Final

BOX: Final = "\N{WHITE SQUARE}"
"""Stands for a character that no font here can print: the reader sees that something was there."""

_MARKS: Final = 2
"""The accents that one letter may carry after composition; no written language here needs more."""

_KEPT_SPACES: Final = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


def inert(text: str, covered: Collection[int]) -> str:
    """`text` in characters of `covered` (code points) and line feeds only."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", lines):
        category = unicodedata.category(letter)
        marks = marks + 1 if category.startswith("M") else 0
        if marks > _MARKS:
            continue
        kept.append(_printable(letter, category, covered))
    return "".join(kept)


def one_line(text: str) -> str:
    """`text` with every run of white space, line feeds included, as one space."""
    # Not str.split(): it would also break the no-break spaces that keep an amount and its currency together.
    words = (word for word in text.replace("\n", " ").split(" ") if word)
    return " ".join(words)


def _printable(letter: str, category: str, covered: Collection[int]) -> str:
    if letter == "\n":
        return letter
    if letter == "\t":
        return " "
    if category in ("Cc", "Cf"):
        return ""
    if category == "Zs":
        return letter if letter in _KEPT_SPACES else " "
    if ord(letter) in covered:
        return letter
    # A mark without its letter (a variation selector after an emoji) is nothing to see.
    return "" if category.startswith("M") else BOX
