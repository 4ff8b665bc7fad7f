"""Which jobs' texts are alike, in memory."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.domain.market.jobs import Job, State

FEW: Final = 20
_OWN: Final = frozenset({State.PENDING, State.OPEN, State.PAUSED, State.REJECTED, State.REMOVED})


@frozen
class Likenesses:
    """The bands of jobs' texts."""

    bands: MutableMapping[UUID, frozenset[int]]
    jobs: MutableMapping[UUID, Job]

    def keep(self, job_id: UUID, bands: tuple[int, ...]) -> None:
        self.bands[job_id] = frozenset(bands)

    def near(self, job_id: UUID, client_id: UUID, bands: Iterable[int]) -> tuple[Job, ...]:
        wanted = frozenset(bands)
        found = (self.jobs[id] for id in sorted(self.bands, reverse=True) if id != job_id and self.bands[id] & wanted)
        counting = [job for job in found if job.state in _OWN or (job.client_id != client_id and job.state != "draft")]
        return tuple(counting[:FEW])
