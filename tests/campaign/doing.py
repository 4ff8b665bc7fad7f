"""How anything is done in a run: by a process that may die of it, and with a line in the trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from attrs import define, field

from tests.campaign.rig import Rig
from tests.simulator.wire import Problem
from tests.snapshots import Snapshot
from upclone.domain.errors import UpcloneError
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.transfers import Transfer


@define(eq=False)
class Doing:
    """Over one run's rig. `promised` is what somebody was told is there."""

    on: Rig
    promised: list[UUID] = field(factory=list)

    def now(self) -> Snapshot:
        """What is committed."""
        return self.on.view().snapshot()

    def does(self, name: str, call: Callable[[], object]) -> None:
        """A use case, which may refuse."""

        def act() -> None:
            try:
                done = call()
            except UpcloneError as no:
                self.on.say(f"{name}: {type(no).__name__}")
                return
            self.on.say(name)
            if isinstance(done, Hold | Transfer):
                self.promised.append(done.id)

        self.on.lives(act)

    def outside(self, api: str, action: str, ref: str = "", **given: Any) -> Any:
        """Something at a gateway without upclone, which the gateway may refuse."""
        try:
            done = self.on.world.halves[api].act(action, ref, given)
        except (Problem, KeyError):
            self.on.say(f"{api} {action}: no")
            return None
        self.on.say(f"{api} {action}")
        return done
