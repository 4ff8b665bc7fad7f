"""Time is measured in whole minutes, changed while it may be, questioned alone, and committed to as it is."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, money, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Actor, Role, member
from upclone.domain.deals import commitments, hours, questions, samples, timekeeping
from upclone.domain.deals.commitments import Claim, Sample, Sheet
from upclone.domain.deals.hours import Move, State, TimeEntry
from upclone.domain.errors import Invalid

ENTRY, TIMER = builders.time_entry(), builders.timer()
BY = member(ENTRY.parties.freelancer)
SAMPLE = Sample(commitments.commit("grain", commitments.moment(AT), 7))
MINUTE = timedelta(minutes=1)


def variants(state: State) -> dict[str, TimeEntry]:
    made = TIMER if state is State.RUNNING else ENTRY
    return {"plain": evolve(made, state=state, samples=(SAMPLE,), due_at=AT + timedelta(days=1))}


def cast(entry: TimeEntry) -> dict[Role, Actor]:
    return {
        Role.CLIENT: member(entry.parties.client),
        Role.FREELANCER: member(entry.parties.freelancer),
        Role.OPERATOR: OPERATOR,
        Role.MODERATOR: MODERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
        Role.STRANGER: member(new_id()),
    }


SPAN = (AT, AT + 30 * MINUTE)
TRIAL = Trial(
    hours.PROCESS,
    """
    running stop freelancer clock -> logged
    running delete freelancer clock -> deleted
    running commit freelancer -> running
    logged edit freelancer -> logged
    logged delete freelancer -> deleted
    logged commit freelancer -> logged
    logged question client -> questioned
    logged bill client operator clock -> billed
    questioned accept client -> billed
    questioned withdraw freelancer -> withdrawn
    questioned stand_by freelancer -> disputed
    questioned escalate clock -> disputed
    questioned reveal freelancer -> questioned
    disputed accept client -> billed
    disputed withdraw freelancer -> withdrawn
    disputed reveal freelancer -> disputed
    disputed rule_bill operator -> billed
    disputed rule_out operator -> refused
    """,
    variants=variants,
    actors=cast,
    verbs={
        Move.STOP: lambda e, by, role: timekeeping.stop(e, 0, by, AT + 30 * MINUTE),
        Move.DELETE: lambda e, by, role: timekeeping.delete(e, by, AT),
        Move.EDIT: lambda e, by, role: timekeeping.edit(e, SPAN, "Other.", "Forgot.", (), by, AT),
        Move.COMMIT: lambda e, by, role: samples.commit(e, (SAMPLE.commitment,), by, AT),
        Move.QUESTION: lambda e, by, role: questions.question(e, "So long?", timedelta(days=7), by, AT),
        Move.ACCEPT: lambda e, by, role: questions.accept(e, money("80.00"), by, AT),
        Move.WITHDRAW: lambda e, by, role: questions.withdraw(e, by, AT),
        Move.STAND_BY: lambda e, by, role: questions.stand_by(e, "Two coats.", by, AT),
        Move.ESCALATE: lambda e, by, role: questions.escalate(e, by, AT),
        Move.REVEAL: lambda e, by, role: samples.reveal(e, 1, "grain", AT, 7, by, AT),
        Move.BILL: lambda e, by, role: hours.bill(e, money("80.00"), by),
        Move.RULE_BILL: lambda e, by, role: questions.rule(e, money("80.00"), "It is.", by, AT),
        Move.RULE_OUT: lambda e, by, role: questions.rule(e, None, "It is not.", by, AT),
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(hours.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


@given(st.integers(0, 10**5), st.lists(st.integers(0, 10**4), min_size=1, max_size=20))
def test_timers_that_follow_each_other_lose_nothing(begin: int, pauses: list[int]):
    """Switching at any second: the entries touch, and sum to the whole minutes between first and last."""
    now, total = AT + timedelta(seconds=begin), 0
    first = now
    for seconds in pauses:
        entry = builders.timer(start=now)
        now += timedelta(seconds=seconds)
        stopped, _ = timekeeping.stop(evolve(entry, due_at=None), 0, member(entry.parties.freelancer), now)
        total += stopped.minutes
    assert total == (now.replace(second=0, microsecond=0) - first.replace(second=0, microsecond=0)) // MINUTE


def test_a_timer_stops_at_its_limit_however_late_the_clock_is():
    """What passed after it is not counted."""
    timer = builders.timer(due_at=AT + 90 * MINUTE)
    stopped, event = timekeeping.stop(timer, 0, CLOCK, AT + timedelta(hours=9))
    assert (stopped.minutes, stopped.due_at) == (90, None)
    assert isinstance(event, timekeeping.TimerStopped)


def test_idle_minutes_are_discarded():
    """They end the entry earlier; more than it lasted is refused; a timer of no minute leaves no entry."""
    timer = builders.timer()
    by = member(timer.parties.freelancer)
    stopped, event = timekeeping.stop(timer, 20, by, AT + 50 * MINUTE)
    assert (stopped.minutes, event.idle_minutes) == (30, 20)
    with pytest.raises(Invalid, match="idle_minutes"):
        timekeeping.stop(timer, 51, by, AT + 50 * MINUTE)
    with pytest.raises(Invalid, match="idle_minutes"):
        timekeeping.stop(timer, -1, by, AT + 50 * MINUTE)
    gone, deleted = timekeeping.stop(timer, 50, by, AT + 50 * MINUTE)
    assert (gone.state, type(deleted)) == (State.DELETED, timekeeping.TimeDeleted)


@pytest.mark.parametrize(
    ("span", "field"),
    [
        ((AT + timedelta(seconds=1), AT + MINUTE), "started_at"),
        ((AT, AT + timedelta(seconds=61)), "ended_at"),
        ((AT, AT), "ended_at"),
        ((AT, AT - MINUTE), "ended_at"),
    ],
)
def test_time_by_hand_is_whole_minutes_in_the_right_order(span: Any, field: str):
    with pytest.raises(Invalid) as caught:
        timekeeping.edit(ENTRY, span, "x", "x", (), BY, AT)
    assert caught.value.field == field


def test_a_hand_needs_a_reason():
    """For writing and for changing, whoever measured it."""
    with pytest.raises(Invalid, match="reason"):
        timekeeping.edit(ENTRY, SPAN, "x", "", (), BY, AT)


def test_a_change_has_another_commitment_and_names_the_one_before():
    """What an entry says now is what it commits to."""
    edited, event = timekeeping.edit(ENTRY, SPAN, "Another.", "Forgot.", (), BY, AT)
    assert (event.before, event.commitment) == (ENTRY.commitment, edited.commitment)
    assert edited.commitment != ENTRY.commitment
    assert commitments.commit(*hours.facts_of(edited)) == edited.commitment


def test_a_sample_is_shown_as_it_was_committed_to_or_not_at_all():
    """Another count, minute or salt is refused, and nothing is shown."""
    questioned = evolve(ENTRY, state=State.QUESTIONED, samples=(SAMPLE,))
    shown, _ = samples.reveal(questioned, 1, "grain", AT, 7, BY, AT)
    assert (shown.samples[0].count, shown.samples[0].minute) == (7, AT)
    for salt, minute, count in [("grain", AT, 8), ("grain", AT + MINUTE, 7), ("grains", AT, 7)]:
        with pytest.raises(Invalid, match="committed"):
            samples.reveal(questioned, 1, salt, minute, count, BY, AT)
    for number in (0, 2):
        with pytest.raises(Invalid, match="number"):
            samples.reveal(questioned, number, "grain", AT, 7, BY, AT)


@given(st.lists(st.text(max_size=5), min_size=1, max_size=20), st.data())
def test_the_first_wrong_commitment_is_named(facts: list[str], data: st.DataObject):
    """Each one, and the order of all of them, is in the root."""
    claims = [Claim(f"claim {n}", commitments.commit("s", n, fact), ("s", n, fact)) for n, fact in enumerate(facts)]
    root = commitments.root_of([claim.commitment for claim in claims])
    assert commitments.flaw([Sheet("the week", root, tuple(claims))]) is None
    wrong = data.draw(st.integers(0, len(claims) - 1))
    altered = [evolve(c, facts=("s", n, "another!!")) if n >= wrong else c for n, c in enumerate(claims)]
    assert commitments.flaw([Sheet("the week", root, tuple(altered))]) == f"claim {wrong} is not what was committed to"
    hidden = tuple(evolve(claim, facts=None) for claim in claims)
    assert commitments.flaw([Sheet("the week", root, hidden)]) is None
    assert commitments.flaw([Sheet("the week", root, hidden[1:])]) == (
        "the root of the week is not that of its commitments"
    )
