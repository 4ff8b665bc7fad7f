"""What several commands do to the weeks of a contract, in the transaction at hand: begin them, hold money, pay, end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.application.deals.settlements import keep
from upclone.application.ports.store import Work
from upclone.domain.actors import CLOCK, Actor, Role
from upclone.domain.deals import contracts, dues, hours, milestones, settling, timekeeping, timesheets
from upclone.domain.deals import reserves as reserve_rules
from upclone.domain.deals.calendar import Span, week_after, week_of
from upclone.domain.deals.contracts import Billing, Contract
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.terms import MilestoneTerms
from upclone.domain.deals.timesheets import State, Timesheet
from upclone.domain.money import Money
from upclone.domain.payments import deposits, escrow, methods
from upclone.domain.payments.escrow import Hold

NewId = Callable[[], UUID]

CHARGE_WINDOW: Final = timedelta(hours=72)
"""How long a client who was not there has to approve a charge for their hours."""


@frozen
class Reserve:
    """Money that is held for hours, or asked for: a milestone and its hold."""

    milestone: Milestone
    hold: Hold


def is_hourly(contract: Contract) -> bool:
    """Whether it is paid by the hour."""
    return contract.terms.hourly_rate is not None


def sheets_of(work: Work, contract: Contract) -> tuple[Timesheet, ...]:
    """Its weeks; one of a fixed price has none."""
    return work.timesheets.of(contract.id) if is_hourly(contract) else ()


def at_hand(work: Work, contract: Contract, at: datetime, new_id: NewId) -> Timesheet:
    """The week that `at` lies in, begun: a clock that is late stops nobody from working."""
    sheet = _week(work, contract, week_of(at, contract.terms.zone), new_id)
    return begin(work, contract, sheet, CLOCK, at, new_id) if sheet.state is State.PLANNED else sheet


def begin(work: Work, contract: Contract, sheet: Timesheet, by: Actor, at: datetime, new_id: NewId) -> Timesheet:
    """Open a week, plan the next one, and ask for the money of its limit."""
    begun, event = timesheets.begin(sheet, by, at)
    work.timesheets.save(begun)
    work.record(event)
    this = Span(sheet.starts_on, sheet.starts_at, sheet.ends_at)
    _week(work, contract, week_after(this, contract.terms.zone), new_id)
    if contract.state is contracts.State.ACTIVE and at < sheet.ends_at:
        reserve(work, contract, by, at, new_id)
    return begun


def recount(work: Work, sheet: Timesheet, at: datetime) -> Timesheet:
    """Keep what the week's entries sum to, and let a running timer stop where the limit is now."""
    entries = work.time_entries.of(sheet.id)
    counted = timesheets.counted(sheet, entries)
    if counted != sheet:
        work.timesheets.save(counted)
    for entry in entries:
        if entry.state is hours.State.RUNNING:
            room = timesheets.room(counted, entries, entry.id, at)
            timed = timekeeping.stops_at(entry, timesheets.stops_at(counted, entry.started_at, room))
            if timed != entry:
                work.time_entries.save(timed)
    return counted


def stop_timer(work: Work, contract: Contract, at: datetime) -> None:
    """Stop the timer that runs for a contract, if any: it rests, or ends."""
    running = work.time_entries.running(contract.parties.freelancer)
    if running is not None and running.contract_id == contract.id:
        stopped, event = timekeeping.stop(running, 0, CLOCK, at)
        work.time_entries.save(stopped)
        work.record(event)
        recount(work, work.timesheets.get(running.timesheet_id), at)


def reserve(work: Work, contract: Contract, by: Actor, at: datetime, new_id: NewId) -> Hold | None:
    """Ask for what is missing to cover what is owed and the limit of the week at hand. By the clock, nobody is there
    to approve it. Nothing where the client has not said yet how hours are charged."""
    if contract.billing is None or contract.halted:
        return None
    all_of = work.milestones.of(contract.id)
    held = _held(reserves(work, all_of), contract.terms.currency)
    amount = dues.to_ask(work.timesheets.of(contract.id), held, at)
    if not amount:
        return None
    terms = MilestoneTerms(f"Hours from {week_of(at, contract.terms.zone).starts_on}", amount)
    failed = next((each for each in all_of if each.hourly and each.state is milestones.State.PLANNED), None)
    planned = failed or reserve_rules.reserve(new_id(), contract.id, contract.parties, len(all_of) + 1, terms)
    hold, requested = deposits.request(
        new_id(),
        contract.id,
        planned.id,
        contract.parties,
        amount,
        contract.terms.fees,
        by,
        contract.billing.gateway,
        _token(work, contract.billing),
        at,
        at + CHARGE_WINDOW,
        off_session=by.role is Role.CLOCK,
    )
    funding, began = reserve_rules.fund_hours(planned, terms, hold.id, by, at)
    if failed is None:
        work.milestones.add(funding)
    else:
        work.milestones.save(funding)
    work.holds.add(hold)
    work.record(began, requested)
    return hold


