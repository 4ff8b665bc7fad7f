"""A week is open until Monday, reviewed, approved, billed to the minute, and paid once, out of what is held."""

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, money, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Actor, Role, member
from upclone.domain.deals import closings, dues, hours, timesheets
from upclone.domain.deals.timesheets import Move, State, Timesheet
from upclone.domain.errors import Invalid
from upclone.domain.money import Money, largest

WEEK = builders.timesheet()
NOTHING, HOUR = money("0.00"), money("80.00")
BILLED = evolve(WEEK, minutes=60, billed_minutes=60, billed=HOUR)


def variants(state: State) -> dict[str, Timesheet]:
    return {
        "without time": evolve(WEEK, state=state),
        "with a timer": evolve(WEEK, state=state, running=True),
        "owed": evolve(BILLED, state=state),
        "paid": evolve(BILLED, state=state, paid=HOUR),
        "paid and questioned": evolve(BILLED, state=state, paid=HOUR, contested=1),
    }


def cast(sheet: Timesheet) -> dict[Role, Actor]:
    return {
        Role.CLIENT: member(sheet.parties.client),
        Role.FREELANCER: member(sheet.parties.freelancer),
        Role.OPERATOR: OPERATOR,
        Role.MODERATOR: MODERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
        Role.STRANGER: member(new_id()),
    }


