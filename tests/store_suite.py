"""What a store promises. The memory store and PostgreSQL both pass it: tests on one hold for the other.

A test class inherits StoreSuite and overrides the three fixtures. The store may hold what earlier tests left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event as Flag
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve

from tests import builders as build
from tests.builders import AT, IDS, World
from tests.suites.news import NewsSuite
from upclone.application.ports.store import Answer, Requests, UnitOfWork, Work
from upclone.application.ports.waiting import Waiting
from upclone.domain.actors import GATEWAY, Role, member
from upclone.domain.deals import contracts, deliveries, disputes, fundings, hours, interruptions, stakes
from upclone.domain.errors import AlreadyExists, KeyReused, NotEnoughFunds, NotFound, StaleVersion
from upclone.domain.market import outcomes, vacancies
from upclone.domain.money import Money
from upclone.domain.payments import deposits, discharges, escrow, ledger, transfers
from upclone.domain.people import accounts

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
OK = Answer(200, b'{"ok":true}', "application/json")


class Stop(Exception):
    """Ends a block before its end."""


class StoreSuite(NewsSuite):
    """Inherit it, and say where the store comes from."""

    @pytest.fixture
    def unit_of_work(self) -> UnitOfWork:
        raise NotImplementedError

    @pytest.fixture
    def requests(self, unit_of_work: UnitOfWork) -> Requests:
        """Over the same store."""
        raise NotImplementedError

    @pytest.fixture
    def history(self, unit_of_work: UnitOfWork) -> Callable[[UUID], Sequence[str]]:
        """The names of a contract's recorded events, in order."""
        raise NotImplementedError

    @pytest.fixture
    def event_ids(self, unit_of_work: UnitOfWork) -> Callable[[UUID], Sequence[UUID]]:
        """The ids of the same."""
        raise NotImplementedError

    @pytest.fixture
    def told(self, unit_of_work: UnitOfWork) -> Callable[[UUID], Sequence[UUID]]:
        """The accounts that were told of an event, one each time."""
        raise NotImplementedError

    @pytest.fixture
    def world(self, unit_of_work: UnitOfWork) -> World:
        """A deal that the store knows."""
        made = build.world()
        with unit_of_work() as work:
            return build.keep(work, made)

    # Objects

    def test_what_was_added_comes_back_equal(self, unit_of_work: UnitOfWork, world: World):
        """Nothing is lost or changed on the way in and out."""
        payout, refund = build.payout(world.freelancer), build.refund(build.held(world.hold))
        dispute = build.dispute(build.held(world.hold))
        with unit_of_work() as work:
            work.transfers.add(payout)
            work.transfers.add(refund)
            work.disputes.add(dispute)
        with unit_of_work() as work:
            assert work.accounts.get(world.client.id) == world.client
            assert work.jobs.get(world.job.id) == world.job
            assert work.proposals.get(world.proposal.id) == world.proposal
            assert work.contracts.get(world.contract.id) == world.contract
            assert work.milestones.get(world.milestones[0].id) == world.milestones[0]
            assert work.holds.get(world.hold.id) == world.hold
            assert work.transfers.get(payout.id) == payout
            assert work.transfers.get(refund.id) == refund
            assert work.disputes.get(dispute.id) == dispute

    def test_locking_reads_the_same(self, unit_of_work: UnitOfWork, world: World):
        """`lock` is `get` that keeps others waiting."""
        payout = build.payout(world.freelancer)
        with unit_of_work() as work:
            work.transfers.add(payout)
        with unit_of_work() as work:
            assert work.accounts.lock(world.client.id) == world.client
            assert work.jobs.lock(world.job.id) == world.job
            assert work.contracts.lock(world.contract.id) == world.contract
            assert work.transfers.lock(payout.id) == payout

    @pytest.mark.parametrize(
        "name", ["accounts", "jobs", "proposals", "contracts", "milestones", "holds", "transfers", "disputes"]
    )
    def test_what_is_not_there_is_not_found(self, unit_of_work: UnitOfWork, name: str):
        """An unknown id is NotFound, with the id."""
        missing = IDS.new()
        with pytest.raises(NotFound) as caught, unit_of_work() as work:
            getattr(work, name).get(missing)
        assert caught.value.id == str(missing)

    @pytest.mark.parametrize("name", ["accounts", "jobs", "contracts", "transfers"])
    def test_what_is_not_there_is_not_locked(self, unit_of_work: UnitOfWork, name: str):
        """An unknown id is NotFound also where it is to be locked."""
        with pytest.raises(NotFound), unit_of_work() as work:
            getattr(work, name).lock(IDS.new())

    def test_a_save_is_seen_by_the_next_transaction(self, unit_of_work: UnitOfWork, world: World):
        """The whole of a change is kept."""
        signed = world.contract
        with unit_of_work() as work:
            paused, _ = interruptions.pause(work.contracts.lock(signed.id), "Holidays.", member(world.client.id), AT)
            work.contracts.save(paused)
            held = build.held(work.holds.get(world.hold.id))
            work.holds.save(held)
        with unit_of_work() as work:
            assert work.contracts.get(signed.id) == paused
            assert work.holds.get(world.hold.id) == held

    def test_a_save_of_what_changed_meanwhile_is_stale(self, unit_of_work: UnitOfWork, world: World):
        """Who read before the other one wrote does not overwrite it."""
        with unit_of_work() as work:
            early = work.accounts.get(world.client.id)
        with unit_of_work() as work:
            work.accounts.save(accounts.edit(work.accounts.get(world.client.id), headline="First"))
        with pytest.raises(StaleVersion), unit_of_work() as work:
            work.accounts.save(accounts.edit(early, headline="Second"))
        with unit_of_work() as work:
            assert work.accounts.get(world.client.id).headline == "First"

    def test_one_unit_saves_an_object_twice(self, unit_of_work: UnitOfWork, world: World):
        """Two verbs in one unit of work: the object in hand is the newest, read again or not."""
        client = member(world.client.id)
        with unit_of_work() as work:
            paused, _ = interruptions.pause(work.contracts.lock(world.contract.id), "Holidays.", client, AT)
            work.contracts.save(paused)
            resumed, _ = interruptions.resume(paused, client, AT)
            work.contracts.save(resumed)
            assert work.contracts.get(resumed.id) == resumed
            work.contracts.save(interruptions.pause(work.contracts.get(resumed.id), "Again.", client, AT)[0])
        with unit_of_work() as work:
            again = work.contracts.get(world.contract.id)
            assert again.state is contracts.State.PAUSED
            work.contracts.save(interruptions.resume(again, client, AT)[0])
        with unit_of_work() as work:
            assert work.contracts.get(world.contract.id).state is contracts.State.ACTIVE

    def test_one_unit_adds_and_saves_an_object(self, unit_of_work: UnitOfWork, world: World):
        """What was added can be moved on at once."""
        extra = build.milestone(world.contract, number=3)
        with unit_of_work() as work:
            work.milestones.add(extra)
            work.milestones.save(evolve(extra, number=4))
        with unit_of_work() as work:
            assert work.milestones.get(extra.id).number == 4

    def test_parts_come_in_their_order(self, unit_of_work: UnitOfWork, world: World):
        """Milestones by number, holds and disputes oldest first, and only the contract's own."""
        other = build.world()
        fourth, third = build.milestone(world.contract, number=4), build.milestone(world.contract, number=3)
        later = build.hold(world.contract, world.milestones[1], requested_at=AT + timedelta(hours=2))
        sooner = build.hold(world.contract, third, requested_at=AT + timedelta(hours=1))
        second = build.dispute(build.held(later), opened_at=AT + timedelta(days=2))
        first = build.dispute(build.held(sooner), opened_at=AT + timedelta(days=1))
        with unit_of_work() as work:
            build.keep(work, other)
            for piece in (fourth, third):
                work.milestones.add(piece)
            for hold in (later, sooner):
                work.holds.add(hold)
            for dispute in (second, first):
                work.disputes.add(dispute)
        with unit_of_work() as work:
            assert work.milestones.of(world.contract.id) == (*world.milestones, third, fourth)
            assert work.holds.of(world.contract.id) == (world.hold, sooner, later)
            assert work.disputes.of(world.contract.id) == (first, second)
            assert work.holds.of(other.contract.id) == (other.hold,)
            assert work.disputes.of(other.contract.id) == ()

    def test_a_part_leads_to_its_contract(self, unit_of_work: UnitOfWork, world: World):
        """A command on a part locks the whole."""
        dispute = build.dispute(build.held(world.hold))
        with unit_of_work() as work:
            work.disputes.add(dispute)
        with unit_of_work() as work:
            assert work.contracts.lock_of_milestone(world.milestones[1].id) == world.contract
            assert work.contracts.lock_of_hold(world.hold.id) == world.contract
            assert work.contracts.lock_of_dispute(dispute.id) == world.contract

    @pytest.mark.parametrize(
        ("find", "kind"),
        [
            ("lock_of_milestone", "milestone"),
            ("lock_of_hold", "payment"),
            ("lock_of_dispute", "dispute"),
            ("lock_of_timesheet", "timesheet"),
            ("lock_of_time_entry", "time entry"),
        ],
    )
    def test_a_part_that_is_not_there_is_not_found(self, unit_of_work: UnitOfWork, find: str, kind: str):
        """The error names the part that was asked for, not the contract."""
        missing = IDS.new()
        with pytest.raises(NotFound) as caught, unit_of_work() as work:
            getattr(work.contracts, find)(missing)
        assert (caught.value.kind, caught.value.id) == (kind, str(missing))

    # Work by the hour

    def test_a_week_and_its_time_come_back_equal(self, unit_of_work: UnitOfWork, world: World):
        """By their contract, their week, and one by one; both lead to the contract that is locked."""
        hourly = evolve(world.contract, terms=build.hourly_terms())
        second, first = build.timesheet(hourly, AT + timedelta(days=7)), build.timesheet(hourly)
        later, sooner = build.time_entry(first, AT + timedelta(hours=3)), build.time_entry(first)
        with unit_of_work() as work:
            for sheet in (second, first):
                work.timesheets.add(sheet)
            for entry in (later, sooner):
                work.time_entries.add(entry)
        with unit_of_work() as work:
            assert work.timesheets.of(world.contract.id) == (first, second)
            assert work.time_entries.of(first.id) == (sooner, later)
            assert work.time_entries.of(second.id) == ()
            assert work.timesheets.get(second.id) == second
            assert work.time_entries.get(later.id) == later
            assert work.contracts.lock_of_timesheet(first.id).id == world.contract.id
            assert work.contracts.lock_of_time_entry(later.id).id == world.contract.id

    def test_a_contract_has_each_week_once(self, unit_of_work: UnitOfWork, world: World):
        """However many jobs open it."""
        hourly = evolve(world.contract, terms=build.hourly_terms())
        with unit_of_work() as work:
            work.timesheets.add(build.timesheet(hourly))
        with pytest.raises(AlreadyExists) as caught, unit_of_work() as work:
            work.timesheets.add(build.timesheet(hourly))
        assert caught.value.field == "starts_on"

    def test_a_freelancer_has_one_timer_and_their_time_is_found(self, unit_of_work: UnitOfWork, world: World):
        """A running timer lasts for ever; what ends where another begins shares nothing with it; deleted time is
        nobody's."""
        me = world.freelancer.id
        week = build.timesheet(evolve(world.contract, terms=build.hourly_terms()))
        hour = timedelta(hours=1)
        entry, timer = build.time_entry(week), build.timer(week, AT + 5 * hour)
        gone = build.time_entry(week, AT + 3 * hour, state=hours.State.DELETED)
        with unit_of_work() as work:
            work.timesheets.add(week)
            for each in (entry, timer, gone):
                work.time_entries.add(each)
        with pytest.raises(AlreadyExists) as caught, unit_of_work() as work:
            work.time_entries.add(build.timer(week, AT + 6 * hour))
        assert caught.value.field == "freelancer_id"
        with unit_of_work() as work:
            found = work.time_entries
            assert found.running(me) == timer
            assert found.running(world.client.id) is None
            assert found.overlapping(me, AT, AT + hour) == (entry,)
            assert found.overlapping(me, AT + hour, AT + 5 * hour) == ()
            assert found.overlapping(me, AT - hour, AT + 9 * hour) == (entry, timer)
            assert found.overlapping(me, AT + 90 * hour, AT + 91 * hour) == (timer,)

    # What only one may have

    def test_an_address_belongs_to_one_account(self, unit_of_work: UnitOfWork, world: World):
        """The second sign-up with an address is refused, and leaves nothing."""
        again = build.account(email=world.client.email)
        with pytest.raises(AlreadyExists) as caught, unit_of_work() as work:
            work.accounts.add(again)
        assert caught.value.field == "email"
        with unit_of_work() as work:
            assert work.accounts.by_email(world.client.email) == world.client
            assert work.accounts.by_email(f"nobody.{IDS.new()}@example.org") is None
            with pytest.raises(NotFound):
                work.accounts.get(again.id)

    def test_one_proposal_that_counts_a_job_and_freelancer(self, unit_of_work: UnitOfWork, world: World):
        """A second bid is refused while the first is submitted or hired; others may bid."""
        second = build.proposal(world.job, world.freelancer)
        with pytest.raises(AlreadyExists) as caught, unit_of_work() as work:
            work.proposals.add(second)
        assert caught.value.field == "job_id"
        rival = build.account("Rita", accounts.AccountRole.FREELANCER)
        with unit_of_work() as work:
            work.accounts.add(rival)
            work.proposals.add(build.proposal(world.job, rival))

    def test_who_withdrew_may_bid_again(self, unit_of_work: UnitOfWork):
        """A proposal that counts no longer is in nobody's way."""
        client = build.account()
        bidder = build.account("Ferdinand", accounts.AccountRole.FREELANCER)
        job = build.job(client)
        bid = build.proposal(job, bidder)
        with unit_of_work() as work:
            for person in (client, bidder):
                work.accounts.add(person)
            work.jobs.add(job)
            work.proposals.add(bid)
        with unit_of_work() as work:
            mine, _ = outcomes.withdraw(work.proposals.get(bid.id), member(bidder.id), AT)
            work.proposals.save(mine)
        again = build.proposal(job, bidder)
        with unit_of_work() as work:
            work.proposals.add(again)
        with unit_of_work() as work:
            assert work.proposals.get(again.id) == again

    def test_one_open_dispute_a_milestone(self, unit_of_work: UnitOfWork, world: World):
        """A second one is refused while the first is open, and welcome after it."""
        hold = build.held(world.hold)
        first, second = build.dispute(hold), build.dispute(hold, by=Role.FREELANCER)
        with unit_of_work() as work:
            work.disputes.add(first)
        with pytest.raises(AlreadyExists) as caught, unit_of_work() as work:
            work.disputes.add(second)
        assert caught.value.field == "milestone_id"
        with unit_of_work() as work:
            work.disputes.save(disputes.withdraw(work.disputes.get(first.id), member(world.client.id), AT)[0])
        with unit_of_work() as work:
            work.disputes.add(second)
        with unit_of_work() as work:
            work.disputes.save(work.disputes.get(first.id))  # a closed one is in nobody's way
            assert len(work.disputes.of(world.contract.id)) == 2

    # Transactions

    def test_a_block_that_raises_leaves_nothing(
        self, unit_of_work: UnitOfWork, history: Callable[[UUID], Sequence[str]], world: World
    ):
        """Objects, entries and events come together or not at all."""
        hold, refund = build.held(world.hold), build.refund(build.held(world.hold))
        paid = build.payment(hold)
        with pytest.raises(Stop), unit_of_work() as work:
            work.holds.save(build.held(work.holds.get(world.hold.id)))
            work.transfers.add(refund)
            work.ledger.post(paid)
            work.record(deposits.confirm(world.hold, world.hold.total, "pay_1", GATEWAY, AT)[1])
            raise Stop
        assert history(world.contract.id) == []
        with unit_of_work() as work:
            assert work.holds.get(world.hold.id) == world.hold
            assert not work.ledger.posted(paid.key)
            assert not work.ledger.balance(ledger.escrow(hold.id, "EUR"))
            assert work.ledger.lock_book(world.contract.id).length == 0
            with pytest.raises(NotFound):
                work.transfers.get(refund.id)

    def test_what_was_rolled_back_can_be_done_again(self, unit_of_work: UnitOfWork, world: World):
        """A failed attempt makes nothing stale and uses no key up."""
        with unit_of_work() as work:
            hold = work.holds.get(world.hold.id)
        held = build.held(hold)
        with pytest.raises(Stop), unit_of_work() as work:
            work.holds.save(held)
            work.ledger.post(build.payment(held))
            raise Stop
        with unit_of_work() as work:
            work.holds.save(held)
            work.ledger.post(build.payment(held))
        with unit_of_work() as work:
            assert work.holds.get(held.id) == held
            assert work.ledger.balance(ledger.escrow(held.id, "EUR")) == held.held

    def test_a_block_within_a_block_joins(self, unit_of_work: UnitOfWork):
        """Both see the same, and the end of the inner one commits nothing."""
        outer, inner = build.account(), build.account()
        with pytest.raises(Stop), unit_of_work() as work:
            work.accounts.add(outer)
            with unit_of_work() as joined:
                assert joined.accounts.get(outer.id) == outer
                joined.accounts.add(inner)
            assert work.accounts.get(inner.id) == inner
            raise Stop
        for missing in (outer, inner):
            with pytest.raises(NotFound), unit_of_work() as work:
                work.accounts.get(missing.id)

    def test_the_outermost_block_commits_for_all(self, unit_of_work: UnitOfWork):
        """What was done in joined blocks is there at the end, once."""
        person = build.account()
        with unit_of_work():
            with unit_of_work() as work:
                work.accounts.add(person)
            with unit_of_work() as work:
                work.accounts.save(accounts.edit(work.accounts.get(person.id), headline="Here"))
        with unit_of_work() as work:
            assert work.accounts.get(person.id).headline == "Here"

    def test_half_of_a_joined_block_is_never_committed(self, unit_of_work: UnitOfWork):
        """Who swallows the error of a joined block can't keep the half that it did."""
        person = build.account()
        with pytest.raises(AssertionError), unit_of_work(), pytest.raises(Stop), unit_of_work() as work:
            work.accounts.add(person)
            raise Stop
        with pytest.raises(NotFound), unit_of_work() as work:
            work.accounts.get(person.id)

    def test_who_locks_second_waits_and_sees_what_the_first_did(self, unit_of_work: UnitOfWork, world: World):
        """Two commands on one contract are one after the other."""
        locked, waiting = Flag(), Flag()
        order: list[str] = []

        def first() -> None:
            with unit_of_work() as work:
                contract = work.contracts.lock(world.contract.id)
                locked.set()
                assert not waiting.wait(0.2), "the second one got in"
                work.contracts.save(interruptions.pause(contract, "Mine.", member(world.client.id), AT)[0])
                order.append("first")

        def second() -> str:
            assert locked.wait(5)
            with unit_of_work() as work:
                contract = work.contracts.lock(world.contract.id)
                waiting.set()
                order.append("second")
                return str(contract.state)

        with ThreadPoolExecutor(2) as pool:
            ahead, behind = pool.submit(first), pool.submit(second)
            ahead.result(10)
            assert behind.result(10) == "paused"
        assert order == ["first", "second"]

    # Rehearsals

    def test_a_rehearsal_leaves_nothing_and_tells_everything(
        self, unit_of_work: UnitOfWork, history: Callable[[UUID], Sequence[str]], world: World
    ):
        """Everything inside really runs; afterwards only the journal knows."""
        held, event = deposits.confirm(world.hold, world.hold.total, "pay_1", GATEWAY, AT)
        paid, newcomer = build.payment(held), build.account()
        with unit_of_work.rehearsal() as journal:
            with unit_of_work() as work:
                work.holds.save(evolve(work.holds.get(held.id), state=held.state, gateway_ref="pay_1"))
                work.ledger.post(paid)
                work.record(event)
            with unit_of_work() as work:
                assert work.holds.get(held.id) == held
                work.accounts.add(newcomer)
        assert journal.changes[held.id].before == "requested"
        assert journal.changes[held.id].now == held
        assert journal.changes[newcomer.id].before is None
        assert (journal.entries, journal.events) == ([paid], [event])
        assert history(world.contract.id) == []
        with unit_of_work() as work:
            assert work.holds.get(held.id) == world.hold
            assert not work.ledger.posted(paid.key)
            with pytest.raises(NotFound):
                work.accounts.get(newcomer.id)

    def test_a_rehearsal_is_refused_what_the_real_thing_would_be(self, unit_of_work: UnitOfWork, world: World):
        """A preview of an impossible move says so, and the store is as before."""
        overdraft = build.entry(
            world.contract.id, (ledger.escrow(world.hold.id, "EUR"), -1), (ledger.fee_income("EUR"), 1)
        )
        with pytest.raises(NotEnoughFunds), unit_of_work.rehearsal(), unit_of_work() as work:
            work.ledger.post(overdraft)
        with unit_of_work() as work:
            assert not work.ledger.posted(overdraft.key)
            assert work.contracts.lock(world.contract.id) == world.contract

    def test_the_journal_of_a_transaction_tells_states(self, unit_of_work: UnitOfWork, world: World):
        """The state before is the one at the beginning, however often the object was saved."""
        client = member(world.client.id)
        with unit_of_work() as work:
            paused, _ = interruptions.pause(work.contracts.lock(world.contract.id), "Holidays.", client, AT)
            work.contracts.save(paused)
            work.contracts.save(interruptions.resume(work.contracts.get(paused.id), client, AT)[0])
            extra = build.milestone(world.contract, number=3)
            work.milestones.add(extra)
            work.milestones.save(work.milestones.get(extra.id))
            changes = work.journal.changes
        assert (changes[paused.id].before, str(changes[paused.id].now.state)) == ("active", "active")
        assert changes[extra.id].before is None

    # The ledger

    def test_a_balance_is_the_sum_of_its_postings(self, unit_of_work: UnitOfWork, world: World):
        """Also within the transaction that posts them."""
        hold = build.held(world.hold)
        account = ledger.escrow(hold.id, "EUR")
        part = build.entry(world.contract.id, (account, -3_00), (ledger.fee_income("EUR"), 3_00))
        with unit_of_work() as work:
            assert work.ledger.balance(account) == Money.zero("EUR")
            work.ledger.post(build.payment(hold))
            assert work.ledger.balance(account) == hold.total
            work.ledger.post(part)
            assert work.ledger.balance(account) == hold.total - Money(3_00, "EUR")
        with unit_of_work() as work:
            assert work.ledger.balance(account) == hold.total - Money(3_00, "EUR")
            assert work.ledger.posted(part.key)
            assert not work.ledger.posted("never")

    def test_money_at_one_gateway_is_not_money_at_another(self, unit_of_work: UnitOfWork, world: World):
        """What somebody can withdraw by one is no cover for a withdrawal by the other."""
        owner = world.contract.parties.freelancer
        stripe, paypal = ledger.available(owner, "stripe", "EUR"), ledger.available(owner, "paypal", "EUR")
        earned = build.entry(owner, (ledger.clearing("stripe", "EUR"), -5_00), (stripe, 5_00))
        out = build.entry(owner, (paypal, -1_00), (ledger.clearing("paypal", "EUR"), 1_00))
        with unit_of_work() as work:
            work.ledger.post(earned)
        with unit_of_work() as work:
            assert work.ledger.balance(stripe) == Money(5_00, "EUR")
            assert work.ledger.balance(paypal) == Money.zero("EUR")
        with pytest.raises(NotEnoughFunds) as refused, unit_of_work() as work:
            work.ledger.post(out)
        assert refused.value.account == paypal.key

    def test_the_other_side_may_be_below_zero(self, unit_of_work: UnitOfWork, world: World):
        """Clearing is negative by what lies at the gateway."""
        gateway = f"gateway-{IDS.new()}"
        entry = build.entry(
            world.contract.id, (ledger.clearing(gateway, "EUR"), -5_00), (ledger.escrow(world.hold.id, "EUR"), 5_00)
        )
        with unit_of_work() as work:
            work.ledger.post(entry)
        with unit_of_work() as work:
            assert work.ledger.balance(ledger.clearing(gateway, "EUR")) == Money(-5_00, "EUR")

    def test_a_movement_is_posted_once(self, unit_of_work: UnitOfWork, world: World):
        """The same key again is refused, in the same transaction or later."""
        hold = build.held(world.hold)
        with pytest.raises(AlreadyExists), unit_of_work() as work:
            work.ledger.post(build.payment(hold))
            work.ledger.post(build.payment(hold))
        with unit_of_work() as work:
            work.ledger.post(build.payment(hold))
        with pytest.raises(AlreadyExists) as caught, unit_of_work() as work:
            work.ledger.post(build.payment(hold))
        assert caught.value.field == "key"
        with unit_of_work() as work:
            assert work.ledger.balance(ledger.escrow(hold.id, "EUR")) == hold.total

    def test_an_entry_is_reversed_once(self, unit_of_work: UnitOfWork, world: World):
        """A bounced payout comes back once, under whatever key."""
        hold = build.held(world.hold)
        paid = build.payment(hold)
        lines = [(account, -amount) for account, amount in _lines(paid)]
        back = [build.entry(paid.book, *lines, key=f"back:{number}:{hold.id}", reverses=paid.id) for number in (1, 2)]
        with unit_of_work() as work:
            work.ledger.post(paid)
            work.ledger.post(back[0])
        with pytest.raises(AlreadyExists), unit_of_work() as work:
            work.ledger.post(build.entry(world.contract.id, *_lines(build.payment(hold)), key=f"more:{hold.id}"))
            work.ledger.post(back[1])
        with unit_of_work() as work:
            assert work.ledger.balance(ledger.escrow(hold.id, "EUR")) == Money.zero("EUR")

    def test_nobody_spends_what_is_not_there(self, unit_of_work: UnitOfWork, world: World):
        """One minor unit too much is refused with the facts, and the whole transaction leaves nothing."""
        hold = build.held(world.hold)
        account = ledger.escrow(hold.id, "EUR")
        needed = hold.total.amount_minor + 1
        with unit_of_work() as work:
            work.ledger.post(build.payment(hold))
        with pytest.raises(NotEnoughFunds) as caught, unit_of_work() as work:
            work.ledger.post(build.entry(world.contract.id, (account, -1), (ledger.fee_income("EUR"), 1)))
            work.ledger.post(
                build.entry(world.contract.id, (account, 1 - needed), (ledger.fee_income("EUR"), needed - 1))
            )
        assert (caught.value.account, caught.value.currency) == (account.key, "EUR")
        assert (caught.value.available_minor, caught.value.needed_minor) == (needed - 2, needed - 1)
        with unit_of_work() as work:
            assert work.ledger.balance(account) == hold.total
            assert work.ledger.lock_book(world.contract.id).length == 1

    def test_an_account_can_be_emptied(self, unit_of_work: UnitOfWork, world: World):
        """Zero is enough."""
        hold = build.held(world.hold)
        account = ledger.escrow(hold.id, "EUR")
        total = hold.total.amount_minor
        with unit_of_work() as work:
            work.ledger.post(build.payment(hold))
            work.ledger.post(build.entry(world.contract.id, (account, -total), (ledger.fee_income("EUR"), total)))
            assert work.ledger.balance(account) == Money.zero("EUR")

    def test_entries_are_chained_in_their_book(self, unit_of_work: UnitOfWork, world: World):
        """The head of a book is what sealing its entries one by one gives; another book has its own chain."""
        hold, other = build.held(world.hold), build.world()
        income = ledger.fee_income("EUR")
        entries = [
            build.payment(hold),
            build.entry(
                world.contract.id, (ledger.escrow(hold.id, "EUR"), -1), (income, 1), contract_id=hold.contract_id
            ),
        ]
        for entry in entries:
            with unit_of_work() as work:
                work.ledger.post(entry)
        with unit_of_work() as work:
            build.keep(work, other)
            work.ledger.post(build.payment(build.held(other.hold)))
        book = ledger.Book(world.contract.id)
        for entry in entries:
            book, _ = ledger.seal(book, entry)
        with unit_of_work() as work:
            assert work.ledger.lock_book(world.contract.id) == book
            assert work.ledger.lock_book(other.contract.id).length == 1

    def test_a_book_begins_empty(self, unit_of_work: UnitOfWork):
        """A holder without entries has the book of a beginner."""
        id = IDS.new()
        with unit_of_work() as work:
            assert work.ledger.lock_book(id) == ledger.Book(id)

    # Histories

    def test_a_history_keeps_the_order(
        self, unit_of_work: UnitOfWork, history: Callable[[UUID], Sequence[str]], world: World
    ):
        """Across transactions, within one, and apart from other contracts; None is nothing."""
        client, other = member(world.client.id), build.world()
        with unit_of_work() as work:
            build.keep(work, other)
        paused, first = interruptions.pause(world.contract, "Holidays.", client, AT)
        resumed, second = interruptions.resume(paused, client, AT)
        _, third = interruptions.pause(resumed, "Again.", client, AT)
        with unit_of_work() as work:
            work.record(first, None)
        with unit_of_work() as work:
            work.record(interruptions.pause(other.contract, "Ill.", member(other.client.id), AT)[1])
            work.record(second, third)
        assert history(world.contract.id) == ["ContractPaused", "ContractResumed", "ContractPaused"]
        assert history(other.contract.id) == ["ContractPaused"]

    def test_an_event_comes_back_as_it_was(
        self, unit_of_work: UnitOfWork, event_ids: Callable[[UUID], Sequence[UUID]], world: World
    ):
        """A reaction that runs later reads what happened: money, times, links and nested states included."""
        hold, client = build.held(world.hold), member(world.client.id)
        released, _, discharged = discharges.discharge(
            hold, Money(10_00, "EUR"), Money.zero("EUR"), Money.zero("EUR"), client, AT
        )
        funded, _ = fundings.confirm_funds(world.milestones[0], GATEWAY, AT)
        note = ("Zażółć gęślą jaźń <b>", ("https://example.org/1", "https://example.org/2"))
        _, submitted = deliveries.submit(funded, *note, timedelta(days=14), member(world.freelancer.id), AT)
        _, opened = stakes.dispute(funded, "Why?", client, AT + timedelta(microseconds=1))
        _, frozen = escrow.freeze(released, client, AT)
        events = [discharged, submitted, opened, frozen]
        with unit_of_work() as work:
            work.record(*events)
        with unit_of_work() as work:
            assert [work.events.get(id) for id in event_ids(world.contract.id)] == events

    def test_an_unknown_event_is_not_found(self, unit_of_work: UnitOfWork):
        """A reaction of another store, or of what was never committed."""
        missing = IDS.new()
        with pytest.raises(NotFound) as caught, unit_of_work() as work:
            work.events.get(missing)
        assert (caught.value.kind, caught.value.id) == ("event", str(missing))

    def test_people_may_be_told_again(
        self,
        unit_of_work: UnitOfWork,
        event_ids: Callable[[UUID], Sequence[UUID]],
        told: Callable[[UUID], Sequence[UUID]],
        world: World,
    ):
        """A reaction that runs twice writes the same rows: no error, whoever was told before."""
        _, paused = interruptions.pause(world.contract, "Holidays.", member(world.client.id), AT)
        with unit_of_work() as work:
            work.record(paused)
        (id,) = event_ids(world.contract.id)
        for people in [(world.client.id,), (world.client.id, world.freelancer.id), ()]:
            with unit_of_work() as work:
                work.notifications.add(id, paused, people)
        assert sorted(told(id)) == sorted([world.client.id, world.freelancer.id])

    def test_events_without_a_contract_are_recorded_too(
        self, unit_of_work: UnitOfWork, history: Callable[[UUID], Sequence[str]], world: World
    ):
        """Sign-ups and jobs have events; they stand in no contract's history."""
        with unit_of_work() as work:
            work.record(vacancies.fill(build.job(world.client), member(world.client.id), AT)[1])
            assert [event.name for event in work.journal.events] == ["JobFilled"]
        assert history(world.contract.id) == []

    # What waits

    def test_payments_that_wait_are_found_page_by_page(self, unit_of_work: UnitOfWork, world: World):
        """Only those still asked for, only those older than `since`, at most `limit`, above `after`."""
        paid = build.hold(world.contract, world.milestones[0], requested_at=LONG_AGO)
        younger = build.hold(world.contract, world.milestones[0], requested_at=LONG_AGO + timedelta(hours=2))
        older = build.hold(world.contract, world.milestones[1], requested_at=LONG_AGO + timedelta(hours=1))
        with unit_of_work() as work:
            work.holds.add(build.held(paid))
            work.holds.add(younger)
            work.holds.add(older)
        found = _waiting(unit_of_work, lambda work, *asked: work.holds.waiting(*asked), (paid, younger, older))
        late, early = (Waiting(each.id, each.gateway, str(each.id), each.requested_at) for each in (younger, older))
        assert found(LONG_AGO + timedelta(hours=3), 1_000) == (late, early)
        assert found(younger.requested_at, 1_000) == (early,)
        assert found(older.requested_at, 1_000) == ()
        with unit_of_work() as work:
            assert len(work.holds.waiting(LONG_AGO + timedelta(hours=3), 1)) == 1
            above = work.holds.waiting(LONG_AGO + timedelta(hours=3), 1_000, younger.id)
            assert early in above
            assert late not in above

    def test_transfers_that_wait_are_found_page_by_page(self, unit_of_work: UnitOfWork, world: World):
        """Sent ones wait for the gateway's answer too; paid and failed ones do not."""
        asked = [build.payout(world.freelancer, requested_at=LONG_AGO + timedelta(hours=hour)) for hour in (3, 1, 2, 0)]
        youngest, oldest, sent, paid = asked
        sent, _ = transfers.send(sent, "po_1", GATEWAY, AT)
        paid, _ = transfers.succeed(paid, "po_2", GATEWAY, AT)
        with unit_of_work() as work:
            for transfer in (youngest, oldest, sent, paid):
                work.transfers.add(transfer)
        found = _waiting(unit_of_work, lambda work, *asked: work.transfers.waiting(*asked), asked)
        waits = [Waiting(each.id, each.gateway, each.key, each.requested_at) for each in (youngest, oldest, sent)]
        assert found(LONG_AGO + timedelta(hours=4), 1_000) == tuple(waits)
        assert found(sent.requested_at, 1_000) == (waits[1],)
        with unit_of_work() as work:
            assert len(work.transfers.waiting(LONG_AGO + timedelta(hours=4), 2)) == 2
            above = work.transfers.waiting(LONG_AGO + timedelta(hours=4), 1_000, youngest.id)
            assert set(above) >= {waits[1], waits[2]}
            assert waits[0] not in above

    # Requests

    def test_the_same_request_again_gets_the_kept_answer(
        self, unit_of_work: UnitOfWork, requests: Requests, world: World
    ):
        """One effect, equal answers."""
        person = build.account()

        def perform() -> Answer:
            with unit_of_work() as work:
                work.accounts.add(person)
            return OK

        key = str(IDS.new())
        assert requests.once(world.client.id, key, "same", perform) == (OK, False)
        assert requests.once(world.client.id, key, "same", perform) == (OK, True)
        with unit_of_work() as work:
            assert work.accounts.get(person.id) == person

    def test_a_key_is_for_one_request(self, requests: Requests, world: World):
        """Another body under the same key is refused, and does nothing."""
        performed: list[str] = []

        def perform() -> Answer:
            performed.append("once more")
            return OK

        key = str(IDS.new())
        requests.once(world.client.id, key, "one", lambda: OK)
        with pytest.raises(KeyReused):
            requests.once(world.client.id, key, "another", perform)
        assert performed == []

    def test_a_request_that_failed_leaves_nothing(self, unit_of_work: UnitOfWork, requests: Requests, world: World):
        """Neither its effect nor its key is kept: it can be sent again, also with another body."""
        person, key = build.account(), str(IDS.new())

        def fail() -> Answer:
            with unit_of_work() as work:
                work.accounts.add(person)
            raise Stop

        with pytest.raises(Stop):
            requests.once(world.client.id, key, "one", fail)
        with pytest.raises(NotFound), unit_of_work() as work:
            work.accounts.get(person.id)
        assert requests.once(world.client.id, key, "another", lambda: OK) == (OK, False)

    def test_another_callers_key_is_another_key(self, requests: Requests, world: World):
        """Keys are chosen by clients: two may choose the same."""
        key, other = str(IDS.new()), Answer(202, b"", "text/plain")
        assert requests.once(world.client.id, key, "one", lambda: OK) == (OK, False)
        assert requests.once(world.freelancer.id, key, "two", lambda: other) == (other, False)
        assert requests.once(world.client.id, key, "one", lambda: other) == (OK, True)

    def test_the_same_request_at_once_has_one_effect(self, requests: Requests, world: World):
        """Eight at the same moment: one performs, all get its answer."""
        key = str(IDS.new())
        performed: list[int] = []

        def perform(number: int) -> Answer:
            performed.append(number)
            return Answer(200, str(number).encode(), "text/plain")

        def send(number: int) -> tuple[Answer, bool]:
            return requests.once(world.client.id, key, "same", lambda: perform(number))

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(send, range(8)))
        assert len(performed) == 1
        assert {answer.body for answer, _ in answers} == {str(performed[0]).encode()}
        assert sorted(replayed for _, replayed in answers) == [False] + [True] * 7


def _lines(of: ledger.Entry) -> list[tuple[ledger.LedgerAccount, int]]:
    return [(posting.account, posting.amount_minor) for posting in of.postings]


def _waiting(
    unit_of_work: UnitOfWork, ask: Callable[[Work, datetime, int], tuple[Waiting, ...]], of: Sequence[Any]
) -> Callable[[datetime, int], tuple[Waiting, ...]]:
    """What waits of these: the store may hold what other tests left."""
    ids = {each.id for each in of}

    def found(since: datetime, limit: int) -> tuple[Waiting, ...]:
        with unit_of_work() as work:
            return tuple(each for each in ask(work, since, limit) if each.id in ids)

    return found
