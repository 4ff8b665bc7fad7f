"""One function per object, with defaults that belong together. Objects come out of the domain's own verbs.

`world()` is a whole deal whose parts know each other, and `keep` adds it to a store in the order of its foreign keys.
Keyword arguments that a function does not name replace fields of what it built.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from attrs import evolve, frozen

from upclone.adapters.memory import SteppingIds
from upclone.application.ports.store import Work
from upclone.domain.actors import GATEWAY, Actor, Parties, Role, member, moderator, operator
from upclone.domain.deals import evidence, fundings, milestones, offers, timekeeping, timesheets
from upclone.domain.deals.calendar import week_of
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import Dispute
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.terms import MilestoneTerms, Terms
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.market import bids, invitations, outcomes, postings, searches, vacancies
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.market.categories import Category, Names
from upclone.domain.market.invitations import Invitation
from upclone.domain.market.jobs import Job
from upclone.domain.market.proposals import Proposal
from upclone.domain.market.rounds import Ask, Step
from upclone.domain.market.searches import Alert, Search, Wanted
from upclone.domain.market.skills import Skill
from upclone.domain.money import Money, total
from upclone.domain.payments import approvals, chargebacks, deposits, ledger, methods, movements, transfers
from upclone.domain.payments.approvals import Approval
from upclone.domain.payments.chargebacks import Chargeback
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.fees import FeeRates, rates_for
from upclone.domain.payments.ledger import Entry, EntryKind, LedgerAccount
from upclone.domain.payments.methods import Method, Purpose
from upclone.domain.payments.transfers import Transfer
from upclone.domain.people import joining
from upclone.domain.people.accounts import Account, AccountRole
from upclone.domain.trust import sanctions
from upclone.domain.trust.sanctions import Kind as SanctionKind
from upclone.domain.trust.sanctions import Sanction

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""When everything happens that a test gives no time."""

IDS = SteppingIds(seed=2)
OPERATOR = operator(UUID("01900000-0000-7000-8000-00000000ad31"))
MODERATOR = moderator(UUID("01900000-0000-7000-8000-0000000000de"))


def new_id() -> UUID:
    """A UUIDv7 that no other object of this run has."""
    return IDS.new()


def money(text: str = "100.00", currency: str = "EUR") -> Money:
    """What people would write."""
    return Money.parse(text, currency)


def account(name: str = "Ada Byron", role: AccountRole = AccountRole.CLIENT, **changes: Any) -> Account:
    """An active person with an address of their own."""
    id = new_id()
    opened, _ = joining.open_account(id, f"person.{id}@example.org", name, frozenset({role}), "no hash", AT)
    return evolve(opened, **changes)


def brief(budget: Money | None = None, **changes: Any) -> Brief:
    """What a client may ask for, fixed price."""
    asked = Brief(
        title="Paint the fence",
        description="Both sides, in white.",
        payment=Payment.FIXED,
        budget=money("350.00") if budget is None else budget,
        category="design",
        skills=("painting", "fences"),
    )
    return evolve(asked, **changes)


def job(client: Account | None = None, budget: Money | None = None, **changes: Any) -> Job:
    """An open job, fixed price."""
    owner = member((client or account()).id)
    drafted, _ = postings.draft(new_id(), owner, brief(budget), AT)
    posted, _ = postings.publish(drafted, owner, AT)
    return evolve(posted, **changes)


def proposal(
    of: Job | None = None, freelancer: Account | None = None, amounts: tuple[Money, ...] = (), **changes: Any
) -> Proposal:
    """A bid that still waits for its answer, planned as one milestone per amount."""
    wanted = of or job()
    bidder = freelancer or account("Ferdinand", AccountRole.FREELANCER)
    parts = amounts or (wanted.brief.budget,)
    plan = tuple(Step(f"Part {number}", amount) for number, amount in enumerate(parts, 1))
    price = total(parts, wanted.brief.budget.currency)
    ask = Ask(price, plan)
    submitted, _ = bids.submit(new_id(), wanted, member(bidder.id), ask, "I paint.", (), (), AT)
    return evolve(submitted, **changes)


def invitation(of: Job | None = None, freelancer: Account | None = None, **changes: Any) -> Invitation:
    """One that waits for its answer."""
    wanted = of or job()
    invited = freelancer or account("Ferdinand", AccountRole.FREELANCER)
    client = member(wanted.client_id)
    sent, _ = invitations.send(new_id(), wanted, invited.id, "Your fences are lovely.", client, AT)
    return evolve(sent, **changes)


def terms(amounts: tuple[Money, ...] = (), fees: FeeRates | None = None, **changes: Any) -> Terms:
    """Fixed-price terms with one milestone per amount."""
    parts = amounts or (money("100.00"), money("250.00"))
    currency = parts[0].currency
    fixed = Terms(
        title="Paint the fence",
        scope="Both sides, in white.",
        payment=Payment.FIXED,
        currency=currency,
        milestones=tuple(MilestoneTerms(f"Part {number}", amount) for number, amount in enumerate(parts, 1)),
        fees=fees or rates_for(currency),
    )
    return evolve(fixed, **changes)


