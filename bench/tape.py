"""What a program says to PostgreSQL, taken down as it is said, and put so that pgbench can say it again."""

from __future__ import annotations

import re
import threading
from typing import Any

import psycopg
from attrs import frozen
from psycopg.adapt import PyFormat, Transformer
from sqlalchemy import Engine, event

from upclone.adapters.postgres.cursors import Swift

Tape = list[tuple[str, Any]]
"""Each statement with its named arguments, in the order in which they were said."""

_HERE = threading.local()
_PLACE = re.compile(r"%\((\w+)\)s")


class _Recorder(Swift):
    """The application's cursor, which takes down what it sends: an append a statement costs next to nothing."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> _Recorder:
        """As psycopg's."""
        tape = getattr(_HERE, "tape", None)
        if tape is not None:
            tape.append((query, params))
        return super().execute(query, params, **options)

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        """What is not taken down must not pass unnoticed."""
        raise AssertionError("executemany is not taken down")


def listen(engine: Engine) -> None:
    """Take down what the connections of an engine send from now on, in threads that `record`."""

    def use_recorder(connection: Any, _: object) -> None:
        connection.cursor_factory = _Recorder

    event.listen(engine, "connect", use_recorder)


def record() -> Tape:
    """The tape of this thread from here on."""
    tape: Tape = []
    _HERE.tape = tape
    return tape


@frozen
class Spoken:
    """A command, its BEGIN and COMMIT included: `script` as pgbench takes it, and the text of each of its variables
    (None: NULL)."""

    script: tuple[str, ...]
    values: dict[str, str | None]


def spoken(said: Tape, connection: psycopg.Connection[Any]) -> Spoken:
    """Each statement as it was, its arguments as variables: `%(id)s` of the third statement is `:s2_id`."""
    script: list[str] = []
    values: dict[str, str | None] = {}
    assert said[-1][0] == "COMMIT", "a command ends with its last transaction"
    for number, (statement, arguments) in enumerate(said):
        names = _PLACE.findall(statement)
        values |= {f"s{number}_{name}": _text(connection, arguments[name]) for name in names}
        script.append(_PLACE.sub(rf":s{number}_\1", statement).replace("%%", "%").strip())
    return Spoken(tuple(script), values)


def _text(connection: psycopg.Connection[Any], value: object) -> str | None:
    """As psycopg writes it in text format."""
    if value is None:
        return None
    dumped = Transformer(connection).get_dumper(value, PyFormat.TEXT).dump(value)
    return None if dumped is None else bytes(dumped).decode()
