"""What is kept of chargebacks. Every implementation passes tests/suites/chargebacks.py."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from upclone.application.ports.waiting import Waiting
from upclone.domain.payments.chargebacks import Chargeback
from upclone.domain.payments.reconciliation import StrayClaim


class Chargebacks(Protocol):
    """Claims of payers' banks. Written after their contract was locked."""

    def payment(self, gateway: str, payment_ref: str) -> UUID | None:
        """The payment that a gateway knows by this name, if it is one of ours."""
        ...

    def stray(self, claim: StrayClaim) -> bool:
        """Keep a claim on a payment that is none of ours: whether it is news. Of two at once it is to one."""
        ...

    def strays(self, limit: int) -> tuple[StrayClaim, ...]:
        """Those that were kept, the newest first."""
        ...

    def get(self, id: UUID) -> Chargeback: ...

    def add(self, chargeback: Chargeback) -> None:
        """Raises AlreadyExists(field="ref") where the gateway's claim is known."""
        ...

    def save(self, chargeback: Chargeback) -> None: ...

    def of_ref(self, gateway: str, ref: str) -> Chargeback | None:
        """By the gateway's own name."""
        ...

    def of(self, contract_id: UUID) -> tuple[Chargeback, ...]:
        """All of a contract's, oldest first."""
        ...

    def waiting(self, limit: int, after: UUID) -> tuple[Waiting, ...]:
        """Those of which more is to come, by id: the first `limit` above `after`."""
        ...
