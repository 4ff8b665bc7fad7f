"""Two people at the same moment, on real connections: one wins, the other is told so, and no cent goes astray."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID

import psycopg
import pytest
from attrs import define, evolve, field, frozen

from tests import invariants
from tests.gateway_world import GatewayWorld
from tests.market_place import MarketPlace, SwitchedOn, market_place
from tests.postgres_snapshots import PostgresView
from tests.snapshots import Snapshot
from upclone.adapters.embedded import Urls
from upclone.adapters.memory import FixedClock, SteppingIds
from upclone.adapters.postgres.deferring import Deferring
from upclone.adapters.postgres.engine import conninfo, make_engine
from upclone.adapters.postgres.reads.ledger import PostgresLedgerReads
from upclone.adapters.postgres.requests import PostgresRequests
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.deals.contracts import Offered
from upclone.application.ports.gateways import Answer, Claim, ClaimState, Operation, Status
from upclone.application.ports.store import Answer as Reply
from upclone.application.ports.store import StoreUnavailable
from upclone.application.reactions.listening import LISTENERS
from upclone.domain.actors import Actor
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import Dispute, Outcome
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.terms import MilestoneTerms
from upclone.domain.errors import AlreadyExists, MoveNotAllowed, NotEnoughFunds, TermsChanged, TooMany, UpcloneError
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.market.jobs import Job
from upclone.domain.market.limits import DailyLimits
from upclone.domain.market.proposals import Proposal
from upclone.domain.market.rounds import Ask, Step
from upclone.domain.money import Money
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.methods import Purpose
from upclone.domain.payments.schedules import Rhythm
from upclone.domain.payments.transfers import Transfer
from upclone.domain.people.accounts import Account, AccountRole

pytestmark = [pytest.mark.race, pytest.mark.slow]
ROUNDS = 250 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 25
Call = Callable[[], object]


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


@define
class Arena:
    """Deals of 100.00 and 250.00 EUR on a database of the test's own, as many as there are rounds."""

    place: MarketPlace
    clock: FixedClock
    requests: PostgresRequests
    view: PostgresView
    client: Account = field(init=False)
    freelancer: Account = field(init=False)
    rival: Account = field(init=False)
    operators: tuple[Actor, Actor] = field(init=False)

    def __attrs_post_init__(self) -> None:
        accounts = self.place.accounts
        self.client = accounts.sign_up("ada@example.org", "long enough", "Ada", frozenset({AccountRole.CLIENT}))
        free = frozenset({AccountRole.FREELANCER})
        self.freelancer = accounts.sign_up("dan@example.org", "long enough", "Dan", free)
        self.rival = accounts.sign_up("eve@example.org", "long enough", "Eve", free)
        admins = [accounts.create_admin(f"{name}@example.org", "long enough", name) for name in ("Olga", "Otto")]
        self.operators = (admins[0].actor, admins[1].actor)

    def job(self) -> Job:
        return self.place.jobs.post(self.client.actor, Brief("Fence", "White.", Payment.FIXED, euros(35_000)))

    def bid(self, job: Job, freelancer: Account) -> Proposal:
        plan = (Step("Part 1", euros(10_000)), Step("Part 2", euros(25_000)))
        return self.place.proposals.bid(freelancer.actor, job.id, euros(35_000), "", plan)

    def offer(self) -> Contract:
        job = self.job()
        return self.place.contracts.hire(self.client.actor, job.id, self.bid(job, self.freelancer).id, Offered())

    def contract(self) -> Contract:
        contract = self.offer()
        self.place.contracts.sign(self.client.actor, contract.id, None)
        return self.place.contracts.sign(self.freelancer.actor, contract.id, None)

    def milestones(self, contract: Contract) -> tuple[Milestone, ...]:
        with self.place.unit_of_work() as work:
            return work.milestones.of(contract.id)

    def ask(self, milestone: Milestone) -> Hold:
        return self.place.escrow.fund(
            self.client.actor, milestone.contract_id, milestone.id, milestone.amount, "sandbox", "tok_ok"
        )

    def fund(self, milestone: Milestone) -> Milestone:
        hold = self.ask(milestone)
        self.place.operations.settle(paid(hold))
        return milestone

    def funded(self) -> Milestone:
        """The first milestone of a new contract, paid for."""
        return self.fund(self.milestones(self.contract())[0])

    def submitted(self) -> Milestone:
        milestone = self.funded()
        return self.place.milestones.submit(self.freelancer.actor, milestone.id, "Done.", ())

    def disputed(self) -> Dispute:
        """Answered: an operator may rule."""
        dispute = self.place.disputes.open(self.freelancer.actor, self.submitted().id, "Unpaid.")
        return self.place.disputes.answer(self.client.actor, dispute.id, "It is green.")

    def earned(self) -> Money:
        """What the freelancer can withdraw after one more milestone: 90.00 more than before."""
        self.place.milestones.approve(self.client.actor, self.funded().id)
        return euros(9_000)

    def pay_out(self, minor: int) -> Transfer:
        freelancer = self.freelancer
        return self.place.transfers.pay_out(freelancer.actor, freelancer.id, euros(minor), "sandbox", "bank_1")

    def answer(self, transfer: Transfer, status: Status) -> None:
        ref = f"ref_{transfer.id}"
        self.place.operations.settle(Answer(Operation(str(transfer.kind)), transfer.key, status, ref, transfer.amount))

    def refund(self, contract: Contract) -> Transfer:
        """What a refund of a contract's first milestone sends back, on its way."""
        first = self.fund(self.milestones(contract)[0])
        self.place.milestones.refund(self.freelancer.actor, first.id, None)
        (found,) = [each for each in self.view.snapshot().all(Transfer) if each.contract_id == contract.id]
        return found


