"""Texts: plain, CSV or Markdown, in UTF-8, and nothing that a program would run or draw."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import BinaryIO, Final

from upclone.adapters.uploads.kinds import PIECE, TAKEN
from upclone.domain.errors import Invalid

_MEANT: Final[Mapping[str, tuple[str, str]]] = {
    ".csv": ("text/csv", "csv"),
    ".md": ("text/markdown", "md"),
    ".markdown": ("text/markdown", "md"),
}
_PLAIN: Final = ("text/plain", "txt")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
# What a browser, a drawing program, a shell or an interpreter would take for its own.
_PROGRAM: Final = re.compile(r"\s*(<[a-z!?%/]|#!|%!ps|\{\\rtf)", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<(!doctype|html|head|body|script|svg|iframe|object|embed|\?php|\?xml)\b", re.IGNORECASE)
_LOOKED_AT: Final = 1_024
"""Characters at the beginning in which no markup may stand: as far as any program looks to guess what a file is."""


def checked(content: BinaryIO, suffix: str) -> tuple[str, str]:
    """Its media type and ending; the name's suffix says only which of the three texts it is. Raises Invalid."""
    content.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    first = True
    while piece := content.read(PIECE):
        _look(_decoded(decoder, piece), first)
        first = False
    _decoded(decoder, b"", final=True)
    return _MEANT.get(suffix, _PLAIN)


def _decoded(decoder: codecs.IncrementalDecoder, piece: bytes, final: bool = False) -> str:
    try:
        return decoder.decode(piece, final)
    except UnicodeDecodeError:
        raise Invalid("file", TAKEN) from None


def _look(text: str, first: bool) -> None:
    if _CONTROLS.search(text):
        raise Invalid("file", TAKEN)
    if first and (_PROGRAM.match(text) or _MARKUP.search(text[:_LOOKED_AT])):
        raise Invalid("file", "must be a text that no program runs or draws: HTML, SVG and scripts are not taken")
