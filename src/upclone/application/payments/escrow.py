"""Funding a milestone: asking for the money, and what the gateway answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from attrs import evolve, frozen

from upclone.application.ports.gateways import Answer, Gateways, Status
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import CLOCK, GATEWAY, Actor
from upclone.domain.deals import contracts, fundings
from upclone.domain.errors import Invalid, NotFound, NotYours, Refused
from upclone.domain.money import Money
from upclone.domain.payments import deposits, escrow, ledger, methods, movements, transfers
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.methods import Purpose
from upclone.domain.payments.transfers import Transfer

PAYMENT_WINDOW = timedelta(hours=24)


@frozen
class Escrow:
    """Use cases of held money. Each locks the contract first."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    gateways: Gateways

    def fund(
        self,
        actor: Actor,
        contract_id: UUID,
        milestone_id: UUID,
        amount: Money,
        gateway: str | None,
        token: str = "",
        method_id: UUID | None = None,
    ) -> Hold:
        """Ask for the money of a milestone. `amount` is what the client saw; the client's fee comes on top.

        By the client's own method `method_id`, by a `token` of the gateway's, or by what they choose there. The hold is
        the intent: the gateway is asked afterwards, with the hold's id as key.
        """
        if token and method_id is not None:
            raise Invalid("method_id", "is given instead of payment_method, not besides it")
        now = self.clock.now()
        with self.unit_of_work() as work:
            contract = work.contracts.lock(contract_id)
            contracts.permit(contract, contracts.Move.FUND, actor)
            milestone = work.milestones.get(milestone_id)
            if milestone.contract_id != contract.id:
                raise NotFound("milestone", str(milestone_id))
            if method_id is not None:
                own = work.methods.of(contract.parties.client, Purpose.PAYING)
                method = methods.named(own, method_id, gateway)
                gateway, token = method.gateway, method.token
            hold, requested = deposits.request(
                self.ids.new(),
                contract.id,
                milestone.id,
                contract.parties,
                milestone.amount,
                contract.terms.fees,
                actor,
                self.gateways.get(gateway or "").name,
                token,
                now,
                now + PAYMENT_WINDOW,
            )
            funding, began = fundings.fund(milestone, hold.id, amount, actor, now)
            work.holds.add(hold)
            work.milestones.save(funding)
            work.record(began, requested)
        return hold

    def cancel(self, actor: Actor, hold_id: UUID) -> Hold:
        """The client changed their mind before paying."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            work.contracts.lock_of_hold(hold_id)
            hold, event = deposits.cancel(work.holds.get(hold_id), actor, now)
            self._unfunded(work, hold, event, actor, now)
        return hold

    def expire(self, actor: Actor, hold_id: UUID) -> Hold:
        """The payment's time is over. Does nothing before that, or once it was answered."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            work.contracts.lock_of_hold(hold_id)
            hold = work.holds.get(hold_id)
            due = escrow.deadline(hold)
            if due is None or not due.is_over(now):
                return hold
            hold, event = deposits.expire(hold, actor, now)
            self._unfunded(work, hold, event, actor, now)
        return hold

    def answered(self, answer: Answer) -> Hold:
        """The one handler of whatever says how a payment went: response, webhook, look-up. In any order, any times."""
        hold_id = UUID(answer.key)
        now = self.clock.now()
        with self.unit_of_work() as work:
            work.contracts.lock_of_hold(hold_id)
            hold = work.holds.get(hold_id)
            nothing = answer.amount is not None and not answer.amount
            if answer.status is Status.SUCCEEDED and not nothing:
                return self._paid(work, hold, answer, now)
            if hold.state is not escrow.State.REQUESTED:
                return hold
            if answer.status is Status.PENDING:
                opened = deposits.approval_opened(hold, answer.ref, answer.approve_url)
                if opened != hold:
                    work.holds.save(opened)
                    work.record(deposits.approval_needed(hold, opened, GATEWAY, now))
                return opened
            if answer.status is Status.EXPIRED:
                hold, event = deposits.expire(hold, GATEWAY, now)
            else:  # also where it succeeded, and nothing came
                said = "Nothing was paid." if nothing else answer.reason or "The payment was declined."
                hold, event = deposits.decline(hold, said, GATEWAY, now)
            self._unfunded(work, hold, event, GATEWAY, now)
        return hold

    def return_suspense(self, actor: Actor, hold_id: UUID, currency: str) -> Transfer:
        """Send money that should not have come back to its payer: an operator decides it.

        Raises Refused where there is none."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            work.contracts.lock_of_hold(hold_id)
            hold = work.holds.get(hold_id)
            if not actor.is_operator:
                raise NotYours(kind="payment", id=str(hold_id))
            kept_apart = work.ledger.balance(ledger.suspense(hold.id, currency))
            if not kept_apart:
                raise Refused(f"Nothing in {currency} is kept apart of this payment.")
            return self._give_back(work, hold, kept_apart, actor, now)

    def _paid(self, work: Work, hold: Hold, answer: Answer, at: datetime) -> Hold:
        assert answer.amount is not None, "a payment that succeeded says how much"
        waiting = hold.state is escrow.State.REQUESTED
        if waiting and answer.amount == hold.total:
            return self._confirmed(work, hold, answer, at)
        if hold.state not in escrow.UNPAID and hold.gateway_ref == answer.ref:
            self._fee(work, hold, answer, at)  # the payment that this hold is made of, told again
            return hold
        entry = movements.unexpected_payment(self.ids.new(), hold, answer.amount, answer.ref, at)
        if work.ledger.posted(entry.key):
            return hold
        work.ledger.post(entry)
        self._fee(work, hold, answer, at)
        if not waiting:
            # Too late, or paid twice: nobody has to decide where it belongs.
            self._give_back(work, evolve(hold, gateway_ref=answer.ref), answer.amount, CLOCK, at)
            return hold
        reason = f"{hold.total} was asked for, {answer.amount} came. The money is kept apart."
        opened = deposits.approval_opened(hold, answer.ref, hold.approve_url)
        declined, event = deposits.decline(opened, reason, GATEWAY, at)
        self._unfunded(work, declined, event, GATEWAY, at)
        return declined

    def _confirmed(self, work: Work, hold: Hold, answer: Answer, at: datetime) -> Hold:
        confirmed, held = deposits.confirm(hold, hold.total, answer.ref, GATEWAY, at)
        milestone, funded = fundings.confirm_funds(work.milestones.get(hold.milestone_id), GATEWAY, at)
        work.holds.save(confirmed)
        work.milestones.save(milestone)
        work.ledger.post(movements.fund(self.ids.new(), confirmed, at))
        work.record(held, funded)
        self._fee(work, confirmed, answer, at)
        return confirmed

    def _fee(self, work: Work, hold: Hold, answer: Answer, at: datetime) -> None:
        """What the gateway took for it, of which a later answer may be the first to tell."""
        if answer.fee:
            entry = movements.gateway_fee(
                self.ids.new(),
                hold.gateway,
                answer.ref,
                answer.fee,
                at,
                book=hold.contract_id,
                contract_id=hold.contract_id,
            )
            if not work.ledger.posted(entry.key):
                work.ledger.post(entry)

    def _give_back(self, work: Work, hold: Hold, amount: Money, actor: Actor, at: datetime) -> Transfer:
        source = ledger.suspense(hold.id, amount.currency)
        assert hold.gateway_ref is not None, "the money came by a payment"
        transfer, requested = transfers.request(
            self.ids.new(),
            transfers.Kind.REFUND,
            hold.parties.client,
            hold.gateway,
            hold.gateway_ref,
            amount,
            actor,
            at,
            contract_id=hold.contract_id,
            hold_id=hold.id,
        )
        entry = movements.suspense_returned(self.ids.new(), transfer, source, at)
        work.transfers.add(transfers.in_transit(transfer, entry.id))
        work.ledger.post(entry)
        work.record(requested)
        return transfer

    def _unfunded(self, work: Work, hold: Hold, event: deposits.FundingFailed, actor: Actor, at: datetime) -> None:
        milestone, failed = fundings.funding_failed(work.milestones.get(hold.milestone_id), event.reason, actor, at)
        work.holds.save(hold)
        work.milestones.save(milestone)
        work.record(event, failed)
