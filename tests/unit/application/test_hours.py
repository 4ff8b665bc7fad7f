"""Work by the hour, from the first signature to the last cent: what is logged, held, reviewed, billed and paid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import new_id
from tests.gateway_world import Mood
from tests.hourly_town import RATE, WEDNESDAY, HourlyTown
from tests.snapshots import of_memory
from upclone.adapters.memory import MemoryStore, SteppingIds
from upclone.application.reactions.listening import LISTENERS
from upclone.domain.actors import CLOCK, member
from upclone.domain.deals import commitments
from upclone.domain.deals.contracts import State as ContractState
from upclone.domain.deals.hours import State as Entry
from upclone.domain.deals.timesheets import State
from upclone.domain.errors import Invalid, MoveNotAllowed, NotYours, Refused
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.ledger import available
from upclone.domain.payments.methods import Purpose

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
SECOND = timedelta(seconds=1)
MONDAY = datetime(2026, 3, 22, 23, tzinfo=UTC)
"""Midnight in Paris, in winter."""
NEXT = datetime(2026, 3, 29, 22, tzinfo=UTC)
"""Midnight in Paris, in summer: the week before it has 167 hours."""


@pytest.fixture
def town() -> HourlyTown:
    ids = SteppingIds()
    store = MemoryStore(ids, LISTENERS)

    def take() -> list[tuple[object, str]]:
        return [(each.event_id, each.reaction) for each in store.take_pending()]

    return HourlyTown(store, ids, take, lambda: of_memory(store))  # type: ignore[arg-type]


def refused(rule: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.rule == rule)


def test_a_week_from_the_timer_to_the_money(town: HourlyTown):
    """The limit is held in advance, the clock closes and approves, the minutes are paid, the rest stays held."""
    town.bill_me()
    assert town.held() == 160_000
    town.work(3)
    town.until(MONDAY + SECOND)
    first, second, *_ = town.weeks()
    assert (first.state, first.minutes, second.state) == (State.IN_REVIEW, 180, State.OPEN)
    assert town.held() == 160_000 + 24_000, "what the first week used was asked for again"
    town.pass_time(timedelta(days=3, seconds=3))
    first, *_ = town.weeks()
    assert (first.state, first.paid.amount_minor) == (State.PAID, 24_000)
    assert town.held() == 160_000
    balance = town.store.balances()[available(town.freelancer.id, "sandbox", "EUR")]  # type: ignore[attr-defined]
    assert balance.amount_minor == 24_000 - 2_400


def test_the_client_may_approve_before_the_clock(town: HourlyTown):
    """And the freelancer may hand the week over before Monday; then nothing more is logged in it."""
    town.bill_me()
    town.work(2)
    week = town.weeks()[0]
    town.place.timesheets.close(town.freelancer.actor, week.id)
    town.clock.advance(HOUR)
    with refused("week_closed"):
        town.log(WEDNESDAY + 2 * HOUR, 1)
    with pytest.raises(MoveNotAllowed):
        town.place.timesheets.approve(town.freelancer.actor, week.id)
    town.place.timesheets.approve(town.client.actor, week.id)
    assert town.weeks()[0].state is State.PAID
    town.drain()
    town.until(MONDAY + HOUR)
    assert [each.state for each in town.weeks()] == [State.PAID, State.OPEN, State.PLANNED]


def test_a_week_with_a_change_of_clocks_is_billed_by_what_passed(town: HourlyTown):
    """Sunday from one to five o'clock in Paris is three hours of work."""
    town.bill_me()
    town.until(datetime(2026, 3, 29, 0, tzinfo=UTC))
    entry = town.work(3)
    assert entry.minutes == 180
    town.until(NEXT + 4 * DAY)
    week = town.weeks()[1]
    assert ((week.ends_at - week.starts_at) // HOUR, week.state, week.paid.amount_minor) == (167, State.PAID, 24_000)


@pytest.mark.parametrize(
    ("zone", "change", "minutes"),
    [
        ("Europe/Paris", datetime(2026, 3, 29, 1, tzinfo=UTC), 10_020),
        ("Europe/Paris", datetime(2026, 10, 25, 1, tzinfo=UTC), 10_140),
        ("America/New_York", datetime(2027, 3, 14, 7, tzinfo=UTC), 10_020),
        ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC), 10_140),
        ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC), 10_050),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC), 10_110),
    ],
)
def test_changes_of_clocks_in_three_zones(town: HourlyTown, zone: str, change: datetime, minutes: int):
    """Three hours around the change are three hours of work, paid once, however often the clock's jobs run."""
    town.place.contracts.cancel(town.client.actor, town.contract.id, "Moved.")
    town.clock.set(change - 3 * DAY)
    town.contract = town.hire(time_zone=zone)
    town.bill_me()
    town.until(change - HOUR)
    assert town.work(3).minutes == 180
    week = town.weeks()[0]
    assert (week.ends_at - week.starts_at) // MINUTE == minutes
    for days in (2, 4, 1):
        town.pass_time(days * DAY)
        for sheet in town.weeks() * 3:
            town.place.timesheets.pass_deadline(CLOCK, sheet.id)
        town.drain()
    assert (town.weeks()[0].state, town.weeks()[0].paid.amount_minor) == (State.PAID, 24_000)
    assert town.now().released.amount_minor == 24_000
    assert town.held() == 160_000


