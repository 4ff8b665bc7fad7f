"""Withdrawals, and what the gateway answers about money on its way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import frozen

from upclone.application.ports.gateways import Answer, Gateways, Operation, Status
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import GATEWAY, Actor
from upclone.domain.errors import Invalid, NotYours, Refused
from upclone.domain.money import Money, price
from upclone.domain.payments import ledger, methods, movements, schedules, transfers
from upclone.domain.payments.ledger import TEST_GATEWAY
from upclone.domain.payments.methods import Purpose
from upclone.domain.payments.methods import State as MethodState
from upclone.domain.payments.schedules import Rhythm
from upclone.domain.payments.transfers import Kind, State, Transfer
from upclone.domain.trust import sanctions


@frozen
class Transfers:
    """Use cases of payouts and refunds."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    gateways: Gateways

    def pay_out(
        self,
        actor: Actor,
        owner: UUID,
        amount: Money,
        gateway: str,
        destination: str = "",
        method: UUID | None = None,
    ) -> Transfer:
        """Withdraw `amount` of what `owner` has available, to their `method`, or to the usual one. An operator may do
        it for a suspended account. A plain `destination` is for operators, and for test money.

        Raises MoneyHeld, with its end, while a sanction holds the money back or the method waits.
        """
        if actor.id != owner and not actor.is_operator:
            raise NotYours(kind="account", id=str(owner))
        self.gateways.get(gateway)
        price(amount, "amount.amount_minor")
        _named_once(actor, gateway, destination, method)
        now = self.clock.now()
        with self.unit_of_work() as work:
            # A suspension locks the account, too: it comes before this withdrawal, or after it.
            work.accounts.lock(owner)
            sanctions.may_withdraw(work.sanctions.standing(owner), now)
            token = destination or _place(work, owner, gateway, method)
            return withdraw(work, self.ids.new, owner, amount, gateway, token, actor, now)

    def retry(self, actor: Actor, transfer_id: UUID, destination: str | None = None) -> Transfer:
        """Send a failed transfer again, under a new key."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            before = _lock(work, transfer_id)
            if before.kind is Kind.PAYOUT:
                work.accounts.lock(before.owner)
                sanctions.may_withdraw(work.sanctions.standing(before.owner), now)
                destination = _again(work, before, destination, actor)
                work.ledger.lock_book(before.owner)
                free_of_debt(work, before.owner, before.gateway, before.amount)
            transfer, requested = transfers.retry(before, actor, now, destination)
            take = movements.payout if transfer.kind is Kind.PAYOUT else movements.refund_retried
            entry = take(self.ids.new(), transfer, now)
            transfer = transfers.in_transit(transfer, entry.id)
            work.transfers.save(transfer)
            work.ledger.post(entry)
            work.record(requested)
        return transfer

    def answered(self, answer: Answer) -> Transfer:
        """The one handler of whatever says how a transfer went. In any order, any number of times.

        What an earlier attempt is told after a later one began is old news: its money came back when it failed.
        """
        transfer_id, attempt = answer.key.rsplit(":", 1)
        with self.unit_of_work() as work:
            transfer = _lock(work, UUID(transfer_id))
            if int(attempt) != transfer.attempt:
                return transfer
            if answer.status is Status.SUCCEEDED:
                return self._paid(work, transfer, answer)
            if answer.status is Status.PENDING:
                return self._sent(work, transfer, answer)
            return self._failed(work, transfer, answer)

    def looked(self, transfer_id: UUID, answer: Answer | None) -> None:
        """The gateway was asked whether what it paid came back, and this is what it said."""
        with self.unit_of_work() as work:
            transfer = _lock(work, transfer_id)
            if transfer.state is State.PAID:
                returns = self.gateways.get(transfer.gateway).returns(Operation(str(transfer.kind)))
                is_there = answer is None or answer.status is Status.SUCCEEDED
                work.transfers.save(transfers.looked(transfer, returns, is_there, self.clock.now()))

    def _sent(self, work: Work, transfer: Transfer, answer: Answer) -> Transfer:
        if transfer.state is not State.REQUESTED:
            return transfer
        sent, event = transfers.send(transfer, answer.ref, GATEWAY, self.clock.now())
        work.transfers.save(sent)
        work.record(event)
        return sent

    def _paid(self, work: Work, transfer: Transfer, answer: Answer) -> Transfer:
        now = self.clock.now()
        if transfer.state is State.PAID:
            self._fee(work, transfer, answer, now)
        if transfer.state in (State.PAID, State.FAILED):
            return transfer
        paid, event = transfers.succeed(transfer, answer.ref, GATEWAY, now)
        work.transfers.save(paid)
        work.ledger.post(movements.paid(self.ids.new(), paid, now))
        work.record(event)
        self._fee(work, paid, answer, now)
        return paid

    def _fee(self, work: Work, transfer: Transfer, answer: Answer, at: datetime) -> None:
        """What the gateway took for it, of which a later answer may be the first to tell."""
        if answer.fee:
            entry = movements.gateway_fee(
                self.ids.new(),
                transfer.gateway,
                answer.ref,
                answer.fee,
                at,
                book=transfer.contract_id or transfer.owner,
                contract_id=transfer.contract_id,
            )
            if not work.ledger.posted(entry.key):
                work.ledger.post(entry)

    def _failed(self, work: Work, transfer: Transfer, answer: Answer) -> Transfer:
        now = self.clock.now()
        self._fee(work, transfer, answer, now)  # it may have been sent, and be back before anybody heard of it
        if transfer.state is State.FAILED:
            return transfer
        failed, event = transfers.fail(transfer, answer.reason or "The gateway refused it.", GATEWAY, now)
        work.transfers.save(failed)
        work.ledger.post(movements.failed(self.ids.new(), failed, transfer.state is State.PAID, now))
        work.record(event)
        if failed.kind is Kind.PAYOUT:
            _no_longer_by_itself(work, failed, now)
        return failed


def _lock(work: Work, transfer_id: UUID) -> Transfer:
    """The transfer, and the contract that a refund belongs to before it: its book and its history are the contract's,
    and whoever took them in another order would wait for a release for ever."""
    contract_id = work.transfers.get(transfer_id).contract_id
    if contract_id is not None:
        work.contracts.lock(contract_id)
    return work.transfers.lock(transfer_id)


def _no_longer_by_itself(work: Work, bounced: Transfer, at: datetime) -> None:
    """What came back once is not sent again and again: from now on its owner says when."""
    work.accounts.lock(bounced.owner)
    schedule = work.schedules.of(bounced.owner, bounced.gateway)
    if schedule is not None:
        work.schedules.put(schedules.chosen(schedule, Rhythm.BY_HAND, None, at))


def withdraw(
    work: Work,
    new_id: Callable[[], UUID],
    owner: UUID,
    amount: Money,
    gateway: str,
    token: str,
    actor: Actor,
    at: datetime,
) -> Transfer:
    """Take `amount` of what is available, and ask for it to be sent to `token`. The account is locked already."""
    # The book is the queue: two withdrawals at once see each other's balance.
    work.ledger.lock_book(owner)
    schedules.enough(amount, free_of_debt(work, owner, gateway, amount))
    transfer, requested = transfers.request(new_id(), Kind.PAYOUT, owner, gateway, token, amount, actor, at)
    entry = movements.payout(new_id(), transfer, at)
    transfer = transfers.in_transit(transfer, entry.id)
    work.transfers.add(transfer)
    work.ledger.post(entry)
    work.record(requested)
    return transfer


def free_of_debt(work: Work, owner: UUID, gateway: str, needed: Money) -> Money:
    """What `owner` can withdraw by a gateway: what is available, less what they owe. Raises NotEnoughFunds where
    `needed` is not even available, and Refused where it is, and owed."""
    account = ledger.available(owner, gateway, needed.currency)
    available = work.ledger.balance(account)
    ledger.covered(account, available, needed)
    owed = -work.ledger.balance(ledger.debt(owner, needed.currency))
    if available - owed < needed:
        raise Refused(f"{owed} of it is owed, and made good first.", rule="debt_first")
    return available - owed


def _named_once(actor: Actor, gateway: str, destination: str, method: UUID | None) -> None:
    """One place to be paid to. Typed ones can't be proven: of real money nobody sends any to them but operators."""
    if destination and method is not None:
        raise Invalid("destination", "must be left out where a method is named")
    if len(destination) > 200:
        raise Invalid("destination", "must have 1 to 200 characters")
    if destination and gateway != TEST_GATEWAY and not actor.is_operator:
        raise Refused("Money leaves to a payout method of yours.", rule="payout_method_needed")


def _again(work: Work, before: Transfer, destination: str | None, actor: Actor) -> str:
    """Where a payout is sent the next time: where it was sent, as long as that is still its owner's place."""
    if actor.is_operator or before.gateway == TEST_GATEWAY:
        return destination or before.destination
    if destination:
        raise Refused("Money leaves to a payout method of yours.", rule="payout_method_needed")
    own = work.methods.of(before.owner, Purpose.BEING_PAID)
    active = {each.token for each in own if each.gateway == before.gateway and each.state is MethodState.ACTIVE}
    if before.destination in active:
        return before.destination
    return _place(work, before.owner, before.gateway, None)


def _place(work: Work, owner: UUID, gateway: str, method: UUID | None) -> str:
    own = work.methods.of(owner, Purpose.BEING_PAID)
    if method is None:
        return methods.usual(own, gateway, Purpose.BEING_PAID).token
    return methods.named(own, method, gateway, "method").token
