"""Posting and closing jobs."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import Actor
from upclone.domain.market import jobs
from upclone.domain.market.jobs import Brief, Job
from upclone.domain.people import accounts
from upclone.domain.people.accounts import AccountRole


@frozen
class Jobs:
    """Use cases of jobs."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids

    def post(self, actor: Actor, brief: Brief) -> Job:
        """Ask for work, as a client."""
        assert actor.id is not None
        now = self.clock.now()
        with self.unit_of_work() as work:
            accounts.may_act(work.accounts.get(actor.id), AccountRole.CLIENT)
            job, drafted = jobs.draft(self.ids.new(), actor, brief, now)
            job, posted = jobs.publish(job, actor, now)
            work.jobs.add(job)
            work.record(drafted, posted)
        return job

    def expire(self, actor: Actor, job_id: UUID) -> Job:
        """Its time to apply is over. Does nothing before that, or where it has moved on."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            job = work.jobs.lock(job_id)
            due = jobs.deadline(job)
            if due is None or due.due_at > now:
                return job
            job, event = jobs.expire(job, actor, now)
            work.jobs.save(job)
            work.record(event)
        return job

    def close(self, actor: Actor, job_id: UUID) -> Job:
        """Ask no longer."""
        with self.unit_of_work() as work:
            job, event = jobs.close(work.jobs.lock(job_id), actor, self.clock.now())
            work.jobs.save(job)
            work.record(event)
        return job
