"""Posting and closing jobs."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import Actor
from upclone.domain.market import jobs
from upclone.domain.market.jobs import Job, Payment
from upclone.domain.money import Money
from upclone.domain.people import accounts
from upclone.domain.people.accounts import AccountRole


@frozen
class Jobs:
    """Use cases of jobs."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids

    def post(
        self,
        actor: Actor,
        title: str,
        description: str,
        payment: Payment,
        budget: Money,
        category: str,
        skills: tuple[str, ...],
    ) -> Job:
        """Ask for work, as a client."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            accounts.may_act(work.accounts.get(actor.id), AccountRole.CLIENT)
            job, event = jobs.post(
                self.ids.new(), actor, title, description, payment, budget, category, skills, self.clock.now()
            )
            work.jobs.add(job)
            work.record(event)
        return job

    def close(self, actor: Actor, job_id: UUID) -> Job:
        """Ask no longer."""
        with self.unit_of_work() as work:
            job, event = jobs.close(work.jobs.lock(job_id), actor, self.clock.now())
            work.jobs.save(job)
            work.record(event)
        return job
