"""Work by the hour, for the two parties and operators."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from attrs import evolve, frozen
from sqlalchemy import bindparam, select

from upclone.adapters.postgres.deals import contracts
from upclone.adapters.postgres.deals.contracts import CONTRACT
from upclone.adapters.postgres.deals.hours import TIME_ENTRY
from upclone.adapters.postgres.deals.timesheets import TIMESHEET
from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.reads.pages import parties_may_see, viewing
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork, PostgresWork
from upclone.application.reads.hours import EntryView, WeekView
from upclone.application.reads.paging import Page, Slice
from upclone.domain.actors import Actor
from upclone.domain.deals import closings, dues, hours
from upclone.domain.deals.commitments import Sheet
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.money import Money

_CONTRACT: Final = ready(contracts.ROWS.select().where(CONTRACT.c.id == bindparam("id"), parties_may_see(CONTRACT)))
_OF_WEEK: Final = ready(
    select(*CONTRACT.columns)
    .join(TIMESHEET, TIMESHEET.c.contract_id == CONTRACT.c.id)
    .where(TIMESHEET.c.id == bindparam("id"), parties_may_see(CONTRACT))
)
_OF_ENTRY: Final = ready(
    select(*CONTRACT.columns)
    .join(TIME_ENTRY, TIME_ENTRY.c.contract_id == CONTRACT.c.id)
    .where(TIME_ENTRY.c.id == bindparam("id"), parties_may_see(CONTRACT))
)
_HELD: Final = """
SELECT coalesce(sum(work_minor - released_minor - refunded_minor), 0)::bigint
FROM hold JOIN milestone ON milestone.hold_id = hold.id
WHERE milestone.contract_id = %(id)s AND milestone.hourly AND hold.state = 'held'
"""


@frozen
class PostgresHourReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def week(self, viewer: Actor, id: UUID) -> WeekView | None:
        """With all of its time."""
        with self.unit_of_work() as work:
            contract = _found(work, _OF_WEEK, viewer, id)
            if contract is None:
                return None
            sheets = work.timesheets.of(contract.id)
            sheet = next(each for each in sheets if each.id == id)
            return _week(work, contract, sheets, sheet, _held(work, contract))

    def weeks(self, viewer: Actor, contract_id: UUID, page: Slice) -> Page[WeekView] | None:
        """Newest first."""
        with self.unit_of_work() as work:
            contract = _found(work, _CONTRACT, viewer, contract_id)
            if contract is None:
                return None
            sheets, held = work.timesheets.of(contract_id), _held(work, contract)
            older = [each for each in reversed(sheets) if page.after is None or _older(sheets, each, page.after)]
            shown = tuple(_week(work, contract, sheets, each, held) for each in older[: page.limit])
            return Page(shown, shown[-1].sheet.id if len(older) > page.limit else None)

    def entry(self, viewer: Actor, id: UUID) -> EntryView | None:
        """With its week."""
        with self.unit_of_work() as work:
            contract = _found(work, _OF_ENTRY, viewer, id)
            if contract is None:
                return None
            entry = work.time_entries.get(id)
            return EntryView(contract, work.timesheets.get(entry.timesheet_id), entry)

    def timer(self, viewer: Actor) -> EntryView | None:
        """Of the viewer."""
        assert viewer.id is not None
        with self.unit_of_work() as work:
            entry = work.time_entries.running(viewer.id)
            if entry is None:
                return None
            return EntryView(work.contracts.get(entry.contract_id), work.timesheets.get(entry.timesheet_id), entry)

    def proof(self, viewer: Actor, contract_id: UUID) -> tuple[Sheet, ...] | None:
        """Week by week."""
        with self.unit_of_work() as work:
            contract = _found(work, _CONTRACT, viewer, contract_id)
            if contract is None:
                return None
            return tuple(
                _shown(contract, viewer, sheet, work.time_entries.of(sheet.id))
                for sheet in work.timesheets.of(contract_id)
            )


def _found(work: PostgresWork, statement: str, viewer: Actor, id: UUID) -> Contract | None:
    row = work.transaction.one(statement, {**viewing(viewer), "id": id})
    return contracts.from_row(row) if row else None


def _held(work: PostgresWork, contract: Contract) -> Money:
    row: Any = work.transaction.one(_HELD, {"id": contract.id})
    return Money(row[0], contract.terms.currency)


def _older(sheets: tuple[Timesheet, ...], sheet: Timesheet, after: UUID) -> bool:
    last = next((each for each in sheets if each.id == after), None)
    return last is not None and sheet.starts_on < last.starts_on


def _week(
    work: PostgresWork, contract: Contract, sheets: tuple[Timesheet, ...], sheet: Timesheet, held: Money
) -> WeekView:
    entries = work.time_entries.of(sheet.id)
    kept = tuple(each for each in entries if each.state is not hours.State.DELETED)
    return WeekView(contract, sheet, kept, dues.covered(sheets, sheet, held))


def _shown(contract: Contract, viewer: Actor, sheet: Timesheet, entries: tuple[TimeEntry, ...]) -> Sheet:
    whole = closings.sheet_of(sheet, entries)
    if viewer.is_operator or viewer.id == contract.parties.freelancer:
        return whole
    hidden = {each.commitment for each in entries if each.question is None}
    claims = tuple(evolve(each, facts=None) if each.commitment in hidden else each for each in whole.claims)
    return evolve(whole, claims=claims)
