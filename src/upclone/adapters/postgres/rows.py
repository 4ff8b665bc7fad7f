"""How one kind of object lies in one table: reading, locking, adding and saving it within a transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

from attrs import define, field, frozen
from psycopg.errors import UniqueViolation
from sqlalchemy import Select, Table, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.errors import AlreadyExists, NotFound, StaleVersion

Row = Sequence[Any]


class Stored(Protocol):
    """What every kept object has."""

    @property
    def id(self) -> UUID: ...

    @property
    def state(self) -> Any: ...

    @property
    def version(self) -> int: ...


Object = TypeVar("Object", bound=Stored)


@define
class Rows(Generic[Object]):
    """`kind` names the object in errors; `unique` the field that AlreadyExists names, where a value is taken.

    A row's version rises once in a transaction, at its first save there: whoever saves the same object again in the
    same transaction holds the version it had before.
    """

    kind: str
    table: Table
    to_row: Callable[[Object], dict[str, Any]]
    from_row: Callable[[Row], Object]
    unique: str = "id"
    _get: str = field(init=False)
    _lock: str = field(init=False)
    _add: str = field(init=False)
    _saves: dict[tuple[str, ...], str] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        by_id = self.select().where(self.table.c.id == bindparam("id"))
        self._get = ready(by_id)
        self._lock = ready(by_id.with_for_update(key_share=True))
        self._add = ready(insert(self.table).on_conflict_do_nothing())

    def select(self) -> Select[Any]:
        """All columns, in the order that `from_row` expects."""
        return select(*self.table.columns)

    def get(self, transaction: Transaction, id: UUID) -> Object:
        """Raises NotFound."""
        return self._found(transaction, transaction.one(self._get, {"id": id}), id)

    def lock(self, transaction: Transaction, id: UUID) -> Object:
        """The same, and every other `lock` of the row waits until this transaction ends."""
        return self._found(transaction, transaction.one(self._lock, {"id": id}), id)

    def one(self, transaction: Transaction, statement: str, **arguments: object) -> Object | None:
        """The row that a statement of `select()` finds, if any."""
        row = transaction.one(statement, arguments)
        return self._seen(transaction, row) if row else None

    def all(self, transaction: Transaction, statement: str, **arguments: object) -> tuple[Object, ...]:
        """The rows that a statement of `select()` finds."""
        return tuple(self._seen(transaction, row) for row in transaction.all(statement, arguments))

    def add(self, transaction: Transaction, added: Object) -> None:
        """Raises AlreadyExists; the transaction can go on all the same."""
        if not transaction.run(self._add, self.to_row(added)):
            taken = transaction.one(self._get, {"id": added.id})
            raise AlreadyExists(field="id" if taken else self.unique)
        transaction.added(added)

    def save(self, transaction: Transaction, saved: Object) -> None:
        """Writes the columns that changed. Raises StaleVersion, and AlreadyExists where a unique value is taken."""
        expected, version = transaction.versions(self.kind, saved)
        row = self.to_row(saved)
        before = transaction.known(saved.id)
        if before is not None:
            old = self.to_row(before)
            # Most columns hold the very same value: a look at it is quicker than a comparison.
            row = {name: now for name, now in row.items() if now is not (was := old[name]) and now != was}
        row["version"] = version
        statement = self._statement(tuple(row))
        try:
            written = transaction.run(statement, {**row, "of_id": saved.id, "of_version": expected})
        except UniqueViolation as taken:
            raise AlreadyExists(field=self.unique) from taken
        if not written:
            raise StaleVersion(kind=self.kind, id=str(saved.id))
        transaction.saved(saved, version)

    def _statement(self, names: tuple[str, ...]) -> str:
        if names not in self._saves:
            table = self.table
            where = (table.c.id == bindparam("of_id"), table.c.version == bindparam("of_version"))
            self._saves[names] = ready(update(table).where(*where).values({name: bindparam(name) for name in names}))
        return self._saves[names]

    def _found(self, transaction: Transaction, row: Row | None, id: UUID) -> Object:
        if row is None:
            raise NotFound(self.kind, str(id))
        return self._seen(transaction, row)

    def _seen(self, transaction: Transaction, row: Row) -> Object:
        found = self.from_row(row)
        transaction.saw(found)
        return found


@frozen
class Kept(Generic[Object]):
    """What every repository can do with its kind of object within a transaction; `rows`: how it lies in its table."""

    rows: ClassVar[Rows[Any]]
    transaction: Transaction

    def get(self, id: UUID) -> Object:
        """Raises NotFound."""
        found: Object = self.rows.get(self.transaction, id)
        return found

    def lock(self, id: UUID) -> Object:
        """The same, and no other transaction locks it until this one ends."""
        found: Object = self.rows.lock(self.transaction, id)
        return found

    def add(self, added: Object) -> None:
        """Raises AlreadyExists."""
        self.rows.add(self.transaction, added)

    def save(self, saved: Object) -> None:
        """Raises StaleVersion, AlreadyExists."""
        self.rows.save(self.transaction, saved)
