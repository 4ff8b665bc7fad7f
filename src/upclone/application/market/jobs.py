"""Asking for work: from a draft, past the moderators, to the end of the time to apply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import Actor
from upclone.domain.errors import NotFound
from upclone.domain.events import Event
from upclone.domain.market import jobs, likeness, postings, reviewing, vacancies, vetting
from upclone.domain.market.briefs import EVERY_JOB, Brief, Finding, Visibility, says_the_same
from upclone.domain.market.jobs import Job, State
from upclone.domain.market.limits import Counted, DailyLimits
from upclone.domain.people import accounts
from upclone.domain.people.accounts import AccountRole

Verb = Callable[[Job, datetime], tuple[Job, Event]]
_UNSEEN: Final = (State.DRAFT, State.PENDING, State.REJECTED)


@frozen
class House:
    """What the house wants: to read every job before it is published, or only those in which something is found; and
    how many days a job without a last day to apply stays open."""

    reads_all: bool = False
    open_days: int = postings.OPEN_DAYS


@frozen
class Jobs:
    """Use cases of jobs."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    house: House = field(factory=House)
    limits: DailyLimits = field(factory=DailyLimits)

    def post(self, actor: Actor, brief: Brief, draft: bool = False) -> Job:
        """Ask for work, as a client: at once, or once a moderator has seen what the rules hold back, or not yet."""
        assert actor.id is not None
        now = self.clock.now()
        with self.unit_of_work() as work:
            accounts.may_act(work.accounts.get(actor.id), AccountRole.CLIENT)
            job, drafted = postings.draft(self.ids.new(), actor, _resolved(work, actor.id, brief), now)
            job = postings.reviewed(job, self._review(work, job))
            job, begun = (job, None) if draft else self._begun(job, actor, now)
            work.jobs.add(job)
            work.likenesses.keep(job.id, likeness.bands(job.brief))
            work.record(drafted, begun)
            self.limits.check(Counted.JOBS, work.tallies.add(actor.id, Counted.JOBS, now.date()), now)
        return job

    def edit(self, actor: Actor, job_id: UUID, brief: Brief) -> Job:
        """Ask for something else. What waited for a moderator, and in which nothing is found any more, is open."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            before = work.jobs.lock(job_id)
            asked = _resolved(work, before.client_id, brief) if actor.id == before.client_id else brief
            findings = self._review(work, evolve(before, brief=asked), before)
            has_bids = bool(work.proposals.bidders(job_id))
            job, edited = postings.edit(before, actor, asked, findings, has_bids, now, self.house.open_days)
            posted = None
            if job.state is State.PENDING and before.state is State.PENDING and not vetting.waits(job):
                job, posted = postings.publish(job, actor, now, self.house.open_days)
            if job != before:
                work.jobs.save(job)
                work.likenesses.keep(job.id, likeness.bands(job.brief))
            work.record(edited, posted)
        return job

    def publish(self, actor: Actor, job_id: UUID) -> Job:
        """Let everybody see it who may. Where something is found only now, it waits for a moderator."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            before = work.jobs.lock(job_id)
            job = postings.reviewed(before, self._review(work, before)) if before.state in _UNSEEN else before
            found_now = job.findings and not vetting.waits(before) and before.state is not State.PENDING
            job, event = self._begun(job, actor, now) if found_now else self._published(job, actor, now)
            work.jobs.save(job)
            work.record(event)
        return job

    def submit(self, actor: Actor, job_id: UUID, note: str) -> Job:
        """Ask a moderator to let it pass as it is."""
        return self._moved(job_id, lambda job, at: vetting.submit(job, actor, note, at))

    def approve(self, actor: Actor, job_id: UUID) -> Job:
        """Let it pass, as a moderator."""
        return self._moved(job_id, lambda job, at: vetting.approve(job, actor, at, self.house.open_days))

    def reject(self, actor: Actor, job_id: UUID, reason: str) -> Job:
        """Don't let it pass, as a moderator."""
        return self._moved(job_id, lambda job, at: vetting.reject(job, actor, reason, at))

    def remove(self, actor: Actor, job_id: UUID, reason: str) -> Job:
        """Take it off the market, as a moderator. Its contracts go on."""
        return self._moved(job_id, lambda job, at: vetting.remove(job, actor, reason, at))

    def pause(self, actor: Actor, job_id: UUID) -> Job:
        """Take no bids for a while."""
        return self._moved(job_id, lambda job, at: vacancies.pause(job, actor, at))

    def resume(self, actor: Actor, job_id: UUID) -> Job:
        """Take bids again."""
        return self._moved(job_id, lambda job, at: vacancies.resume(job, actor, at))

    def close(self, actor: Actor, job_id: UUID) -> Job:
        """Ask no longer."""
        return self._moved(job_id, lambda job, at: vacancies.close(job, actor, at))

    def renew(self, actor: Actor, job_id: UUID, apply_until: datetime | None) -> Job:
        """Ask once more, after the time to apply was over."""
        return self._moved(job_id, lambda job, at: postings.renew(job, actor, apply_until, at, self.house.open_days))

    def duplicate(self, actor: Actor, job_id: UUID) -> Job:
        """A draft that asks for the same as a job of one's own."""
        with self.unit_of_work() as work:
            model = work.jobs.get(job_id)
        if model.client_id != actor.id:
            raise NotFound("job", str(job_id))
        shown = Visibility.INVITED if model.brief.visibility is Visibility.DIRECT else model.brief.visibility
        return self.post(actor, evolve(model.brief, apply_until=None, visibility=shown), draft=True)

    def expire(self, actor: Actor, job_id: UUID) -> Job:
        """Its time to apply is over. Does nothing before that, or where it has moved on."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            job = work.jobs.lock(job_id)
            due = jobs.deadline(job)
            if due is None or not due.is_over(now):
                return job
            job, event = vacancies.expire(job, actor, now)
            work.jobs.save(job)
            work.record(event)
        return job

    def _moved(self, job_id: UUID, verb: Verb) -> Job:
        with self.unit_of_work() as work:
            job, event = verb(work.jobs.lock(job_id), self.clock.now())
            work.jobs.save(job)
            work.record(event)
        return job

    def _begun(self, job: Job, actor: Actor, at: datetime) -> tuple[Job, Event]:
        return vetting.submit(job, actor, "", at) if vetting.waits(job) else self._published(job, actor, at)

    def _published(self, job: Job, actor: Actor, at: datetime) -> tuple[Job, Event]:
        return postings.publish(job, actor, at, self.house.open_days)

    def _review(self, work: Work, job: Job, before: Job | None = None) -> tuple[Finding, ...]:
        """What is found in it now. `before` is what it was, where it is being edited."""
        findings = reviewing.review(job.brief)
        bands = likeness.bands(job.brief)
        near = work.likenesses.near(job.id, job.client_id, bands) if bands else ()
        if any(likeness.alike(job.brief, other.brief) for other in near):
            findings = (*findings, reviewing.A_COPY)
        read = before is not None and before.state not in _UNSEEN and says_the_same(before.brief, job.brief)
        return (*findings, EVERY_JOB) if self.house.reads_all and not read else findings


def _resolved(work: Work, client_id: UUID, brief: Brief) -> Brief:
    """The brief with slugs for what was written, and only files of the client's own."""
    work.files.owned(brief.attachments, client_id, "attachments")
    return evolve(
        brief,
        category=work.categories.resolve_category(brief.category),
        skills=work.categories.resolve_skills(brief.skills),
        extra_skills=work.categories.resolve_skills(brief.extra_skills, "extra_skills"),
    )
