"""What somebody earned or spent in a period, line by line as the ledger has it, and in sums."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.ports.documents import Side, StatementAccount
from upclone.domain.money import Money

MOST_LINES: Final = 20_000


@frozen
class Period:
    """From `since` (None: from the beginning) until before `before`; aware."""

    since: datetime | None
    before: datetime


@frozen
class StatementFilter:
    """None lets everything through; balances are then those of what is let through."""

    contract_id: UUID | None = None
    gateway: str | None = None


@frozen
class SumRow:
    """Released work of one month (its first moment), contract or counterparty, or of all (each None)."""

    month: datetime | None
    contract_id: UUID | None
    counterparty_id: UUID | None
    name: str
    releases: int
    gross: Money
    fee: Money
    tax: Money

    @property
    def net(self) -> Money:
        """What the freelancer got; for a client, less than nothing: what left what is held."""
        return self.gross - self.fee


class StatementReads(Protocol):
    """Of the person's own accounts alone."""

    def statement(
        self, owner: UUID, side: Side, period: Period, wanted: StatementFilter
    ) -> tuple[StatementAccount, ...]:
        """By currency; those that never held anything are left out. Raises Invalid for more than MOST_LINES lines."""
        ...

    def sums(self, owner: UUID, side: Side, months: tuple[datetime, ...], before: datetime) -> tuple[SumRow, ...]:
        """What was released in each of the months, which begin at these moments in their order, until `before`."""
        ...
