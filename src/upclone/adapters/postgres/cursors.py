"""A cursor for statements that are said again and again: one call into libpq, in which other threads may run.

psycopg sends a statement while it holds the interpreter's lock and then waits for the answer without it. The server's
process often wakes on the core that sent, and runs there at once: until it is done, the sender stands still with the
lock in its hands, and every other thread with it. Here all of it, the sending too, happens without the lock.
"""

from __future__ import annotations

from typing import Any, Final, NoReturn

import psycopg
from psycopg._queries import PostgresQuery
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

_DONE: Final = frozenset({ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK})


class Swift(psycopg.Cursor[Any]):
    """Does as psycopg's cursor does, in less time where it is given its statement again and that is prepared.

    psycopg keeps the books: which statements are prepared, under which names, and when they are given up. Ctrl-C takes
    effect after the statement, whose time is limited by the server and by the watch.
    """

    __slots__ = ("_said",)

    def __init__(self, connection: psycopg.Connection[Any], *, row_factory: Any = None) -> None:
        super().__init__(connection, row_factory=row_factory)
        self._said: PostgresQuery | None = None

    def execute(
        self, query: Any, params: Any = None, *, prepare: bool | None = None, binary: bool | None = None
    ) -> Swift:
        """As psycopg's."""
        if params is not None and query is self._last_query and prepare is binary is None:
            with self._conn.lock:
                if self._again(params):
                    return self
        return super().execute(query, params, prepare=prepare, binary=binary)

    def _convert_query(self, query: Any, params: Any = None) -> PostgresQuery:
        self._said = super()._convert_query(query, params)
        return self._said

    def _again(self, arguments: Any) -> bool:
        """Whether the statement was prepared, and so has been executed."""
        said, connection = self._said, self._conn
        if said is None or said._tx is not self._tx or self._closed or connection._pipeline is not None:
            return False
        if not connection._autocommit and self._pgconn.transaction_status == TransactionStatus.IDLE:
            return False  # psycopg begins a transaction first
        said.dump(arguments)
        prepared, key = connection._prepared._names, (said.query, said.types)
        name = prepared.get(key)
        if name is None:
            return False
        prepared.move_to_end(key)  # the one that was used last is given up last
        self._reset()
        params: Any = said.params  # None among them is NULL
        result = self._pgconn.exec_prepared(name, params, said.formats, self.format)
        if result.status not in _DONE:
            self._failed(result)
        self._results.append(result)
        self._select_current_result(0)
        return True

    def _failed(self, result: PGresult) -> NoReturn:
        if self._pgconn.status == ConnStatus.BAD and not result.error_field(DiagnosticField.SQLSTATE):
            raise psycopg.OperationalError(result.get_error_message(self._encoding))
        self._raise_for_result(result)