@pytest.mark.parametrize(
    ("start", "minutes", "rule"),
    [
        (timedelta(hours=1), 1, "in_the_future"),
        (timedelta(hours=-2), 60, "before_the_contract"),
        (timedelta(minutes=10), 30, "overlaps"),
    ],
)
def test_time_that_can_not_have_been_is_refused_by_name(town: HourlyTown, start: timedelta, minutes: int, rule: str):
    """The future, what was before the signatures, and what overlaps: here, or in another contract."""
    elsewhere, town.contract = town.contract, town.hire()
    town.clock.advance(40 * MINUTE)
    town.log(WEDNESDAY, 20)
    town.contract = elsewhere
    with refused(rule):
        town.log(WEDNESDAY + start, minutes)
    assert town.weeks()[0].minutes == 0


def test_the_weekly_limit_is_by_elapsed_minutes(town: HourlyTown):
    """What passes it is refused, and names it; a timer stops there by itself; the next week has room again."""
    town.until(WEDNESDAY + DAY)
    town.log(WEDNESDAY, 19 * 60)
    with refused("weekly_limit"):
        town.log(WEDNESDAY + 20 * HOUR, 61)
    town.place.hours.start(town.freelancer.actor, town.contract.id, "The rest.")
    town.pass_time(5 * HOUR)
    assert (town.weeks()[0].minutes, town.weeks()[0].running) == (1200, False)
    with refused("weekly_limit"):
        town.place.hours.start(town.freelancer.actor, town.contract.id, "More.")
    town.until(MONDAY + HOUR)
    town.log(MONDAY, 60)
    assert town.weeks()[1].minutes == 60


def test_a_timer_stops_with_its_week(town: HourlyTown):
    """At midnight there; and time by hand does not cross it either."""
    town.until(MONDAY - HOUR)
    town.place.hours.start(town.freelancer.actor, town.contract.id, "Late.")
    town.until(MONDAY + HOUR)
    assert (town.weeks()[0].minutes, town.weeks()[0].state) == (60, State.IN_REVIEW)
    with refused("crosses_the_week"):
        town.log(MONDAY - MINUTE, 2)
    with refused("week_closed"):
        town.log(MONDAY - 3 * HOUR, 2)


def test_one_timer_runs(town: HourlyTown):
    """A second is refused; switching ends the first, also in another contract; what was idle is discarded."""
    hours, me = town.place.hours, town.freelancer.actor
    hours.start(me, town.contract.id, "One.")
    other = town.hire()
    with refused("timer_running"):
        hours.start(me, other.id, "Two.")
    town.clock.advance(50 * MINUTE)
    second = hours.switch(me, other.id, "Two.", idle=20)
    assert (second.contract_id, second.state) == (other.id, Entry.RUNNING)
    assert (town.weeks()[0].minutes, town.weeks()[0].running) == (30, False)
    with refused("no_timer"):
        hours.stop(me, town.contract.id)
    with pytest.raises(NotYours):
        hours.stop(member(new_id()), other.id)
    with pytest.raises(MoveNotAllowed):
        hours.start(town.client.actor, town.contract.id, "Mine.")


