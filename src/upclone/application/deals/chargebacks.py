"""Chargebacks: news of a bank's claim, where its money comes from and goes back to, and the answer to it.

The contract is locked first: a release, a refund or a ruling at the same moment comes before it, or is refused.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import frozen

from upclone.application.deals import weekly
from upclone.application.deals.dossiers import gather
from upclone.application.deals.settlements import recover
from upclone.application.ports.documents import Dossier
from upclone.application.ports.gateways import Claim, ClaimState
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import CLOCK, GATEWAY, Actor, Role
from upclone.domain.deals import clawbacks, contracts, disputes, interruptions
from upclone.domain.deals.contracts import Contract
from upclone.domain.errors import NotYours
from upclone.domain.money import Money
from upclone.domain.payments import chargebacks, escrow, ledger, movements, reversals
from upclone.domain.payments.chargebacks import OPEN, Chargeback, State, Taken
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.reconciliation import StrayClaim, stray_claimed
from upclone.domain.payments.reversals import Shares


@frozen
class Chargebacks:
    """Use cases of chargebacks."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids

    def claimed(self, gateway: str, claim: Claim) -> Chargeback | None:
        """The one handler of whatever the gateway says of a claim: news, answer, look-up. In any order, any times.

        None for a payment that no deal is paid by: it is kept, and operators are told of it, once. Its money, which
        nothing here speaks of, is found by reconciliation."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            hold_id = work.chargebacks.payment(gateway, claim.payment_ref)
            if hold_id is None:
                stray = StrayClaim(gateway, claim.ref, claim.payment_ref, claim.amount, claim.reason, now)
                if work.chargebacks.stray(stray):
                    work.record(stray_claimed(stray))
                return None
            contract = work.contracts.lock_of_hold(hold_id)
            chargeback = work.chargebacks.of_ref(gateway, claim.ref)
            if chargeback is None:
                chargeback = self._opened(work, work.holds.get(hold_id), gateway, claim, now)
                contract = self._halted(work, contract, now)
            return self._followed(work, contract, chargeback, claim, now)

    def contest(self, actor: Actor, chargeback_id: UUID) -> Chargeback:
        """Have the answer sent."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            chargeback = _lock(work, chargeback_id)
            contested, event = chargebacks.contest(chargeback, actor, now)
            work.chargebacks.save(contested)
            work.record(event)
        return contested

    def dossier(self, actor: Actor, chargeback_id: UUID) -> Dossier:
        """What the answer holds, as things are, for operators and for who sends it."""
        with self.unit_of_work() as work:
            if actor.role not in (Role.OPERATOR, Role.CLOCK):
                raise NotYours(kind="chargeback", id=str(chargeback_id))
            return gather(work, work.chargebacks.get(chargeback_id), self.clock.now())

    def pass_deadline(self, actor: Actor, chargeback_id: UUID) -> Chargeback:
        """Nobody answered: the clock does. Nothing before its time."""
        with self.unit_of_work() as work:
            chargeback = _lock(work, chargeback_id)
            due = chargebacks.deadline(chargeback)
            if due is None or not due.is_over(self.clock.now()):
                return chargeback
            return self.contest(actor, chargeback_id)

    def refused(self, chargeback_id: UUID, reason: str) -> Chargeback:
        """The gateway took no answer."""
        with self.unit_of_work() as work:
            chargeback = _lock(work, chargeback_id)
            if chargeback.state is not State.ANSWERING:
                return chargeback
            unanswered, event = chargebacks.refuse(chargeback, reason, GATEWAY, self.clock.now())
            work.chargebacks.save(unanswered)
            work.record(event)
        return unanswered

    def _opened(self, work: Work, hold: Hold, gateway: str, claim: Claim, at: datetime) -> Chargeback:
        opened, event = chargebacks.open_chargeback(
            self.ids.new(),
            gateway,
            claim.ref,
            hold.id,
            hold.contract_id,
            hold.parties,
            claim.amount,
            claim.reason,
            claim.answer_by,
            GATEWAY,
            at,
        )
        work.chargebacks.add(opened)
        work.record(event)
        return opened

    def _followed(self, work: Work, contract: Contract, before: Chargeback, claim: Claim, at: datetime) -> Chargeback:
        now = before
        if claim.fee:
            self._fee(work, now, claim.fee, at)
        if claim.withdrawn and now.taken is None:
            now = self._taken(work, now, at)
        if claim.state is ClaimState.ANSWERED and now.state in OPEN - {State.ANSWERED}:
            now, answered = chargebacks.answer(now, GATEWAY, at)
            work.record(answered)
        if claim.state is ClaimState.WON and now.state in OPEN:
            now, won = chargebacks.win(now, GATEWAY, at)
            work.record(won)
        back = claim.state is ClaimState.WON and not claim.withdrawn
        if back and now.state is State.WON and now.taken is not None and not now.returned:
            now = self._returned(work, now, at)
        if claim.state is ClaimState.LOST and now.state in OPEN:
            now, lost = chargebacks.lose(now, GATEWAY, at)
            work.record(lost)
        if now.state is State.LOST and now != before:
            self._ended(work, contract, work.holds.get(now.hold_id), at)
        if now != before:
            work.chargebacks.save(now)
        if now.settled and not before.settled:
            self._goes_on(work, contract, now, at)
        return now

    def _halted(self, work: Work, contract: Contract, at: datetime) -> Contract:
        if contract.contested or contract.state not in contracts.PROCESS.holding:
            return contract
        halted, event = interruptions.halt(contract, GATEWAY, at)
        work.contracts.save(halted)
        work.record(event)
        return halted

    def _goes_on(self, work: Work, contract: Contract, settled: Chargeback, at: datetime) -> None:
        others = [each for each in work.chargebacks.of(contract.id) if each.id != settled.id and not each.settled]
        if not contract.contested or others:
            return
        going, event = interruptions.go_on(contract, GATEWAY, at)
        work.contracts.save(going)
        work.record(event)
        if weekly.is_hourly(going):
            weekly.pay(work, going, CLOCK, at, self.ids.new)

    def _taken(self, work: Work, chargeback: Chargeback, at: datetime) -> Chargeback:
        freelancer = chargeback.parties.freelancer
        work.ledger.lock_book(freelancer)
        hold, shares = reversals.charge_back(work.holds.get(chargeback.hold_id), chargeback.amount, GATEWAY)
        entry = movements.charged_back(self.ids.new(), chargeback, shares, at)
        work.holds.save(hold)
        work.ledger.post(entry)
        taken = Taken(entry.id, shares.work, shares.escrow, shares.debt, shares.loss)
        now, event = chargebacks.take(chargeback, taken, GATEWAY, at)
        work.record(event)
        if shares.debt:
            recover(work, self.ids.new(), hold, at)
        return now

    def _returned(self, work: Work, chargeback: Chargeback, at: datetime) -> Chargeback:
        taken = chargeback.taken
        assert taken is not None
        freelancer = chargeback.parties.freelancer
        work.ledger.lock_book(freelancer)
        shares = Shares(taken.work, taken.escrow, taken.debt, taken.loss)
        hold = reversals.reinstate(work.holds.get(chargeback.hold_id), shares, GATEWAY)
        owed = -work.ledger.balance(ledger.debt(freelancer, chargeback.amount.currency))
        still = min(taken.debt, max(owed, Money.zero(owed.currency)))
        entry = movements.charge_returned(self.ids.new(), chargeback, taken, still, at)
        work.holds.save(hold)
        work.ledger.post(entry)
        now, event = chargebacks.give_back(chargeback, GATEWAY, at)
        work.record(event)
        return now

    def _ended(self, work: Work, contract: Contract, hold: Hold, at: datetime) -> None:
        """What is lost is refunded: a milestone of which nothing is left ends, and so does a dispute over it."""
        if hold.state not in escrow.PROCESS.holding or contract.state not in contracts.PROCESS.holding:
            return
        milestone = work.milestones.get(hold.milestone_id)
        for dispute in work.disputes.of(contract.id):
            if dispute.hold_id == hold.id and dispute.state in disputes.OPEN:
                overtaken, event = disputes.overtake(dispute, GATEWAY, at)
                work.disputes.save(overtaken)
                work.record(event)
        ended = reversals.end_charged(hold, GATEWAY)
        if ended != hold:
            work.holds.save(ended)
        after, told = clawbacks.charged_back(milestone, hold.remaining, GATEWAY, at)
        if after != milestone:
            work.milestones.save(after)
            work.record(told)

    def _fee(self, work: Work, chargeback: Chargeback, fee: Money, at: datetime) -> None:
        book = chargeback.contract_id
        entry = movements.gateway_fee(
            self.ids.new(), chargeback.gateway, chargeback.ref, fee, at, book=book, contract_id=book
        )
        if not work.ledger.posted(entry.key):
            work.ledger.post(entry)


def _lock(work: Work, chargeback_id: UUID) -> Chargeback:
    work.contracts.lock(work.chargebacks.get(chargeback_id).contract_id)
    return work.chargebacks.get(chargeback_id)
