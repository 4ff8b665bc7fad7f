"""Every command of a deal as data: on what, by whom and in which states it makes sense, and how it is called.

The states and roles only steer a random walk to where things happen; whether a command is legal is for the tables
to say, and a walk also tries every command on anything, by anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from attrs import evolve, frozen
from hypothesis import strategies as st

from tests.market_place import MarketPlace
from tests.snapshots import Snapshot
from upclone.application.deals.contracts import Offered
from upclone.domain.actors import Actor, Role, member
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import Dispute, Outcome
from upclone.domain.deals.milestones import FINISHED, Milestone
from upclone.domain.deals.terms import MilestoneTerms
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.market.invitations import Invitation
from upclone.domain.market.jobs import Job
from upclone.domain.market.proposals import Proposal
from upclone.domain.market.rounds import Ask, Step
from upclone.domain.money import Money
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.ledger import available
from upclone.domain.payments.transfers import Transfer
from upclone.domain.people.accounts import Account, AccountRole
from upclone.domain.trust.sanctions import Sanction

Draw = Callable[[st.SearchStrategy[Any]], Any]
Call = Callable[[], object]
CLIENT, FREELANCER, OPERATOR, HOLDER = Role.CLIENT, Role.FREELANCER, Role.OPERATOR, Role.HOLDER
PARTIES, EVERYBODY, PAYERS, GIVERS = (
    (CLIENT, FREELANCER),
    (CLIENT, FREELANCER, OPERATOR),
    (CLIENT, OPERATOR),
    (
        FREELANCER,
        OPERATOR,
    ),
)
CURRENCIES = ("EUR", "JPY", "KWD")
"""Two decimals, none, three."""

AMOUNTS = (1, 2, 33, 99, 100, 1_005, 12_345, 99_999, 100_000, 149_999, 250_001, 1_000_000, 3_333_333)
"""Small ones, on which fees round to nothing, and ones that cross the tiers."""

ENOUGH = {Contract: 4, Job: 4, Milestone: 10}
"""No more of these are begun in one walk, so that it goes deep instead of wide."""


@frozen
class Scene:
    """What a command is drawn for."""

    place: MarketPlace
    now: Snapshot
    draw: Draw

    def people(self, role: AccountRole) -> list[Account]:
        return [account for account in self.now.all(Account) if role in account.roles]

    def one_of(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def amount(self, currency: str) -> Money:
        return Money(self.one_of(*AMOUNTS), currency)

    def part(self, whole: Money) -> Money:
        """Often a true part, sometimes nothing, all or too much."""
        minor = whole.amount_minor
        near = {1, minor // 2, minor // 3, minor - 1, minor, minor + 1, 0, -1}
        return Money(self.one_of(*sorted(near, key=abs, reverse=True)), whole.currency)

    def actors(self, subject: Any, role: Role) -> list[Actor]:
        """Who plays `role` towards `subject`."""
        if role is OPERATOR:
            return [account.actor for account in self.people(AccountRole.ADMIN)]
        if isinstance(subject, Account):
            return [subject.actor]
        if isinstance(subject, Sanction):
            return [account.actor for account in self.now.all(Account) if account.id == subject.account_id]
        if isinstance(subject, Job):
            free = self.people(AccountRole.FREELANCER)
            return [member(subject.client_id)] if role is CLIENT else [account.actor for account in free]
        if isinstance(subject, Transfer):
            return [member(subject.owner)]
        return [member(subject.parties.account_of(role))]


@frozen
class Command:
    """One use case. `call` draws its arguments and gives back what can be called any number of times."""

    name: str
    on: type
    by: tuple[Role, ...]
    states: tuple[str, ...]
    call: Callable[[Scene, Actor, Any], Call]
    when: Callable[[Snapshot, Any], bool]

    def makes_sense(self, now: Snapshot) -> list[Any]:
        """What it could be done to."""
        return [each for each in now.all(self.on) if each.state in self.states and self.when(now, each)]

    def aims(self, scene: Scene) -> Iterator[tuple[Actor, Any]]:
        """Who could do it to what."""
        for subject in self.makes_sense(scene.now):
            for role in self.by:
                yield from ((actor, subject) for actor in scene.actors(subject, role))

    def entitles(self, scene: Scene, actor: Actor, subject: Any) -> bool:
        """Whether `actor` is one of those whom this command is for. Anybody may post a job or an offer of their own."""
        return self.name in ("jobs_post", "invitations_offer") or any(
            actor in scene.actors(subject, role) for role in self.by
        )


COMMANDS: dict[str, Command] = {}


def _always(now: Snapshot, subject: Any) -> bool:
    return True


def command(
    on: type, by: Role | tuple[Role, ...], *states: str, when: Callable[[Snapshot, Any], bool] = _always
) -> Callable[[Callable[[Scene, Actor, Any], Call]], Callable[[Scene, Actor, Any], Call]]:
    def note(call: Callable[[Scene, Actor, Any], Call]) -> Callable[[Scene, Actor, Any], Call]:
        COMMANDS[call.__name__] = Command(call.__name__, on, by if isinstance(by, tuple) else (by,), states, call, when)
        return call

    return note


def _owns(now: Snapshot, id: UUID) -> bool:
    """Whether the ledger keeps money in its name."""
    return any(minor > 0 and account.owner == str(id) for account, minor in now.balances.items())


def _is_done(now: Snapshot, contract: Contract) -> bool:
    mine = [each.state for each in now.all(Milestone) if each.contract_id == contract.id]
    return set(mine) <= FINISHED


def _few_rounds(now: Snapshot, proposal: Proposal) -> bool:
    return len(proposal.rounds) < 5


def _has_room(now: Snapshot, contract: Contract) -> bool:
    return len(now.all(Milestone)) < ENOUGH[Milestone]


@command(
    Account,
    CLIENT,
    "active",
    "suspended",
    when=lambda now, each: AccountRole.CLIENT in each.roles and len(now.all(Job)) < ENOUGH[Job],
)
def jobs_post(scene: Scene, by: Actor, account: Account) -> Call:
    currency = scene.one_of(*CURRENCIES)
    payment = scene.one_of(Payment.FIXED, Payment.FIXED, Payment.HOURLY)
    minor = scene.one_of(*AMOUNTS)
    brief = Brief("Fence", "White.", payment, Money(minor, currency), skills=("paint",))
    return partial(scene.place.jobs.post, by, brief, draft=scene.one_of(False, False, True))


@command(Job, CLIENT, "draft", "pending", "rejected", "open", "paused")
def jobs_edit(scene: Scene, by: Actor, job: Job) -> Call:
    """Into what passes, what is held, what can't be, and what it was."""
    minor, words = scene.one_of(1, 100_000, 0), scene.one_of("White.", "Green.", "Call 06 12 34 56 78.")
    changes = {"description": words, "budget": Money(minor, job.brief.budget.currency)}
    return partial(scene.place.jobs.edit, by, job.id, evolve(job.brief, **changes))


