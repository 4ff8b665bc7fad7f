"""Bidding on jobs."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import Actor
from upclone.domain.market import jobs, proposals
from upclone.domain.market.proposals import Proposal, Step
from upclone.domain.money import Money
from upclone.domain.people import accounts
from upclone.domain.people.accounts import AccountRole


@frozen
class Proposals:
    """Use cases of proposals."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids

    def bid(self, actor: Actor, job_id: UUID, price: Money, cover_letter: str, plan: tuple[Step, ...]) -> Proposal:
        """Offer to do a job, once per job."""
        assert actor.id is not None
        now = self.clock.now()
        with self.unit_of_work() as work:
            job = work.jobs.lock(job_id)
            jobs.receive_bid(job, actor, now)
            accounts.may_act(work.accounts.get(actor.id), AccountRole.FREELANCER)
            proposal, event = proposals.submit(self.ids.new(), job, actor, price, cover_letter, plan, now)
            work.proposals.add(proposal)
            work.record(event)
        return proposal

    def withdraw(self, actor: Actor, proposal_id: UUID) -> Proposal:
        """Take one's proposal back."""
        with self.unit_of_work() as work:
            proposal, event = proposals.withdraw(work.proposals.get(proposal_id), actor, self.clock.now())
            work.proposals.save(proposal)
            work.record(event)
        return proposal

    def decline(self, actor: Actor, proposal_id: UUID) -> Proposal:
        """Say no to a proposal."""
        with self.unit_of_work() as work:
            proposal, event = proposals.decline(work.proposals.get(proposal_id), actor, self.clock.now())
            work.proposals.save(proposal)
            work.record(event)
        return proposal
