"""From a chosen proposal to a signed contract, and to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from attrs import evolve, frozen

from upclone.application.deals import weekly
from upclone.application.deals.settlements import keep
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import CLOCK, Actor
from upclone.domain.deals import contracts, endings, interruptions, milestones, offers, settling
from upclone.domain.deals.calendar import UTC_ZONE
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.endings import Deal
from upclone.domain.deals.terms import CancellationPolicy, MilestoneTerms, Terms
from upclone.domain.errors import Invalid, NotFound
from upclone.domain.events import Event
from upclone.domain.market import outcomes, proposals, vacancies
from upclone.domain.market.briefs import Payment
from upclone.domain.market.jobs import Job
from upclone.domain.market.proposals import Proposal
from upclone.domain.market.rounds import USUAL_HOURS
from upclone.domain.payments.fees import rates_for
from upclone.domain.people import accounts

OFFER_DAYS = 14


@frozen
class Offered:
    """What the client adds to a proposal to make an offer of it. None keeps what the proposal or the house says."""

    milestones: tuple[MilestoneTerms, ...] | None = None
    scope: str | None = None
    weekly_limit_hours: int | None = None
    kill_fee_basis_points: int = 0
    review_days: int = 14
    answer_days: int = 7
    negotiation_days: int = 14
    appeal_days: int = 3
    time_zone: str | None = None


@frozen
class Contracts:
    """Use cases of contracts."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids

    def hire(
        self, actor: Actor, job_id: UUID, proposal_id: UUID, offered: Offered, seen: int | None = None
    ) -> Contract:
        """Accept the freelancer's last offer, as the client: the job is filled, and both have a contract to sign.

        `seen` is the number of the offer that was read: with another on the table, TermsChanged."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            job, filled = vacancies.fill(work.jobs.lock(job_id), actor, now)
            proposal = work.proposals.lock(proposal_id)
            if proposal.job_id != job.id:
                raise NotFound("proposal", str(proposal_id))
            proposal, hired = outcomes.hire(proposal, actor, now, seen)
            return self._offer(work, job, proposal, offered, actor, now, filled, hired)

    def accept(self, actor: Actor, proposal_id: UUID, seen: int | None = None) -> Contract:
        """Accept the client's last offer, as the freelancer: the job is filled, and both have a contract to sign.

        `seen` is the number of the offer that was read: with another on the table, TermsChanged."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            job = work.jobs.lock(work.proposals.get(proposal_id).job_id)
            proposal = work.proposals.lock(proposal_id)
            proposals.permit(proposal, job, proposals.Move.ACCEPT, actor)
            proposal, accepted = outcomes.accept(proposal, actor, now, seen)
            job, filled = vacancies.accept(job, actor, now)
            return self._offer(work, job, proposal, Offered(), actor, now, filled, accepted)

    def _offer(
        self,
        work: Work,
        job: Job,
        proposal: Proposal,
        offered: Offered,
        actor: Actor,
        at: datetime,
        *events: Event,
    ) -> Contract:
        for side in (proposal.parties.client, proposal.parties.freelancer):
            accounts.may_be_dealt_with(work.accounts.get(side))
        contract, offer = offers.offer(
            self.ids.new(),
            job.id,
            proposal.id,
            proposal.parties,
            _terms(job, proposal, offered, _zone(work, proposal, offered)),
            actor,
            at,
            at + timedelta(days=OFFER_DAYS),
        )
        work.jobs.save(job)
        work.proposals.save(proposal)
        work.contracts.add(contract)
        work.record(*events, offer)
        return contract

    def revise(self, actor: Actor, contract_id: UUID, **changes: Any) -> Contract:
        """Replace parts of the terms while nobody has signed: any field of Offered but the fees.

        The terms as they are change nothing, and nobody is told."""

        def verb(contract: Contract, work: Work, at: datetime) -> tuple[Contract, tuple[Event, ...]]:
            terms = contract.terms
            if (bps := changes.pop("kill_fee_basis_points", None)) is not None:
                changes["cancellation"] = CancellationPolicy(bps)
            revised, event = offers.revise(contract, evolve(terms, **changes), actor, at)
            return revised, (event,) if revised != contract else ()

        return self._locked(contract_id, verb)

    def sign(self, actor: Actor, contract_id: UUID, terms_hash: str | None) -> Contract:
        """Agree to the terms. The second signature makes the contract active and plans its milestones."""
        assert actor.id is not None

        def verb(contract: Contract, work: Work, at: datetime) -> tuple[Contract, tuple[Event, ...]]:
            assert actor.id is not None
            name = work.accounts.get(actor.id).name
            signed, event, activated = offers.sign(contract, terms_hash, name, actor, at)
            if activated is None:
                return signed, (event,)
            for number, terms in enumerate(signed.terms.milestones, start=1):
                milestone = milestones.plan(self.ids.new(), signed.id, signed.parties, number, terms)
                work.milestones.add(milestone)
            work.record(event, activated)
            if weekly.is_hourly(signed):
                work.contracts.save(signed)
                weekly.at_hand(work, signed, at, self.ids.new)
            return signed, ()

        return self._locked(contract_id, verb)

    def decline(self, actor: Actor, contract_id: UUID, reason: str) -> Contract:
        """The freelancer says no; the job is open again."""

        def verb(contract: Contract, work: Work, at: datetime) -> tuple[Contract, tuple[Event, ...]]:
            declined, event = offers.decline(contract, reason, actor, at)
            return declined, (event, *self._reopen(work, contract, actor, at))

        return self._locked(contract_id, verb)

    def withdraw(self, actor: Actor, contract_id: UUID) -> Contract:
        """The client takes the offer back; the job is open again."""

        def verb(contract: Contract, work: Work, at: datetime) -> tuple[Contract, tuple[Event, ...]]:
            withdrawn, event = offers.withdraw(contract, actor, at)
            return withdrawn, (event, *self._reopen(work, contract, actor, at))

        return self._locked(contract_id, verb)

    def expire(self, actor: Actor, contract_id: UUID) -> Contract:
        """Nobody signed in time; the job is open again. Does nothing before the deadline, or after another end."""

        def verb(contract: Contract, work: Work, at: datetime) -> tuple[Contract, tuple[Event, ...]]:
            due = contracts.deadline(contract)
            if due is None or not due.is_over(at):
                return contract, ()
            expired, event = offers.expire(contract, actor, at)
            return expired, (event, *self._reopen(work, contract, actor, at))

        return self._locked(contract_id, verb)

    def pause(self, actor: Actor, contract_id: UUID, reason: str) -> Contract:
        """Let work rest."""

        def verb(contract: Contract, work: Work, at: datetime) -> tuple[Contract, tuple[Event, ...]]:
            paused, event = interruptions.pause(contract, reason, actor, at)
            if weekly.is_hourly(contract):
                weekly.stop_timer(work, contract, at)
            return paused, (event,)

        return self._locked(contract_id, verb)

    def resume(self, actor: Actor, contract_id: UUID) -> Contract:
        """Let work go on."""

        def verb(contract: Contract, work: Work, at: datetime) -> tuple[Contract, tuple[Event, ...]]:
            resumed, event = interruptions.resume(contract, actor, at)
            work.record(event)
            if weekly.is_hourly(contract):
                work.contracts.save(resumed)
                weekly.at_hand(work, resumed, at, self.ids.new)
                weekly.reserve(work, resumed, CLOCK, at, self.ids.new)
            return resumed, ()

        return self._locked(contract_id, verb)

    def complete(self, actor: Actor, contract_id: UUID) -> Contract:
        """Everything is done and paid."""

        def verb(contract: Contract, work: Work, at: datetime) -> tuple[Contract, tuple[Event, ...]]:
            deal = Deal(contract, work.milestones.of(contract.id), weekly.sheets_of(work, contract))
            completed, event = endings.complete(deal, actor, at)
            if weekly.is_hourly(contract):
                weekly.end(work, contract, actor, at)
                completed = weekly.give_back(work, completed, actor, at, self.ids.new)
            return completed, (event,)

        return self._locked(contract_id, verb)

    def cancel(self, actor: Actor, contract_id: UUID, reason: str) -> Contract:
        """End the contract early, settled by the policy that both sides signed."""

        def verb(contract: Contract, work: Work, at: datetime) -> tuple[Contract, tuple[Event, ...]]:
            deal = Deal(contract, work.milestones.of(contract.id), weekly.sheets_of(work, contract))
            holds = {hold.id: hold for hold in work.holds.of(contract.id)}
            shares = endings.settlement(deal, tuple(holds.values()), actor)
            cancelled, event = endings.cancel(deal, shares, reason, actor, at)
            work.record(event)
            for share in shares:
                settled = settling.discharge(
                    cancelled, holds[share.hold_id], share.release, share.refund, actor, at, self.ids.new
                )
                keep(work, settled)
                cancelled = settled.contract
            events = []
            for milestone in deal.milestones:
                if milestone.state not in milestones.FINISHED:
                    ended, ending = milestones.cancel(milestone, actor, at)
                    work.milestones.save(ended)
                    events.append(ending)
            work.record(*events)
            weekly.end(work, contract, actor, at)
            return cancelled, ()

        return self._locked(contract_id, verb)

    def _locked(
        self,
        contract_id: UUID,
        verb: Callable[[Contract, Work, datetime], tuple[Contract, tuple[Event, ...]]],
    ) -> Contract:
        with self.unit_of_work() as work:
            before = work.contracts.lock(contract_id)
            contract, events = verb(before, work, self.clock.now())
            if contract != before:
                work.contracts.save(contract)
            work.record(*events)
        return contract

    def _reopen(self, work: Work, contract: Contract, actor: Actor, at: datetime) -> tuple[Event, ...]:
        job, reopened = vacancies.reopen(work.jobs.lock(contract.job_id), contract.role_of(actor), actor, at)
        proposal, lapsed = outcomes.lapse(work.proposals.lock(contract.proposal_id), actor, at)
        work.jobs.save(job)
        work.proposals.save(proposal)
        return (reopened, lapsed) if reopened else (lapsed,)


