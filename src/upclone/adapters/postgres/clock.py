"""A clock that can be moved forward, by everybody at once: its offset lies in the database. For demos and sandboxes."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final, TypeVar

from attrs import define, evolve, field
from sqlalchemy import Boolean, CheckConstraint, Column, Connection, Engine, Interval, Table, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from upclone.adapters.postgres.failures import translated
from upclone.adapters.postgres.metadata import METADATA
from upclone.domain.errors import Invalid

CLOCK_OFFSET = Table(
    "clock_offset",
    METADATA,
    Column("one", Boolean, primary_key=True, server_default=text("true")),
    Column("ahead", Interval, nullable=False),
    CheckConstraint("one", name="one"),
    CheckConstraint("ahead >= interval '0'", name="never_back"),
)

REMEMBERED: Final = 0.1
"""Seconds for which a process trusts what it last read."""

_AT_ONCE: Final = 1.0  # seconds

Result = TypeVar("Result")

_READ = select(CLOCK_OFFSET.c.ahead)


@define(eq=False)
class MovableClock:
    """The real time and an offset that only grows."""

    engine: Engine
    _offset: timedelta = field(factory=timedelta, init=False)
    _read_at: float | None = field(default=None, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def now(self) -> datetime:
        """Aware, in UTC."""
        return datetime.now(UTC) + self.offset()

    def offset(self) -> timedelta:
        """How far it is ahead of real time. Raises StoreUnavailable.

        One thread asks; the others trust what was last read meanwhile: a database that hangs must not line them up.
        """
        if not self._fresh() and self._lock.acquire(blocking=self._read_at is None):
            try:
                if not self._fresh():
                    self._offset = self._in_database(lambda connection: connection.scalar(_READ)) or timedelta()
                    self._read_at = time.monotonic()
            finally:
                self._lock.release()
        return self._offset

    def advance(self, by: timedelta) -> datetime:
        """Move on for every process, and say what time it is then. Raises Invalid for a step back; StoreUnavailable."""
        if by <= timedelta():
            raise Invalid("by", "must be more than zero: time does not go back")
        added = insert(CLOCK_OFFSET).values(ahead=by)
        moved = added.on_conflict_do_update(
            index_elements=["one"], set_={"ahead": CLOCK_OFFSET.c.ahead + added.excluded.ahead}
        ).returning(CLOCK_OFFSET.c.ahead)
        with self._lock:
            self._offset = self._in_database(lambda connection: connection.execute(moved).scalar_one())
            self._read_at = time.monotonic()
        return self.now()

    def _fresh(self) -> bool:
        return self._read_at is not None and time.monotonic() - self._read_at <= REMEMBERED

    def _in_database(self, ask: Callable[[Connection], Result]) -> Result:
        """In a transaction of its own, whose failures have the ports' names."""
        began = time.monotonic()
        try:
            with self.engine.begin() as connection:
                return ask(connection)
        except SQLAlchemyError as failure:
            named = translated(failure, committing=False)
            if named is None:
                raise
            at_once = time.monotonic() - began < _AT_ONCE  # what hung would only hang again
            raise evolve(named, again=named.again and at_once) from failure
