"""Whole values in one jsonb column: packed when they are sent, unpacked from the column's text.

Unpacking is remembered by the text: values are frozen, and the terms of a contract are read far more often than they
are written.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from cattrs.preconf.json import JsonConverter, make_converter
from psycopg.adapt import Dumper

Value = TypeVar("Value")


def _converter() -> JsonConverter:
    converter = make_converter(forbid_extra_keys=True)
    converter.register_unstructure_hook(UUID, str)
    converter.register_structure_hook(UUID, lambda text, _: UUID(text))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    return converter


CONVERTER = _converter()
_JSON = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


class Packed:
    """A value on its way to a jsonb column. It is turned into text only where it is really sent."""

    __slots__ = ("type", "value")

    def __init__(self, value: object, type: Any = None) -> None:
        self.value = value
        self.type = type

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Packed) and (self.value is other.value or self.value == other.value)

    __hash__ = None  # type: ignore[assignment]  # compared, never looked up

    @property
    def text(self) -> str:
        """JSON."""
        return _JSON.encode(CONVERTER.unstructure(self.value, self.type))


class _PackedDumper(Dumper):
    oid = psycopg.adapters.types["jsonb"].oid

    def dump(self, obj: Packed) -> bytes:
        return obj.text.encode()


psycopg.adapters.register_dumper(Packed, _PackedDumper)


@lru_cache(maxsize=1024)
def unpack(type: Any, text: str) -> Any:
    """The value of `type` whose JSON this is."""
    return CONVERTER.structure(json.loads(text), type)


def optional(type: Any, text: str | None) -> Any:
    """The same, or None for SQL's NULL."""
    return None if text is None else unpack(type, text)


def packed_or_null(value: object) -> Packed | None:
    """A value on its way to a jsonb column that may be NULL."""
    return None if value is None else Packed(value)
