"""What a reconciliation reads of the ledger, and where its runs are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.money import Money
from upclone.domain.payments.findings import Finding
from upclone.domain.payments.lines import OnItsWay, Ours
from upclone.domain.payments.reconciliation import Run


@frozen
class Snapshot:
    """One moment of the ledger: lines of every gateway's clearing accounts since a time, and of one gateway what lies
    there and what is on its way, in minor units by currency."""

    lines: Sequence[Ours]
    balances: Mapping[str, int]
    transits: Sequence[OnItsWay]


@frozen
class Apart:
    """Money that was set apart for the gateway's `line` and has no place yet."""

    gateway: str
    line: str
    amount: Money
    at: datetime


@frozen
class AgedHold:
    """Money that has been held since `since`."""

    hold: UUID
    contract: UUID
    milestone: UUID
    gateway: str
    held: Money
    since: datetime


class Books(Protocol):
    """The ledger beside a gateway's report. What it keeps joins the open transaction."""

    def snapshot(self, gateway: str, since: datetime) -> Snapshot:
        """As it is now. Takes as long as it takes."""
        ...

    def keep(self, run: Run) -> None:
        """Keep a run with its findings."""
        ...

    def runs(self, gateway: str | None, limit: int, before: UUID | None = None) -> tuple[Run, ...]:
        """The newest first."""
        ...

    def run(self, id: UUID) -> Run | None:
        """One of them."""
        ...

    def apart(self, gateway: str | None = None) -> tuple[Apart, ...]:
        """What was set apart and nobody gave a place, the oldest first."""
        ...

    def open(self, gateway: str) -> tuple[Finding, ...]:
        """Of the last run that was made, the findings that nothing was posted for since."""
        ...

    def aged(self, before: datetime) -> tuple[AgedHold, ...]:
        """Money held since before this time, the oldest first."""
        ...
