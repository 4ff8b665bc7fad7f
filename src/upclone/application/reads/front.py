"""What anybody is shown of the marketplace as a whole: how much of what there is, and what may be found by robots."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.money import Money

COUNTED: Final = 10_000
"""No figure counts further: it says that there are more."""


@frozen
class Figure:
    """A count; `more` says that it stopped there."""

    count: int
    more: bool = False


@frozen
class Figures:
    """What goes on now. `held` is the money that is held for work in progress, by currency, the most first;
    `released` what freelancers were paid for work that was approved."""

    open_jobs: Figure
    freelancers: Figure
    running: Figure
    completed: Figure
    held: tuple[Money, ...]
    released: tuple[Money, ...]


@frozen
class Listed:
    """Something with a page of its own, and when it changed last, where that is known."""

    id: UUID
    at: datetime | None = None


class FrontReads(Protocol):
    """For everybody: nothing here is anybody's in particular."""

    def figures(self) -> Figures:
        """As they are now."""
        ...

    def jobs(self, most: int) -> tuple[Listed, ...]:
        """Open jobs for everybody, of clients who may act, newest first."""
        ...

    def freelancers(self, most: int) -> tuple[Listed, ...]:
        """Listed freelancers who may act, the best first."""
        ...
