"""A clock that can be moved forward, by everybody at once: its offset lies in the database. For demos and sandboxes."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

from attrs import define, field
from sqlalchemy import Boolean, CheckConstraint, Column, Engine, Interval, Table, select, text
from sqlalchemy.dialects.postgresql import insert

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
        """How far it is ahead of real time."""
        with self._lock:
            if self._read_at is None or time.monotonic() - self._read_at > REMEMBERED:
                with self.engine.connect() as connection:
                    self._offset = connection.scalar(_READ) or timedelta()
                self._read_at = time.monotonic()
            return self._offset

    def advance(self, by: timedelta) -> datetime:
        """Move on for every process, and say what time it is then. Raises Invalid for a step back."""
        if by <= timedelta():
            raise Invalid("by", "must be more than zero: time does not go back")
        added = insert(CLOCK_OFFSET).values(ahead=by)
        moved = added.on_conflict_do_update(
            index_elements=["one"], set_={"ahead": CLOCK_OFFSET.c.ahead + added.excluded.ahead}
        ).returning(CLOCK_OFFSET.c.ahead)
        with self.engine.begin() as connection, self._lock:
            self._offset = connection.execute(moved).scalar_one()
            self._read_at = time.monotonic()
        return self.now()