@command(Job, CLIENT, "draft", "pending")
def jobs_publish(scene: Scene, by: Actor, job: Job) -> Call:
    return partial(scene.place.jobs.publish, by, job.id)


@command(Job, CLIENT, "draft", "pending", "rejected")
def jobs_submit(scene: Scene, by: Actor, job: Job) -> Call:
    return partial(scene.place.jobs.submit, by, job.id, scene.one_of("", "It is only a fence."))


@command(Job, OPERATOR, "pending")
def jobs_approve(scene: Scene, by: Actor, job: Job) -> Call:
    return partial(scene.place.jobs.approve, by, job.id)


@command(Job, OPERATOR, "pending")
def jobs_reject(scene: Scene, by: Actor, job: Job) -> Call:
    return partial(scene.place.jobs.reject, by, job.id, scene.one_of("Not a fence.", ""))


@command(Job, OPERATOR, "open", "paused", "filled", "expired", when=lambda now, each: len(now.all(Job)) > 3)
def jobs_remove(scene: Scene, by: Actor, job: Job) -> Call:
    return partial(scene.place.jobs.remove, by, job.id, scene.one_of("Not a fence.", ""))


@command(Job, (CLIENT, OPERATOR), "open")
def jobs_pause(scene: Scene, by: Actor, job: Job) -> Call:
    return partial(scene.place.jobs.pause, by, job.id)


