"""Likeness: finding texts that are nearly the same among very many, without comparing each with each.

A text's shingles (runs of five words) are hashed; of every hash function the least value is kept (MinHash), and a few
of them together make a band. Texts that share a band are probably alike; how alike they are, their shingles tell.
"""

from __future__ import annotations

import hashlib
import re
from itertools import islice
from typing import Final

from upclone.domain.market.briefs import Brief
from upclone.domain.market.reviewing import fold

BANDS: Final = 8
_ROWS: Final = 3
_SHINGLE: Final = 5
_LONGEST: Final = 1_500  # words that are looked at
_SHORTEST: Final = 25  # words below which honest texts are alike, too
_ALIKE_PERCENT: Final = 70
_WORD: Final = re.compile(r"\w+")
_MASK: Final = (1 << 64) - 1
# Odd multipliers make each function a permutation of 64 bits: fixed numbers, since what they make is stored.
_TWISTS: Final = tuple(
    int.from_bytes(hashlib.sha256(b"likeness %d" % number).digest()[:8], "big") | 1 for number in range(BANDS * _ROWS)
)


def shingles(brief: Brief) -> frozenset[int]:
    """The hashes of its runs of words; none where the text is too short to tell a copy from a coincidence."""
    text = fold(f"{brief.title}\n{brief.description}").text
    words = [match.group() for match in islice(_WORD.finditer(text), _LONGEST)]
    if len(words) < _SHORTEST:
        return frozenset()
    runs = (" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
    return frozenset(int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big") for run in runs)


def bands(brief: Brief) -> tuple[int, ...]:
    """What is stored and looked up: signed 64-bit numbers, one a band."""
    known = shingles(brief)
    if not known:
        return ()
    least = [min((shingle * twist & _MASK) >> 1 for shingle in known) for twist in _TWISTS]
    return tuple(
        int.from_bytes(
            hashlib.blake2b(repr((band, least[band * _ROWS : (band + 1) * _ROWS])).encode(), digest_size=8).digest(),
            "big",
            signed=True,
        )
        for band in range(BANDS)
    )


def alike(one: Brief, other: Brief) -> bool:
    """Whether seven in ten of all their shingles are in both."""
    mine, theirs = shingles(one), shingles(other)
    return bool(mine and theirs) and 100 * len(mine & theirs) >= _ALIKE_PERCENT * len(mine | theirs)
