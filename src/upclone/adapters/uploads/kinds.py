"""What a stream of bytes is, by its first bytes. puremagic knows the signatures; what it can't tell is checked here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import Enum
from typing import BinaryIO, Final

from upclone.domain.errors import Invalid

PIECE: Final = 256 * 1024
HEAD: Final = 4_096
TAKEN: Final = (
    "must be a picture (JPEG, PNG, WebP, GIF, AVIF), a PDF, a text (plain, CSV, Markdown), a ZIP archive or an office "
    "document"
)


class Kind(Enum):
    """What is told apart. A picture's value is the name of its decoder."""

    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    WEBP = "WEBP"
    AVIF = "AVIF"
    PDF = "pdf"
    ZIP = "zip"
    OLE = "ole"
    TEXT = "text"


PICTURES: Final = frozenset({Kind.JPEG, Kind.PNG, Kind.GIF, Kind.WEBP, Kind.AVIF})

_BY_MEDIA_TYPE: Final[Mapping[str, Kind]] = {
    "image/jpeg": Kind.JPEG,
    "image/png": Kind.PNG,
    "image/gif": Kind.GIF,
    "image/webp": Kind.WEBP,
    "image/avif": Kind.AVIF,
    "application/pdf": Kind.PDF,
    "application/zip": Kind.ZIP,
}
_OPENINGS: Final[Mapping[bytes, Kind]] = {
    b"\xff\xd8\xff": Kind.JPEG,
    b"\x89PNG\r\n\x1a\n": Kind.PNG,
    b"GIF87a": Kind.GIF,
    b"GIF89a": Kind.GIF,
    b"%PDF-": Kind.PDF,
    b"PK\x03\x04": Kind.ZIP,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": Kind.OLE,
}
_BRANDS: Final = (b"avif", b"avis")


def of(content: BinaryIO) -> Kind:
    """What it is; `content` stands at its beginning then. Raises Invalid for what is not taken.

    The opening decides where it is beyond doubt; puremagic must not take the same bytes for something else."""
    content.seek(0)
    head = content.read(HEAD)
    content.seek(0)
    if not head:
        raise Invalid("file", "must not be empty")
    kind = _by_opening(head)
    if kind is None:
        return Kind.TEXT if _unknown(head) else _refused()
    known = _by_signature(head)
    if known and kind in PICTURES | {Kind.PDF} and kind not in known:
        _refused()
    return kind


def _by_opening(head: bytes) -> Kind | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return Kind.AVIF
    return next((kind for opening, kind in _OPENINGS.items() if head.startswith(opening)), None)


def _by_signature(head: bytes) -> frozenset[Kind]:
    """What puremagic thinks of it: nothing at all, or what can be taken of its guesses."""
    import puremagic

    try:
        guesses = puremagic.magic_string(head)
    except puremagic.PureError:
        return frozenset()
    return frozenset(_BY_MEDIA_TYPE[guess.mime_type] for guess in guesses if guess.mime_type in _BY_MEDIA_TYPE)


def _unknown(head: bytes) -> bool:
    """Whether it may be a text: no signature of a picture, a paper or an archive, and nothing that no text has."""
    return not _by_signature(head) and b"\x00" not in head


def _refused() -> Kind:
    raise Invalid("file", TAKEN)


def measured(content: BinaryIO) -> tuple[str, int]:
    """SHA-256 in hex, and size; `content` stands at its beginning then."""
    content.seek(0)
    size, digest = 0, hashlib.sha256()
    while piece := content.read(PIECE):
        digest.update(piece)
        size += len(piece)
    content.seek(0)
    return digest.hexdigest(), size