@command(Job, (CLIENT, OPERATOR), "paused")
def jobs_resume(scene: Scene, by: Actor, job: Job) -> Call:
    return partial(scene.place.jobs.resume, by, job.id)


@command(Job, CLIENT, "expired")
def jobs_renew(scene: Scene, by: Actor, job: Job) -> Call:
    days = scene.one_of(None, 3, -3)
    until = None if days is None else scene.place.clock.now() + timedelta(days=days)
    return partial(scene.place.jobs.renew, by, job.id, until)


@command(Job, CLIENT, "open", "filled", "closed", when=lambda now, each: len(now.all(Job)) < ENOUGH[Job])
def jobs_duplicate(scene: Scene, by: Actor, job: Job) -> Call:
    return partial(scene.place.jobs.duplicate, by, job.id)


@command(Job, (CLIENT, OPERATOR), "open", "draft", "pending", "paused", "expired", "rejected")
def jobs_close(scene: Scene, by: Actor, job: Job) -> Call:
    return partial(scene.place.jobs.close, by, job.id)


@command(Job, FREELANCER, "open", when=lambda now, each: len(now.all(Proposal)) < 2 * ENOUGH[Job])
def proposals_bid(scene: Scene, by: Actor, job: Job) -> Call:
    currency = job.brief.budget.currency
    amounts = [scene.amount(currency) for _ in range(scene.one_of(1, 2, 3))]
    plan = tuple(Step(f"Part {number}", amount) for number, amount in enumerate(amounts, 1))
    whole = Money(sum(amount.amount_minor for amount in amounts), currency)
    return partial(scene.place.proposals.bid, by, job.id, whole, "I paint.", scene.one_of(plan, plan, ()))


def _ask(scene: Scene, proposal: Proposal) -> Ask:
    """Another price, often with a plan of its own; now and then nothing new, or what can't be."""
    currency = proposal.price.currency
    parts = [scene.amount(currency) for _ in range(scene.one_of(1, 2))]
    whole = Money(sum(part.amount_minor for part in parts), currency)
    plan = tuple(Step(f"Part {number}", part) for number, part in enumerate(parts, 1))
    until = scene.place.clock.now() + timedelta(days=scene.one_of(1, 20, 400))
    return scene.one_of(  # type: ignore[no-any-return]
        Ask(whole, plan), Ask(whole, plan), Ask(whole), Ask(proposal.price, proposal.plan), Ask(valid_until=until)
    )


@command(Proposal, PARTIES, "submitted", "countered")
def proposals_edit(scene: Scene, by: Actor, proposal: Proposal) -> Call:
    letter = scene.one_of(None, None, "I paint fences.")
    return partial(scene.place.proposals.edit, by, proposal.id, _ask(scene, proposal), letter)


@command(Proposal, PARTIES, "submitted", "countered", when=_few_rounds)
def proposals_counter(scene: Scene, by: Actor, proposal: Proposal) -> Call:
    return partial(scene.place.proposals.counter, by, proposal.id, _ask(scene, proposal))


@command(Proposal, CLIENT, "submitted", "countered", when=lambda now, each: not each.shortlisted)
def proposals_shortlist(scene: Scene, by: Actor, proposal: Proposal) -> Call:
    return partial(scene.place.proposals.shortlist, by, proposal.id)


