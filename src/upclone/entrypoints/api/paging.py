"""Cursors: where a page ends, as text that means nothing to its reader."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from uuid import UUID

from upclone.application.reads.paging import Slice
from upclone.domain.errors import Invalid
from upclone.entrypoints.api.schemas import Paged

_UUID_BYTES = 16
_SEQ_BYTES = 8


def _text(place: bytes) -> str:
    return urlsafe_b64encode(place).rstrip(b"=").decode()


def _place(cursor: str, size: int) -> bytes:
    try:
        place = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (Error, ValueError):
        place = b""
    if len(place) != size:
        raise Invalid("cursor", "must be the next_cursor of a page of this list")
    return place


def cursor_of(id: UUID | None) -> str | None:
    """The cursor that continues after a row."""
    return None if id is None else _text(id.bytes)


def slice_of(query: Paged) -> Slice:
    """What a list's parameters ask for. Raises Invalid for a cursor that is none of this list's."""
    after = None if query.cursor is None else UUID(bytes=_place(query.cursor, _UUID_BYTES))
    return Slice(query.limit, after)


def place_cursor(place: bytes | None) -> str | None:
    """The cursor of a place that only the store understands."""
    return None if place is None else _text(place)


def place_of(cursor: str | None) -> bytes | None:
    """The place again; the store refuses one that is not its own."""
    try:
        return None if cursor is None else urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (Error, ValueError):
        return b""


def seq_cursor(seq: int) -> str:
    """The cursor that continues after a place in a history."""
    return _text(seq.to_bytes(_SEQ_BYTES, "big"))


def seq_of(cursor: str | None) -> int:
    """The place that a cursor names; 0 is before the first. Raises Invalid."""
    seq = 0 if cursor is None else int.from_bytes(_place(cursor, _SEQ_BYTES), "big")
    if seq >= 1 << 62:
        raise Invalid("cursor", "must be the next_cursor of a page of this list")
    return seq