def test_each_segment_is_questioned_alone(town: HourlyTown):
    """The rest is paid at once; what is withdrawn is not paid, what is accepted or ruled for is, at once."""
    town.bill_me()
    entries = [town.work(hours) for hours in (1, 2, 3, 4)]
    town.until(MONDAY + HOUR)
    hours, client, me = town.place.hours, town.client.actor, town.freelancer.actor
    for entry in entries[1:]:
        hours.question(client, entry.id, "So long?")
    town.place.timesheets.approve(client, town.weeks()[0].id)
    town.drain()
    assert (town.weeks()[0].state, town.weeks()[0].paid.amount_minor) == (State.APPROVED, 8_000)
    hours.withdraw(me, entries[1].id)
    hours.accept(client, entries[2].id)
    assert town.weeks()[0].paid.amount_minor == 8_000 + 24_000
    town.pass_time(2 * DAY)
    with town.store() as work:
        assert work.time_entries.get(entries[3].id).state is Entry.QUESTIONED, "the second of an answer counts"
    town.pass_time(SECOND)
    with town.store() as work:
        assert work.time_entries.get(entries[3].id).state is Entry.DISPUTED, "nobody answered: an operator decides"
    with pytest.raises(MoveNotAllowed):
        hours.rule(client, entries[3].id, False, "No.")
    hours.rule(town.operator.actor, entries[3].id, True, "Four coats.")
    town.drain()
    week = town.weeks()[0]
    assert (week.state, week.minutes, week.paid.amount_minor) == (State.PAID, 480, 64_000)


def test_questions_wait_for_the_review_and_edits_end_with_it(town: HourlyTown):
    """An open week is the freelancer's, a closed one the client's."""
    entry = town.work(1)
    with pytest.raises(MoveNotAllowed):
        town.place.hours.question(town.client.actor, entry.id, "So long?")
    span = (entry.started_at, entry.started_at + 30 * MINUTE)
    edited = town.place.hours.edit(town.freelancer.actor, entry.id, span, "Half.", "Lunch.")
    assert (edited.minutes, edited.by_hand, town.weeks()[0].minutes) == (30, True, 30)
    gone = town.log(WEDNESDAY + 40 * MINUTE, 5)
    town.place.hours.delete(town.freelancer.actor, gone.id)
    assert town.weeks()[0].minutes == 30
    town.until(MONDAY + HOUR)
    with refused("week_closed"):
        town.place.hours.edit(town.freelancer.actor, entry.id, span, "x", "x")
    with refused("week_closed"):
        town.place.hours.delete(town.freelancer.actor, entry.id)


def test_a_charge_that_fails_stops_the_work_until_one_succeeds(town: HourlyTown):
    """Both are told, the timer stops, and another method lets everything go on, and pays what waited."""
    town.place.hours.start(town.freelancer.actor, town.contract.id, "Painting.")
    town.clock.advance(HOUR)
    town.bill_me(mood=Mood.DECLINING)
    assert (town.now().state, town.now().paused_by) == (ContractState.PAUSED, "gateway")
    assert (town.weeks()[0].minutes, town.weeks()[0].running) == (60, False)
    told = {(account, name) for _, account, name in town.snapshot().told if name == "HoursChargeFailed"}
    assert {account for account, _ in told} == {town.client.id, town.freelancer.id}
    with pytest.raises(MoveNotAllowed):
        town.place.hours.start(town.freelancer.actor, town.contract.id, "More.")
    with pytest.raises(MoveNotAllowed):
        town.place.contracts.resume(town.client.actor, town.contract.id)
    town.until(MONDAY + 4 * DAY)
    assert (town.weeks()[0].state, town.weeks()[0].paid.amount_minor) == (State.APPROVED, 0)
    town.bill_me("tok_other")
    assert town.now().state is ContractState.ACTIVE
    assert (town.weeks()[0].state, town.weeks()[0].paid) == (State.PAID, RATE)
    assert town.held() == 160_000


def test_a_charge_that_nobody_approves_stops_the_work_too(town: HourlyTown):
    """The client is told where to approve it, for three days."""
    town.bill_me()
    town.work(1)
    town.world.mood = Mood.PENDING
    town.until(MONDAY + HOUR)
    asked = [hold for hold in town.snapshot().all(Hold) if hold.off_session]
    assert [hold.state for hold in asked] == ["requested"]
    assert (town.client.id, "ApprovalNeeded") in {(account, name) for _, account, name in town.snapshot().told}
    assert town.now().state is ContractState.ACTIVE
    town.until(MONDAY + 3 * DAY + HOUR)
    assert town.now().state is ContractState.PAUSED