def cheaper(minor: int) -> Ask:
    """Another price, for the whole at once."""
    return Ask(euros(minor), (Step("All of it", euros(minor)),))


def paid(hold: Hold) -> Answer:
    return Answer(Operation.PAYMENT, str(hold.id), Status.SUCCEEDED, f"pay_{hold.id}", hold.total)


@pytest.fixture
def arena(own_database: Urls) -> Iterator[Arena]:
    engine = make_engine(own_database.app_url, connections=25)
    clock, ids = FixedClock(), SteppingIds()
    store = PostgresUnitOfWork(engine, ids, Deferring(LISTENERS))
    place = market_place(store, clock, ids, SwitchedOn((GatewayWorld(),)))
    with psycopg.connect(conninfo(own_database.app_url), autocommit=True) as connection:
        built = Arena(place, clock, PostgresRequests(store), PostgresView(connection))
        yield built
        invariants.check(built.view.snapshot())
        assert PostgresLedgerReads(engine).verify().sound
    engine.dispose()


@frozen
class Result:
    """What one of them got."""

    refused: UpcloneError | None = None
    value: Any = None


def at_once(*calls: Call) -> list[Result]:
    """All of them at the same moment, each on a thread and a connection of its own. Nobody may meet a deadlock."""
    barrier = Barrier(len(calls))

    def run(call: Call) -> Result:
        barrier.wait(10)
        try:
            return Result(value=call())
        except UpcloneError as error:
            return Result(refused=error)

    with ThreadPoolExecutor(len(calls)) as pool:
        results = list(pool.map(run, calls))
    assert not [each for each in results if isinstance(each.refused, StoreUnavailable)], results
    return results


Round = Callable[[Arena], Sequence[Call]]


def release_release(a: Arena) -> Sequence[Call]:
    milestone = a.submitted()
    return [partial(a.place.milestones.approve, by, milestone.id) for by in (a.client.actor, a.operators[0])]


def release_dispute(a: Arena) -> Sequence[Call]:
    milestone = a.submitted()
    dispute = partial(a.place.disputes.open, a.freelancer.actor, milestone.id, "Unpaid.")
    return [partial(a.place.milestones.approve, a.client.actor, milestone.id), dispute]


def release_refund(a: Arena) -> Sequence[Call]:
    milestone = a.funded()
    refund = partial(a.place.milestones.refund, a.freelancer.actor, milestone.id, None)
    return [partial(a.place.milestones.approve, a.client.actor, milestone.id), refund]


def parts_of_the_same(a: Arena) -> Sequence[Call]:
    milestone = a.funded()
    release = partial(a.place.milestones.release_part, a.client.actor, milestone.id, euros(6_000))
    return [release, partial(a.place.milestones.refund, a.freelancer.actor, milestone.id, euros(6_000))]


