"""Saving what a discharge changed: the hold, the contract, the entries and the refund, in the transaction at hand."""

from __future__ import annotations

from upclone.application.ports.store import Work
from upclone.domain.deals.settling import Settled


def keep(work: Work, settled: Settled) -> None:
    """Write a discharge. The contract is left to the caller, who may change it again before saving it once."""
    work.holds.save(settled.hold)
    for entry in settled.entries:
        work.ledger.post(entry)
    if settled.refund is not None:
        work.transfers.add(settled.refund)
    work.record(*settled.events)