@command(Proposal, CLIENT, "submitted", "countered", when=lambda now, each: each.shortlisted)
def proposals_unshortlist(scene: Scene, by: Actor, proposal: Proposal) -> Call:
    return partial(scene.place.proposals.unshortlist, by, proposal.id)


@command(Proposal, PARTIES, "submitted", "countered")
def proposals_withdraw(scene: Scene, by: Actor, proposal: Proposal) -> Call:
    return partial(scene.place.proposals.withdraw, by, proposal.id)


@command(Proposal, PARTIES, "submitted", "countered")
def proposals_decline(scene: Scene, by: Actor, proposal: Proposal) -> Call:
    return partial(scene.place.proposals.decline, by, proposal.id, scene.one_of("", "Too dear."))


@command(Job, CLIENT, "open", when=lambda now, each: len(now.all(Invitation)) < ENOUGH[Job])
def invitations_send(scene: Scene, by: Actor, job: Job) -> Call:
    whom = scene.one_of(*scene.people(AccountRole.FREELANCER))
    return partial(scene.place.invitations.send, by, job.id, whom.id, "Your fences are lovely.")


@command(Invitation, FREELANCER, "sent")
def invitations_decline(scene: Scene, by: Actor, invitation: Invitation) -> Call:
    return partial(scene.place.invitations.decline, by, invitation.id, scene.one_of("", "No time."))


@command(Invitation, CLIENT, "sent")
def invitations_withdraw(scene: Scene, by: Actor, invitation: Invitation) -> Call:
    return partial(scene.place.invitations.withdraw, by, invitation.id)


@command(
    Account,
    CLIENT,
    "active",
    when=lambda now, each: AccountRole.CLIENT in each.roles and len(now.all(Job)) < ENOUGH[Job],
)
def invitations_offer(scene: Scene, by: Actor, account: Account) -> Call:
    whom = scene.one_of(*scene.people(AccountRole.FREELANCER))
    price = scene.amount(scene.one_of(*CURRENCIES))
    brief = Brief("Gate", "White.", scene.one_of(Payment.FIXED, Payment.HOURLY), price)
    return partial(scene.place.invitations.offer, by, whom.id, brief, Ask(price))


@command(Account, OPERATOR, "active")
def accounts_suspend(scene: Scene, by: Actor, account: Account) -> Call:
    until = scene.one_of(None, scene.place.clock.now() + timedelta(days=3))
    hold = timedelta(days=scene.one_of(0, 2, 31))
    return partial(scene.place.sanctions.suspend, by, account.id, scene.one_of("Rude.", " "), until, hold)


@command(Account, OPERATOR, "active", "suspended")
def accounts_ban(scene: Scene, by: Actor, account: Account) -> Call:
    return partial(scene.place.sanctions.ban, by, account.id, "Fraud.", timedelta(days=scene.one_of(0, 30)))


@command(Sanction, HOLDER, "in_force")
def sanctions_appeal(scene: Scene, by: Actor, sanction: Sanction) -> Call:
    return partial(scene.place.sanctions.appeal, by, sanction.id, scene.one_of("It is mine.", ""))


@command(Sanction, OPERATOR, "appealed")
def sanctions_uphold(scene: Scene, by: Actor, sanction: Sanction) -> Call:
    return partial(scene.place.sanctions.uphold, by, sanction.id, "It is not.")


@command(Sanction, OPERATOR, "in_force", "appealed", "upheld")
def sanctions_lift(scene: Scene, by: Actor, sanction: Sanction) -> Call:
    return partial(scene.place.sanctions.lift, by, sanction.id, "It is.")


@command(Sanction, OPERATOR, "in_force", "upheld", when=lambda now, each: each.review_at is not None)
def sanctions_review(scene: Scene, by: Actor, sanction: Sanction) -> Call:
    return partial(scene.place.sanctions.review, by, sanction.id, "It goes on.", None)


