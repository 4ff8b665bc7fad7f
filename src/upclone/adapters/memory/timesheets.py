"""Weeks of work by the hour, and the time in them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upclone.adapters.memory.repositories import Rows, unique
from upclone.domain.deals.hours import State, TimeEntry
from upclone.domain.deals.timesheets import Timesheet


class Timesheets(Rows[Timesheet]):
    """The weeks of contracts."""

    def of(self, contract_id: UUID) -> tuple[Timesheet, ...]:
        return self.where(lambda sheet: sheet.contract_id == contract_id, order=lambda sheet: sheet.starts_on)

    def check(self, row: Timesheet) -> None:
        mine = (row.contract_id, row.starts_on)
        unique("starts_on", row, self.rows.values(), lambda other: (other.contract_id, other.starts_on) == mine)


class TimeEntries(Rows[TimeEntry]):
    """The time in them."""

    def of(self, timesheet_id: UUID) -> tuple[TimeEntry, ...]:
        return self.where(lambda entry: entry.timesheet_id == timesheet_id, order=_started)

    def running(self, freelancer_id: UUID) -> TimeEntry | None:
        found = self.where(
            lambda entry: entry.parties.freelancer == freelancer_id and entry.state is State.RUNNING, order=_started
        )
        return found[0] if found else None

    def overlapping(self, freelancer_id: UUID, start: datetime, end: datetime) -> tuple[TimeEntry, ...]:
        return self.where(
            lambda entry: (
                entry.parties.freelancer == freelancer_id
                and entry.state is not State.DELETED
                and entry.started_at < end
                and (entry.ended_at is None or entry.ended_at > start)
            ),
            order=_started,
        )

    def check(self, row: TimeEntry) -> None:
        if row.state is State.RUNNING:
            mine = row.parties.freelancer
            unique(
                "freelancer_id",
                row,
                self.rows.values(),
                lambda other: other.parties.freelancer == mine and other.state is State.RUNNING,
            )


def _started(entry: TimeEntry) -> datetime:
    return entry.started_at