def bill(work: Work, sheet: Timesheet, by: Actor) -> Timesheet:
    """Bill every entry of a week that nobody questions, oldest first."""
    for entry in work.time_entries.of(sheet.id):
        if entry.state is hours.State.LOGGED:
            sheet, amount = dues.billing(sheet, entry.minutes)
            work.time_entries.save(hours.bill(entry, amount, by))
    return sheet


def pay(work: Work, contract: Contract, by: Actor, at: datetime, new_id: NewId) -> Contract:
    """Release what was billed and not paid, as far as it is held: the oldest week from the oldest money."""
    payer = by if contract.role_of(by) in (Role.CLIENT, Role.OPERATOR) else CLOCK
    funds = [each for each in reserves(work, work.milestones.of(contract.id)) if each.hold.state is escrow.State.HELD]
    funds = [each for each in funds if each.hold.remaining and not contract.halted]
    before = contract
    for sheet in work.timesheets.of(contract.id):
        paid = sheet
        while funds and paid.paid < paid.billed:
            part = min(paid.billed - paid.paid, funds[0].hold.remaining)
            contract, left = _draw(work, contract, funds.pop(0), part, payer, at, new_id)
            funds = [left, *funds] if left else funds
            paid, event = dues.pay(paid, part, payer, at)
            work.record(event)
        if dues.is_settled(paid):
            paid, settled = dues.settle(paid, by, at)
            work.record(settled)
        if paid != sheet:
            work.timesheets.save(paid)
    if contract != before:
        work.contracts.save(contract)
    return contract


def give_back(work: Work, contract: Contract, by: Actor, at: datetime, new_id: NewId) -> Contract:
    """Refund what is left of the money held for hours: the contract is done."""
    nothing = Money.zero(contract.terms.currency)
    for each in work.milestones.of(contract.id):
        if each.hourly and each.state in (milestones.State.PLANNED, milestones.State.FUNDED):
            if each.hold_id is not None:
                hold = work.holds.get(each.hold_id)
                settled = settling.discharge(contract, hold, nothing, hold.remaining, by, at, new_id)
                keep(work, settled)
                contract = settled.contract
            ended, event = milestones.cancel(each, by, at)
            work.milestones.save(ended)
            work.record(event)
    return contract


def end(work: Work, contract: Contract, by: Actor, at: datetime) -> None:
    """Cancel the weeks that are left: the contract is over."""
    for sheet in sheets_of(work, contract):
        if sheet.state not in timesheets.FINISHED:
            ended, event = timesheets.cancel(sheet, by, at)
            work.timesheets.save(ended)
            work.record(event)


def reserves(work: Work, all_of: tuple[Milestone, ...]) -> list[Reserve]:
    """The money for hours that is held, or on its way, oldest first."""
    under_way = (milestones.State.FUNDING, milestones.State.FUNDED)
    return [
        Reserve(each, work.holds.get(each.hold_id))
        for each in all_of
        if each.hourly and each.state in under_way and each.hold_id is not None
    ]


def _token(work: Work, billing: Billing) -> str:
    """What is charged. A method that its owner removed meanwhile is not: they choose another at the gateway."""
    if billing.method_id is None:
        return billing.payment_method
    method = work.methods.get(billing.method_id)
    return method.token if method.state is methods.State.ACTIVE else ""


def _held(funds: list[Reserve], currency: str) -> Money:
    return sum((each.hold.remaining for each in funds), Money.zero(currency))


def _draw(
    work: Work, contract: Contract, source: Reserve, part: Money, by: Actor, at: datetime, new_id: NewId
) -> tuple[Contract, Reserve | None]:
    nothing = Money.zero(part.currency)
    settled = settling.discharge(contract, source.hold, part, nothing, by, at, new_id)
    keep(work, settled)
    milestone = reserve_rules.draw(source.milestone, not settled.hold.remaining, by)
    work.milestones.save(milestone)
    return settled.contract, Reserve(milestone, settled.hold) if settled.hold.remaining else None


def _week(work: Work, contract: Contract, span: Span, new_id: NewId) -> Timesheet:
    """The contract's week; planned where it is not there yet."""
    for sheet in work.timesheets.of(contract.id):
        if sheet.starts_on == span.starts_on:
            return sheet
    rate, limit = contract.terms.hourly_rate, contract.terms.weekly_limit_hours
    assert rate is not None
    assert limit is not None
    planned = timesheets.plan(new_id(), contract.id, contract.parties, span, rate, limit)
    work.timesheets.add(planned)
    return planned