def _zone(work: Work, proposal: Proposal, offered: Offered) -> str:
    """Where the weeks begin: as the client says, or where the freelancer works."""
    available = work.freelancers.get(proposal.parties.freelancer).availability
    return offered.time_zone or (available.time_zone if available else UTC_ZONE)


def _terms(job: Job, proposal: Proposal, offered: Offered, zone: str) -> Terms:
    brief, table = job.brief, proposal.table
    hourly = brief.payment is Payment.HOURLY
    planned = tuple(MilestoneTerms(step.title, step.amount, step.description, step.due_on) for step in table.plan)
    terms = Terms(
        title=brief.title,
        scope=brief.description if offered.scope is None else offered.scope,
        payment=brief.payment,
        currency=table.price.currency,
        milestones=planned if offered.milestones is None else offered.milestones,
        fees=rates_for(table.price.currency),
        cancellation=CancellationPolicy(offered.kill_fee_basis_points),
        hourly_rate=table.price if hourly else None,
        weekly_limit_hours=(offered.weekly_limit_hours or table.weekly_limit_hours or USUAL_HOURS) if hourly else None,
        review_days=offered.review_days,
        answer_days=offered.answer_days,
        negotiation_days=offered.negotiation_days,
        appeal_days=offered.appeal_days,
        time_zone=zone if hourly else None,
    )
    if not hourly and terms.total != table.price:
        raise Invalid("milestones", f"must sum to the proposal's price: {terms.total} is not {table.price}")
    return terms
