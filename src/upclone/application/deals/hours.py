"""Time: measured by a timer or written down, changed while its week is open, questioned and answered after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import frozen

from upclone.application.deals import weekly
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids, Secrets
from upclone.domain.actors import CLOCK, Actor
from upclone.domain.deals import contracts, dues, hours, questions, samples, timekeeping, timesheets
from upclone.domain.deals.calendar import MINUTE, week_of, whole_minute
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.hours import Move, TimeEntry
from upclone.domain.deals.terms import Period
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.errors import Invalid, StaleVersion
from upclone.domain.events import Event

Span = tuple[datetime, datetime]
Answered = Callable[[TimeEntry, datetime], tuple[TimeEntry, Event]]
Decided = Callable[[TimeEntry, datetime, Timesheet], tuple[Timesheet, TimeEntry, Event]]


@frozen
class Hours:
    """Use cases of time entries. Each locks the contract first, then the freelancer's account."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    secrets: Secrets

    def start(self, actor: Actor, contract_id: UUID, memo: str) -> TimeEntry:
        """Start the timer. Raises Refused where another one of the freelancer's runs."""
        with self.unit_of_work() as work:
            contract = self._working(work, contract_id, actor)
            if work.time_entries.running(contract.parties.freelancer) is not None:
                raise timekeeping.refused("timer_running", "A timer of yours runs already: stop it, or switch.")
            return self._start(work, contract, memo, actor)

    def switch(self, actor: Actor, contract_id: UUID, memo: str, idle: int = 0) -> TimeEntry:
        """Stop whatever timer runs, `idle` minutes ago, and start one here: with another memo, or elsewhere."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            running = work.time_entries.running(actor.id)
            locked = {contract_id, running.contract_id} if running else {contract_id}
            for each in sorted(locked):  # two switches at once lock in one order
                work.contracts.lock(each)
            contract = self._working(work, contract_id, actor)
            running = work.time_entries.running(contract.parties.freelancer)
            if running is not None:
                if running.contract_id not in locked:
                    raise StaleVersion("Your timer was switched elsewhere meanwhile.", kind="time entry")
                self._stop(work, running, idle, actor)
            elif idle:
                raise Invalid("idle_minutes", "is for a timer that runs")
            return self._start(work, contract, memo, actor)

    def stop(self, actor: Actor, contract_id: UUID, idle: int = 0) -> TimeEntry:
        """Stop the timer of a contract; the last `idle` minutes are discarded."""
        with self.unit_of_work() as work:
            contract = work.contracts.lock(contract_id)
            work.accounts.lock(contract.parties.freelancer)
            contracts.permit(contract, contracts.Move.DELIVER, actor)
            running = work.time_entries.running(contract.parties.freelancer)
            if running is None or running.contract_id != contract.id:
                raise timekeeping.refused("no_timer", "No timer runs for this contract.")
            return self._stop(work, running, idle, actor)

    def log(
        self, actor: Actor, contract_id: UUID, span: Span, memo: str, reason: str, attachments: tuple[UUID, ...] = ()
    ) -> TimeEntry:
        """Write time down by hand, in the week that is open."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = self._working(work, contract_id, actor)
            sheet = self._open_week(work, contract, span, now)
            timesheets.permit(sheet, timesheets.Move.LOG, actor)
            entry, event = timekeeping.log(
                self.ids.new(),
                contract.id,
                sheet.id,
                contract.parties,
                span,
                memo,
                reason,
                attachments,
                self.secrets.token(),
                actor,
                now,
            )
            self._check(work, contract, sheet, entry, now)
            work.time_entries.add(entry)
            weekly.recount(work, sheet, now)
            work.record(event)
        return entry

    def edit(
        self, actor: Actor, entry_id: UUID, span: Span, memo: str, reason: str, attachments: tuple[UUID, ...] = ()
    ) -> TimeEntry:
        """Change an entry while its week is open. It stays in its week."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract, entry = self._own(work, entry_id, actor)
            edited, event = timekeeping.edit(entry, span, memo, reason, attachments, actor, now)
            sheet = self._open_week(work, contract, span, now)
            if sheet.id != entry.timesheet_id:
                raise timekeeping.refused("crosses_the_week", "An entry stays in its week: delete it, and log it anew.")
            self._check(work, contract, sheet, edited, now)
            work.time_entries.save(edited)
            weekly.recount(work, sheet, now)
            work.record(event)
        return edited

    def delete(self, actor: Actor, entry_id: UUID) -> TimeEntry:
        """Count an entry no longer, while its week is open."""
        return self._while_open(actor, entry_id, lambda entry, at: timekeeping.delete(entry, actor, at))

    def commit(self, actor: Actor, entry_id: UUID, commitments: tuple[str, ...]) -> TimeEntry:
        """Add commitments to samples of activity, while the week is open."""
        return self._while_open(actor, entry_id, lambda entry, at: samples.commit(entry, commitments, actor, at))

    def question(self, actor: Actor, entry_id: UUID, reason: str) -> TimeEntry:
        """Doubt one entry of a week under review; the others are paid all the same."""
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_time_entry(entry_id)
            contracts.permit(contract, contracts.Move.REVIEW, actor)
            sheet = work.timesheets.get(work.time_entries.get(entry_id).timesheet_id)
            timesheets.permit(sheet, timesheets.Move.QUESTION, actor)
            within = contract.terms.period(Period.ANSWER)
            return self._answered(
                work, entry_id, lambda entry, at: questions.question(entry, reason, within, actor, at)
            )

    def stand_by(self, actor: Actor, entry_id: UUID, answer: str) -> TimeEntry:
        """Say why it is right: an operator decides."""
        return self._contested(actor, entry_id, lambda entry, at: questions.stand_by(entry, answer, actor, at))

    def reveal(self, actor: Actor, entry_id: UUID, number: int, salt: str, minute: datetime, count: int) -> TimeEntry:
        """Show one sample of a questioned entry."""
        return self._contested(
            actor, entry_id, lambda entry, at: samples.reveal(entry, number, salt, minute, count, actor, at)
        )

    def withdraw(self, actor: Actor, entry_id: UUID) -> TimeEntry:
        """Ask for it no longer."""

        def verb(entry: TimeEntry, at: datetime, sheet: Timesheet) -> tuple[Timesheet, TimeEntry, Event]:
            return sheet, *questions.withdraw(entry, actor, at)

        return self._decided(actor, entry_id, verb)

    def accept(self, actor: Actor, entry_id: UUID) -> TimeEntry:
        """Doubt it no longer: it is billed, and paid, at once."""

        def verb(entry: TimeEntry, at: datetime, sheet: Timesheet) -> tuple[Timesheet, TimeEntry, Event]:
            sheet, amount = dues.billing(sheet, entry.minutes)
            return sheet, *questions.accept(entry, amount, actor, at)

        return self._decided(actor, entry_id, verb)

    def rule(self, actor: Actor, entry_id: UUID, paid: bool, reason: str) -> TimeEntry:
        """Decide, as an operator, whether a disputed entry is paid."""

        def verb(entry: TimeEntry, at: datetime, sheet: Timesheet) -> tuple[Timesheet, TimeEntry, Event]:
            if not paid:
                return sheet, *questions.rule(entry, None, reason, actor, at)
            sheet, amount = dues.billing(sheet, entry.minutes)
            return sheet, *questions.rule(entry, amount, reason, actor, at)

        return self._decided(actor, entry_id, verb)

    def pass_deadline(self, actor: Actor, entry_id: UUID) -> TimeEntry:
        """What the clock does: stop a timer at its limit, take an unanswered question to an operator."""
        with self.unit_of_work() as work:
            work.contracts.lock_of_time_entry(entry_id)
            entry = work.time_entries.get(entry_id)
            due = hours.deadline(entry)
            if due is None or not due.is_over(self.clock.now()):
                return entry
            if due.move is Move.STOP:
                return self._stop(work, entry, 0, actor)
            return self._answered(work, entry_id, lambda entry, at: questions.escalate(entry, actor, at))

    def _working(self, work: Work, contract_id: UUID, actor: Actor) -> Contract:
        contract = work.contracts.lock(contract_id)
        contracts.permit(contract, contracts.Move.DELIVER, actor)
        if not weekly.is_hourly(contract):
            raise timekeeping.refused("not_hourly", "This contract is not paid by the hour.")
        work.accounts.lock(contract.parties.freelancer)
        return contract

    def _own(self, work: Work, entry_id: UUID, actor: Actor) -> tuple[Contract, TimeEntry]:
        contract = work.contracts.lock_of_time_entry(entry_id)
        contracts.permit(contract, contracts.Move.DELIVER, actor)
        work.accounts.lock(contract.parties.freelancer)
        return contract, work.time_entries.get(entry_id)

    def _start(self, work: Work, contract: Contract, memo: str, actor: Actor) -> TimeEntry:
        now = self.clock.now()
        sheet = weekly.at_hand(work, contract, now, self.ids.new)
        timesheets.permit(sheet, timesheets.Move.LOG, actor)
        entries, began = work.time_entries.of(sheet.id), whole_minute(now)
        room = timesheets.room(sheet, entries, None, now)
        if room <= 0:
            raise _over_the_limit(sheet)
        due = timesheets.stops_at(sheet, began, room)
        entry, event = timekeeping.start(
            self.ids.new(), contract.id, sheet.id, contract.parties, memo, self.secrets.token(), due, actor, now
        )
        self._apart(work, entry, began + MINUTE)
        work.time_entries.add(entry)
        weekly.recount(work, sheet, now)
        work.record(event)
        return entry

    def _stop(self, work: Work, entry: TimeEntry, idle: int, actor: Actor) -> TimeEntry:
        now = self.clock.now()
        stopped, event = timekeeping.stop(entry, idle, actor, now)
        work.time_entries.save(stopped)
        work.record(event)
        weekly.recount(work, work.timesheets.get(entry.timesheet_id), now)
        return stopped

    def _open_week(self, work: Work, contract: Contract, span: Span, at: datetime) -> Timesheet:
        """The week that a span lies in. Raises Refused where it is closed, or not yet come."""
        week = week_of(span[0], contract.terms.zone)
        if span[1] > whole_minute(at):
            raise timekeeping.refused("in_the_future", "Time is logged once it is over.")
        if span[1] > week.ends_at:
            raise timekeeping.refused(
                "crosses_the_week", f"The week ends at {week.ends_at.isoformat()}: log two entries."
            )
        weekly.at_hand(work, contract, at, self.ids.new)
        for sheet in work.timesheets.of(contract.id):
            if sheet.starts_on == week.starts_on and sheet.state is timesheets.State.OPEN and at < sheet.ends_at:
                return sheet
        raise timekeeping.refused("week_closed", "That week is closed.")

    def _check(self, work: Work, contract: Contract, sheet: Timesheet, entry: TimeEntry, at: datetime) -> None:
        """Raises Refused for time that no one can have worked here."""
        signed = contract.activated_at
        if signed is not None and entry.started_at < whole_minute(signed):
            raise timekeeping.refused("before_the_contract", "The contract was not signed by then.")
        assert entry.ended_at is not None
        self._apart(work, entry, entry.ended_at)
        if entry.minutes > timesheets.room(sheet, work.time_entries.of(sheet.id), entry.id, at):
            raise _over_the_limit(sheet)
        work.files.owned(entry.attachments, contract.parties.freelancer, "attachments")

    def _apart(self, work: Work, entry: TimeEntry, end: datetime) -> None:
        others = work.time_entries.overlapping(entry.parties.freelancer, entry.started_at, end)
        if any(other.id != entry.id for other in others):
            raise timekeeping.refused("overlaps", "You have logged other work at that time, here or elsewhere.")

    def _while_open(self, actor: Actor, entry_id: UUID, verb: Answered) -> TimeEntry:
        now = self.clock.now()
        with self.unit_of_work() as work:
            _, entry = self._own(work, entry_id, actor)
            changed, event = verb(entry, now)
            sheet = work.timesheets.get(entry.timesheet_id)
            if sheet.state is not timesheets.State.OPEN or now >= sheet.ends_at:
                raise timekeeping.refused("week_closed", "That week is closed.")
            work.time_entries.save(changed)
            weekly.recount(work, sheet, now)
            work.record(event)
        return changed

    def _contested(self, actor: Actor, entry_id: UUID, verb: Answered) -> TimeEntry:
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_time_entry(entry_id)
            contracts.permit(contract, contracts.Move.REVIEW, actor)
            return self._answered(work, entry_id, verb)

    def _answered(self, work: Work, entry_id: UUID, verb: Answered) -> TimeEntry:
        now = self.clock.now()
        changed, event = verb(work.time_entries.get(entry_id), now)
        work.time_entries.save(changed)
        work.record(event)
        weekly.recount(work, work.timesheets.get(changed.timesheet_id), now)
        return changed

    def _decided(self, actor: Actor, entry_id: UUID, verb: Decided) -> TimeEntry:
        """Close a question: what is billed by it is paid at once, and its week is settled where nothing is left."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_time_entry(entry_id)
            contracts.permit(contract, contracts.Move.REVIEW, actor)
            entry = work.time_entries.get(entry_id)
            sheet, changed, event = verb(entry, now, work.timesheets.get(entry.timesheet_id))
            work.time_entries.save(changed)
            work.record(event)
            work.timesheets.save(timesheets.counted(sheet, work.time_entries.of(sheet.id)))
            contract = weekly.pay(work, contract, actor, now, self.ids.new)
            if contract.state is contracts.State.ACTIVE:
                weekly.reserve(work, contract, CLOCK, now, self.ids.new)
        return changed


def _over_the_limit(sheet: Timesheet) -> Exception:
    hours_agreed = sheet.limit_minutes // 60
    return timekeeping.refused("weekly_limit", f"The contract's limit is {hours_agreed} hours a week.")