def hourly_terms(rate: Money | None = None, **changes: Any) -> Terms:
    """Hourly terms, without milestones."""
    per_hour = rate or money("80.00")
    return terms(
        (per_hour,),
        payment=Payment.HOURLY,
        milestones=(),
        hourly_rate=per_hour,
        weekly_limit_hours=20,
        **changes,
    )


def contract(of: Proposal | None = None, agreed: Terms | None = None, signed: bool = True, **changes: Any) -> Contract:
    """A contract that both sides signed, or an offer where `signed` is false."""
    chosen = of or proposal()
    text = agreed or terms(tuple(each.amount for each in chosen.plan))
    client, freelancer = member(chosen.parties.client), member(chosen.parties.freelancer)
    offered, _ = offers.offer(
        new_id(), chosen.job_id, chosen.id, chosen.parties, text, client, AT, AT + timedelta(days=14)
    )
    if signed:
        offered, *_ = offers.sign(offered, text.digest(), "Ada Byron", client, AT)
        offered, *_ = offers.sign(offered, text.digest(), "Ferdinand", freelancer, AT)
    return evolve(offered, **changes)


def milestone(of: Contract | None = None, number: int = 1, **changes: Any) -> Milestone:
    """A planned milestone: the one with this number in the contract's terms, or one more like the first."""
    deal = of or contract()
    planned = deal.terms.milestones
    piece = planned[number - 1] if number <= len(planned) else MilestoneTerms("One more part", money())
    return evolve(milestones.plan(new_id(), deal.id, deal.parties, number, piece), **changes)


def hold(of: Contract | None = None, piece: Milestone | None = None, **changes: Any) -> Hold:
    """A payment that was asked for."""
    deal = of or contract()
    work = piece or milestone(deal)
    requested, _ = deposits.request(
        new_id(),
        deal.id,
        work.id,
        deal.parties,
        work.amount,
        deal.terms.fees,
        member(deal.parties.client),
        "sandbox",
        "tok_ok",
        AT,
        AT + timedelta(hours=24),
    )
    return evolve(requested, **changes)


def held(of: Hold | None = None) -> Hold:
    """The same with its money."""
    asked = of or hold()
    confirmed, _ = deposits.confirm(asked, asked.total, f"pay_{asked.id}", GATEWAY, AT)
    return confirmed


def payout(owner: Account | None = None, amount: Money | None = None, **changes: Any) -> Transfer:
    """A withdrawal that was asked for."""
    payee = owner or account("Ferdinand", AccountRole.FREELANCER)
    by, sum_asked = member(payee.id), amount or money("90.00")
    requested, _ = transfers.request(new_id(), transfers.Kind.PAYOUT, payee.id, "sandbox", "bank_ok", sum_asked, by, AT)
    return evolve(requested, **changes)


def refund(of: Hold | None = None, amount: Money | None = None, **changes: Any) -> Transfer:
    """A client's money on its way back."""
    source = of or held()
    requested, _ = transfers.request(
        new_id(),
        transfers.Kind.REFUND,
        source.parties.client,
        source.gateway,
        source.gateway_ref or "pay_1",
        amount or source.total,
        OPERATOR,
        AT,
        contract_id=source.contract_id,
        hold_id=source.id,
    )
    return evolve(requested, **changes)


def dispute(of: Hold | None = None, by: Role = Role.CLIENT, **changes: Any) -> Dispute:
    """A dispute over held money that nobody has answered."""
    money_at_stake = of or held()
    opened, _ = evidence.open_dispute(
        new_id(),
        money_at_stake.contract_id,
        money_at_stake.milestone_id,
        money_at_stake.id,
        money_at_stake.parties,
        money_at_stake.remaining,
        "The fence is green.",
        ("See for yourself.", ("https://example.org/fence",)),
        timedelta(days=7),
        party(money_at_stake.parties, by),
        AT,
    )
    return evolve(opened, **changes)


def sanction(of: Account | None = None, kind: SanctionKind = SanctionKind.SUSPENSION, **changes: Any) -> Sanction:
    """An open-ended suspension, or a ban, that was just imposed."""
    imposed, _ = sanctions.impose(new_id(), (of or account()).id, kind, "Spam.", OPERATOR, AT)
    return evolve(imposed, **changes)


def approval(by: Account | None = None, at: datetime = AT, **changes: Any) -> Approval:
    """A release of 2,000 EUR that waits for a second operator."""
    asker = operator((by or account()).id)
    moved = (Money(200_000, "EUR"),)
    asked = approvals.request(new_id(), "release", {"milestone": "x"}, "Both asked.", "e", moved, asker, at)
    return evolve(asked, **changes)


def chargeback(of: Hold | None = None, **changes: Any) -> Chargeback:
    """First news of a claim for all that a payment brought."""
    hold = of or held()
    opened, _ = chargebacks.open_chargeback(
        new_id(),
        hold.gateway,
        f"claim {new_id()}",
        hold.id,
        hold.contract_id,
        hold.parties,
        hold.total,
        "fraud",
        AT + timedelta(days=9),
        GATEWAY,
        AT,
    )
    return evolve(opened, **changes)


