"""Acts that need two people."""

from __future__ import annotations

from uuid import UUID

from attrs import define

from upclone.adapters.memory.repositories import Rows
from upclone.application.ports.approvals import NEWEST
from upclone.domain.payments.approvals import Approval


@define
class Approvals(Rows[Approval]):
    """Acts that need two people."""

    def newest(self, limit: int, before: UUID = NEWEST) -> tuple[Approval, ...]:
        return self.where(lambda each: each.id < before, order=lambda each: -each.id.int)[:limit]
