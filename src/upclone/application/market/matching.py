"""Recommending jobs to freelancers and freelancers to clients, and telling people of a new job that fits."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.application.ports.matching import Candidates
from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock
from upclone.domain.actors import Actor
from upclone.domain.errors import NotFound
from upclone.domain.market import matching, recommending
from upclone.domain.market.briefs import Visibility
from upclone.domain.market.jobs import State
from upclone.domain.market.matching import Improvement
from upclone.domain.market.scores import Knowledge, Match, Need, Offer
from upclone.domain.people import accounts
from upclone.domain.people.accounts import AccountRole

MOST: Final = 50
"""Recommendations that are made at a time."""


@frozen
class Recommendation:
    """A job (or a freelancer) by id, how well both fit, and what would raise it most."""

    id: UUID
    match: Match
    improvement: Improvement | None


@frozen
class Matching:
    """Use cases of matching. `told_per_day` jobs is what one person is told of at most; 0 tells nobody."""

    unit_of_work: UnitOfWork
    clock: Clock
    candidates: Candidates
    told_per_day: int

    def jobs(self, actor: Actor, limit: int) -> tuple[Recommendation, ...]:
        """The open jobs that fit a freelancer best."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            accounts.may_act(work.accounts.get(actor.id), AccountRole.FREELANCER)
            now = self.clock.now()
            known, offer = self.candidates.knowledge(now), self.candidates.offer(actor.id, now)
            needs = {each.id: each.need for each in self.candidates.jobs(actor.id, offer, now)}
        scored = ((id, matching.points_of(need, offer, known)) for id, need in needs.items())
        best = [id for id, _ in recommending.ranked(scored, min(limit, MOST))]
        return tuple(_recommended(id, needs[id], offer, known) for id in best)

    def freelancers(self, actor: Actor, job_id: UUID, limit: int) -> tuple[Recommendation, ...]:
        """The freelancers who fit a job best, for its client. For others there is no such list."""
        with self.unit_of_work() as work:
            job = work.jobs.get(job_id)
            if job.client_id != actor.id:
                raise NotFound("job", str(job_id))
            now = self.clock.now()
            known, need = self.candidates.knowledge(now), Need(job.brief, self.candidates.clock_of(job.client_id, now))
            found = self.candidates.freelancers(job_id, job.client_id, need, now)
            offers = {each.id: each.offer for each in found}
        scored = ((id, matching.points_of(need, offer, known)) for id, offer in offers.items())
        best = [id for id, _ in recommending.ranked(scored, min(limit, MOST))]
        return tuple(_recommended(id, need, offers[id], known) for id in best)

    def tell(self, job_id: UUID) -> None:
        """A job is open for everybody: tell those whom it fits best. Each once, however often it is called."""
        with self.unit_of_work() as work:
            job = work.jobs.get(job_id)
            public = job.brief.visibility is Visibility.PUBLIC
            if job.state is not State.OPEN or not public or not self.told_per_day:
                return
            now = self.clock.now()
            known, need = self.candidates.knowledge(now), Need(job.brief, self.candidates.clock_of(job.client_id, now))
            found = self.candidates.freelancers(job_id, job.client_id, need, now)
            scored = ((each.id, matching.points_of(need, each.offer, known)) for each in found)
            points = recommending.worth_telling(scored)
            told = work.recommendations.tell(job_id, points, self.told_per_day, now)
            work.record(*(recommending.recommended(job_id, id, points[id], now) for id in told))


def _recommended(id: UUID, need: Need, offer: Offer, known: Knowledge) -> Recommendation:
    return Recommendation(id, matching.match(need, offer, known), matching.best_improvement(need, offer, known))
