"""Noting what people look at, and forgetting it in time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock, Ids
from upclone.application.ports.trust import ActivityLog
from upclone.domain.actors import Actor
from upclone.domain.trust.activity import LONGEST_DETAIL, Activity, Kind


@frozen
class Activities:
    """Use cases of activity. `kept_days`: older notes are forgotten."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    log: ActivityLog
    kept_days: int

    def saw(self, viewer: Actor | None, kind: Kind, subject_id: UUID | None = None, detail: str = "") -> None:
        """Note what somebody looked at. Takes no time: it is written a moment later. Visitors leave no trace."""
        if viewer is not None and viewer.id is not None:
            words = " ".join(detail.split())[:LONGEST_DETAIL]
            self.log.note(Activity(self.ids.new(), viewer.id, kind, self.clock.now(), subject_id, words))

    def forget(self) -> int:
        """Drop what is older than it may be; how many there were."""
        with self.unit_of_work() as work:
            return work.activities.forget(self.clock.now() - timedelta(days=self.kept_days))
