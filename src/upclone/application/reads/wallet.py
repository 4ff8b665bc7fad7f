"""What the page of one's own money shows beside balances: what is held for whom, and how a transfer came along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.actors import Actor
from upclone.domain.money import Money

MOST_CONTRACTS: Final = 50


@frozen
class HeldRow:
    """What is held under a contract in one currency, as one side sees it: for its client with the fee on it, for its
    freelancer the work, which is `work` for both. `frozen`: a dispute or the payer's bank keeps it.

    `approved_at` is when the earliest part of it that is in review is approved by itself, None where nothing is.
    """

    contract_id: UUID
    title: str
    other: str
    paying: bool
    amount: Money
    work: Money
    frozen: bool
    approved_at: datetime | None


@frozen
class Happened:
    """One event of a transfer."""

    event: str
    at: datetime
    facts: Mapping[str, Any]


class WalletReads(Protocol):
    """Of the viewer's own alone, unless it says otherwise."""

    def held(self, viewer: Actor, of: UUID | None = None) -> tuple[HeldRow, ...]:
        """By contract and currency, the newest contract first. `of`: as an account sees it, for its holder and
        operators."""
        ...

    def debts(self, viewer: Actor, of: UUID | None = None) -> tuple[Money, ...]:
        """What the viewer owes because it was taken back after they were paid, by currency; an account's for its holder
        and operators."""
        ...

    def open_contracts(self, viewer: Actor) -> tuple[UUID, ...]:
        """Those that the viewer pays for and that go on, the newest MOST_CONTRACTS."""
        ...

    def happened(self, viewer: Actor, transfer_id: UUID) -> tuple[Happened, ...]:
        """What became of a transfer, oldest first; for its owner and operators."""
        ...
