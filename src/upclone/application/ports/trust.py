"""What is kept of sanctions, of what people do, and of what they leave behind. Every implementation passes
tests/suites/trust.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.trust.activity import Activity
from upclone.domain.trust.sanctions import Sanction


class Sanctions(Protocol):
    """Why people may not act. Written after their account was locked."""

    def get(self, id: UUID) -> Sanction: ...

    def lock(self, id: UUID) -> Sanction: ...

    def add(self, sanction: Sanction) -> None:
        """Raises AlreadyExists(field="account_id") where another one stands."""
        ...

    def save(self, sanction: Sanction) -> None: ...

    def standing(self, account_id: UUID) -> Sanction | None:
        """The one that keeps an account from acting, if any."""
        ...

    def another_operator(self, but: UUID, about: UUID) -> bool:
        """Whether an active operator exists who is neither of these two."""
        ...


class Activities(Protocol):
    """What people do."""

    def add(self, activities: Sequence[Activity]) -> None:
        """In one statement. Those with a known id are left alone."""
        ...

    def forget(self, before: datetime) -> int:
        """Drop what is older; how many there were."""
        ...


@frozen
class Bonds:
    """What somebody has to settle before they go. `money` are amounts that are held, available or on their way."""

    contracts: int = 0
    disputes: int = 0
    money: tuple[str, ...] = ()


class Traces(Protocol):
    """What a person leaves behind."""

    def bonds(self, account_id: UUID) -> Bonds:
        """What they would have to settle before they go."""
        ...

    def erase(self, account_id: UUID) -> None:
        """Forget what is theirs alone, in this transaction. What the law and others need stays: contracts, the
        ledger, invoices, disputes. The account's own row is saved by who calls."""
        ...


class ActivityLog(Protocol):
    """Takes notes without making anybody wait: it may drop some where too many come at once."""

    def note(self, activity: Activity) -> None:
        """Keep it soon."""
        ...
