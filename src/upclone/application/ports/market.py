"""The store's repositories of the market that store.py does not hold."""

from __future__ import annotations

from datetime import date
from typing import Protocol
from uuid import UUID

from upclone.domain.market.invitations import Invitation
from upclone.domain.market.limits import Counted


class Invitations(Protocol):
    """What clients ask freelancers to bid on."""

    def get(self, id: UUID) -> Invitation: ...

    def lock(self, id: UUID) -> Invitation: ...

    def newest(self, job_id: UUID, freelancer_id: UUID) -> Invitation | None:
        """The last one to this freelancer for this job. Read after the job was locked."""
        ...

    def add(self, invitation: Invitation) -> None:
        """Raises AlreadyExists(field="freelancer_id") where there is one that waits or was answered."""
        ...

    def save(self, invitation: Invitation) -> None: ...


class Tallies(Protocol):
    """How much an account has begun today."""

    def add(self, account_id: UUID, counted: Counted, day: date) -> int:
        """Count one more, and say how many that makes on that day. Others who count for the account wait until this
        transaction ends; where it is rolled back, it has counted nothing."""
        ...
