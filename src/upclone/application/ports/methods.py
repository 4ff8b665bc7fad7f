"""What is kept of people's means of paying and of being paid. Every implementation passes tests/suites/methods.py."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.ports.waiting import Waiting
from upclone.domain.money import Money
from upclone.domain.payments.methods import Method, Purpose
from upclone.domain.payments.schedules import Rhythm, Schedule


class Methods(Protocol):
    """Means of people. Written after their account was locked."""

    def get(self, id: UUID) -> Method: ...

    def lock(self, id: UUID) -> Method: ...

    def add(self, method: Method) -> None: ...

    def save(self, method: Method) -> None:
        """Raises AlreadyExists(field="usual") where another one is the usual of its kind."""
        ...

    def of(self, owner: UUID, purpose: Purpose) -> tuple[Method, ...]:
        """Those that last (begun, waiting, active), oldest first."""
        ...

    def of_ref(self, gateway: str, ref: str) -> tuple[Method, ...]:
        """Those that last, by the gateway's own name."""
        ...

    def waiting(self, since: datetime, limit: int, after: UUID = ...) -> tuple[Waiting, ...]:
        """Those BEGUN before `since`, by id: the first `limit` above `after`."""
        ...

    def earned(self, owner: UUID) -> bool:
        """Whether anything was ever released to an account."""
        ...


@frozen
class Resting:
    """What lies available, and leaves by a schedule. Nothing was checked: it is only where to look, and what can't be
    read of it is found out in its own turn."""

    owner: UUID
    gateway: str
    rhythm: str
    day: int | None
    chosen_at: datetime
    free_minor: int
    currency: str

    @property
    def schedule(self) -> Schedule:
        """When it leaves. Raises ValueError for what no schedule can say."""
        return Schedule(self.owner, self.gateway, Rhythm(self.rhythm), self.day, self.chosen_at)

    @property
    def free(self) -> Money:
        """What lies there."""
        return Money(self.free_minor, self.currency)


class Schedules(Protocol):
    """When money leaves by itself. Written after their account was locked."""

    def of(self, owner: UUID, gateway: str) -> Schedule | None: ...

    def put(self, schedule: Schedule) -> None:
        """Instead of the one before, if any."""
        ...

    def resting(self, limit: int, after: UUID = ...) -> tuple[Resting, ...]:
        """What is available to people whose money leaves by itself, by owner: of the first `limit` owners above
        `after`, all there is."""
        ...

    def claim(self, owner: UUID, gateway: str, currency: str, period: str) -> bool:
        """Use a period up: whether it was there to be used. Of two at once one gets it."""
        ...
