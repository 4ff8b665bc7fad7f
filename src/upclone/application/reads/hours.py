"""What people see of work by the hour: the two parties and operators, nobody else."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.reads.paging import Page, Slice
from upclone.domain.actors import Actor
from upclone.domain.deals.commitments import Sheet
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.money import Money


@frozen
class EntryView:
    """A time entry with its week and its contract."""

    contract: Contract
    sheet: Timesheet
    entry: TimeEntry


@frozen
class WeekView:
    """A week with its time, by its beginning, deleted entries left out. `covered` is how much of what it may still cost
    is held."""

    contract: Contract
    sheet: Timesheet
    entries: tuple[TimeEntry, ...]
    covered: Money


class HourReads(Protocol):
    """None, or no rows, for strangers: the same as for what does not exist."""

    def week(self, viewer: Actor, id: UUID) -> WeekView | None: ...

    def weeks(self, viewer: Actor, contract_id: UUID, page: Slice) -> Page[WeekView] | None:
        """A contract's, newest first."""
        ...

    def entry(self, viewer: Actor, id: UUID) -> EntryView | None: ...

    def timer(self, viewer: Actor) -> EntryView | None:
        """The viewer's own that runs."""
        ...

    def proof(self, viewer: Actor, contract_id: UUID) -> tuple[Sheet, ...] | None:
        """Every commitment of a contract, week by week, with the facts that the viewer may see: an entry's once it is
        questioned, its freelancer's and operators' always; a sample's once it is revealed."""
        ...