BUSY = "time was logged in it, where a person closes it"
EMPTY = "no time was logged in it"
SETTLED = "all that was billed is paid, and nothing in it is questioned"
TRIAL = Trial(
    timesheets.PROCESS,
    f"""
    planned begin clock -> open
    planned cancel client freelancer operator -> cancelled
    open log freelancer -> open
    open close freelancer operator clock -> in_review [{BUSY}]
    open cancel client freelancer operator clock -> cancelled [{EMPTY}]
    in_review question client -> in_review
    in_review approve client operator clock -> approved
    approved pay client freelancer operator clock -> paid [{SETTLED}]
    approved cancel freelancer operator -> cancelled
    """,
    variants=variants,
    actors=cast,
    verbs={
        Move.BEGIN: lambda sheet, by, role: timesheets.begin(sheet, by, AT),
        Move.APPROVE: lambda sheet, by, role: timesheets.approve(sheet, by, AT),
        Move.CLOSE: lambda sheet, by, role: closings.close(sheet, (), timedelta(days=3), by, AT),
        Move.PAY: lambda sheet, by, role: dues.settle(sheet, by, AT),
        Move.CANCEL: lambda sheet, by, role: timesheets.cancel(sheet, by, AT),
    },
    holds={
        BUSY: {"without time": "clock", "*": "freelancer operator clock"},
        EMPTY: {"without time": "client freelancer operator clock"},
        SETTLED: dict.fromkeys(("without time", "with a timer", "paid"), "client freelancer operator clock"),
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(timesheets.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


@given(st.integers(1, 10**9), st.lists(st.integers(0, 5_000), max_size=20))
def test_a_week_billed_in_parts_costs_what_it_costs_at_once(rate: int, parts: list[int]):
    """To the minor unit: rate × minutes / 60, rounded down once."""
    sheet = builders.timesheet(rate=Money(rate, "JPY"), billed=Money.zero("JPY"), paid=Money.zero("JPY"))
    amounts = []
    for minutes in parts:
        sheet, amount = dues.billing(sheet, minutes)
        amounts.append(amount.amount_minor)
    assert sum(amounts) == sheet.billed.amount_minor == rate * sum(parts) // 60
    assert all(amount >= 0 for amount in amounts)


def test_only_what_may_be_paid_is_counted():
    """Deleted, withdrawn and refused time counts no more; questioned time waits, and a running timer is no time yet."""
    states = [state for state in hours.State if state is not hours.State.RUNNING]
    entries = [builders.time_entry(WEEK, minutes=1 << n, state=state) for n, state in enumerate(states)]
    kept = ("logged", "questioned", "disputed", "billed")
    counted = timesheets.counted(WEEK, [*entries, builders.timer(WEEK)])
    assert counted.minutes == sum(1 << n for n, state in enumerate(states) if state in kept)
    assert (counted.running, counted.contested) == (True, 2)


def test_the_limit_counts_the_running_timer():
    """What it leaves falls while a timer runs; the timer stops where nothing is left, or at the week's end."""
    entries = [builders.time_entry(WEEK, minutes=600), builders.timer(WEEK, AT + timedelta(hours=10))]
    later = AT + timedelta(hours=12)
    assert timesheets.room(WEEK, entries, None, later) == 20 * 60 - 600 - 120
    assert timesheets.room(WEEK, entries, entries[1].id, later) == 600
    assert timesheets.stops_at(WEEK, later, 600) == later + timedelta(minutes=600)
    assert timesheets.stops_at(WEEK, WEEK.ends_at - timedelta(minutes=5), 600) == WEEK.ends_at


def test_what_is_asked_for_covers_the_week_at_hand_and_what_is_owed():
    """The first week's limit; after that what weeks used; nothing where enough is held; never more than one price."""
    first = evolve(WEEK, state=State.OPEN)
    at = first.starts_at
    assert dues.to_ask([first], NOTHING, at) == money("1600.00")
    owed = evolve(first, state=State.IN_REVIEW, minutes=90)
    second = evolve(builders.timesheet(at=first.ends_at), state=State.OPEN)
    sheets = [owed, second]
    assert dues.to_ask(sheets, money("1600.00"), second.starts_at) == money("120.00")
    assert dues.to_ask(sheets, money("1720.00"), second.starts_at) == NOTHING
    assert dues.to_ask(sheets, money("9999.00"), second.starts_at) == NOTHING
    dear = evolve(first, rate=Money(2 * 10**9, "EUR"))
    assert dues.to_ask([dear], NOTHING, at).amount_minor == largest("EUR")


def test_older_weeks_are_covered_first():
    """What is held covers a week with what older ones leave of it."""
    owed = evolve(WEEK, state=State.IN_REVIEW, minutes=90)
    second = evolve(builders.timesheet(at=WEEK.ends_at), state=State.OPEN, minutes=60)
    sheets = [owed, second]
    assert dues.covered(sheets, owed, money("100.00")) == money("100.00")
    assert dues.covered(sheets, second, money("100.00")) == NOTHING
    assert dues.covered(sheets, second, money("150.00")) == money("30.00")
    assert dues.covered(sheets, second, money("999.00")) == HOUR


def test_the_clock_begins_closes_and_approves():
    """Each at its time."""
    assert timesheets.deadline(WEEK).due_at == WEEK.starts_at  # type: ignore[union-attr]
    assert timesheets.deadline(evolve(WEEK, state=State.OPEN)).due_at == WEEK.ends_at  # type: ignore[union-attr]
    closed, event = closings.close(evolve(WEEK, state=State.OPEN), (), timedelta(days=3), CLOCK, AT)
    assert timesheets.deadline(closed).due_at == AT + timedelta(days=3)  # type: ignore[union-attr]
    assert event.review_due_at == AT + timedelta(days=3)


def test_terms_say_where_the_week_begins():
    """It is signed; a fixed price has none; terms that were signed before there were any keep their hash."""
    old, paris = builders.hourly_terms(), builders.hourly_terms(time_zone="Europe/Paris")
    assert (old.zone, paris.zone) == ("UTC", "Europe/Paris")
    assert old.digest() == "016662e2a9aebeda091b4fd92a40e94cd37b00da9b9d41e9c22fd42f7d820521"
    assert paris.digest() != old.digest()
    with pytest.raises(Invalid, match="time_zone"):
        builders.terms(time_zone="Europe/Paris")
    with pytest.raises(Invalid, match="time_zone"):
        builders.hourly_terms(time_zone="Europe/Atlantis")
