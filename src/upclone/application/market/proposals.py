"""Bidding on jobs, and negotiating what is bid. Who locks a proposal has locked its job before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import Actor, Role
from upclone.domain.errors import AlreadyExists, MoveNotAllowed, Refused
from upclone.domain.events import Event
from upclone.domain.machine import open_moves
from upclone.domain.market import bids, invitations, jobs, outcomes, proposals, shortlists, vacancies
from upclone.domain.market.briefs import Visibility
from upclone.domain.market.invitations import Invitation
from upclone.domain.market.jobs import Job
from upclone.domain.market.limits import Counted, DailyLimits
from upclone.domain.market.proposals import Proposal
from upclone.domain.market.rounds import Ask, Step
from upclone.domain.money import Money
from upclone.domain.people import accounts
from upclone.domain.people.accounts import AccountRole

Verb = Callable[[Proposal, Job, datetime], tuple[Proposal, Event | None]]


@frozen
class Proposals:
    """Use cases of proposals."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    limits: DailyLimits = field(factory=DailyLimits)

    def bid(
        self,
        actor: Actor,
        job_id: UUID,
        price: Money,
        cover_letter: str,
        plan: tuple[Step, ...],
        weekly_limit_hours: int | None = None,
        valid_until: datetime | None = None,
        answers: tuple[str, ...] = (),
        attachments: tuple[UUID, ...] = (),
    ) -> Proposal:
        """Offer to do a job, once per job. Who was invited accepts the invitation by it."""
        assert actor.id is not None
        now = self.clock.now()
        ask = Ask(price, plan, weekly_limit_hours, valid_until)
        with self.unit_of_work() as work:
            job = work.jobs.lock(job_id)
            invitation = _receive(work, job, actor, now)
            accounts.may_be_dealt_with(work.accounts.get(job.client_id))
            accounts.may_act(work.accounts.get(actor.id), AccountRole.FREELANCER)
            work.files.owned(attachments, actor.id, "attachments")
            proposal, event = bids.submit(self.ids.new(), job, actor, ask, cover_letter, answers, attachments, now)
            work.proposals.add(proposal)
            work.record(event)
            _follow(work, invitation, actor, now)
            self.limits.check(Counted.BIDS, work.tallies.add(actor.id, Counted.BIDS, now.date()), now)
        return proposal

    def edit(
        self,
        actor: Actor,
        proposal_id: UUID,
        ask: Ask,
        cover_letter: str | None = None,
        answers: tuple[str, ...] | None = None,
        attachments: tuple[UUID, ...] | None = None,
    ) -> Proposal:
        """Change one's own last offer, or what goes with it. None stays as it is."""

        assert actor.id is not None

        def verb(proposal: Proposal, job: Job, at: datetime) -> tuple[Proposal, Event]:
            return bids.edit(proposal, job, actor, ask, at, cover_letter, answers, attachments)

        with self.unit_of_work() as work:
            edited = self._locked(actor, proposal_id, verb)
            work.files.owned(attachments or (), actor.id, "attachments")
        return edited

    def counter(self, actor: Actor, proposal_id: UUID, ask: Ask) -> Proposal:
        """Answer the other side's last offer with another."""
        return self._locked(actor, proposal_id, lambda mine, job, at: bids.counter(mine, job, actor, ask, at))

    def shortlist(self, actor: Actor, proposal_id: UUID) -> Proposal:
        """Keep a proposal in view, as the client."""
        return self._locked(actor, proposal_id, lambda theirs, job, at: shortlists.shortlist(theirs, actor, at))

    def unshortlist(self, actor: Actor, proposal_id: UUID) -> Proposal:
        """Keep a proposal in view no longer."""
        return self._locked(actor, proposal_id, lambda theirs, job, at: shortlists.unshortlist(theirs, actor, at))

    def withdraw(self, actor: Actor, proposal_id: UUID) -> Proposal:
        """Take back a bid, or a direct offer, of one's own."""
        return self._locked(actor, proposal_id, lambda mine, job, at: outcomes.withdraw(mine, actor, at))

    def decline(self, actor: Actor, proposal_id: UUID, reason: str = "") -> Proposal:
        """Say no to a bid, or to a direct offer."""
        return self._locked(actor, proposal_id, lambda theirs, job, at: outcomes.decline(theirs, actor, at, reason))

    def expire(self, actor: Actor, proposal_id: UUID) -> Proposal:
        """The last offer stood for its time. Does nothing before that, or after another end."""

        def verb(proposal: Proposal, job: Job, at: datetime) -> tuple[Proposal, Event | None]:
            due = proposals.deadline(proposal)
            return (proposal, None) if due is None or not due.is_over(at) else outcomes.expire(proposal, actor, at)

        return self._locked(actor, proposal_id, verb)

    def _locked(self, actor: Actor, proposal_id: UUID, verb: Verb) -> Proposal:
        with self.unit_of_work() as work:
            job = work.jobs.lock(work.proposals.get(proposal_id).job_id)
            now = self.clock.now()
            proposal, event = verb(work.proposals.lock(proposal_id), job, now)
            if event is not None:
                work.proposals.save(proposal)
                work.record(event)
                if outcomes.ends_its_job(proposal):
                    _lapse(work, job, proposal.role_of(actor), actor, now)
        return proposal


def _lapse(work: Work, job: Job, role: Role, actor: Actor, at: datetime) -> None:
    """Close the job of a direct offer, unless that is done already."""
    if jobs.Move.LAPSE in open_moves(jobs.MOVES, job, role):
        lapsed, closed = vacancies.lapse(job, role, actor, at)
        work.jobs.save(lapsed)
        work.record(closed)


def _receive(work: Work, job: Job, actor: Actor, at: datetime) -> Invitation | None:
    """Check that `actor` may bid on the job now; the invitation that the bid accepts. Refusals name their rule."""
    assert actor.id is not None
    invitation = work.invitations.newest(job.id, actor.id)
    if work.proposals.counting(job.id, actor.id) is not None:
        raise AlreadyExists("You have a proposal on this job already.", field="job_id", rule="already_bid")
    try:
        vacancies.receive_bid(job, actor, at, invited=invitation is not None)
    except MoveNotAllowed as refused:
        raise evolve(refused, rule="own_job" if actor.id == job.client_id else "closed") from None
    if job.brief.visibility is not Visibility.PUBLIC and not invitations.stands(invitation):
        raise Refused("Only those who are invited can bid on this job.", rule="not_invited")
    return invitation


def _follow(work: Work, invitation: Invitation | None, actor: Actor, at: datetime) -> None:
    if invitation is not None and invitation.state is invitations.State.SENT:
        accepted, event = invitations.accept(invitation, actor, at)
        work.invitations.save(accepted)
        work.record(event)
