"""One round of asking gateways about what waits: each at its pace, and what breaks at one is that one's alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from attrs import define, field

from upclone.application.ports.store import FIRST, StoreUnavailable, UnitOfWork, Work
from upclone.application.ports.waiting import Waiting
from upclone.application.reactions.pacing import Pacing
from upclone.domain.errors import Unavailable

BATCH: Final = 100
"""Those that wait are found by so many at a time."""

SILENCES: Final = 2
"""A gateway that gave no answer so often is left alone for the rest of the round."""


@define
class Round:
    """From `walk` to `walk` to `over`. `asked` is how many were asked about, `most` how many may be."""

    pacing: Pacing
    now: datetime
    most: int | None = None
    asked: int = field(default=0, init=False)
    _keys: set[str] = field(factory=set, init=False)
    _silent: Counter[str] = field(factory=Counter, init=False)
    _broken: list[Exception] = field(factory=list, init=False)

    def walk(
        self,
        unit_of_work: UnitOfWork,
        page: Callable[[Work, UUID], tuple[Waiting, ...]],
        ask: Callable[[UUID], object],
    ) -> None:
        """Call `ask` with the id of each whose time it is, of all that wait: page by page, so that what is open for
        long, such as a checkout that nobody visits, hides nothing. Raises StoreUnavailable alone."""
        after = FIRST
        while True:
            with unit_of_work() as work:
                found = page(work, after)
            for each in found:
                self._take(each, partial(ask, each.id))
            if len(found) < BATCH:
                return
            after = found[-1].id

    def _take(self, each: Waiting, ask: Callable[[], object]) -> None:
        """What nobody foresaw, such as a row that can't be read, is kept for `over`, and that one is then asked about
        ever more rarely."""
        self._keys.add(each.key)
        if self.asked == self.most or self._silent[each.gateway] >= SILENCES:
            return
        if not self.pacing.due(each.key, each.since, self.now):
            return
        self.asked += 1
        try:
            ask()
        except Unavailable:
            self._silent[each.gateway] += 1
        except StoreUnavailable:
            raise  # nothing can be asked about then
        except Exception as failure:  # noqa: BLE001 - one broken payment must not hold up all others
            failure.add_note(f"when the {each.gateway} was asked about {each.key}")
            self.pacing.put_off(each.key)
            self._broken.append(failure)

    def follow(self, poll: Callable[[], int]) -> None:
        """Another round, whose broken ones are told with these."""
        try:
            self.asked += poll()
        except ExceptionGroup as broken:
            self._broken.extend(broken.exceptions)

    def over(self) -> int:
        """How many were asked about. Raises ExceptionGroup where some broke; what waits no longer is forgotten."""
        self.pacing.keep(self._keys)
        if self._broken:
            raise ExceptionGroup("the poller met what nobody foresaw", self._broken)
        return self.asked
