"""Disputes: opened, answered, negotiated, ruled on, appealed, carried out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import frozen

from upclone.application.deals.settlements import keep
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import Actor
from upclone.domain.deals import contracts, disputes, evidence, milestones, rulings, settlements, settling, stakes
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import Dispute, Outcome
from upclone.domain.deals.terms import Period
from upclone.domain.events import Event
from upclone.domain.machine import refusal
from upclone.domain.money import Money
from upclone.domain.payments import escrow

Verb = Callable[[Dispute, Contract, Work, datetime], tuple[Dispute, tuple[Event, ...]]]


@frozen
class Disputes:
    """Use cases of disputes. Each locks the contract first."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids

    def open(
        self, actor: Actor, milestone_id: UUID, reason: str, statement: str = "", links: tuple[str, ...] = ()
    ) -> Dispute:
        """Say what is wrong with a milestone: its money is frozen until the dispute ends."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_milestone(milestone_id)
            contracts.permit(contract, contracts.Move.DISPUTE, actor)
            milestone = work.milestones.get(milestone_id)
            disputed, held_up = stakes.dispute(milestone, reason, actor, now)
            if milestone.hold_id is None:
                raise refusal(milestones.MOVES, milestone, milestones.Move.DISPUTE, milestone.role_of(actor))
            hold, frozen_event = escrow.freeze(work.holds.get(milestone.hold_id), actor, now)
            dispute, opened = evidence.open_dispute(
                self.ids.new(),
                contract.id,
                milestone.id,
                hold.id,
                contract.parties,
                hold.remaining,
                reason,
                (statement, links),
                contract.terms.period(Period.ANSWER),
                actor,
                now,
            )
            work.milestones.save(disputed)
            work.holds.save(hold)
            work.disputes.add(dispute)
            work.record(opened, held_up, frozen_event)
        return dispute

    def answer(self, actor: Actor, dispute_id: UUID, statement: str, links: tuple[str, ...] = ()) -> Dispute:
        """Say one's own side of it."""

        def verb(dispute: Dispute, contract: Contract, work: Work, at: datetime) -> tuple[Dispute, tuple[Event, ...]]:
            period = contract.terms.period(Period.NEGOTIATION)
            answered, event = evidence.answer(dispute, (statement, links), period, actor, at)
            return answered, (event,)

        return self._locked(dispute_id, verb)

    def add_evidence(self, actor: Actor, dispute_id: UUID, statement: str, links: tuple[str, ...] = ()) -> Dispute:
        """Add to one's case."""

        def verb(dispute: Dispute, contract: Contract, work: Work, at: datetime) -> tuple[Dispute, tuple[Event, ...]]:
            added, event = evidence.add_evidence(dispute, (statement, links), actor, at)
            return added, (event,)

        return self._locked(dispute_id, verb)

    def offer(self, actor: Actor, dispute_id: UUID, release: Money) -> Dispute:
        """Offer to settle: `release` to the freelancer, the rest back to the client."""

        def verb(dispute: Dispute, contract: Contract, work: Work, at: datetime) -> tuple[Dispute, tuple[Event, ...]]:
            offered, event = settlements.offer(dispute, release, actor, at)
            return offered, (event,)

        return self._locked(dispute_id, verb)

    def accept_offer(self, actor: Actor, dispute_id: UUID, release: Money | None) -> Dispute:
        """Agree to the other side's last offer: it is carried out at once."""

        def verb(dispute: Dispute, contract: Contract, work: Work, at: datetime) -> tuple[Dispute, tuple[Event, ...]]:
            settled, event = settlements.accept_offer(dispute, release, actor, at)
            outcome = rulings.outcome_of(event.release, event.refund)
            work.record(event)
            self._carry_out(work, contract, dispute, outcome, event.release, event.refund, actor, at)
            return settled, ()

        return self._locked(dispute_id, verb)

    def escalate(self, actor: Actor, dispute_id: UUID) -> Dispute:
        """Let an operator decide. By the clock it does nothing before its time."""

        def verb(dispute: Dispute, contract: Contract, work: Work, at: datetime) -> tuple[Dispute, tuple[Event, ...]]:
            escalated, event = disputes.escalate(dispute, actor, at)
            return escalated, (event,)

        return self._locked(dispute_id, verb)

    def withdraw(self, actor: Actor, dispute_id: UUID) -> Dispute:
        """Take it back: the milestone goes on where it stood."""

        def verb(dispute: Dispute, contract: Contract, work: Work, at: datetime) -> tuple[Dispute, tuple[Event, ...]]:
            withdrawn, event = disputes.withdraw(dispute, actor, at)
            hold, unfrozen = escrow.unfreeze(work.holds.get(dispute.hold_id), actor, at)
            milestone, resumed = stakes.resume(
                work.milestones.get(dispute.milestone_id), contract.terms.period(Period.REVIEW), actor, at
            )
            work.holds.save(hold)
            work.milestones.save(milestone)
            return withdrawn, (event, unfrozen, resumed)

        return self._locked(dispute_id, verb)

    def rule(self, actor: Actor, dispute_id: UUID, outcome: Outcome, release: Money | None, reason: str) -> Dispute:
        """Decide as an operator: first, or on appeal. The first waits for its appeal time; an appeal's is final."""

        def verb(dispute: Dispute, contract: Contract, work: Work, at: datetime) -> tuple[Dispute, tuple[Event, ...]]:
            if dispute.state is disputes.State.APPEALED:
                resolved, ruled, resolution = rulings.rule_appeal(dispute, outcome, release, reason, actor, at)
                work.record(ruled, resolution)
                self._carry_out(work, contract, dispute, outcome, resolution.release, resolution.refund, actor, at)
                return resolved, ()
            period = contract.terms.period(Period.APPEAL)
            decided, event = rulings.rule(dispute, outcome, release, reason, period, actor, at)
            return decided, (event,)

        return self._locked(dispute_id, verb)

    def accept_ruling(self, actor: Actor, dispute_id: UUID) -> Dispute:
        """Agree not to appeal; once both sides have, the ruling is carried out."""

        def verb(dispute: Dispute, contract: Contract, work: Work, at: datetime) -> tuple[Dispute, tuple[Event, ...]]:
            accepted, event = rulings.accept_ruling(dispute, actor, at)
            work.record(event)
            if isinstance(event, rulings.DisputeResolved):
                self._carry_out(work, contract, dispute, event.outcome, event.release, event.refund, actor, at)
            return accepted, ()

        return self._locked(dispute_id, verb)

    def appeal(self, actor: Actor, dispute_id: UUID, reason: str) -> Dispute:
        """Ask for another operator."""

        def verb(dispute: Dispute, contract: Contract, work: Work, at: datetime) -> tuple[Dispute, tuple[Event, ...]]:
            appealed, event = rulings.appeal(dispute, reason, actor, at)
            return appealed, (event,)

        return self._locked(dispute_id, verb)

    def pass_deadline(self, actor: Actor, dispute_id: UUID) -> Dispute:
        """What the clock does when a time is over: escalate, or carry the ruling out. Nothing before that."""

        def verb(dispute: Dispute, contract: Contract, work: Work, at: datetime) -> tuple[Dispute, tuple[Event, ...]]:
            due = disputes.deadline(dispute)
            if due is None or not due.is_over(at) or contract.halted:
                return dispute, ()
            if due.move is disputes.Move.ESCALATE:
                escalated, escalation = disputes.escalate(dispute, actor, at)
                return escalated, (escalation,)
            resolved, event = rulings.conclude(dispute, actor, at)
            work.record(event)
            self._carry_out(work, contract, dispute, event.outcome, event.release, event.refund, actor, at)
            return resolved, ()

        return self._locked(dispute_id, verb)

    def _locked(self, dispute_id: UUID, verb: Verb) -> Dispute:
        with self.unit_of_work() as work:
            contract = work.contracts.lock_of_dispute(dispute_id)
            before = work.disputes.get(dispute_id)
            dispute, events = verb(before, contract, work, self.clock.now())
            if dispute != before:
                work.disputes.save(dispute)
            work.record(*events)
        return dispute

    def _carry_out(
        self,
        work: Work,
        contract: Contract,
        dispute: Dispute,
        outcome: Outcome,
        release: Money,
        refund: Money,
        actor: Actor,
        at: datetime,
    ) -> None:
        """Move the frozen money as decided, and the milestone with it. For rework the money is only held again.

        Refused while the contract is halted: the decision waits for the bank's, or the operators'."""
        contracts.permit(contract, contracts.Move.DISPUTE, actor)
        milestone, settled_event = stakes.settle(
            work.milestones.get(dispute.milestone_id),
            rulings.MILESTONE_MOVES[outcome],
            release,
            refund,
            actor,
            at,
        )
        work.milestones.save(milestone)
        hold = work.holds.get(dispute.hold_id)
        if outcome is Outcome.REWORK:
            unfrozen, event = escrow.unfreeze(hold, actor, at)
            work.holds.save(unfrozen)
            work.record(settled_event, event)
            return
        settled = settling.discharge(contract, hold, release, refund, actor, at, self.ids.new)
        work.record(settled_event)
        keep(work, settled)
        work.contracts.save(settled.contract)
