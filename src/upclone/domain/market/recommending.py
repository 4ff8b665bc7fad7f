"""Recommending: what is worth showing, and telling somebody of a job that fits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.domain.actors import Role
from upclone.domain.events import Event
from upclone.domain.market.scores import MOST

WORTH_TELLING: Final = MOST * 65 // 100
"""Points from which on a freelancer is told of a new job."""

TOLD_OF_A_JOB: Final = 25
"""Freelancers who are told of one job, at most: the best of them."""


@frozen(kw_only=True)
class JobRecommended(Event):
    """A new job fits somebody, by so many of 1,000 points."""

    owner: UUID
    points: int


def ranked(scored: Iterable[tuple[UUID, int]], most: int) -> list[tuple[UUID, int]]:
    """The best first; of equals, the newer."""
    return sorted(scored, key=lambda each: (each[1], each[0]), reverse=True)[:most]


def worth_telling(scored: Iterable[tuple[UUID, int]]) -> dict[UUID, int]:
    """Whom to tell of a job, and how many points they have."""
    best = ranked(scored, TOLD_OF_A_JOB)
    return {id: points for id, points in best if points >= WORTH_TELLING}


def recommended(job_id: UUID, owner: UUID, points: int, at: datetime) -> JobRecommended:
    """What a freelancer is told."""
    return JobRecommended(subject_id=job_id, by=None, role=Role.CLOCK, at=at, owner=owner, points=points)