@command(Account, OPERATOR, "suspended")
def accounts_reinstate(scene: Scene, by: Actor, account: Account) -> Call:
    return partial(scene.place.sanctions.reinstate, by, account.id)


@command(Proposal, CLIENT, "submitted", when=lambda now, each: len(now.all(Contract)) < ENOUGH[Contract])
def contracts_hire(scene: Scene, by: Actor, proposal: Proposal) -> Call:
    days = scene.one_of(1, 2, 3)
    offered = Offered(
        kill_fee_basis_points=scene.one_of(0, 1, 2_500, 3_333, 10_000),
        review_days=days,
        answer_days=days,
        negotiation_days=scene.one_of(1, 4),
        appeal_days=scene.one_of(1, 2),
    )
    seen = scene.one_of(None, len(proposal.rounds), 1)
    return partial(scene.place.contracts.hire, by, proposal.job_id, proposal.id, offered, seen)


@command(Proposal, FREELANCER, "countered", when=lambda now, each: len(now.all(Contract)) < ENOUGH[Contract])
def contracts_accept(scene: Scene, by: Actor, proposal: Proposal) -> Call:
    return partial(scene.place.contracts.accept, by, proposal.id, scene.one_of(None, len(proposal.rounds), 1))


@command(Contract, CLIENT, "offered")
def contracts_revise(scene: Scene, by: Actor, contract: Contract) -> Call:
    amount = scene.amount(contract.terms.currency)
    changes = scene.one_of(
        {"review_days": 2},
        {"milestones": (MilestoneTerms("Only part", amount),)},
        {"kill_fee_basis_points": 5_000},
        {"review_days": 0},
    )
    return lambda: scene.place.contracts.revise(by, contract.id, **changes)


@command(Contract, PARTIES, "offered", "offered")
def contracts_sign(scene: Scene, by: Actor, contract: Contract) -> Call:
    digest = contract.terms.digest()
    return partial(scene.place.contracts.sign, by, contract.id, scene.one_of(digest, digest, None, "another"))


@command(Contract, FREELANCER, "offered")
def contracts_decline(scene: Scene, by: Actor, contract: Contract) -> Call:
    return partial(scene.place.contracts.decline, by, contract.id, "No time.")


@command(Contract, CLIENT, "offered")
def contracts_withdraw(scene: Scene, by: Actor, contract: Contract) -> Call:
    return partial(scene.place.contracts.withdraw, by, contract.id)


@command(Contract, EVERYBODY, "active")
def contracts_pause(scene: Scene, by: Actor, contract: Contract) -> Call:
    return partial(scene.place.contracts.pause, by, contract.id, "Holidays.")


@command(Contract, EVERYBODY, "paused")
def contracts_resume(scene: Scene, by: Actor, contract: Contract) -> Call:
    return partial(scene.place.contracts.resume, by, contract.id)


@command(Contract, PARTIES, "active", when=_is_done)
def contracts_complete(scene: Scene, by: Actor, contract: Contract) -> Call:
    return partial(scene.place.contracts.complete, by, contract.id)


@command(Contract, EVERYBODY, "active", "paused")
def contracts_cancel(scene: Scene, by: Actor, contract: Contract) -> Call:
    return partial(scene.place.contracts.cancel, by, contract.id, "It ends.")


def _terms(scene: Scene, contract: Contract) -> MilestoneTerms:
    currency = scene.one_of(contract.terms.currency, contract.terms.currency, contract.terms.currency, "PLN")
    return MilestoneTerms("One more part", scene.amount(currency))


@command(Contract, PARTIES, "offered", "active", when=_has_room)
def milestones_add(scene: Scene, by: Actor, contract: Contract) -> Call:
    return partial(scene.place.milestones.add, by, contract.id, _terms(scene, contract))


