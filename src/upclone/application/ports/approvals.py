"""Where what waits for a second operator is kept."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from upclone.domain.payments.approvals import Approval


class Approvals(Protocol):
    """Joins the open transaction."""

    def add(self, approval: Approval) -> None: ...

    def lock(self, id: UUID) -> Approval:
        """Nobody else decides about it meanwhile. Raises NotFound."""
        ...

    def save(self, approval: Approval) -> None: ...

    def newest(self, limit: int, after: UUID | None = None) -> tuple[Approval, ...]:
        """The newest first, those with an id below `after`."""
        ...
