"""What the room of a contract shows beside the contract itself, and what lists of contracts say of each."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.reads.deals import HistoryRow
from upclone.domain.actors import Actor
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import Dispute
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.timesheets import Timesheet


@frozen
class Standing:
    """Where a contract stands: milestones by number, disputes oldest first, weeks by their beginning."""

    contract: Contract
    milestones: tuple[Milestone, ...]
    disputes: tuple[Dispute, ...]
    weeks: tuple[Timesheet, ...]


class RoomReads(Protocol):
    """None, or no rows, for strangers: the same as for what does not exist."""

    def standings(self, viewer: Actor, ids: tuple[UUID, ...]) -> tuple[Standing, ...]:
        """Those of `ids` that the viewer may see, in four statements however many they are."""
        ...

    def happened(self, viewer: Actor, contract_id: UUID, names: frozenset[str]) -> tuple[HistoryRow, ...] | None:
        """The events of a contract that have one of these names, in order."""
        ...

    def unaltered(self, viewer: Actor, contract_id: UUID) -> int | None:
        """How many events a contract's history has, where each is what was written and is chained to the one before
        it; -1 where one is not."""
        ...