@command(Milestone, PARTIES, "proposed")
def milestones_agree(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    return partial(scene.place.milestones.agree, by, milestone.id)


@command(Milestone, PARTIES, "proposed")
def milestones_reject(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    return partial(scene.place.milestones.reject, by, milestone.id)


@command(Milestone, PARTIES, "planned")
def milestones_propose_change(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    terms = _terms(scene, scene.now.get(milestone.contract_id))
    return partial(scene.place.milestones.propose_change, by, milestone.id, terms)


@command(Milestone, PARTIES, "planned", when=lambda now, each: each.change)
def milestones_agree_change(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    seen = milestone.change.terms.amount if milestone.change else milestone.amount
    return partial(scene.place.milestones.agree_change, by, milestone.id, scene.one_of(seen, None, milestone.amount))


@command(Milestone, PARTIES, "planned", when=lambda now, each: each.change)
def milestones_reject_change(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    return partial(scene.place.milestones.reject_change, by, milestone.id)


@command(Milestone, FREELANCER, "funded", "changes_requested")
def milestones_submit(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    note = scene.one_of("Done.", "Done again.", "")
    return partial(scene.place.milestones.submit, by, milestone.id, note, ("https://example.org/fence",))


@command(Milestone, CLIENT, "submitted")
def milestones_request_changes(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    return partial(scene.place.milestones.request_changes, by, milestone.id, "Whiter.")


@command(Milestone, PAYERS, "funded", "submitted", "changes_requested")
def milestones_approve(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    return partial(scene.place.milestones.approve, by, milestone.id)


def _is_let(now: Any, milestone: Milestone) -> bool:
    return milestone.withheld is None


def _is_withheld(now: Any, milestone: Milestone) -> bool:
    return milestone.withheld is not None


def _left(scene: Scene, milestone: Milestone) -> Money:
    return scene.now.get(milestone.hold_id).remaining if milestone.hold_id else milestone.amount


@command(Milestone, PAYERS, "funded", "submitted", "changes_requested")
def milestones_release_part(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    return partial(scene.place.milestones.release_part, by, milestone.id, scene.part(_left(scene, milestone)))


@command(Milestone, GIVERS, "funded", "submitted", "changes_requested")
def milestones_refund(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    part = scene.one_of(None, scene.part(_left(scene, milestone)))
    return partial(scene.place.milestones.refund, by, milestone.id, part)


@command(Milestone, (OPERATOR,), "funded", "submitted", "changes_requested", "disputed", when=_is_let)
def milestones_hold(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    return partial(scene.place.milestones.hold, by, milestone.id, "A court wants it.")


@command(Milestone, (OPERATOR,), "funded", "submitted", "changes_requested", "disputed", "refunded", when=_is_withheld)
def milestones_unhold(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    return partial(scene.place.milestones.unhold, by, milestone.id, "It does not.")


@command(Milestone, GIVERS, "approved", "settled")
def milestones_give_back(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    return partial(scene.place.milestones.give_back, by, milestone.id, scene.part(milestone.amount))


@command(Milestone, CLIENT, "planned", "planned")
def escrow_fund(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    amount = scene.one_of(milestone.amount, milestone.amount, milestone.amount, Money(7, milestone.amount.currency))
    gateway = scene.one_of("sandbox", "sandbox", "sandbox", "elsewhere")
    return partial(scene.place.escrow.fund, by, milestone.contract_id, milestone.id, amount, gateway, "tok_ok")


@command(Hold, CLIENT, "requested")
def escrow_cancel(scene: Scene, by: Actor, hold: Hold) -> Call:
    return partial(scene.place.escrow.cancel, by, hold.id)


@command(Hold, OPERATOR, "declined", "expired", "held", when=lambda now, each: _owns(now, each.id))
def escrow_return_suspense(scene: Scene, by: Actor, hold: Hold) -> Call:
    return partial(scene.place.escrow.return_suspense, by, hold.id, hold.work.currency)


@command(Milestone, PARTIES, "funded", "submitted", "changes_requested")
def disputes_open(scene: Scene, by: Actor, milestone: Milestone) -> Call:
    said = scene.one_of(("", ()), ("Look.", ("https://example.org/green",)))
    return partial(scene.place.disputes.open, by, milestone.id, scene.one_of("It is green.", "Late.", ""), *said)


@command(Dispute, PARTIES, "opened")
def disputes_answer(scene: Scene, by: Actor, dispute: Dispute) -> Call:
    return partial(scene.place.disputes.answer, by, dispute.id, "It is white.")


@command(Dispute, PARTIES, "opened", "answered", "escalated", "appealed")
def disputes_add_evidence(scene: Scene, by: Actor, dispute: Dispute) -> Call:
    return partial(scene.place.disputes.add_evidence, by, dispute.id, "A picture.")


@command(Dispute, PARTIES, "opened", "answered", "escalated")
def disputes_offer(scene: Scene, by: Actor, dispute: Dispute) -> Call:
    return partial(scene.place.disputes.offer, by, dispute.id, scene.part(dispute.at_stake))


@command(Dispute, PARTIES, "opened", "answered", "escalated", when=lambda now, each: each.offers)
def disputes_accept_offer(scene: Scene, by: Actor, dispute: Dispute) -> Call:
    release = dispute.offers[-1].release if dispute.offers else dispute.at_stake
    return partial(scene.place.disputes.accept_offer, by, dispute.id, scene.one_of(release, None, dispute.at_stake))


@command(Dispute, PARTIES, "answered")
def disputes_escalate(scene: Scene, by: Actor, dispute: Dispute) -> Call:
    return partial(scene.place.disputes.escalate, by, dispute.id)


@command(Dispute, PARTIES, "opened", "answered", "escalated")
def disputes_withdraw(scene: Scene, by: Actor, dispute: Dispute) -> Call:
    return partial(scene.place.disputes.withdraw, by, dispute.id)


@command(Dispute, OPERATOR, "answered", "escalated", "appealed")
def disputes_rule(scene: Scene, by: Actor, dispute: Dispute) -> Call:
    outcome = scene.one_of(*Outcome, Outcome.SPLIT)
    release = scene.part(dispute.at_stake) if outcome is Outcome.SPLIT else scene.one_of(None, None, dispute.at_stake)
    return partial(scene.place.disputes.rule, by, dispute.id, outcome, release, "The pictures say so.")


@command(Dispute, PARTIES, "ruled")
def disputes_accept_ruling(scene: Scene, by: Actor, dispute: Dispute) -> Call:
    return partial(scene.place.disputes.accept_ruling, by, dispute.id)


@command(Dispute, PARTIES, "ruled")
def disputes_appeal(scene: Scene, by: Actor, dispute: Dispute) -> Call:
    return partial(scene.place.disputes.appeal, by, dispute.id, "The pictures are old.")


@command(Account, (FREELANCER, OPERATOR), "active", "suspended", when=lambda now, each: _owns(now, each.id))
def transfers_pay_out(scene: Scene, by: Actor, account: Account) -> Call:
    mine = [each for each, minor in scene.now.balances.items() if minor and each.owner == str(account.id)]
    source = scene.draw(st.sampled_from(mine)) if mine else available(account.id, "sandbox", "EUR")
    amount = scene.part(Money(scene.now.balances.get(source, 100), source.currency))
    bank = scene.one_of("bank_1", "bank_1", "")
    return partial(scene.place.transfers.pay_out, by, account.id, amount, "sandbox", bank)


@command(Transfer, (FREELANCER, OPERATOR), "failed")
def transfers_retry(scene: Scene, by: Actor, transfer: Transfer) -> Call:
    elsewhere = scene.one_of(None, "bank_2") if transfer.kind == "payout" else None
    return partial(scene.place.transfers.retry, by, transfer.id, elsewhere)
