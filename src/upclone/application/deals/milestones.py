"""Planning, delivering and paying milestones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import frozen

from upclone.application.deals import weekly
from upclone.application.deals.settlements import keep, owed
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import CLOCK, Actor
from upclone.domain.deals import (
    amendments,
    contracts,
    deliveries,
    interruptions,
    milestones,
    offers,
    refunds,
    settling,
    withholdings,
)
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.milestones import Milestone, Move
from upclone.domain.deals.terms import MAX_MILESTONES, MilestoneTerms, Period, check_milestone, same_currency
from upclone.domain.errors import Invalid, MoveNotAllowed, Refused
from upclone.domain.events import Event
from upclone.domain.machine import refusal
from upclone.domain.money import Money
from upclone.domain.payments import chargebacks, ledger, movements, transfers
from upclone.domain.payments.escrow import Hold


@frozen
class Milestones:
    """Use cases of milestones. Each locks the contract first."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids

    def add(self, actor: Actor, contract_id: UUID, terms: MilestoneTerms) -> Milestone | Contract:
        """Add a milestone: to the terms of an unsigned offer (answers the contract), or, by agreement, to a running
        contract (answers the proposed milestone)."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = work.contracts.lock(contract_id)
            if contract.state is contracts.State.OFFERED:
                contract, revised = offers.add_milestone(contract, terms, actor, now)
                work.contracts.save(contract)
                work.record(revised)
                return contract
            contracts.permit(contract, contracts.Move.AMEND, actor)
            check_milestone(terms, contract.terms.currency, "milestone")
            number = len(work.milestones.of(contract_id)) + 1
            if number > MAX_MILESTONES:
                raise Invalid("milestones", f"must be at most {MAX_MILESTONES}")
            milestone, event = amendments.propose(
                self.ids.new(), contract.id, contract.parties, number, terms, actor, now
            )
            work.milestones.add(milestone)
            work.record(event)
        return milestone

    def agree(self, actor: Actor, milestone_id: UUID) -> Milestone:
        """Take a proposed milestone into the contract."""
        return self._amend(actor, milestone_id, amendments.agree)

    def reject(self, actor: Actor, milestone_id: UUID) -> Milestone:
        """Decline a proposed milestone, or take one's own proposal back."""
        return self._amend(actor, milestone_id, amendments.reject)

    def propose_change(self, actor: Actor, milestone_id: UUID, terms: MilestoneTerms) -> Milestone:
        """Ask to change a milestone that is not funded yet."""
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_milestone(milestone_id)
            contracts.permit(contract, contracts.Move.AMEND, actor)
            check_milestone(terms, contract.terms.currency, "milestone")
            milestone, event = amendments.propose_change(
                work.milestones.get(milestone_id), terms, actor, self.clock.now()
            )
            work.milestones.save(milestone)
            work.record(event)
        return milestone

    def agree_change(self, actor: Actor, milestone_id: UUID, amount: Money | None) -> Milestone:
        """Accept the change on the table, where it still has `amount`."""

        def verb(milestone: Milestone, by: Actor, at: datetime) -> tuple[Milestone, Event]:
            return amendments.agree_change(milestone, amount, by, at)

        return self._amend(actor, milestone_id, verb)

    def reject_change(self, actor: Actor, milestone_id: UUID) -> Milestone:
        """Decline the change on the table, or take one's own back."""
        return self._amend(actor, milestone_id, amendments.reject_change)

    def submit(
        self,
        actor: Actor,
        milestone_id: UUID,
        note: str,
        links: tuple[str, ...],
        attachments: tuple[UUID, ...] = (),
    ) -> Milestone:
        """Hand the work over for review, with files of the freelancer's."""
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_milestone(milestone_id)
            contracts.permit(contract, contracts.Move.DELIVER, actor)
            work.files.owned(attachments, contract.parties.freelancer, "attachments")
            milestone, event = deliveries.submit(
                work.milestones.get(milestone_id),
                note,
                links,
                contract.terms.period(Period.REVIEW),
                actor,
                self.clock.now(),
                attachments,
            )
            work.milestones.save(milestone)
            work.record(event)
        return milestone

    def request_changes(self, actor: Actor, milestone_id: UUID, note: str) -> Milestone:
        """Ask for more before approving."""
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_milestone(milestone_id)
            contracts.permit(contract, contracts.Move.REVIEW, actor)
            milestone, event = deliveries.request_changes(
                work.milestones.get(milestone_id), note, actor, self.clock.now()
            )
            work.milestones.save(milestone)
            work.record(event)
        return milestone

    def approve(self, actor: Actor, milestone_id: UUID) -> Milestone:
        """Accept the work: everything that is held for it is released."""

        def verb(milestone: Milestone, hold: Hold, at: datetime) -> tuple[Milestone, Event, Money, Money]:
            approved, event = deliveries.approve(milestone, actor, at)
            return approved, event, hold.remaining, Money.zero(hold.work.currency)

        return self._discharge(actor, milestone_id, Move.APPROVE, verb)

    def auto_approve(self, actor: Actor, milestone_id: UUID) -> Milestone:
        """The review period is over. Does nothing before that, or where somebody answered in time."""
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_milestone(milestone_id)
            milestone = work.milestones.get(milestone_id)
            due = milestones.deadline(milestone)
            if due is None or not due.is_over(self.clock.now()) or contract.halted:
                return milestone
            return self.approve(actor, milestone_id)

    def release_part(self, actor: Actor, milestone_id: UUID, part: Money) -> Milestone:
        """Pay a part before the end. The last part is paid by approving."""

        def verb(milestone: Milestone, hold: Hold, at: datetime) -> tuple[Milestone, Event, Money, Money]:
            kept, event = deliveries.release_part(milestone, part, actor, at)
            _less_than_all(part, milestone, hold, Move.RELEASE_PART, actor)
            return kept, event, part, Money.zero(part.currency)

        return self._discharge(actor, milestone_id, Move.RELEASE_PART, verb)

    def refund(self, actor: Actor, milestone_id: UUID, part: Money | None) -> Milestone:
        """Give money back to the client: `part` of it, or (None) all that is held, which ends the milestone."""

        def verb(milestone: Milestone, hold: Hold, at: datetime) -> tuple[Milestone, Event, Money, Money]:
            nothing = Money.zero(hold.work.currency)
            if part is None:
                refunded, whole = refunds.refund(milestone, hold.remaining, actor, at)
                return refunded, whole, nothing, hold.remaining
            kept, event = refunds.refund_part(milestone, part, actor, at)
            _less_than_all(part, milestone, hold, Move.REFUND_PART, actor)
            return kept, event, nothing, part

        return self._discharge(actor, milestone_id, Move.REFUND, verb)

    def give_back(self, actor: Actor, milestone_id: UUID, amount: Money) -> Milestone:
        """Refund work that was paid: the freelancer from what they have available; by an operator's order also as
        their debt. The marketplace gives its fees on it back."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_milestone(milestone_id)
            milestone, event = refunds.give_back(work.milestones.get(milestone_id), amount, actor, now)
            hold = _hold_of(work, milestone, Move.GIVE_BACK, actor)
            same_currency(amount, hold.work.currency, "amount")
            claims = [each for each in work.chargebacks.of(contract.id) if each.hold_id == hold.id]
            if any(each.state in chargebacks.OPEN for each in claims):
                reason = "The payer's bank wants this payment back: it decides first."
                raise Refused(reason, rule="claimed_by_bank")
            work.ledger.lock_book(hold.parties.freelancer)
            given = settling.give_back(contract, hold, amount, actor, now, self.ids.new)
            free = self._free(work, hold, given.amounts.net, actor)
            of_debt = max(given.amounts.net - free, Money.zero(free.currency))
            entry = movements.given_back(self.ids.new(), given.hold, given.amounts, of_debt, given.refund, now)
            work.contracts.save(given.contract)
            work.holds.save(given.hold)
            work.transfers.add(transfers.in_transit(given.refund, entry.id))
            work.ledger.post(entry)
            work.record(event, *given.events)
        return milestone

    def hold(self, actor: Actor, milestone_id: UUID, reason: str) -> Milestone:
        """Halt the contract: none of its money moves while an operator holds that of a milestone. Both are told."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_milestone(milestone_id)
            contracts.permit(contract, contracts.Move.HALT, actor)
            milestone = work.milestones.get(milestone_id)
            left = _hold_of(work, milestone, Move.HOLD, actor).remaining
            milestone, event = withholdings.hold(milestone, left, reason, actor, now)
            work.milestones.save(milestone)
            work.record(event)
            if not contract.withheld:
                halted, halting = interruptions.halt(contract, actor, now)
                work.contracts.save(halted)
                work.record(halting)
        return milestone

    def unhold(self, actor: Actor, milestone_id: UUID, reason: str) -> Milestone:
        """Let the money go: the contract goes on, unless more of it is held or a payer's bank contests a payment."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_milestone(milestone_id)
            contracts.permit(contract, contracts.Move.GO_ON, actor)
            milestone = work.milestones.get(milestone_id)
            left = _hold_of(work, milestone, Move.UNHOLD, actor).remaining
            milestone, event = withholdings.unhold(milestone, left, reason, actor, now)
            work.milestones.save(milestone)
            work.record(event)
            if not any(each.withheld for each in work.milestones.of(contract.id)):
                going, went_on = interruptions.go_on(contract, actor, now)
                work.contracts.save(going)
                work.record(went_on)
                if weekly.is_hourly(going):
                    weekly.pay(work, going, CLOCK, now, self.ids.new)
        return milestone

    def _free(self, work: Work, hold: Hold, needed: Money, actor: Actor) -> Money:
        account = ledger.available(hold.parties.freelancer, hold.gateway, needed.currency)
        available = work.ledger.balance(account)
        if not actor.is_operator:
            ledger.covered(account, available - owed(work, hold), needed)
        return available

    def _amend(
        self,
        actor: Actor,
        milestone_id: UUID,
        verb: Callable[[Milestone, Actor, datetime], tuple[Milestone, Event]],
    ) -> Milestone:
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_milestone(milestone_id)
            contracts.permit(contract, contracts.Move.AMEND, actor)
            milestone, event = verb(work.milestones.get(milestone_id), actor, self.clock.now())
            work.milestones.save(milestone)
            work.record(event)
        return milestone

    def _discharge(
        self,
        actor: Actor,
        milestone_id: UUID,
        move: Move,
        verb: Callable[[Milestone, Hold, datetime], tuple[Milestone, Event, Money, Money]],
    ) -> Milestone:
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_milestone(milestone_id)
            milestone = work.milestones.get(milestone_id)
            hold = _hold_of(work, milestone, move, actor)
            milestone, event, release, refund = verb(milestone, hold, now)
            contracts.permit(contract, contracts.Move.REVIEW, actor)
            work.milestones.save(milestone)
            work.record(event)
            settled = settling.discharge(contract, hold, release, refund, actor, now, self.ids.new)
            keep(work, settled)
            work.contracts.save(settled.contract)
        return milestone


def _hold_of(work: Work, milestone: Milestone, move: Move, actor: Actor) -> Hold:
    """The hold of a milestone that has one; a milestone without money refuses every paying move by its table."""
    if milestone.hold_id is None:
        raise refusal(milestones.MOVES, milestone, move, milestone.role_of(actor))
    return work.holds.get(milestone.hold_id)


def _less_than_all(part: Money, milestone: Milestone, hold: Hold, move: Move, actor: Actor) -> None:
    """What could never be a part of this work is Invalid. What could have been, before somebody else took their part,
    lost a race: NotEnoughFunds, or MoveNotAllowed where it would be the last part."""
    same_currency(part, hold.work.currency, "amount")
    if not Money.zero(hold.work.currency) < part < hold.work:
        raise Invalid("amount", f"must be more than zero and less than the {hold.work} of this milestone")
    if part == hold.remaining:
        reason = f"{part} is all that is left, and no part"
        role = milestone.role_of(actor)
        raise MoveNotAllowed("milestone", str(milestone.state), str(move), str(role), reason=reason)
    ledger.covered(ledger.escrow(hold.id, part.currency), hold.remaining, part)
