"""One round of asking gateways about what waits: each at its pace, and what breaks at one is that one's alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Final

from attrs import define, field

from upclone.application.ports.store import StoreUnavailable
from upclone.application.reactions.pacing import Pacing
from upclone.domain.errors import Unavailable

SILENCES: Final = 2
"""A gateway that gave no answer so often is left alone for the rest of the round."""


@define
class Round:
    """From `ask` to `ask` to `over`. `asked` is how many were asked about."""

    pacing: Pacing
    now: datetime
    asked: int = 0
    _keys: set[str] = field(factory=set, init=False)
    _silent: Counter[str] = field(factory=Counter, init=False)
    _broken: list[Exception] = field(factory=list, init=False)

    def ask(self, gateway: str, key: str, since: datetime, ask: Callable[[], object]) -> None:
        """Call `ask` where it is time to; what waits since `since` goes by `key`. Raises StoreUnavailable alone: what
        nobody foresaw is kept for `over`, and that one is then asked about ever more rarely."""
        self._keys.add(key)
        if self._silent[gateway] >= SILENCES or not self.pacing.due(key, since, self.now):
            return
        self.asked += 1
        try:
            ask()
        except Unavailable:
            self._silent[gateway] += 1
        except StoreUnavailable:
            raise  # nothing can be asked about then
        except Exception as failure:  # noqa: BLE001 - one broken payment must not hold up all others
            failure.add_note(f"when the {gateway} was asked about {key}")
            self.pacing.put_off(key)
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
