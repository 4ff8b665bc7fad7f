"""What is kept of acts that need two people. Every implementation passes tests/suites/approvals.py."""

from __future__ import annotations

from typing import Final, Protocol
from uuid import UUID

from upclone.domain.payments.approvals import Approval

NEWEST: Final = UUID(int=2**128 - 1)
"""Above every id: where a walk from the newest begins."""


class Approvals(Protocol):
    """What waits for a second operator, and what became of it."""

    def lock(self, id: UUID) -> Approval:
        """Nobody else decides about it meanwhile. Raises NotFound."""
        ...

    def add(self, approval: Approval) -> None: ...

    def save(self, approval: Approval) -> None: ...

    def newest(self, limit: int, before: UUID = NEWEST) -> tuple[Approval, ...]:
        """The newest first, those with an id below `before`."""
        ...