def test_the_end_gives_back_what_is_left(town: HourlyTown):
    """Nobody leaves hours unreviewed behind; then everything that is held goes back, fees included."""
    town.bill_me()
    town.work(1)
    for by in (town.client, town.freelancer, town.operator):
        with pytest.raises(MoveNotAllowed):
            town.place.contracts.cancel(by.actor, town.contract.id, "Enough.")
    town.place.timesheets.close(town.freelancer.actor, town.weeks()[0].id)
    with pytest.raises(MoveNotAllowed):
        town.place.contracts.complete(town.client.actor, town.contract.id)
    town.place.timesheets.approve(town.client.actor, town.weeks()[0].id)
    town.drain()
    town.place.contracts.complete(town.client.actor, town.contract.id)
    town.drain()
    assert (town.now().state, town.held()) == (ContractState.COMPLETED, 0)
    assert [each.state for each in town.weeks()] == [State.PAID, State.CANCELLED]
    assert town.now().released == RATE
    town.pass_time(30 * DAY)
    assert len(town.weeks()) == 2, "no week begins any more"


def test_a_freelancer_may_leave_what_was_never_held(town: HourlyTown):
    """Time without cover is their risk: who gives it up may go, and the client may not go before paying."""
    town.work(1)
    town.until(MONDAY + 4 * DAY)
    assert town.weeks()[0].state is State.APPROVED
    with pytest.raises(MoveNotAllowed):
        town.place.contracts.cancel(town.client.actor, town.contract.id, "Enough.")
    town.place.contracts.cancel(town.freelancer.actor, town.contract.id, "Enough.")
    assert town.now().state is ContractState.CANCELLED
    assert {each.state for each in town.weeks()} == {State.CANCELLED}


def test_weeks_go_on_while_nobody_works(town: HourlyTown):
    """The limit is held once, however many weeks pass."""
    town.bill_me()
    town.pass_time(30 * DAY)
    assert [each.state for each in town.weeks()] == [State.CANCELLED] * 4 + [State.OPEN, State.PLANNED]
    assert (town.held(), len(town.world.operations)) == (160_000, 1)


def test_reserves_are_no_work(town: HourlyTown):
    """What is held for hours can't be submitted, approved, disputed or released at once: only weeks draw on it."""
    town.bill_me()
    with town.store() as work:
        reserve = work.milestones.of(town.contract.id)[0]
    place = town.place
    for act in (
        lambda: place.milestones.submit(town.freelancer.actor, reserve.id, "Done.", ()),
        lambda: place.milestones.approve(town.client.actor, reserve.id),
        lambda: place.milestones.release_part(town.client.actor, reserve.id, RATE),
        lambda: place.disputes.open(town.client.actor, reserve.id, "x"),
    ):
        with pytest.raises(MoveNotAllowed):
            act()
    town.drain()


def test_activity_is_committed_to_and_shown_in_a_dispute_only(town: HourlyTown):
    """Commitments from the first minute, one sample at a time, and a root that keeps them all."""
    entry = town.work(1)
    sample = commitments.commit("grain", commitments.moment(WEDNESDAY), 7)
    hours, me = town.place.hours, town.freelancer.actor
    hours.commit(me, entry.id, (sample,))
    with pytest.raises(Invalid, match="commitments"):
        hours.commit(me, entry.id, ("not a hash",))
    with pytest.raises(MoveNotAllowed):
        hours.reveal(me, entry.id, 1, "grain", WEDNESDAY, 7)
    town.until(MONDAY + HOUR)
    hours.question(town.client.actor, entry.id, "Was it?")
    shown = hours.reveal(me, entry.id, 1, "grain", WEDNESDAY, 7)
    assert shown.samples[0].count == 7
    assert town.weeks()[0].root == commitments.root_of([entry.commitment, sample])


def test_a_kept_method_is_charged_until_it_is_removed(town: HourlyTown):
    """The usual one where none is named, nobody else's; once it is gone, the client is asked at the gateway."""
    client, billing = town.client.actor, town.place.timesheets.set_billing
    with refused("method_needed"):
        billing(client, town.contract.id, "sandbox", None)
    theirs = town.place.methods.begin(town.freelancer.actor, Purpose.PAYING, "sandbox", "", "long enough", "")
    mine = town.place.methods.begin(client, Purpose.PAYING, "sandbox", "", "long enough", "")
    town.drain()
    with pytest.raises(Invalid, match="method_id"):
        billing(client, town.contract.id, "sandbox", None, theirs.id)
    billing(client, town.contract.id, "sandbox", None)
    town.drain()
    assert town.held() == 160_000
    town.work(1)
    town.place.methods.remove(client, mine.id)
    town.world.mood = Mood.PENDING
    town.until(MONDAY + HOUR)
    first, second = town.snapshot().all(Hold)
    assert first.payment_method
    assert (second.payment_method, second.state) == ("", "requested")
    assert (town.client.id, "ApprovalNeeded") in {(account, name) for _, account, name in town.snapshot().told}
