"""Weeks: opened, closed, reviewed, billed and paid; and how their hours are charged."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen

from upclone.application.deals import weekly
from upclone.application.ports.gateways import Gateways
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import CLOCK, GATEWAY, Actor, Role
from upclone.domain.deals import closings, contracts, interruptions, milestones, timesheets
from upclone.domain.deals.contracts import Billing, Contract
from upclone.domain.deals.terms import Period
from upclone.domain.deals.timesheets import Move, Timesheet
from upclone.domain.payments import methods
from upclone.domain.payments.methods import Purpose


@frozen
class Timesheets:
    """Use cases of weeks. Each locks the contract first."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    gateways: Gateways

    def set_billing(
        self, actor: Actor, contract_id: UUID, gateway: str, payment_method: str | None, method_id: UUID | None = None
    ) -> Contract:
        """Say how hours are charged: by a token, by one's own method of paying, or by the usual one.

        While work goes on, or rests because a charge failed, what is missing is asked for at once."""
        self.gateways.get(gateway)
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = work.contracts.lock(contract_id)
            contracts.permit(contract, contracts.Move.SET_BILLING, actor)
            billing = _billing(work, contract.parties.client, gateway, payment_method, method_id)
            contract, event = contracts.set_billing(contract, billing, actor, now)
            work.contracts.save(contract)
            work.record(event)
            failed = contract.state is contracts.State.PAUSED and contract.paused_by is Role.GATEWAY
            if not contract.halted and (contract.state is contracts.State.ACTIVE or failed):
                contracts.permit(contract, contracts.Move.FUND, actor)
                weekly.at_hand(work, contract, now, self.ids.new)
                asked = weekly.reserve(work, contract, actor, now, self.ids.new)
                if failed and asked is None:  # nothing is missing any more
                    contract, resumed = interruptions.resume(contract, GATEWAY, now)
                    work.contracts.save(contract)
                    work.record(resumed)
        return contract

    def close(self, actor: Actor, timesheet_id: UUID) -> Timesheet:
        """Hand a week over for review, before its end where nothing more is to come."""
        with self.unit_of_work() as work:
            contract = self._reviewed(work, timesheet_id, actor)
            return self._close(work, contract, work.timesheets.get(timesheet_id), actor)

    def approve(self, actor: Actor, timesheet_id: UUID) -> Timesheet:
        """Accept what nobody questions: it is billed, and paid out of what is held."""
        with self.unit_of_work() as work:
            contract = self._reviewed(work, timesheet_id, actor)
            return self._approve(work, contract, work.timesheets.get(timesheet_id), actor)

    def pass_deadline(self, actor: Actor, timesheet_id: UUID) -> Timesheet:
        """What the clock does: begin a week, close it, approve it. Nothing before its time, or after another's."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_timesheet(timesheet_id)
            sheet = work.timesheets.get(timesheet_id)
            due = timesheets.deadline(sheet)
            if due is None or not due.is_over(now):
                return sheet
            if due.move is Move.BEGIN:
                return weekly.begin(work, contract, sheet, actor, now, self.ids.new)
            if due.move is Move.CLOSE:
                return self._close(work, contract, sheet, actor)
            return self._approve(work, contract, sheet, actor)

    def money_came(self, milestone_id: UUID) -> None:
        """Money for hours is held: pay what waited for it, and go on where a failed charge had stopped the work."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_milestone(milestone_id)
            if contract.state is contracts.State.PAUSED and contract.paused_by is Role.GATEWAY:
                contract, event = interruptions.resume(contract, GATEWAY, now)
                work.contracts.save(contract)
                work.record(event)
            if contract.state in contracts.PROCESS.holding:
                weekly.pay(work, contract, CLOCK, now, self.ids.new)

    def charge_failed(self, milestone_id: UUID) -> None:
        """Money for hours could not be charged: work rests until it can."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_milestone(milestone_id)
            milestone = work.milestones.get(milestone_id)
            if contract.state is not contracts.State.ACTIVE or milestone.state is not milestones.State.PLANNED:
                return
            weekly.stop_timer(work, contract, now)
            reason = "The money for the week's hours could not be charged."
            contract, event = interruptions.pause(contract, reason, GATEWAY, now)
            work.contracts.save(contract)
            work.record(event)

    def _reviewed(self, work: Work, timesheet_id: UUID, actor: Actor) -> Contract:
        contract = work.contracts.lock_of_timesheet(timesheet_id)
        contracts.permit(contract, contracts.Move.REVIEW, actor)
        return contract

    def _close(self, work: Work, contract: Contract, sheet: Timesheet, actor: Actor) -> Timesheet:
        now = self.clock.now()
        timesheets.permit(sheet, Move.CLOSE, actor)
        if sheet.running:
            weekly.stop_timer(work, contract, min(now, sheet.ends_at))
            sheet = work.timesheets.get(sheet.id)
        if sheet.minutes == 0 and actor.role is Role.CLOCK:
            sheet, cancelled = timesheets.cancel(sheet, actor, now)
            work.timesheets.save(sheet)
            work.record(cancelled)
            return sheet
        review = contract.terms.period(Period.REVIEW)
        sheet, closed = closings.close(sheet, work.time_entries.of(sheet.id), review, actor, now)
        work.timesheets.save(sheet)
        work.record(closed)
        return sheet

    def _approve(self, work: Work, contract: Contract, sheet: Timesheet, actor: Actor) -> Timesheet:
        now = self.clock.now()
        timesheets.permit(sheet, Move.APPROVE, actor)
        sheet, approved = timesheets.approve(weekly.bill(work, sheet, actor), actor, now)
        work.timesheets.save(sheet)
        work.record(approved)
        contract = weekly.pay(work, contract, actor, now, self.ids.new)
        if contract.state is contracts.State.ACTIVE:
            by = actor if contract.role_of(actor) is Role.CLIENT else CLOCK
            weekly.reserve(work, contract, by, now, self.ids.new)
        return work.timesheets.get(sheet.id)


def _billing(work: Work, client: UUID, gateway: str, token: str | None, method_id: UUID | None) -> Billing:
    if token is not None:
        return Billing(gateway, token)
    own = work.methods.of(client, Purpose.PAYING)
    if method_id is None:
        method = methods.usual(own, gateway, Purpose.PAYING)
    else:
        method = methods.named(own, method_id, gateway)
    return Billing(gateway, method.token, method.id)
