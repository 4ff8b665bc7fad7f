"""Weeks of work by the hour: how they are charged, reviewed, approved and proven."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import ConfigDict

from upclone.application.reads.hours import WeekView
from upclone.domain.deals import contracts, permits
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.timesheets import Move, State, Timesheet
from upclone.domain.errors import NotFound
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.deals.contracts import shown as contract_shown
from upclone.entrypoints.api.deals.hours import TimeEntryShape, entry_shape
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.payments.payments import chosen
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import (
    Body,
    ById,
    Moment,
    MoneyShape,
    Nothing,
    Paged,
    PageShape,
    Shape,
    Token,
    shaped,
)

ROUTES = Routes("Timesheets", "Weeks of work by the hour: held in advance, reviewed by the client, paid to the minute.")


class BillingBody(Body):
    """How hours are charged: by `method_id`, one of your payment methods, or by your usual one at `gateway`.

    `gateway` is one of those that `GET /payments/gateways` names, the first of them when left out. `payment_method` is
    a token of that gateway instead of a method that you keep.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"gateway": "stripe"}]})

    gateway: Token | None = None
    method_id: UUID | None = None
    payment_method: Token | None = None


class TimesheetShape(Shape):
    """A week of a contract, from Monday 00:00 in its time zone to the next.

    `minutes` is the time that may be paid and `amount` what it costs; `covered` is how much of what is not paid yet is
    held. `billed` was approved, `paid` of it was released. `root` is the Merkle root of its commitments.
    """

    model_config = ConfigDict(title="Timesheet")

    id: UUID
    contract_id: UUID
    starts_on: date
    starts_at: Moment
    ends_at: Moment
    time_zone: str
    state: State
    rate: MoneyShape
    limit_minutes: int
    minutes: int
    running: bool
    contested: int
    amount: MoneyShape
    covered: MoneyShape
    uncovered: MoneyShape
    billed_minutes: int
    billed: MoneyShape
    paid: MoneyShape
    closed_at: Moment | None
    review_due_at: Moment | None
    root: str | None
    entries: list[TimeEntryShape]
    actions: list[Action]


class TimesheetsPage(PageShape):
    """Weeks, newest first."""

    items: list[TimesheetShape]


class ClaimShape(Shape):
    """A commitment. `facts` are what it was made of, the salt first; null where they are not revealed to you."""

    model_config = ConfigDict(title="Commitment")

    name: str
    commitment: str
    facts: list[str | int | None] | None


class SheetShape(Shape):
    """The commitments of a week, in order; `root` is null while it is open."""

    model_config = ConfigDict(title="CommittedWeek")

    name: str
    root: str | None
    claims: list[ClaimShape]


class ProofShape(Shape):
    """Everything that was committed to under a contract: `upclone timesheets verify` takes this as a file."""

    model_config = ConfigDict(title="TimesheetProof")

    contract_id: UUID
    sheets: list[SheetShape]


def week_shape(call: Call, view: WeekView) -> TimesheetShape:
    """A week as it is answered."""
    sheet, contract = view.sheet, view.contract
    return shaped(
        TimesheetShape,
        sheet,
        time_zone=contract.terms.zone,
        covered=view.covered,
        uncovered=sheet.open_amount - view.covered,
        entries=[entry_shape(call, contract, sheet, each) for each in view.entries],
        actions=actions(call, permits.timesheet_moves(contract, sheet, call.actor), sheet.id, contract.id),
    )


def shown(call: Call, changed: Timesheet) -> TimesheetShape:
    """The week as it is now."""
    return timesheet(call, ById(id=changed.id))


@ROUTES.move("PUT", "/contracts/<uuid:id>/billing", answers=contract_shown, makes=[contracts.Move.SET_BILLING])
def billing(call: Call, path: ById, body: BillingBody) -> Contract:
    """Say how hours are charged, as the client. What is missing for the week is asked for at once.

    Where a charge had failed, work goes on as soon as one succeeds.
    """
    gateway = chosen(call, body.gateway)
    return call.doors.timesheets.set_billing(call.actor, path.id, gateway, body.payment_method, body.method_id)


@ROUTES.read("/contracts/<uuid:id>/timesheets")
def timesheets(call: Call, path: ById, query: Paged) -> TimesheetsPage:
    """List the weeks of a contract, newest first."""
    page = call.doors.hour_reads.weeks(call.actor, path.id, slice_of(query))
    if page is None:
        raise NotFound("contract", str(path.id))
    return TimesheetsPage(items=[week_shape(call, each) for each in page.items], next_cursor=cursor_of(page.next))


@ROUTES.read("/contracts/<uuid:id>/timesheets/proof")
def proof(call: Call, path: ById) -> ProofShape:
    """Read every commitment of a contract, with what is revealed to you."""
    sheets = call.doors.hour_reads.proof(call.actor, path.id)
    if sheets is None:
        raise NotFound("contract", str(path.id))
    return ProofShape(contract_id=path.id, sheets=[shaped(SheetShape, each) for each in sheets])


@ROUTES.read("/timesheets/<uuid:id>")
def timesheet(call: Call, path: ById) -> TimesheetShape:
    """Read a week, with all of its time."""
    view = call.doors.hour_reads.week(call.actor, path.id)
    if view is None:
        raise NotFound("timesheet", str(path.id))
    return week_shape(call, view)


@ROUTES.move("POST", "/timesheets/<uuid:id>/close", answers=shown, makes=[Move.CLOSE])
def close(call: Call, path: ById, body: Nothing) -> Timesheet:
    """Hand a week over for review before its end, as the freelancer: nothing more is logged in it."""
    return call.doors.timesheets.close(call.actor, path.id)


@ROUTES.move("POST", "/timesheets/<uuid:id>/approve", answers=shown, makes=[Move.APPROVE])
def approve(call: Call, path: ById, body: Nothing) -> Timesheet:
    """Approve what is not questioned in a week, as the client: it is billed, and paid out of what is held.

    Without an answer the clock approves it when the review period is over.
    """
    return call.doors.timesheets.approve(call.actor, path.id)
