"""Work by the hour: the timer, weeks by days, time by hand, questions, and how hours are paid."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from attrs import frozen
from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from upclone.domain.deals.hours import PAYABLE, State
from upclone.entrypoints.api.deals import contracts, hours, timesheets
from upclone.entrypoints.api.deals.contracts import ContractShape
from upclone.entrypoints.api.deals.hours import TimeEntryShape
from upclone.entrypoints.api.deals.timesheets import TimesheetShape
from upclone.entrypoints.api.payments import payments
from upclone.entrypoints.web import writing
from upclone.entrypoints.web.deals.funding import usable
from upclone.entrypoints.web.deals.samples import samples_of
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.languages import tongue
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words.payments import gateway, shown_as
from upclone.entrypoints.web.words.payments_tokens import CARDS

PAGES = Blueprint("hours", __name__)
LOCAL = "%Y-%m-%dT%H:%M"
USUAL = "tok_answered"
"""The test card that pays without more ado."""


@frozen
class Day:
    """A day of a week, in the contract's time zone."""

    on: date
    minutes: int
    entries: tuple[TimeEntryShape, ...]

    @property
    def name(self) -> str:
        """The day of the week with its date, short."""
        return writing.parts(self.on, "MMMEd", tongue())


@frozen
class Running:
    """A timer that runs: for how many seconds, and after how many it stops by itself."""

    entry: TimeEntryShape
    seconds: int
    most: int

    @property
    def counted(self) -> str:
        """Hours, minutes and seconds, as the page's script goes on counting them."""
        minutes, seconds = divmod(min(self.seconds, self.most), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


@PAGES.get("/contracts/<uuid:id>/time")
def show(id: UUID) -> ResponseReturnValue:
    """The timer, and a week by its days."""
    contract: ContractShape = desk().read(contracts.contract, id=id)
    found = desk().read(timesheets.timesheets, {"cursor": request.args.get("cursor", "")}, id=id)
    week = _chosen(found.items, request.args.get("week", ""))
    return page(
        "deals/time.html", contract=contract, weeks=found.items, found=found, week=week, clock=clock, State=State,
        days=days_of(week) if week else (), timer=running(),
        busiest=max((day.minutes for day in days_of(week)), default=0) if week else 0, samples_of=samples_of,
    )  # fmt: skip


def running(contract: UUID | None = None) -> Running | None:
    """The reader's own timer, where one runs: under this contract, or any."""
    entry: TimeEntryShape | None = desk().read(hours.timer).running
    if entry is None or contract not in (None, entry.contract_id):
        return None
    now = desk().doors.clock.now()
    most = (entry.due_at or now) - entry.started_at
    return Running(entry, max(0, int((now - entry.started_at).total_seconds())), int(most.total_seconds()))


@PAGES.get("/timesheets/<uuid:id>")
def week(id: UUID) -> ResponseReturnValue:
    """A week, where its contract's time is."""
    found: TimesheetShape = desk().read(timesheets.timesheet, id=id)
    return redirect(f"{request.script_root}/contracts/{found.contract_id}/time?week={id}", 303)


@PAGES.get("/contracts/<uuid:id>/time/log")
def ask(id: UUID) -> ResponseReturnValue:
    """What is written down by hand, and why."""
    return _hand(desk().read(contracts.contract, id=id), Form())


@PAGES.post("/contracts/<uuid:id>/time/log")
def log(id: UUID) -> ResponseReturnValue:
    """Write it down."""
    try:
        made = desk().do(hours.log, id=id)
    except Refusal as refusal:
        return _hand(desk().read(contracts.contract, id=id), refusal.form, status=refusal.status)
    return done(_time(id, made.timesheet_id), gettext("Logged."))


@PAGES.get("/do/time/<uuid:id>")
@PAGES.get("/time/<uuid:id>/edit")
def change(id: UUID) -> ResponseReturnValue:
    """An entry, to be written anew."""
    entry: TimeEntryShape = desk().read(hours.entry, id=id)
    return _hand(desk().read(contracts.contract, id=entry.contract_id), Form(), entry)


@PAGES.post("/time/<uuid:id>/edit")
def edit(id: UUID) -> ResponseReturnValue:
    """Change it, until its week closes. Its files stay."""
    entry: TimeEntryShape = desk().read(hours.entry, id=id)
    typed = request.form.copy()
    typed.setlist("attachments", [str(each) for each in entry.attachments])
    try:
        made = desk().do(hours.edit, typed, id=id)
    except Refusal as refusal:
        contract = desk().read(contracts.contract, id=entry.contract_id)
        return _hand(contract, refusal.form, entry, refusal.status)
    return done(_time(entry.contract_id, made.timesheet_id), gettext("Changed."))


def _hand(
    contract: ContractShape, form: Form, entry: TimeEntryShape | None = None, status: int = 200
) -> ResponseReturnValue:
    kept = ("", "")
    if entry is not None and entry.ended_at is not None:
        zone = desk().zone
        kept = (entry.started_at.astimezone(zone).strftime(LOCAL), entry.ended_at.astimezone(zone).strftime(LOCAL))
    return page("deals/log.html", status, contract=contract, form=form, entry=entry, kept=kept, zone=str(desk().zone))


@PAGES.get("/contracts/<uuid:id>/billing")
def billing(id: UUID) -> ResponseReturnValue:
    """How hours are charged."""
    return _billing(id, Form())


@PAGES.post("/contracts/<uuid:id>/billing")
def set_billing(id: UUID) -> ResponseReturnValue:
    """Say so; what is missing for the week is asked for at once."""
    try:
        desk().do(timesheets.billing, id=id)
    except Refusal as refusal:
        return _billing(id, refusal.form, refusal.status)
    return done(f"{request.script_root}/contracts/{id}", gettext("Hours are charged this way from now on."))


def _billing(id: UUID, form: Form, status: int = 200) -> ResponseReturnValue:
    options = [(each.id, f"{shown_as(each.label)} · {gateway(each.gateway)}") for each in usable()]
    gateways = desk().read(payments.gateways).items
    contract = desk().read(contracts.contract, id=id)
    return page(
        "deals/billing.html", status, contract=contract, options=options, gateways=gateways, form=form, tests=_tests()
    )


def _tests() -> list[tuple[str, str]]:
    """Cards of the sandbox with what they do, where there is one: the one that just pays comes first."""
    tokens = [name for name, of, _ in desk().performing.options.test_tokens if of == "payment_method"]
    return [(name, str(CARDS[name])) for name in sorted(tokens, key=lambda name: name != USUAL)]


def _time(id: UUID, week_id: UUID) -> str:
    return f"{request.script_root}/contracts/{id}/time?week={week_id}"


def _chosen(weeks: list[TimesheetShape], wanted: str) -> TimesheetShape | None:
    """The week that was asked for, or the newest that has begun."""
    for each in weeks:
        if str(each.id) == wanted:
            return each
    begun = [each for each in weeks if each.state != "planned"]
    return next(iter(begun or weeks), None)


def days_of(week: TimesheetShape) -> tuple[Day, ...]:
    """Its seven days, each with what began on it."""
    found = []
    for number in range(7):
        on = week.starts_on + timedelta(days=number)
        entries = tuple(each for each in week.entries if clock(each.started_local).date() == on)
        counted = sum(each.minutes for each in entries if each.state in PAYABLE or each.state is State.RUNNING)
        found.append(Day(on, counted, entries))
    return tuple(found)


def clock(local: str) -> datetime:
    """A moment as clocks of the contract's zone show it."""
    return datetime.fromisoformat(local)
