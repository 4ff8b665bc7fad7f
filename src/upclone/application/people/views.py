"""Counting who looks at a profile, and telling its owner how many."""

from __future__ import annotations

import hashlib
from uuid import UUID

from attrs import frozen

from upclone.application.ports.system import Clock, Seals
from upclone.application.ports.views import ViewCounter
from upclone.domain.actors import Actor
from upclone.domain.people import views
from upclone.domain.people.sessions import Origin
from upclone.domain.people.views import Series


@frozen
class Views:
    """Use cases of profile views."""

    clock: Clock
    seals: Seals
    counter: ViewCounter

    def saw(self, viewer: Actor | None, origin: Origin, profile_id: UUID) -> None:
        """Somebody looked. Owners and robots are not counted, and nobody is counted twice in a UTC day."""
        if (viewer is not None and viewer.id == profile_id) or views.is_robot(origin.user_agent, viewer is not None):
            return
        day = self.clock.now().date()
        who = f"account {viewer.id}" if viewer else f"visitor {origin.address} {origin.user_agent}"
        # Keyed, and by the day: what is kept leads to no address, and to nobody on two days.
        mark = self.seals.seal(f"profile view {day}", who)
        self.counter.add(profile_id, day, hashlib.sha256(mark.encode()).digest()[:16])

    def of(self, actor: Actor) -> Series:
        """How often one's own profile was looked at."""
        assert actor.id is not None
        return views.series(self.counter.by_day(actor.id), self.clock.now().date())
