"""Weeks of work by the hour, and the time in them. Read after their contract was locked."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.timesheets import Timesheet


class Timesheets(Protocol):
    """The weeks of contracts."""

    def get(self, id: UUID) -> Timesheet: ...

    def of(self, contract_id: UUID) -> tuple[Timesheet, ...]:
        """All of a contract's, oldest first."""
        ...

    def add(self, sheet: Timesheet) -> None:
        """Raises AlreadyExists(field="starts_on") where the contract has that week."""
        ...

    def save(self, sheet: Timesheet) -> None: ...


class TimeEntries(Protocol):
    """The time in them. What looks across contracts is asked for after the freelancer's account was locked."""

    def get(self, id: UUID) -> TimeEntry: ...

    def of(self, timesheet_id: UUID) -> tuple[TimeEntry, ...]:
        """All of a week's by their beginning, deleted ones too."""
        ...

    def running(self, freelancer_id: UUID) -> TimeEntry | None:
        """The one whose timer runs, whatever the contract."""
        ...

    def overlapping(self, freelancer_id: UUID, start: datetime, end: datetime) -> tuple[TimeEntry, ...]:
        """A freelancer's that share time with [start, end), whatever the contract; a running one lasts for ever.
        Deleted ones are left out."""
        ...

    def add(self, entry: TimeEntry) -> None:
        """Raises AlreadyExists(field="freelancer_id") where another timer of theirs runs."""
        ...

    def save(self, entry: TimeEntry) -> None: ...
