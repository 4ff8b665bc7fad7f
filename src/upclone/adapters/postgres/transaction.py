"""One open transaction: its connection, what it has read and saved, and what it will write at its end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from attrs import define, evolve, field
from psycopg import Connection, Cursor

from upclone.application.ports.store import Journal
from upclone.domain.errors import StaleVersion
from upclone.domain.events import Event
from upclone.domain.processes import deadline_of, process_of

_READ: Final = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
_MORE: Final = re.compile(
    r"\b(INSERT|UPDATE|DELETE|MERGE|SHARE|INTO|CALL)\b|procrastinate_|set_config|nextval|setval|notify|xact|_lock",
    re.IGNORECASE,
)


@lru_cache(maxsize=1_024)
def only_reads(statement: str) -> bool:
    """Whether a statement does nothing that has to be kept or undone; False where that is not certain."""
    return _READ.match(statement) is not None and _MORE.search(statement) is None


@define
class _Known:
    """An object as this transaction last read or saved it. `base` is the version that it found."""

    object: Any
    base: int
    current: int
    saved: bool = False


@define
class Due:
    """A deadline that became due at another time than before."""

    process: str
    id: UUID
    at: datetime


@define(eq=False)
class Transaction:
    """`events` and `deadlines` are written when the outermost block ends, in one statement each.

    `cursors`, one a statement, may outlive the transaction with their connection: a cursor that gets the same
    statement again knows how to send its arguments already, which is a tenth of a command's time.

    A `lazy` one, whose connection commits by itself, is begun by the first statement that does more than read. Under
    READ COMMITTED, what is read before that sees the same either way, and most reads are all there is: they need not
    tell the server of a beginning and an end.
    """

    _connection: Connection[Any]
    cursors: dict[str, Cursor[Any]] = field(factory=dict)
    _lazy: bool = False
    journal: Journal = field(factory=Journal)
    events: list[tuple[UUID, Event]] = field(factory=list)
    deadlines: list[Due] = field(factory=list)
    _known: dict[UUID, _Known] = field(factory=dict)

    def branch(self) -> Transaction:
        """The same connection and knowledge, for a part that is rolled back."""
        return Transaction(
            self.connection, self.cursors, known={id: evolve(known) for id, known in self._known.items()}
        )

    @property
    def connection(self) -> Connection[Any]:
        """For whoever speaks to it without us, now that the transaction is begun."""
        if self._lazy:
            self._lazy = False
            self._execute("BEGIN", {})
        return self._connection

    @property
    def database(self) -> str:
        """Which one it is, of which server."""
        info = self._connection.info
        return f"{info.host}:{info.port}/{info.dbname}"

    @property
    def is_begun(self) -> bool:
        """Whether there may be anything to commit."""
        return not self._lazy

    def commit(self) -> None:
        """Keep what was done since it was begun."""
        self._execute("COMMIT", {})

    def run(self, statement: str, arguments: Mapping[str, Any]) -> int:
        """How many rows it wrote."""
        return self._execute(statement, arguments).rowcount

    def one(self, statement: str, arguments: Mapping[str, Any]) -> Sequence[Any] | None:
        """The first row, if any."""
        return self._execute(statement, arguments).fetchone()

    def all(self, statement: str, arguments: Mapping[str, Any]) -> list[Any]:
        """Every row."""
        return self._execute(statement, arguments).fetchall()

    def passing(self, statement: str, arguments: Mapping[str, Any]) -> list[Any]:
        """Every row, of one of many statements with long texts: no cursor is kept for each."""
        return self._ready_for(statement).execute(statement, arguments).fetchall()

    def _execute(self, statement: str, arguments: Mapping[str, Any]) -> Cursor[Any]:
        self._ready_for(statement)
        return self._cursor(statement).execute(statement, arguments)

    def _ready_for(self, statement: str) -> Connection[Any]:
        return self._connection if self._lazy and only_reads(statement) else self.connection

    def _cursor(self, statement: str) -> Cursor[Any]:
        cursor = self.cursors.get(statement)
        if cursor is None:
            cursor = self.cursors[statement] = self._connection.cursor()
        return cursor

    def saw(self, found: Any) -> None:
        """An object was read."""
        known = self._known.get(found.id)
        if known is not None and known.saved:
            known.object = found
        else:
            self._known[found.id] = _Known(found, found.version, found.version)
        self.journal.saw(found)

    def known(self, id: UUID) -> Any | None:
        """The object as this transaction last read or saved it."""
        known = self._known.get(id)
        return known.object if known else None

    def versions(self, kind: str, saved: Any) -> tuple[int, int]:
        """The version that the row must have now, and the one that it gets. Raises StaleVersion."""
        known = self._known.get(saved.id)
        if known is None:
            return saved.version, saved.version + 1
        if saved.version not in (known.base, known.current):
            raise StaleVersion(kind=kind, id=str(saved.id))
        return known.current, known.base + 1

    def added(self, object: Any) -> None:
        """An object was inserted."""
        self._known[object.id] = _Known(object, object.version, object.version, saved=True)
        self._kept(None, object)

    def saved(self, object: Any, version: int) -> None:
        """An object was updated."""
        known = self._known.get(object.id)
        self._known[object.id] = _Known(object, known.base if known else object.version, version, saved=True)
        self._kept(known.object if known else None, object)

    def _kept(self, before: Any | None, now: Any) -> None:
        due = deadline_of(now)
        if due is not None and (before is None or deadline_of(before) != due):
            self.deadlines.append(Due(process_of(now).name, now.id, due.due_at))
        self.journal.kept(now)