def halves_of_the_same(a: Arena) -> Sequence[Call]:
    """The second half would be the last part, which approving pays."""
    milestone = a.funded()
    half = euros(milestone.amount.amount_minor // 2)
    return [partial(a.place.milestones.release_part, a.client.actor, milestone.id, half)] * 2


def hire_hire(a: Arena) -> Sequence[Call]:
    job = a.job()
    bids = [a.bid(job, each) for each in (a.freelancer, a.rival)]
    return [partial(a.place.contracts.hire, a.client.actor, job.id, bid.id, Offered()) for bid in bids]


def hire_close(a: Arena) -> Sequence[Call]:
    job = a.job()
    hire = partial(a.place.contracts.hire, a.client.actor, job.id, a.bid(job, a.freelancer).id, Offered())
    return [hire, partial(a.place.jobs.close, a.operators[0], job.id)]


HELD = Brief("Fence", "White. Call 06 12 34 56 78.", Payment.FIXED, euros(35_000))


def approve_approve(a: Arena) -> Sequence[Call]:
    job = a.place.jobs.post(a.client.actor, HELD)
    return [partial(a.place.jobs.approve, each, job.id) for each in a.operators]


def approve_reject(a: Arena) -> Sequence[Call]:
    job = a.place.jobs.post(a.client.actor, HELD)
    return [
        partial(a.place.jobs.approve, a.operators[0], job.id),
        partial(a.place.jobs.reject, a.operators[1], job.id, "No."),
    ]


def hire_take_back(a: Arena) -> Sequence[Call]:
    job = a.job()
    bid = a.bid(job, a.freelancer)
    hire = partial(a.place.contracts.hire, a.client.actor, job.id, bid.id, Offered())
    return [hire, partial(a.place.proposals.withdraw, a.freelancer.actor, bid.id)]


def _countered(a: Arena) -> Proposal:
    """The client has answered the freelancer's bid with an offer of its own."""
    bid = a.bid(a.job(), a.freelancer)
    return a.place.proposals.counter(a.client.actor, bid.id, cheaper(30_000))


def accept_accept(a: Arena) -> Sequence[Call]:
    """A client who has made offers to two: whoever accepts first has the job."""
    job = a.job()
    bids = [a.bid(job, each) for each in (a.freelancer, a.rival)]
    for bid in bids:
        a.place.proposals.counter(a.client.actor, bid.id, cheaper(30_000))
    people = (a.freelancer, a.rival)
    return [partial(a.place.contracts.accept, who.actor, bid.id, 2) for who, bid in zip(people, bids, strict=True)]


def accept_hire(a: Arena) -> Sequence[Call]:
    """One accepts the client's offer while the client hires another."""
    mine = _countered(a)
    with a.place.unit_of_work() as work:
        theirs = a.bid(work.jobs.get(mine.job_id), a.rival)
    hire = partial(a.place.contracts.hire, a.client.actor, mine.job_id, theirs.id, Offered(), 1)
    return [partial(a.place.contracts.accept, a.freelancer.actor, mine.id, 2), hire]


def accept_take_back(a: Arena) -> Sequence[Call]:
    """From two windows of the freelancer's."""
    bid = _countered(a)
    accept = partial(a.place.contracts.accept, a.freelancer.actor, bid.id, 2)
    return [accept, partial(a.place.proposals.withdraw, a.freelancer.actor, bid.id)]


def accept_withdraw_offer(a: Arena) -> Sequence[Call]:
    """The freelancer accepts a direct offer in the moment in which the client takes it back."""
    brief = Brief("Gate", "White.", Payment.FIXED, euros(35_000))
    offer = a.place.invitations.offer(a.client.actor, a.freelancer.id, brief, Ask(euros(35_000)))
    accept = partial(a.place.contracts.accept, a.freelancer.actor, offer.id, 1)
    return [accept, partial(a.place.proposals.withdraw, a.client.actor, offer.id)]


def counter_accept(a: Arena) -> Sequence[Call]:
    bid = _countered(a)
    accept = partial(a.place.contracts.accept, a.freelancer.actor, bid.id, 2)
    return [accept, partial(a.place.proposals.counter, a.freelancer.actor, bid.id, cheaper(33_000))]


def edit_accept(a: Arena) -> Sequence[Call]:
    """The client changes its offer in the moment in which it is accepted."""
    bid = _countered(a)
    accept = partial(a.place.contracts.accept, a.freelancer.actor, bid.id, 2)
    return [accept, partial(a.place.proposals.edit, a.client.actor, bid.id, cheaper(29_000))]


def edit_hire(a: Arena) -> Sequence[Call]:
    """The freelancer asks for more in the moment in which the client accepts."""
    bid = a.bid(a.job(), a.freelancer)
    hire = partial(a.place.contracts.hire, a.client.actor, bid.job_id, bid.id, Offered(), 1)
    return [hire, partial(a.place.proposals.edit, a.freelancer.actor, bid.id, cheaper(40_000))]


def counter_hire(a: Arena) -> Sequence[Call]:
    bid = a.bid(a.job(), a.freelancer)
    hire = partial(a.place.contracts.hire, a.client.actor, bid.job_id, bid.id, Offered(), 1)
    return [hire, partial(a.place.proposals.counter, a.client.actor, bid.id, cheaper(30_000))]


def decline_take_back(a: Arena) -> Sequence[Call]:
    """The client says no in the moment in which the freelancer takes it back."""
    bid = a.bid(a.job(), a.freelancer)
    decline = partial(a.place.proposals.decline, a.client.actor, bid.id, "Too dear.")
    return [decline, partial(a.place.proposals.withdraw, a.freelancer.actor, bid.id)]


def bid_bid(a: Arena) -> Sequence[Call]:
    return [partial(a.bid, a.job(), a.freelancer)] * 2


def invite_invite(a: Arena) -> Sequence[Call]:
    return [partial(a.place.invitations.send, a.client.actor, a.job().id, a.freelancer.id, "Come.")] * 2


def rule_rule(a: Arena) -> Sequence[Call]:
    dispute, rule = a.disputed(), a.place.disputes.rule
    release = partial(rule, a.operators[0], dispute.id, Outcome.RELEASE, None, "White.")
    return [release, partial(rule, a.operators[1], dispute.id, Outcome.SPLIT, euros(7_000), "Green.")]


def rule_settle(a: Arena) -> Sequence[Call]:
    dispute = a.disputed()
    a.place.disputes.offer(a.client.actor, dispute.id, euros(5_000))
    accept = partial(a.place.disputes.accept_offer, a.freelancer.actor, dispute.id, euros(5_000))
    return [accept, partial(a.place.disputes.rule, a.operators[0], dispute.id, Outcome.REFUND, None, "Green.")]


def appeal_conclude(a: Arena) -> Sequence[Call]:
    """The clock comes for the ruling in the moment of the appeal: it does nothing, or the appeal is late."""
    dispute = a.disputed()
    a.place.disputes.rule(a.operators[0], dispute.id, Outcome.RELEASE, None, "White.")
    a.place.disputes.accept_ruling(a.freelancer.actor, dispute.id)
    accept = partial(a.place.disputes.accept_ruling, a.client.actor, dispute.id)
    return [accept, partial(a.place.disputes.appeal, a.client.actor, dispute.id, "Look again.")]


def fund_fund(a: Arena) -> Sequence[Call]:
    milestone = a.milestones(a.contract())[0]
    return [partial(a.ask, milestone)] * 2


def fund_edit(a: Arena) -> Sequence[Call]:
    milestone = a.milestones(a.contract())[0]
    a.place.milestones.propose_change(a.client.actor, milestone.id, MilestoneTerms("Part 1", euros(12_000)))
    agree = partial(a.place.milestones.agree_change, a.freelancer.actor, milestone.id, euros(12_000))
    return [partial(a.ask, milestone), agree]


def fund_cancel(a: Arena) -> Sequence[Call]:
    contract = a.contract()
    cancel = partial(a.place.contracts.cancel, a.freelancer.actor, contract.id, "No time.")
    return [partial(a.ask, a.milestones(contract)[0]), cancel]


def submit_cancel(a: Arena) -> Sequence[Call]:
    milestone = a.funded()
    submit = partial(a.place.milestones.submit, a.freelancer.actor, milestone.id, "Done.", ())
    return [submit, partial(a.place.contracts.cancel, a.client.actor, milestone.contract_id, "No money.")]


def sign_withdraw(a: Arena) -> Sequence[Call]:
    contract = a.offer()
    a.place.contracts.sign(a.client.actor, contract.id, None)
    sign = partial(a.place.contracts.sign, a.freelancer.actor, contract.id, contract.terms.digest())
    return [sign, partial(a.place.contracts.withdraw, a.client.actor, contract.id)]


def sign_revise(a: Arena) -> Sequence[Call]:
    contract = a.offer()
    sign = partial(a.place.contracts.sign, a.freelancer.actor, contract.id, contract.terms.digest())
    return [sign, lambda: a.place.contracts.revise(a.client.actor, contract.id, review_days=1)]


def payout_payout(a: Arena) -> Sequence[Call]:
    """Each wants more than half of what one milestone earned, and nothing else is there."""
    a.earned()
    have = sum(minor for each, minor in a.view.snapshot().balances.items() if each.kind == "freelancer_available")
    return [partial(a.pay_out, have // 2 + 1)] * 2


def retry_payout(a: Arena) -> Sequence[Call]:
    """The money of a payout that came back can leave once: by its next attempt, or by another payout."""
    earned = a.earned().amount_minor
    bounced = a.pay_out(earned)
    a.answer(bounced, Status.FAILED)
    return [partial(a.place.transfers.retry, a.freelancer.actor, bounced.id), partial(a.pay_out, earned)]


ONE_WINS: dict[Round, tuple[type[UpcloneError], ...]] = {
    release_release: (MoveNotAllowed,),
    release_dispute: (MoveNotAllowed,),
    release_refund: (MoveNotAllowed,),
    parts_of_the_same: (NotEnoughFunds,),
    halves_of_the_same: (MoveNotAllowed,),
    hire_hire: (MoveNotAllowed,),
    hire_close: (MoveNotAllowed,),
    hire_take_back: (MoveNotAllowed,),
    accept_accept: (MoveNotAllowed,),
    accept_hire: (MoveNotAllowed,),
    accept_take_back: (MoveNotAllowed,),
    accept_withdraw_offer: (MoveNotAllowed,),
    counter_accept: (MoveNotAllowed,),
    edit_accept: (MoveNotAllowed, TermsChanged),
    edit_hire: (MoveNotAllowed, TermsChanged),
    counter_hire: (MoveNotAllowed,),
    decline_take_back: (MoveNotAllowed,),
    bid_bid: (AlreadyExists,),
    invite_invite: (AlreadyExists,),
    approve_approve: (MoveNotAllowed,),
    approve_reject: (MoveNotAllowed,),
    rule_rule: (MoveNotAllowed,),
    rule_settle: (MoveNotAllowed,),
    appeal_conclude: (MoveNotAllowed,),
    fund_fund: (MoveNotAllowed,),
    fund_edit: (MoveNotAllowed, TermsChanged),
    fund_cancel: (MoveNotAllowed,),
    submit_cancel: (MoveNotAllowed,),
    sign_withdraw: (MoveNotAllowed,),
    sign_revise: (MoveNotAllowed, TermsChanged),
    payout_payout: (NotEnoughFunds,),
    retry_payout: (NotEnoughFunds,),
}
"""Two moves of which exactly one goes through, and what the other is told."""


@pytest.mark.parametrize("begin", ONE_WINS, ids=lambda each: each.__name__.replace("_", " "))
def test_exactly_one_wins(arena: Arena, begin: Round):
    """Whoever is second is told why not, and the money is where the winner put it."""
    for number in range(ROUNDS):
        calls = begin(arena)
        results = at_once(*(calls if number % 2 else reversed(calls)))
        refused = [each.refused for each in results if each.refused is not None]
        assert len(refused) == len(calls) - 1, results
        assert isinstance(refused[0], ONE_WINS[begin]), refused
        if number % 10 == 0:
            invariants.check(arena.view.snapshot())


def test_a_limit_counts_whoever_comes_at_once(arena: Arena):
    """Ten bids at the same moment where there is room for three: three are made, and the others are told so."""
    narrow = evolve(arena.place.proposals, limits=DailyLimits(bids=3))
    posted = [arena.job() for _ in range(10)]
    results = at_once(*(partial(narrow.bid, arena.rival.actor, job.id, euros(35_000), "", ()) for job in posted))
    assert sum(each.refused is None for each in results) == 3
    assert all(isinstance(each.refused, TooMany) for each in results if each.refused is not None)
    arena.clock.advance(timedelta(days=1))
    (again,) = at_once(partial(narrow.bid, arena.rival.actor, posted[0].id, euros(35_000), "", ()))
    assert again.refused is None or isinstance(again.refused, AlreadyExists)


def test_the_clock_and_an_acceptance_do_not_both_get_it(arena: Arena):
    """An offer's time is over in the moment in which it is accepted: a contract, or nothing, never both."""
    for _ in range(ROUNDS):
        bid = _countered(arena)
        assert bid.table.valid_until is not None
        arena.clock.set(bid.table.valid_until)
        clock, accept = at_once(
            partial(arena.place.deadlines.fire, "proposal", bid.id),
            partial(arena.place.contracts.accept, arena.freelancer.actor, bid.id, 2),
        )
        state = arena.view.snapshot().get(bid.id).state
        assert clock.refused is None, "the clock's job does no harm"
        assert (state, accept.refused is None) in (("expired", False), ("hired", True))


def test_an_edit_and_a_moderators_yes(arena: Arena):
    """The client takes the number out as a moderator lets the job pass: it is opened once, and says what was edited."""
    healed = evolve(HELD, description="White, on both sides.")
    for number in range(ROUNDS):
        job = arena.place.jobs.post(arena.client.actor, HELD)
        calls = [
            partial(arena.place.jobs.approve, arena.operators[0], job.id),
            partial(arena.place.jobs.edit, arena.client.actor, job.id, healed),
        ]
        results = at_once(*(calls if number % 2 else reversed(calls)))
        now = arena.view.snapshot()
        kept = now.get(job.id)
        assert (kept.state, kept.brief.description) == ("open", healed.description)
        assert [each.event.name for each in now.history if each.history == job.id].count("JobPosted") == 1
        assert all(each.refused is None or isinstance(each.refused, MoveNotAllowed) for each in results), results


def test_a_bid_and_the_end_of_its_job(arena: Arena):
    """Whoever is first: the bid is on a job that was open, or it is refused; the job is closed in any case."""
    for number in range(ROUNDS):
        job = arena.job()
        calls = [partial(arena.bid, job, arena.freelancer), partial(arena.place.jobs.close, arena.client.actor, job.id)]
        results = at_once(*(calls if number % 2 else reversed(calls)))
        assert arena.view.snapshot().get(job.id).state == "closed"
        assert all(each.refused is None or isinstance(each.refused, MoveNotAllowed) for each in results), results


def test_the_clock_does_not_take_a_hire_back(arena: Arena):
    """The time to apply is over as the client hires: the job is filled, whoever was first."""
    for number in range(ROUNDS):
        job = arena.job()
        bid = arena.bid(job, arena.freelancer)
        arena.clock.advance(timedelta(days=60))
        calls = [
            partial(arena.place.deadlines.fire, "job", job.id),
            partial(arena.place.contracts.hire, arena.client.actor, job.id, bid.id, Offered()),
        ]
        results = at_once(*(calls if number % 2 else reversed(calls)))
        assert [each.refused for each in results] == [None, None]
        assert arena.view.snapshot().get(job.id).state == "filled"


@frozen
class Late:
    """Something whose time is up at `due_at`, what somebody does about it at the last moment, and its state then."""

    process: str
    id: UUID
    due_at: datetime | None
    act: Call
    state: str


def a_review(a: Arena) -> Late:
    milestone = a.submitted()
    dispute = partial(a.place.disputes.open, a.client.actor, milestone.id, "It is green.")
    return Late("milestone", milestone.id, milestone.review_due_at, dispute, "disputed")


def a_ruling(a: Arena) -> Late:
    ruled = a.place.disputes.rule(a.operators[0], a.disputed().id, Outcome.RELEASE, None, "White.")
    appeal = partial(a.place.disputes.appeal, a.client.actor, ruled.id, "It is green.")
    return Late("dispute", ruled.id, ruled.due_at, appeal, "appealed")


def an_offer(a: Arena) -> Late:
    offer = a.offer()
    a.place.contracts.sign(a.client.actor, offer.id, None)
    sign = partial(a.place.contracts.sign, a.freelancer.actor, offer.id, None)
    return Late("contract", offer.id, offer.expires_at, sign, "active")


MOMENTS = (0, 500_000, 999_999)
"""Of the second of a deadline, in microseconds."""


@pytest.mark.parametrize("late", [a_review, a_ruling, an_offer])
def test_in_the_second_of_the_deadline_people_come_first(arena: Arena, late: Callable[[Arena], Late]):
    """The clock's job runs at that moment too, before or at once: the dispute, the appeal, the signature wins."""
    for number in range(ROUNDS):
        case = late(arena)
        assert case.due_at is not None
        arena.clock.set(case.due_at.replace(microsecond=MOMENTS[number % 3]))
        clock = partial(arena.place.deadlines.fire, case.process, case.id)
        if number % 5 == 0:
            clock()
        results = at_once(*((clock, case.act) if number % 2 else (case.act, clock)))
        assert [each.refused for each in results] == [None, None]
        arena.clock.set(case.due_at + timedelta(seconds=1))
        clock()
        assert arena.view.snapshot().get(case.id).state == case.state


def test_the_clock_and_a_dispute_do_not_both_get_it(arena: Arena):
    """That second is over and the client disputes at that moment: approved, or disputed, never both."""
    for _ in range(ROUNDS):
        case = a_review(arena)
        assert case.due_at is not None
        arena.clock.set(case.due_at + timedelta(seconds=1))
        clock, dispute = at_once(partial(arena.place.deadlines.fire, case.process, case.id), case.act)
        state = arena.view.snapshot().get(case.id).state
        assert clock.refused is None, "the clock's job does no harm"
        assert (state, dispute.refused is None) in (("disputed", True), ("approved", False))
        assert dispute.refused is None or isinstance(dispute.refused, MoveNotAllowed)


def test_the_response_the_webhook_and_the_poller_of_one_payment(arena: Arena):
    """All three say that it is paid: it is held once."""
    for _ in range(ROUNDS):
        hold = arena.ask(arena.milestones(arena.contract())[0])
        results = at_once(*[partial(arena.place.operations.settle, paid(hold))] * 3)
        assert not [each for each in results if each.refused is not None]
        now = arena.view.snapshot()
        assert now.get(hold.id).state == "held"
        assert _entries(now, f"fund:{hold.id}") == 1


def test_a_payment_that_arrives_as_it_is_cancelled(arena: Arena):
    """It is held, or, where the client was first, on its way back: with every cent."""
    for _ in range(ROUNDS):
        hold = arena.ask(arena.milestones(arena.contract())[0])
        cancel = partial(arena.place.escrow.cancel, arena.client.actor, hold.id)
        cancelled, told, again = at_once(cancel, *[partial(arena.place.operations.settle, paid(hold))] * 2)
        assert (told.refused, again.refused) == (None, None)
        now = arena.view.snapshot()
        back = [each.amount for each in now.all(Transfer) if each.hold_id == hold.id]
        expected = ("expired", [hold.total]) if cancelled.refused is None else ("held", [])
        assert (now.get(hold.id).state, back) == expected


def test_everybody_answers_for_one_payout(arena: Arena):
    """It is paid once, however often that is said; said with a failure at the same time, the money is in one place."""
    for number in range(ROUNDS):
        transfer = arena.pay_out(arena.earned().amount_minor)
        other = Status.FAILED if number % 2 else Status.SUCCEEDED
        results = at_once(
            *(partial(arena.answer, transfer, each) for each in (Status.SUCCEEDED, other, Status.PENDING))
        )
        assert not [each for each in results if each.refused is not None]
        state = arena.view.snapshot().get(transfer.id).state
        assert state == ("failed" if number % 2 else "paid")


def test_a_refund_is_answered_while_its_contract_goes_on(arena: Arena):
    """A refund is answered, or sent again, as another milestone of the contract is released: no one is in the way."""
    for number in range(ROUNDS):
        contract = arena.contract()
        second = arena.fund(arena.milestones(contract)[1])
        transfer = arena.refund(contract)
        move: Call = partial(arena.answer, transfer, Status.SUCCEEDED)
        if number % 2:
            arena.answer(transfer, Status.FAILED)
            move = partial(arena.place.transfers.retry, arena.operators[0], transfer.id)
        results = at_once(move, partial(arena.place.milestones.approve, arena.client.actor, second.id))
        assert not [each for each in results if each.refused is not None], results


def test_one_key_twenty_times_at_once(arena: Arena):
    """One effect, and the same answer for all."""
    for number in range(max(1, ROUNDS // 10)):
        milestone = arena.milestones(arena.contract())[0]

        def fund(milestone: Milestone = milestone) -> Reply:
            return Reply(202, str(arena.ask(milestone).id).encode(), "text/plain")

        once = partial(arena.requests.once, arena.client.id, f"key-{number}", "the same", fund)
        results = at_once(*[once] * 20)
        assert not [each for each in results if each.refused is not None]
        assert len({each.value[0] for each in results}) == 1
        assert sorted(each.value[1] for each in results) == [False] + [True] * 19
        assert len([each for each in arena.view.snapshot().all(Hold) if each.milestone_id == milestone.id]) == 1


def _entries(now: Snapshot, key: str) -> int:
    return sum(each.entry.key == key for each in now.entries)


def claimed(hold: Hold, **changes: Any) -> Claim:
    """The payer's bank has taken a payment back."""
    claim = Claim(f"claim {hold.id}", f"pay_{hold.id}", hold.total, ClaimState.OPEN, "fraud", withdrawn=True)
    return evolve(claim, **changes)


@pytest.mark.parametrize("how", ["release", "refund"])
def test_a_chargeback_meets_a_release_or_a_refund(arena: Arena, how: str):
    """One comes first: then the other is refused, or what was paid is owed. The same news twice is one."""
    for _ in range(ROUNDS // 3):
        first = arena.funded()
        hold = next(each for each in arena.view.snapshot().all(Hold) if each.milestone_id == first.id)
        move: Call = partial(arena.place.milestones.approve, arena.client.actor, first.id)
        if how == "refund":
            move = partial(arena.place.milestones.refund, arena.freelancer.actor, first.id, None)
        news = partial(arena.place.chargebacks.claimed, "sandbox", claimed(hold))
        one, other, moved = at_once(news, news, move)
        assert (one.refused, other.refused) == (None, None)
        assert moved.refused is None or isinstance(moved.refused, MoveNotAllowed)
        taken = one.value.taken or other.value.taken
        assert bool(taken.escrow) == (moved.refused is not None)
        arena.place.chargebacks.claimed("sandbox", claimed(hold, state=ClaimState.LOST))


def test_debts_are_made_good_once(arena: Arena):
    """Two releases and a withdrawal at once, by somebody who owes: no more is taken than is owed, nothing is lost."""
    for _ in range(ROUNDS // 3):
        first, second = arena.funded(), arena.funded()
        paid_out = arena.funded()
        hold = next(each for each in arena.view.snapshot().all(Hold) if each.milestone_id == paid_out.id)
        arena.place.milestones.approve(arena.client.actor, paid_out.id)
        arena.pay_out(9_000)
        arena.place.chargebacks.claimed("sandbox", claimed(hold, state=ClaimState.LOST))
        release = [partial(arena.place.milestones.approve, arena.client.actor, each.id) for each in (first, second)]
        *released, sent = at_once(*release, partial(arena.pay_out, 9_000))
        assert not [each for each in released if each.refused is not None], released
        if sent.refused is not None:
            arena.pay_out(9_000)


def test_a_schedule_runs_twice_at_once(arena: Arena):
    """Each period is paid out once, however many clocks look at it."""
    dan = arena.freelancer
    arena.place.methods.begin(dan.actor, Purpose.BEING_PAID, "sandbox", "", "long enough", "")
    arena.clock.advance(timedelta(seconds=1))
    arena.place.operations.poll()
    day = arena.clock.now().isoweekday()
    arena.place.withdrawals.schedule(dan.actor, "sandbox", Rhythm.WEEKLY, day)
    for _ in range(ROUNDS // 3):
        arena.earned()
        results = at_once(*[arena.place.withdrawals.pay_due] * 3)
        assert sum(each.value for each in results) == 1, results
        arena.clock.advance(timedelta(days=7))
