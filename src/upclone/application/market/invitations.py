"""Inviting freelancers to bid on a job, and offering work to one of them directly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import Actor
from upclone.domain.errors import AlreadyExists, NotFound
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.market import bids, invitations, jobs, postings, reviewing
from upclone.domain.market.briefs import Brief, Visibility
from upclone.domain.market.invitations import Invitation
from upclone.domain.market.limits import Counted, DailyLimits
from upclone.domain.market.proposals import Proposal
from upclone.domain.market.rounds import Ask
from upclone.domain.people import accounts
from upclone.domain.people.accounts import AccountRole

Verb = Callable[[Invitation, datetime], tuple[Invitation, Event | None]]


@frozen
class Invitations:
    """Use cases of invitations and direct offers."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    limits: DailyLimits = field(factory=DailyLimits)

    def send(self, actor: Actor, job_id: UUID, freelancer_id: UUID, message: str) -> Invitation:
        """Ask a freelancer who can be found to bid on an open job of one's own."""
        assert actor.id is not None
        now = self.clock.now()
        with self.unit_of_work() as work:
            job = work.jobs.lock(job_id)
            step(jobs.MOVES, job, jobs.Move.INVITE, job.role_of(actor))
            if freelancer_id != actor.id:
                _findable(work, freelancer_id)
            invitation, event = invitations.send(self.ids.new(), job, freelancer_id, message, actor, now)
            if work.proposals.counting(job.id, freelancer_id) is not None:
                raise AlreadyExists("They have bid on it already.", field="freelancer_id", rule="already_bid")
            try:
                work.invitations.add(invitation)
            except AlreadyExists as taken:
                raise evolve(taken, reason="They have been invited to it already.", rule="already_invited") from None
            work.record(event)
            self.limits.check(Counted.INVITATIONS, work.tallies.add(actor.id, Counted.INVITATIONS, now.date()), now)
        return invitation

    def decline(self, actor: Actor, invitation_id: UUID, reason: str = "") -> Invitation:
        """Say no to an invitation."""
        return self._locked(invitation_id, lambda mine, at: invitations.decline(mine, reason, actor, at))

    def withdraw(self, actor: Actor, invitation_id: UUID) -> Invitation:
        """Take an invitation back."""
        return self._locked(invitation_id, lambda mine, at: invitations.withdraw(mine, actor, at))

    def expire(self, actor: Actor, invitation_id: UUID) -> Invitation:
        """No answer came in time. Does nothing before that, or after another end."""

        def verb(invitation: Invitation, at: datetime) -> tuple[Invitation, Event | None]:
            due = invitations.deadline(invitation)
            return (
                (invitation, None) if due is None or not due.is_over(at) else invitations.expire(invitation, actor, at)
            )

        return self._locked(invitation_id, verb)

    def offer(self, actor: Actor, freelancer_id: UUID, brief: Brief, ask: Ask) -> Proposal:
        """Offer work to a freelancer who can be found, on a job that exists for that alone.

        Raises Invalid where its texts hold what the rules of review hold back in a job's."""
        assert actor.id is not None
        reviewing.check_offer(brief, ask)
        now = self.clock.now()
        with self.unit_of_work() as work:
            accounts.may_act(work.accounts.get(actor.id), AccountRole.CLIENT)
            if freelancer_id != actor.id:
                _findable(work, freelancer_id)
            hidden = evolve(brief, visibility=Visibility.DIRECT)
            draft, drafted = postings.draft(self.ids.new(), actor, hidden, now)
            # It is not told as a job that was posted: nobody but these two may hear of it.
            job, _ = postings.publish(draft, actor, now)
            proposal, event = bids.offer(self.ids.new(), job, freelancer_id, actor, ask, now)
            work.jobs.add(job)
            work.proposals.add(proposal)
            work.record(drafted, event)
            self.limits.check(Counted.OFFERS, work.tallies.add(actor.id, Counted.OFFERS, now.date()), now)
        return proposal

    def _locked(self, invitation_id: UUID, verb: Verb) -> Invitation:
        with self.unit_of_work() as work:
            work.jobs.lock(work.invitations.get(invitation_id).job_id)
            invitation, event = verb(work.invitations.lock(invitation_id), self.clock.now())
            if event is not None:
                work.invitations.save(invitation)
                work.record(event)
        return invitation


def _findable(work: Work, freelancer_id: UUID) -> None:
    """Raises NotFound for whoever is no freelancer, may not act, or does not want to be found."""
    account = work.accounts.get(freelancer_id)
    free = AccountRole.FREELANCER in account.roles and account.actor.role is None
    if not free or account.state is not accounts.State.ACTIVE or not work.freelancers.get(freelancer_id).listed:
        raise NotFound("account", str(freelancer_id))
