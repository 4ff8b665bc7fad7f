"""Where a page ends, as bytes: a value of the order and an id; with words, the window that is ranked, too."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Any, Final
from uuid import UUID

from attrs import frozen

from upclone.domain.errors import Invalid

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9999, 1, 1, tzinfo=UTC)
_PLAIN: Final = struct.Struct(">q16s")
_RANKED: Final = struct.Struct(">q16sd16s")
_MICROSECOND: Final = timedelta(microseconds=1)

Place = tuple[Any, UUID]
"""A value of the order's column, and an id."""

_LOWEST: Final = UUID(int=0)
_TOP: Final[Place] = ((1 << 62) - 1, _LOWEST)
"""Above everything, whatever the order is."""


@frozen
class Window:
    """What a page shows, and where the next begins."""

    ids: list[UUID]
    next: bytes | None


@frozen
class Ranked:
    """Of those whose title has the words, or of the others: in the window of rows below `top`, those that score less
    than `score`, or the same with a lower id. Without a `top`, all of them."""

    titled: bool
    top: Place | None = None
    score: float = inf
    id: UUID = _LOWEST


def number(value: Any) -> int:
    """A value of an order's column as a number."""
    return (value - _EPOCH) // _MICROSECOND if isinstance(value, datetime) else int(value)


def place_bytes(place: Place) -> bytes:
    """A place in an order."""
    return _PLAIN.pack(number(place[0]), place[1].bytes)


def place_of(cursor: bytes | None, moments: bool) -> Place | None:
    """The place again; `moments` where the order's column holds times. Raises Invalid."""
    if cursor is None:
        return None
    if len(cursor) != _PLAIN.size:
        raise _foreign()
    value, id = _PLAIN.unpack(cursor)
    return _value(value, moments), UUID(bytes=id)


def ranked_bytes(ranked: Ranked) -> bytes:
    """A place in a ranked window, in 48 bytes: what is given out as text has 64 letters at most."""
    value, id = ranked.top or _TOP
    return _RANKED.pack(2 * number(value) + ranked.titled, id.bytes, ranked.score, ranked.id.bytes)


def ranked_of(cursor: bytes | None, moments: bool) -> Ranked | None:
    """The place again. Raises Invalid."""
    if cursor is None:
        return None
    if len(cursor) != _RANKED.size:
        raise _foreign()
    doubled, top, score, id = _RANKED.unpack(cursor)
    if score != score:  # no number at all
        raise _foreign()
    value, titled = divmod(doubled, 2)
    place = (value, UUID(bytes=top))
    return Ranked(bool(titled), None if place == _TOP else (_value(value, moments), place[1]), score, UUID(bytes=id))


def above(place: Place) -> Place:
    """The place right above one: everything below it begins with that one."""
    value, id = place
    if id.int + 1 < 1 << 128:
        return value, UUID(int=id.int + 1)
    step = _MICROSECOND if isinstance(value, datetime) else 1
    return value + step, UUID(int=0)


def _value(value: int, moments: bool) -> Any:
    if not moments:
        return value
    try:
        return min(_EPOCH + timedelta(microseconds=value), _LAST)
    except OverflowError:
        raise _foreign() from None


def _foreign() -> Invalid:
    return Invalid("cursor", "must be the next_cursor of a page of this list")
