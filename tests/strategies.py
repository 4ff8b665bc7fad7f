"""Hypothesis strategies: values at their limits, and every object in every state that it can be in.

Objects are built field by field rather than by verbs, so that they also cover what long histories lead to: every
optional field that a state allows, with and without. What a state forbids is not generated; a database may check it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from enum import EnumType
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, TypeVar, get_args
from uuid import UUID

from attrs import fields, resolve_types
from hypothesis import strategies as st

from upclone import domain
from upclone.domain.actors import Parties, Role
from upclone.domain.deals import commitments
from upclone.domain.deals import contracts as contract_rules
from upclone.domain.deals import disputes as dispute_rules
from upclone.domain.deals import hours as hour_rules
from upclone.domain.deals import milestones as milestone_rules
from upclone.domain.deals import timesheets as timesheet_rules
from upclone.domain.deals.contracts import Billing, Contract, Signature
from upclone.domain.deals.disputes import Dispute, Evidence, Offer, Outcome, Ruling
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.milestones import Change, Delivery, Milestone
from upclone.domain.deals.terms import CancellationPolicy, MilestoneTerms, Terms
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.events import Event
from upclone.domain.market import categories as category_rules
from upclone.domain.market import invitations as invitation_rules
from upclone.domain.market import jobs as job_rules
from upclone.domain.market import proposals as proposal_rules
from upclone.domain.market import searches as search_rules
from upclone.domain.market import skills as skill_rules
from upclone.domain.market.briefs import Brief, Duration, Finding, Payment, Visibility
from upclone.domain.market.categories import Category, Names
from upclone.domain.market.invitations import Invitation
from upclone.domain.market.jobs import Job
from upclone.domain.market.proposals import Answer, Proposal
from upclone.domain.market.rounds import Round, Step
from upclone.domain.market.searches import Alert, Near, Search, Span, Wanted
from upclone.domain.market.skills import Skill
from upclone.domain.money import Money, total
from upclone.domain.payments import approvals as approval_rules
from upclone.domain.payments import chargebacks as chargeback_rules
from upclone.domain.payments import escrow
from upclone.domain.payments import methods as method_rules
from upclone.domain.payments import transfers as transfer_rules
from upclone.domain.payments.approvals import Approval
from upclone.domain.payments.chargebacks import Chargeback, Taken
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.fees import FeeRates, Tier
from upclone.domain.payments.ledger import AccountKind, Entry, EntryKind, LedgerAccount, Posting
from upclone.domain.payments.methods import Method
from upclone.domain.payments.transfers import Transfer
from upclone.domain.people import accounts as account_rules
from upclone.domain.people.accounts import Account, AccountRole
from upclone.domain.people.places import Place
from upclone.domain.people.profiles import Level
from upclone.domain.trust import sanctions as sanction_rules
from upclone.domain.trust.sanctions import Appeal, Decision, Sanction

Drawn = TypeVar("Drawn")
Draw = Callable[[st.SearchStrategy[Any]], Any]

CURRENCIES = ("JPY", "UGX", "EUR", "USD", "PLN", "KWD", "BHD")
"""Two of zero decimals, three of two, two of three."""

LARGE = 2 * 10**9
"""The most that one price may be in every currency."""

currencies = st.sampled_from(CURRENCIES)
basis_points = st.integers(0, 10_000)
parties_roles = st.sampled_from([Role.CLIENT, Role.FREELANCER])
times = st.timedeltas(timedelta(0), timedelta(days=36_500)).map(lambda since: datetime(2000, 1, 1, tzinfo=UTC) + since)
"""To the microsecond, over a century."""

dates = st.dates(date(2000, 1, 1), date(2100, 1, 1))
sentences = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=60)
"""Any text that the domain lets in: every script, no control characters."""

names = (
    st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"]), min_size=1, max_size=60)
    .map(lambda name: " ".join(name.split()))
    .filter(lambda name: bool(name) and name.isprintable())
)
tokens = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=40)
links = st.lists(tokens.map("https://example.org/{}".format), max_size=3).map(tuple)


@st.composite
def uuids(draw: Draw) -> UUID:
    """A UUIDv7."""
    bits: int = draw(st.integers(0, 2**128 - 1))
    return UUID(int=bits & ~(0xF << 76) & ~(0b11 << 62) | 7 << 76 | 0b10 << 62)


def money(currency: str | None = None, least: int = 1, most: int = LARGE) -> st.SearchStrategy[Money]:
    """Between `least` and `most` minor units, of one currency or of any."""
    return st.builds(Money, st.integers(least, most), st.just(currency) if currency else currencies)


def optional(strategy: st.SearchStrategy[Drawn]) -> st.SearchStrategy[Drawn | None]:
    return st.none() | strategy


@st.composite
def parties(draw: Draw) -> Parties:
    """Two different people."""
    client, freelancer = draw(st.lists(uuids(), min_size=2, max_size=2, unique=True))
    return Parties(client, freelancer)


@st.composite
def fee_rates(draw: Draw) -> FeeRates:
    """Up to four tiers, in any order of rates."""
    bounds = sorted(draw(st.lists(st.integers(1, 10**7), max_size=3, unique=True)))
    tiers = tuple(Tier(bound, draw(basis_points)) for bound in [*bounds, None])
    return FeeRates(draw(basis_points), tiers)


@st.composite
def milestone_terms(draw: Draw, currency: str | None = None) -> MilestoneTerms:
    return MilestoneTerms(draw(names), draw(money(currency)), draw(sentences), draw(optional(dates)))


@st.composite
def terms(draw: Draw, currency: str | None = None) -> Terms:
    """Fixed and hourly."""
    code = currency or draw(currencies)
    payment = draw(st.sampled_from(Payment))
    fixed = payment is Payment.FIXED
    days = st.integers(1, 90)
    return Terms(
        title=draw(names),
        scope=draw(sentences),
        payment=payment,
        currency=code,
        milestones=tuple(draw(st.lists(milestone_terms(code), min_size=1 if fixed else 0, max_size=4))),
        fees=draw(fee_rates()),
        cancellation=CancellationPolicy(draw(basis_points)),
        hourly_rate=None if fixed else draw(money(code)),
        weekly_limit_hours=None if fixed else draw(st.integers(1, 168)),
        time_zone=None if fixed else draw(st.sampled_from([None, "UTC", "Europe/Paris", "Australia/Lord_Howe"])),
        review_days=draw(days),
        answer_days=draw(days),
        negotiation_days=draw(days),
        appeal_days=draw(days),
    )


@st.composite
def accounts(draw: Draw) -> Account:
    state = draw(st.sampled_from(account_rules.State))
    suspended = state in (account_rules.State.SUSPENDED, account_rules.State.BANNED)
    return Account(
        id=draw(uuids()),
        email=f"{draw(tokens)}@example.org",
        name=draw(names),
        roles=frozenset(draw(st.sets(st.sampled_from(AccountRole), min_size=1))),
        password_hash=draw(tokens),
        created_at=draw(times),
        state=state,
        headline=draw(sentences),
        bio=draw(sentences),
        country=draw(st.sampled_from(["", "FR", "PL", "JP"])),
        language=draw(st.sampled_from(["en", "fr", "pl"])),
        suspension_reason=draw(names) if suspended else None,
        photo=draw(optional(uuids())),
        verified_at=draw(optional(times)),
        closes_at=draw(times) if state is account_rules.State.LEAVING else None,
    )


places = st.builds(
    Place,
    city=names,
    country=st.sampled_from(["FR", "PL", "JP"]),
    latitude=st.integers(-90_000_000, 90_000_000),
    longitude=st.integers(-180_000_000, 180_000_000),
)


@st.composite
def briefs(draw: Draw) -> Brief:
    """Every optional field with and without."""
    budget = draw(money())
    lowest = st.integers(1, budget.amount_minor).map(lambda minor: Money(minor, budget.currency))
    words = st.lists(names, max_size=4, unique=True).map(tuple)
    return Brief(
        title=draw(names),
        description=draw(sentences),
        payment=draw(st.sampled_from(Payment)),
        budget=budget,
        budget_from=draw(optional(lowest)),
        category=draw(tokens),
        skills=draw(words),
        extra_skills=draw(words),
        level=draw(optional(st.sampled_from(Level))),
        duration=draw(optional(st.sampled_from(Duration))),
        place=draw(optional(places)),
        apply_until=draw(optional(times)),
        questions=draw(words),
        attachments=tuple(draw(st.lists(uuids(), max_size=3, unique=True))),
        visibility=draw(st.sampled_from(Visibility)),
        language=draw(st.sampled_from(["en", "fr"])),
    )


findings = st.lists(st.builds(Finding, tokens, tokens, sentences, sentences), max_size=3).map(tuple)


@st.composite
def jobs(draw: Draw) -> Job:
    """Whatever was open once knows since when and until when."""
    state = draw(st.sampled_from(job_rules.State))
    known = state in (job_rules.State.OPEN, job_rules.State.PAUSED, job_rules.State.FILLED, job_rules.State.EXPIRED)
    moments = times if known else optional(times)
    return Job(
        id=draw(uuids()),
        client_id=draw(uuids()),
        brief=draw(briefs()),
        state=state,
        created_at=draw(times),
        opened_at=draw(moments),
        expires_at=draw(moments),
        findings=draw(findings),
        cleared=draw(findings),
        note=draw(sentences),
        reason=draw(names),
    )


@st.composite
def rounds(draw: Draw, number: int, code: str, began: Role) -> Round:
    """Of a fixed job (the plan sums to the price) or of an hourly one (a rate, a weekly limit)."""
    amounts = draw(st.lists(money(code), max_size=4))
    plan = tuple(Step(draw(names), amount, draw(sentences), draw(optional(dates))) for amount in amounts)
    return Round(
        number=number,
        by=began if number == 1 else draw(parties_roles),
        price=total(amounts, code) if amounts else draw(money(code)),
        plan=plan,
        weekly_limit_hours=None if amounts else draw(optional(st.integers(1, 168))),
        note=draw(sentences),
        at=draw(times),
        valid_until=draw(optional(times)),
    )


@st.composite
def proposals(draw: Draw) -> Proposal:
    """Bids and direct offers, after up to four rounds."""
    code, began = draw(currencies), draw(parties_roles)
    state = draw(st.sampled_from(proposal_rules.State))
    return Proposal(
        id=draw(uuids()),
        job_id=draw(uuids()),
        parties=draw(parties()),
        cover_letter=draw(sentences),
        rounds=tuple(draw(rounds(number, code, began)) for number in range(1, draw(st.integers(1, 4)) + 1)),
        state=state,
        created_at=draw(times),
        answers=tuple(draw(st.lists(st.builds(Answer, sentences, sentences), max_size=3))),
        attachments=tuple(draw(st.lists(uuids(), max_size=3, unique=True))),
        shortlisted=draw(st.booleans()),
        reason=draw(sentences) if state is proposal_rules.State.DECLINED else "",
    )


@st.composite
def invitations(draw: Draw) -> Invitation:
    state = draw(st.sampled_from(invitation_rules.State))
    return Invitation(
        id=draw(uuids()),
        job_id=draw(uuids()),
        parties=draw(parties()),
        message=draw(sentences),
        state=state,
        sent_at=draw(times),
        expires_at=draw(times),
        reason=draw(sentences) if state is invitation_rules.State.DECLINED else "",
    )


@st.composite
def contracts(draw: Draw) -> Contract:
    """An offer has at most one signature, a running contract both."""
    state = draw(st.sampled_from(contract_rules.State))
    both, agreed = draw(parties()), draw(terms())
    running = state in (
        contract_rules.State.ACTIVE,
        contract_rules.State.PAUSED,
        contract_rules.State.COMPLETED,
        contract_rules.State.CANCELLED,
    )
    roles = draw(st.permutations([Role.CLIENT, Role.FREELANCER]))[: 2 if running else draw(st.integers(0, 1))]
    digest = agreed.digest()
    signatures = tuple(Signature(role, both.account_of(role), draw(names), draw(times), digest) for role in roles)
    paused = state is contract_rules.State.PAUSED
    ended = state not in (contract_rules.State.OFFERED, contract_rules.State.ACTIVE, contract_rules.State.PAUSED)
    return Contract(
        id=draw(uuids()),
        job_id=draw(uuids()),
        proposal_id=draw(uuids()),
        parties=both,
        terms=agreed,
        state=state,
        offered_at=draw(times),
        expires_at=draw(times),
        released=draw(money(agreed.currency, least=0)) if running else Money.zero(agreed.currency),
        signatures=signatures,
        paused_by=draw(st.sampled_from([Role.CLIENT, Role.FREELANCER, Role.OPERATOR, Role.GATEWAY]))
        if paused
        else None,
        ended_at=draw(times) if ended else None,
        billing=draw(optional(st.builds(Billing, st.sampled_from(["sandbox", "stripe"]), tokens))),
        contested=draw(st.booleans()),
        withheld=draw(st.booleans()),
    )


@st.composite
def milestones(draw: Draw) -> Milestone:
    state = draw(st.sampled_from(milestone_rules.State))
    proposed, planned = state is milestone_rules.State.PROPOSED, state is milestone_rules.State.PLANNED
    unfunded = proposed or planned or (state is milestone_rules.State.CANCELLED and draw(st.booleans()))
    working = unfunded or state in (milestone_rules.State.FUNDING, milestone_rules.State.FUNDED)
    submitted, disputed = state is milestone_rules.State.SUBMITTED, state is milestone_rules.State.DISPUTED
    code = draw(currencies)
    files = st.lists(uuids(), max_size=2, unique=True).map(tuple)
    delivery = st.builds(Delivery, names, links, times, files, files)
    return Milestone(
        id=draw(uuids()),
        contract_id=draw(uuids()),
        parties=draw(parties()),
        number=draw(st.integers(1, 100)),
        terms=draw(milestone_terms(code)),
        state=state,
        proposed_by=draw(parties_roles if proposed else optional(parties_roles)),
        change=draw(optional(st.builds(Change, parties_roles, milestone_terms(code)))) if planned else None,
        hold_id=None if unfunded else draw(uuids()),
        delivery=draw(delivery if submitted else optional(delivery)) if not working else None,
        review_due_at=draw(times) if submitted else None,
        disputed_from=draw(st.sampled_from(_DISPUTABLE)) if disputed else None,
        hourly=draw(st.booleans()),
        withheld=draw(optional(st.builds(milestone_rules.Withheld, sentences, times))),
    )


_DISPUTABLE = (milestone_rules.State.FUNDED, milestone_rules.State.SUBMITTED, milestone_rules.State.CHANGES_REQUESTED)


@st.composite
def holds(draw: Draw) -> Hold:
    """The parts that are out agree with the state."""
    state = draw(st.sampled_from(escrow.State))
    work = draw(money())
    released, refunded = _out(draw, state, work.amount_minor)
    asked = state in (escrow.State.REQUESTED, escrow.State.DECLINED, escrow.State.EXPIRED)
    failed = state in (escrow.State.DECLINED, escrow.State.EXPIRED)
    return Hold(
        id=draw(uuids()),
        contract_id=draw(uuids()),
        milestone_id=draw(uuids()),
        parties=draw(parties()),
        gateway=draw(st.sampled_from(["sandbox", "stripe", "paypal"])),
        payment_method=draw(tokens),
        work=work,
        fees=draw(fee_rates()),
        released=Money(released, work.currency),
        refunded=Money(refunded, work.currency),
        state=state,
        requested_at=draw(times),
        expires_at=draw(times),
        gateway_ref=draw(optional(tokens) if asked else tokens),
        approve_url=draw(optional(tokens.map("https://gateway.example/{}".format))),
        failure=draw(names) if failed else None,
        off_session=draw(st.booleans()),
        earned=Money(draw(st.integers(0, released)), work.currency),
        given_back=Money(draw(st.integers(0, released)), work.currency),
        charged=Money(draw(st.integers(0, work.amount_minor)), work.currency),
    )


def _out(draw: Draw, state: escrow.State, work: int) -> tuple[int, int]:
    """The released and refunded minor units of a hold of `work` in `state`."""
    released = draw(st.integers(0, work))
    match state:
        case escrow.State.RELEASED:
            return work, 0
        case escrow.State.REFUNDED:
            return 0, work
        case escrow.State.SPLIT:
            return released, work - released
        case escrow.State.HELD | escrow.State.FROZEN:
            refunded = draw(st.integers(0, work - released))
            return (released, refunded) if released + refunded < work else (0, 0)
        case _:
            return 0, 0


@st.composite
def transfers(draw: Draw) -> Transfer:
    """Payouts, and refunds of a hold or of suspense."""
    state = draw(st.sampled_from(transfer_rules.State))
    kind = draw(st.sampled_from(transfer_rules.Kind))
    refund = kind is transfer_rules.Kind.REFUND
    gone = state in (transfer_rules.State.SENT, transfer_rules.State.PAID)
    return Transfer(
        id=draw(uuids()),
        kind=kind,
        owner=draw(uuids()),
        gateway=draw(st.sampled_from(["sandbox", "stripe", "paypal"])),
        destination=draw(tokens),
        amount=draw(money()),
        state=state,
        attempt=draw(st.integers(1, 50)),
        requested_at=draw(times),
        contract_id=draw(uuids()) if refund else None,
        hold_id=draw(uuids()) if refund else None,
        gateway_ref=draw(tokens if gone else optional(tokens)),
        failure=draw(names) if state is transfer_rules.State.FAILED else None,
        transit_entry=draw(optional(uuids())),
        paid_at=draw(times if state is transfer_rules.State.PAID else optional(times)),
        look_at=draw(optional(times)) if state is transfer_rules.State.PAID else None,
    )


@st.composite
def _parts(draw: Draw, whole: Money) -> tuple[Money, Money]:
    release = Money(draw(st.integers(0, whole.amount_minor)), whole.currency)
    return release, whole - release


@st.composite
def offers(draw: Draw, at_stake: Money) -> Offer:
    release, refund = draw(_parts(at_stake))
    return Offer(draw(parties_roles), release, refund, draw(times))


@st.composite
def rulings(draw: Draw, at_stake: Money) -> Ruling:
    """The amounts agree with the outcome."""
    nothing = Money.zero(at_stake.currency)
    outcome = draw(st.sampled_from(Outcome))
    release, refund = {
        Outcome.RELEASE: (at_stake, nothing),
        Outcome.REFUND: (nothing, at_stake),
        Outcome.REWORK: (nothing, nothing),
        Outcome.SPLIT: draw(_parts(at_stake)),
    }[outcome]
    return Ruling(outcome, release, refund, draw(names), draw(uuids()), draw(times))


@st.composite
def disputes(draw: Draw) -> Dispute:
    """With as many rulings as its state has seen, and a deadline where the clock has a move."""
    state = draw(st.sampled_from(dispute_rules.State))
    at_stake = draw(money())
    seen = {
        dispute_rules.State.RULED: (1, 1),
        dispute_rules.State.APPEALED: (1, 1),
        dispute_rules.State.RESOLVED: (1, 2),
    }.get(state, (0, 0))
    ruled = seen != (0, 0)
    return Dispute(
        id=draw(uuids()),
        contract_id=draw(uuids()),
        milestone_id=draw(uuids()),
        hold_id=draw(uuids()),
        parties=draw(parties()),
        opened_by=draw(parties_roles),
        reason=draw(names),
        at_stake=at_stake,
        state=state,
        opened_at=draw(times),
        due_at=draw(times) if state in dispute_rules.PROCESS.deadlines else None,
        evidence=tuple(draw(st.lists(st.builds(Evidence, parties_roles, sentences, links, times), max_size=3))),
        offers=tuple(draw(st.lists(offers(at_stake), max_size=3))),
        rulings=tuple(draw(st.lists(rulings(at_stake), min_size=seen[0], max_size=seen[1]))),
        accepted_by=tuple(draw(st.lists(parties_roles, max_size=1))) if ruled else (),
    )


@st.composite
def timesheets(draw: Draw) -> Timesheet:
    """Billed for what its billed minutes cost, and never paid more than that."""
    state = draw(st.sampled_from(timesheet_rules.State))
    rate, minutes, starts = draw(money()), draw(st.integers(0, 10_080)), draw(times)
    billed = timesheet_rules.cost(rate, minutes)
    paid = Money(draw(st.integers(0, billed.amount_minor)), rate.currency)
    return Timesheet(
        id=draw(uuids()),
        contract_id=draw(uuids()),
        parties=draw(parties()),
        starts_on=draw(dates),
        starts_at=starts,
        ends_at=starts + timedelta(days=7),
        rate=rate,
        limit_minutes=draw(st.integers(60, 10_080)),
        state=state,
        billed=billed,
        paid=paid,
        minutes=minutes,
        running=draw(st.booleans()),
        contested=draw(st.integers(0, 5)),
        billed_minutes=minutes,
        closed_at=draw(times) if state in timesheet_rules.CLOSED else None,
        review_due_at=draw(times) if state is timesheet_rules.State.IN_REVIEW else None,
        root=commitments.root_of([]) if state in timesheet_rules.CLOSED else None,
    )


samples = st.builds(
    commitments.Sample,
    sentences.map(commitments.commit),
    optional(tokens),
    optional(times),
    optional(st.integers(0, 10_000)),
)


@st.composite
def time_entries(draw: Draw) -> TimeEntry:
    """One that runs has no end; only what waits for the clock is due."""
    state, started = draw(st.sampled_from(hour_rules.State)), draw(times)
    running, said = state is hour_rules.State.RUNNING, draw(sentences)
    return TimeEntry(
        id=draw(uuids()),
        contract_id=draw(uuids()),
        timesheet_id=draw(uuids()),
        parties=draw(parties()),
        started_at=started,
        ended_at=None if running else started + timedelta(minutes=draw(st.integers(1, 10_080))),
        state=state,
        memo=said,
        salt=draw(tokens),
        commitment=commitments.commit(said),
        reason=draw(sentences),
        attachments=tuple(draw(st.lists(uuids(), max_size=3, unique=True))),
        samples=tuple(draw(st.lists(samples, max_size=3))),
        due_at=draw(times) if state in hour_rules.PROCESS.deadlines else None,
        question=draw(optional(sentences)),
        answer=draw(optional(sentences)),
        ruling=draw(optional(sentences)),
        billed=draw(money()) if state is hour_rules.State.BILLED else None,
    )


@st.composite
def ledger_accounts(draw: Draw, currency: str | None = None) -> LedgerAccount:
    kind = draw(st.sampled_from(AccountKind))
    shared = {AccountKind.GATEWAY_CLEARING: "sandbox", AccountKind.FEE_INCOME: "platform"}
    return LedgerAccount(kind, shared.get(kind) or str(draw(uuids())), currency or draw(currencies))


@st.composite
def entries(draw: Draw, book: UUID | None = None) -> Entry:
    """Two to five lines that sum to zero."""
    code = draw(currencies)
    touched = draw(st.lists(ledger_accounts(code), min_size=2, max_size=5, unique=True))
    amounts = draw(
        st.lists(st.integers(-LARGE, LARGE).filter(bool), min_size=len(touched) - 1, max_size=len(touched) - 1).filter(
            sum
        )
    )
    lines = tuple(map(Posting, touched, [*amounts, -sum(amounts)]))
    id, own = draw(uuids()), draw(uuids())
    contract, undone = draw(optional(st.just(book or own))), draw(optional(uuids()))
    return Entry(
        id, f"test:{id}", draw(st.sampled_from(EntryKind)), code, lines, book or own, draw(times), contract, undone
    )


slugs = st.from_regex(r"[a-z0-9-]{1,60}", fullmatch=True)
new_slugs = st.from_regex(r"zz-[a-z0-9-]{1,57}", fullmatch=True)
"""None of those that come with upclone: a slug is unique."""
word_lists = st.lists(sentences, max_size=3).map(tuple)


@st.composite
def categories(draw: Draw) -> Category:
    """Of both levels."""
    return Category(
        id=draw(uuids()),
        slug=draw(new_slugs),
        parent=draw(st.none() | uuids()),
        names=Names(draw(sentences), draw(sentences)),
        aliases=draw(word_lists),
        position=draw(st.integers(0, 10_000)),
        state=draw(st.sampled_from(category_rules.State)),
    )


@st.composite
def skills(draw: Draw) -> Skill:
    """Merged ones name what they were merged into."""
    state = draw(st.sampled_from(skill_rules.State))
    return Skill(
        id=draw(uuids()),
        slug=draw(new_slugs),
        names=Names(draw(sentences), draw(sentences)),
        aliases=draw(word_lists),
        categories=draw(st.lists(slugs, max_size=3).map(tuple)),
        position=draw(st.integers(0, 10_000)),
        state=state,
        merged_into=draw(uuids()) if state is skill_rules.State.MERGED else None,
    )


spans = st.builds(
    Span, st.sampled_from(["EUR", "JPY"]), optional(st.integers(0, 10**6)), optional(st.integers(0, 10**9))
)


@st.composite
def searches(draw: Draw) -> Search:
    wanted = Wanted(
        words=draw(sentences),
        skills=draw(word_lists),
        category=draw(slugs),
        payment=draw(optional(st.sampled_from(Payment))),
        budget=draw(optional(spans)),
        rate=draw(optional(spans)),
        remote=draw(st.booleans()),
        near=draw(optional(st.builds(Near, st.integers(-(10**7), 10**7), st.integers(-(10**7), 10**7), st.just(10)))),
        posted_since=draw(optional(times)),
        rating_min=draw(optional(st.integers(0, 500))),
        client_id=draw(optional(uuids())),
    )
    return Search(
        id=draw(uuids()),
        owner_id=draw(uuids()),
        name=draw(sentences),
        wanted=wanted,
        alert=draw(st.sampled_from(Alert)),
        state=draw(st.sampled_from(search_rules.State)),
        created_at=draw(times),
        told_at=draw(times),
        tell_at=draw(optional(times)),
    )


@st.composite
def sanctions(draw: Draw) -> Sanction:
    """With an appeal and a decision where its state has seen them, and no hold on money without an end."""
    state, kind = draw(st.sampled_from(sanction_rules.State)), draw(st.sampled_from(sanction_rules.Kind))
    ends = kind is sanction_rules.Kind.SUSPENSION and draw(st.booleans())
    reviewed = kind is sanction_rules.Kind.SUSPENSION and not ends
    appeal = st.builds(Appeal, names, times)
    imposed_at = draw(times)
    decided = state in (sanction_rules.State.UPHELD, sanction_rules.State.LIFTED, sanction_rules.State.REPLACED)
    return Sanction(
        id=draw(uuids()),
        account_id=draw(uuids()),
        kind=kind,
        reason=draw(names),
        imposed_by=draw(uuids()),
        imposed_at=imposed_at,
        state=state,
        until=draw(times) if ends else None,
        review_at=draw(times) if reviewed else None,
        money_held_until=draw(optional(st.timedeltas(timedelta(0), timedelta(days=30)).map(imposed_at.__add__))),
        appeal=draw(appeal if state is sanction_rules.State.APPEALED else optional(appeal)),
        decision=draw(st.builds(Decision, optional(uuids()), sentences, times)) if decided else None,
        paused=tuple(draw(st.lists(uuids(), max_size=3))),
    )


@st.composite
def approvals(draw: Draw) -> Approval:
    """Decided by another than who asked."""
    asker, other = draw(st.tuples(uuids(), uuids()).filter(lambda pair: pair[0] != pair[1]))
    return Approval(
        id=draw(uuids()),
        act=draw(names),
        arguments=draw(st.dictionaries(names, sentences, max_size=3)),
        reason=draw(sentences),
        essence=draw(sentences),
        moved=tuple(draw(st.lists(money(), max_size=2))),
        requested_by=asker,
        requested_at=draw(times.filter(lambda at: at.year < 9999)),
        state=draw(st.sampled_from(approval_rules.State)),
        decided_by=draw(optional(st.just(other))),
        decided_at=draw(optional(times)),
    )


@st.composite
def chargebacks(draw: Draw) -> Chargeback:
    """With what was taken, where it was, and only then returned."""
    amount = draw(money(least=1))
    parts = [Money(draw(st.integers(0, amount.amount_minor)), amount.currency) for _ in range(4)]
    taken = draw(optional(st.just(Taken(draw(uuids()), *parts))))
    return Chargeback(
        id=draw(uuids()),
        gateway=draw(st.sampled_from(["sandbox", "stripe", "paypal"])),
        ref=draw(names),
        hold_id=draw(uuids()),
        contract_id=draw(uuids()),
        parties=Parties(draw(uuids()), draw(uuids())),
        amount=amount,
        reason=draw(sentences),
        state=draw(st.sampled_from(chargeback_rules.State)),
        opened_at=draw(times),
        answer_by=draw(times.filter(lambda at: at.year > 1)),
        failure=draw(sentences),
        taken=taken,
        returned=taken is not None and draw(st.booleans()),
    )


@st.composite
def methods(draw: Draw) -> Method:
    """With an end to wait for where its state waits, and no usual one that is over."""
    state = draw(st.sampled_from(method_rules.State))
    return Method(
        id=draw(uuids()),
        owner=draw(uuids()),
        gateway=draw(st.sampled_from(["sandbox", "stripe", "paypal"])),
        purpose=draw(st.sampled_from(method_rules.Purpose)),
        state=state,
        begun_at=draw(times),
        until=draw(times) if state in method_rules.PROCESS.deadlines else None,
        address=draw(sentences),
        ref=draw(optional(names)),
        token=draw(sentences),
        label=draw(sentences),
        url=draw(optional(names)),
        reason=draw(sentences),
        usual=state in method_rules.LASTING and draw(st.booleans()),
    )


OBJECTS: dict[type[Any], st.SearchStrategy[Any]] = {
    Sanction: sanctions(),
    Method: methods(),
    Chargeback: chargebacks(),
    Approval: approvals(),
    Account: accounts(),
    Category: categories(),
    Skill: skills(),
    Search: searches(),
    Job: jobs(),
    Proposal: proposals(),
    Invitation: invitations(),
    Contract: contracts(),
    Milestone: milestones(),
    Hold: holds(),
    Transfer: transfers(),
    Dispute: disputes(),
    Timesheet: timesheets(),
    TimeEntry: time_entries(),
}
"""Every kept object in every state, by its class."""


def _of(kind: Any) -> st.SearchStrategy[Any]:
    """Values for a field of an event, by its type."""
    plain: dict[Any, st.SearchStrategy[Any]] = {
        UUID: uuids(),
        Money: money(least=0),
        datetime: times,
        date: dates,
        str: sentences,
        bool: st.booleans(),
        int: st.integers(1, 100),
        tuple[str, ...]: links,
        tuple[UUID, ...]: st.lists(uuids(), max_size=3).map(tuple),
        tuple[AccountRole, ...]: st.lists(st.sampled_from(AccountRole), max_size=2).map(tuple),
        type(None): st.none(),
    }
    if kind in plain:
        return plain[kind]
    if isinstance(kind, EnumType):
        return st.sampled_from(list(kind))
    return st.one_of(*map(_of, get_args(kind)))


for _module in walk_packages(domain.__path__, f"{domain.__name__}."):
    import_module(_module.name)


def _kinds(of: type[Event]) -> Iterator[type[Event]]:
    for kind in of.__subclasses__():
        # attrs makes each class anew, with slots; the one that it began with may linger.
        if getattr(sys.modules[kind.__module__], kind.__name__, None) is kind:
            yield kind
        yield from _kinds(kind)


EVENTS: dict[type[Event], st.SearchStrategy[Event]] = {
    kind: st.builds(kind, **{each.name: _of(each.type) for each in fields(resolve_types(kind))})
    for kind in sorted(_kinds(Event), key=lambda kind: kind.__name__)
}
"""Every event of the domain, by its class."""