def method(of: Account | None = None, purpose: Purpose = Purpose.BEING_PAID, **changes: Any) -> Method:
    """A place to be paid to, or a means of paying, that is being set up."""
    begun, _ = methods.begin(new_id(), "sandbox", purpose, "", member((of or account()).id), AT)
    return evolve(begun, **changes)


def category(parent: Category | None = None, **changes: Any) -> Category:
    """A category of no importance, or a part of one."""
    id = new_id()
    made = Category(id, f"c-{id.hex}", parent.id if parent else None, Names(f"C {id.hex}", f"K {id.hex}"), (), 5_000)
    return evolve(made, **changes)


def search(owner: Account | None = None, wanted: Wanted | None = None, alert: Alert = Alert.DAILY) -> Search:
    """A kept search."""
    by = member((owner or account(role=AccountRole.FREELANCER)).id)
    return searches.keep(new_id(), by, "Fences", wanted or Wanted(words="fence"), alert, AT)


def skill(**changes: Any) -> Skill:
    """A skill of no importance, in a sub-category that comes with upclone."""
    id = new_id()
    made = Skill(id, f"s-{id.hex}", Names(f"S {id.hex}", f"Z {id.hex}"), (), ("illustration",), 5_000)
    return evolve(made, **changes)


def party(parties: Parties, role: Role) -> Actor:
    """The person who plays `role`."""
    return member(parties.account_of(role))


def timesheet(of: Contract | None = None, at: datetime = AT, **changes: Any) -> Timesheet:
    """The week of an hourly contract that `at` lies in, planned."""
    deal = of or contract(agreed=hourly_terms())
    rate, limit = deal.terms.hourly_rate, deal.terms.weekly_limit_hours
    assert rate is not None
    assert limit is not None
    span = week_of(at, deal.terms.zone)
    planned = timesheets.plan(new_id(), deal.id, deal.parties, span, rate, limit)
    return evolve(planned, **{"review_due_at": planned.ends_at + timedelta(days=14), **changes})


def time_entry(
    of: Timesheet | None = None, start: datetime = AT, minutes: int = 60, memo: str = "Painting.", **changes: Any
) -> TimeEntry:
    """Time written down by hand."""
    week = of or timesheet()
    span = start, start + timedelta(minutes=minutes)
    by = member(week.parties.freelancer)
    logged, _ = timekeeping.log(
        new_id(),
        week.contract_id,
        week.id,
        week.parties,
        span,
        memo,
        "No network.",
        (),
        f"salt {new_id()}",
        by,
        span[1],
    )
    return evolve(logged, **changes)


def timer(of: Timesheet | None = None, start: datetime = AT, **changes: Any) -> TimeEntry:
    """A timer that runs."""
    week = of or timesheet()
    by = member(week.parties.freelancer)
    running, _ = timekeeping.start(
        new_id(), week.contract_id, week.id, week.parties, "Painting.", f"salt {new_id()}", week.ends_at, by, start
    )
    return evolve(running, **changes)


def payment(hold: Hold, at: datetime = AT) -> Entry:
    """The entry of the client's payment."""
    return movements.fund(new_id(), hold, at)


def entry(book: UUID, *lines: tuple[LedgerAccount, int], key: str | None = None, **changes: Any) -> Entry:
    """Any balanced movement."""
    id = new_id()
    made = ledger.entry(id, key or f"test:{id}", EntryKind.UNEXPECTED_PAYMENT, lines, book=book, at=AT)
    return evolve(made, **changes)


@frozen
class World:
    """A deal whose parts know each other. `hold` is the money asked for the first milestone."""

    client: Account
    freelancer: Account
    job: Job
    proposal: Proposal
    contract: Contract
    milestones: tuple[Milestone, ...]
    hold: Hold


def world(amounts: tuple[Money, ...] = (), fees: FeeRates | None = None) -> World:
    """An active contract; the client is asked to pay its first milestone."""
    parts = amounts or (money("100.00"), money("250.00"))
    client, freelancer = account(), account("Ferdinand", AccountRole.FREELANCER)
    wanted = job(client, total(parts, parts[0].currency))
    bid = proposal(wanted, freelancer, parts)
    hired, _ = outcomes.hire(bid, member(client.id), AT)
    filled, _ = vacancies.fill(wanted, member(client.id), AT)
    deal = contract(hired, terms(parts, fees))
    planned = [milestone(deal, number) for number in range(1, len(parts) + 1)]
    asked = hold(deal, planned[0])
    planned[0], _ = fundings.fund(planned[0], asked.id, asked.work, member(client.id), AT)
    return World(client, freelancer, filled, hired, deal, tuple(planned), asked)


def keep(work: Work, of: World) -> World:
    """Add all of it to a store."""
    work.accounts.add(of.client)
    work.accounts.add(of.freelancer)
    work.jobs.add(of.job)
    work.proposals.add(of.proposal)
    work.contracts.add(of.contract)
    for each in of.milestones:
        work.milestones.add(each)
    work.holds.add(of.hold)
    return of
