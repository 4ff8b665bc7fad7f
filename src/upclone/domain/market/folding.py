"""Words as people type them, made equal: accents, case, punctuation, plurals and one slip of the finger.

"Node.js", "node js" and "NODEJS" fold to the same key; so do "C++" and "c plus plus", ".NET" and "dotnet".
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

LONGEST_SLUG: Final = 60

_LETTERS: Final = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "’": "'", "+": " plus ", "#": " sharp "}
)


def plain(text: str) -> str:
    """Words of small letters and digits with one space between them, without accents and punctuation."""
    small = f" {text.casefold()}".translate(_LETTERS).replace(" .", " dot ")
    bare = (letter for letter in unicodedata.normalize("NFKD", small) if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """What a word is looked up by."""
    return squeezed(plain(text))


@lru_cache(maxsize=4096)
def singular(text: str) -> str:
    """The key of the same words without their endings of number, in English and in French alike."""
    return counted_alike(plain(text))


def squeezed(label: str) -> str:
    """The key of words that are plain already."""
    return label.replace(" ", "")


def counted_alike(label: str) -> str:
    """`singular` of words that are plain already."""
    return "".join(map(_one, label.split()))


def slug(text: str) -> str:
    """ASCII letters, digits and hyphens, at most 60, empty where there are no letters. Other scripts keep apart by
    their punycode."""
    words = (word if word.isascii() else word.encode("punycode").decode().strip("-") for word in plain(text).split())
    return "-".join(words)[:LONGEST_SLUG].strip("-")


def nearly_begins(word: str, typed: str) -> bool:
    """Whether `word` begins with `typed`, give or take one letter added, left out, changed or swapped with the next."""
    common = _common(word, typed)
    rest = typed[common:]
    if not rest:
        return True
    left = word[common:]
    return (
        left[1:].startswith((rest[1:], rest))  # changed; left out
        or left.startswith(rest[1:])  # added
        or (left[:2] == rest[1::-1] and left[2:].startswith(rest[2:]))  # swapped
    )


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _one(word: str) -> str:
    if len(word) < 4 or word.endswith("ss"):
        return word
    for ending, instead in (("ies", "y"), ("aux", "al"), ("s", ""), ("x", "")):
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    return word
