"""Withdrawals, and what the gateway answers about money on its way out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import frozen

from upclone.application.ports.gateways import Answer, Gateways, Status
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import GATEWAY, Actor
from upclone.domain.errors import Invalid, NotYours
from upclone.domain.money import Money, price
from upclone.domain.payments import ledger, movements, transfers
from upclone.domain.payments.transfers import Kind, State, Transfer
from upclone.domain.trust import sanctions


@frozen
class Transfers:
    """Use cases of payouts and refunds."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    gateways: Gateways

    def pay_out(self, actor: Actor, owner: UUID, amount: Money, gateway: str, destination: str) -> Transfer:
        """Withdraw `amount` of what `owner` has available. An operator may do it for a suspended account.

        Raises MoneyHeld, with its end, while a sanction holds the money back.
        """
        if actor.id != owner and not actor.is_operator:
            raise NotYours(kind="account", id=str(owner))
        self.gateways.get(gateway)
        price(amount, "amount.amount_minor")
        if not 1 <= len(destination) <= 200:
            raise Invalid("destination", "must have 1 to 200 characters")
        now = self.clock.now()
        with self.unit_of_work() as work:
            # A suspension locks the account, too: it comes before this withdrawal, or after it.
            work.accounts.lock(owner)
            sanctions.may_withdraw(work.sanctions.standing(owner), now)
            # The book is the queue: two withdrawals at once see each other's balance.
            work.ledger.lock_book(owner)
            account = ledger.available(owner, gateway, amount.currency)
            ledger.covered(account, work.ledger.balance(account), amount)
            transfer, requested = transfers.request(
                self.ids.new(), Kind.PAYOUT, owner, gateway, destination, amount, actor, now
            )
            entry = movements.payout(self.ids.new(), transfer, now)
            transfer = transfers.in_transit(transfer, entry.id)
            work.transfers.add(transfer)
            work.ledger.post(entry)
            work.record(requested)
        return transfer

    def retry(self, actor: Actor, transfer_id: UUID, destination: str | None = None) -> Transfer:
        """Send a failed transfer again, under a new key."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            before = _lock(work, transfer_id)
            if before.kind is Kind.PAYOUT:
                work.accounts.lock(before.owner)
                sanctions.may_withdraw(work.sanctions.standing(before.owner), now)
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
        if transfer.state is State.FAILED:
            return transfer
        now = self.clock.now()
        failed, event = transfers.fail(transfer, answer.reason or "The gateway refused it.", GATEWAY, now)
        work.transfers.save(failed)
        work.ledger.post(movements.failed(self.ids.new(), failed, transfer.state is State.PAID, now))
        work.record(event)
        return failed


def _lock(work: Work, transfer_id: UUID) -> Transfer:
    """The transfer, and the contract that a refund belongs to before it: its book and its history are the contract's,
    and whoever took them in another order would wait for a release for ever."""
    contract_id = work.transfers.get(transfer_id).contract_id
    if contract_id is not None:
        work.contracts.lock(contract_id)
    return work.transfers.lock(transfer_id)
