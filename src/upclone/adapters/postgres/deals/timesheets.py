"""Weeks of work by the hour: one row each; a contract has each week once."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Table,
    UniqueConstraint,
    Uuid,
    bindparam,
)

from upclone.adapters.postgres.metadata import (
    METADATA,
    currency,
    due_index,
    is_currency,
    minor,
    one_of,
    ready,
    text,
    timestamp,
    within,
)
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.domain.actors import Parties
from upclone.domain.deals.timesheets import State, Timesheet, deadline
from upclone.domain.money import Money

TIMESHEET = Table(
    "timesheet",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("contract_id", Uuid, ForeignKey("contract.id"), nullable=False),
    Column("client_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("freelancer_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("starts_on", Date, nullable=False),
    timestamp("starts_at"),
    timestamp("ends_at"),
    minor("rate_minor"),
    currency(),
    Column("limit_minutes", BigInteger, nullable=False),
    text("state"),
    minor("billed_minor"),
    minor("paid_minor"),
    Column("minutes", BigInteger, nullable=False),
    Column("running", Boolean, nullable=False),
    Column("contested", BigInteger, nullable=False),
    Column("billed_minutes", BigInteger, nullable=False),
    timestamp("closed_at", nullable=True),
    timestamp("review_due_at", nullable=True),
    text("root", nullable=True),
    due_at := timestamp("due_at", nullable=True),
    Column("version", BigInteger, nullable=False),
    UniqueConstraint("contract_id", "starts_on"),
    due_index(due_at),
    one_of("state", State),
    is_currency(),
    within("rate_minor", 1),
    within("billed_minor", 0),
    within("paid_minor", 0),
    CheckConstraint("paid_minor <= billed_minor", name="never_more_paid_than_billed"),
    CheckConstraint("starts_at < ends_at", name="lasts"),
)


def to_row(sheet: Timesheet) -> dict[str, Any]:
    """A week as its row."""
    due = deadline(sheet)
    return {
        "id": sheet.id,
        "contract_id": sheet.contract_id,
        "client_id": sheet.parties.client,
        "freelancer_id": sheet.parties.freelancer,
        "starts_on": sheet.starts_on,
        "starts_at": sheet.starts_at,
        "ends_at": sheet.ends_at,
        "rate_minor": sheet.rate.amount_minor,
        "currency": sheet.rate.currency,
        "limit_minutes": sheet.limit_minutes,
        "state": sheet.state.value,
        "billed_minor": sheet.billed.amount_minor,
        "paid_minor": sheet.paid.amount_minor,
        "minutes": sheet.minutes,
        "running": sheet.running,
        "contested": sheet.contested,
        "billed_minutes": sheet.billed_minutes,
        "closed_at": sheet.closed_at,
        "review_due_at": sheet.review_due_at,
        "root": sheet.root,
        "due_at": due.due_at if due else None,
        "version": sheet.version,
    }


def from_row(row: Row) -> Timesheet:
    """A week of its row."""
    id, contract, client, freelancer, starts_on, starts, ends, rate, code, limit, state, billed, paid, *rest = row
    minutes, running, contested, billed_minutes, closed, review_due, root, _due, version = rest
    return Timesheet(
        id=id,
        contract_id=contract,
        parties=Parties(client, freelancer),
        starts_on=starts_on,
        starts_at=starts,
        ends_at=ends,
        rate=Money(rate, code),
        limit_minutes=limit,
        state=State(state),
        billed=Money(billed, code),
        paid=Money(paid, code),
        minutes=minutes,
        running=running,
        contested=contested,
        billed_minutes=billed_minutes,
        closed_at=closed,
        review_due_at=review_due,
        root=root,
        version=version,
    )


ROWS = Rows("timesheet", TIMESHEET, to_row, from_row, unique="starts_on")
_OF = ready(ROWS.select().where(TIMESHEET.c.contract_id == bindparam("contract_id")).order_by(TIMESHEET.c.starts_on))


@frozen
class Timesheets(Kept[Timesheet]):
    """The weeks of contracts."""

    rows: ClassVar = ROWS

    def of(self, contract_id: UUID) -> tuple[Timesheet, ...]:
        return ROWS.all(self.transaction, _OF, contract_id=contract_id)
