"""Saving what a discharge changed: the hold, the contract, the entries and the refund, in the transaction at hand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upclone.application.ports.store import Work
from upclone.domain.deals.settling import Settled
from upclone.domain.money import Money
from upclone.domain.payments import ledger, movements
from upclone.domain.payments.escrow import Hold


def keep(work: Work, settled: Settled) -> None:
    """Write a discharge. The contract is left to the caller, who may change it again before saving it once.

    What a freelancer owes is made good by what is released to them.
    """
    hold = settled.hold
    in_debt = bool(settled.amounts.released) and bool(owed(work, hold))
    if in_debt:
        work.ledger.lock_book(hold.parties.freelancer)  # before any balance: a withdrawal takes them in this order
    work.holds.save(hold)
    for entry in settled.entries:
        work.ledger.post(entry)
    if settled.refund is not None:
        work.transfers.add(settled.refund)
    work.record(*settled.events)
    if in_debt:
        recover(work, settled.spare_id, hold, settled.entries[0].at)


def owed(work: Work, hold: Hold) -> Money:
    """What the hold's freelancer owes, in its currency."""
    return -work.ledger.balance(ledger.debt(hold.parties.freelancer, hold.work.currency))


def recover(work: Work, id: UUID, hold: Hold, at: datetime) -> None:
    """Make good what is owed from what is available at the hold's gateway. The freelancer's book is locked."""
    free = work.ledger.balance(ledger.available(hold.parties.freelancer, hold.gateway, hold.work.currency))
    amount = min(free, owed(work, hold))
    if amount > Money.zero(amount.currency):
        work.ledger.post(movements.debt_recovered(id, hold, amount, at))
