"""Terms are checked when they are put on the table, and any two rounds compare as data."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.builders import AT, money
from tests.strategies import rounds
from upclone.domain.actors import Role
from upclone.domain.errors import Invalid, Refused
from upclone.domain.market.briefs import Payment
from upclone.domain.market.jobs import Job
from upclone.domain.market.rounds import (
    LONGEST_VALID,
    MAX_STEPS,
    MOST_ROUNDS,
    VALID,
    Ask,
    Change,
    Round,
    Step,
    differences,
    following,
    opening,
    plan_for,
    same_terms,
)

FIXED = builders.job()
HOURLY = evolve(FIXED, brief=evolve(FIXED.brief, payment=Payment.HOURLY))
HALF, REST = Step("Half", money("150.00")), Step("Rest", money("200.00"))


def first(job: Job = FIXED, **ask: Any) -> Round:
    return opening(job, Role.FREELANCER, Ask(**{"price": money("350.00"), **ask}), AT)


def test_a_negotiation_is_no_endless_one():
    """The hundredth round is the last: what was said before stays, and can be accepted."""
    last = evolve(first(), number=MOST_ROUNDS - 1)
    last = following(FIXED, last, Role.CLIENT, Ask(money("351.00")), AT)
    with pytest.raises(Refused, match="accept the last offer"):
        following(FIXED, last, Role.FREELANCER, Ask(money("352.00")), AT)


def test_a_plan_sums_to_the_price():
    """One cent more or less is refused; no plan is one milestone of the whole price."""
    price = money("100.00")
    plan = (Step("Half", money("50.00")), Step("Rest", money("50.00")))
    assert plan_for(price, plan, "Job", hourly=False) == plan
    assert plan_for(price, (), "Job", hourly=False) == (Step("Job", price),)
    with pytest.raises(Invalid, match="milestones"):
        plan_for(money("100.01"), plan, "Job", hourly=False)
    with pytest.raises(Invalid, match="more than zero"):
        plan_for(price, (*plan, Step("Nothing", money("0.00"))), "Job", hourly=False)


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        ({"price": None}, "price"),
        ({"price": money("350.00", "USD")}, "price.currency"),
        ({"price": money("0.00")}, "price.amount_minor"),
        ({"plan": (HALF, evolve(REST, amount=money("200.00", "USD")))}, "milestones.1.amount.currency"),
        ({"plan": (HALF, evolve(REST, title=" "))}, "milestones.1.title"),
        ({"plan": (Step("x", money("0.01")),) * (MAX_STEPS + 1)}, "milestones"),
        ({"weekly_limit_hours": 20}, "weekly_limit_hours"),
        ({"valid_until": AT}, "valid_until"),
        ({"valid_until": AT + LONGEST_VALID + timedelta(seconds=1)}, "valid_until"),
        ({"valid_until": datetime(2026, 2, 1)}, "valid_until"),  # noqa: DTZ001
        ({"note": "x" * 5_001}, "note"),
    ],
)
def test_terms_that_can_not_be_are_refused(ask: dict[str, Any], field: str):
    """Under the field's name."""
    with pytest.raises(Invalid) as caught:
        first(**ask)
    assert caught.value.field == field


def test_what_is_left_out_is_usual():
    """30 days, 40 hours a week where hours are paid, one milestone where they are not."""
    fixed, hourly = first(), first(HOURLY)
    assert (fixed.valid_until, fixed.weekly_limit_hours, len(fixed.plan)) == (AT + VALID, None, 1)
    assert (hourly.weekly_limit_hours, hourly.plan) == (40, ())
    for hours in (0, 169):
        with pytest.raises(Invalid, match="weekly_limit_hours"):
            first(HOURLY, weekly_limit_hours=hours)


def test_what_is_left_out_later_stays():
    """Price, plan and hours stay as they lie on the table; a single milestone follows its price, several don't."""
    hourly = following(HOURLY, first(HOURLY, weekly_limit_hours=10), Role.CLIENT, Ask(money("30.00")), AT)
    assert (hourly.number, hourly.by, hourly.weekly_limit_hours) == (2, Role.CLIENT, 10)
    one = following(FIXED, first(), Role.CLIENT, Ask(money("300.00")), AT)
    assert [step.amount for step in one.plan] == [money("300.00")]
    several = first(plan=(HALF, REST))
    assert following(FIXED, several, Role.CLIENT, Ask(note="Please."), AT).plan == (HALF, REST)
    with pytest.raises(Invalid, match="must sum"):
        following(FIXED, several, Role.CLIENT, Ask(money("300.00")), AT)


def test_differences_are_told_part_by_part():
    """Added, removed, changed, moved: each milestone by itself, with its place."""
    gate = Step("Gate", money("50.00"))
    a = first(plan=(HALF, REST))
    b = following(
        FIXED, a, Role.CLIENT, Ask(money("300.00"), (gate, REST, evolve(HALF, amount=money("50.00")))), AT + VALID
    )
    assert [(each.field, each.change, each.number) for each in differences(a, b)] == [
        ("price", Change.CHANGED, None),
        ("milestone", Change.ADDED, 1),
        ("milestone", Change.MOVED, 2),
        ("milestone", Change.CHANGED, 3),
        ("valid_until", Change.CHANGED, None),
    ]
    price, _, _, changed, until = differences(a, b)
    assert (price.before, price.after) == (money("350.00"), money("300.00"))
    assert (changed.before, changed.after) == (HALF, evolve(HALF, amount=money("50.00")))
    assert (until.before, until.after) == (AT + VALID, AT + 2 * VALID)
    back = differences(b, a)
    assert [(each.field, each.change) for each in back if each.change is Change.REMOVED] == [
        ("milestone", Change.REMOVED)
    ]


def test_a_new_title_at_the_same_place_is_a_change():
    """Not one milestone gone and another come."""
    a = first(plan=(HALF, REST))
    b = evolve(a, plan=(HALF, evolve(REST, title="All the rest")))
    (found,) = differences(a, b)
    assert (found.change, found.before, found.number) == (Change.CHANGED, REST, 2)


@given(st.data())
def test_a_difference_is_there_where_the_rounds_differ(data: st.DataObject):
    """None between a round and itself; some as soon as terms or validity differ; back is the same the other way."""
    a, b = (data.draw(rounds(number, "EUR", Role.CLIENT)) for number in (1, 2))
    assert differences(a, a) == ()
    found, back = differences(a, b), differences(b, a)
    assert bool(found) == (not same_terms(a, b) or a.valid_until != b.valid_until)
    turned = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED}
    told = {(each.field, each.change, repr(each.before), repr(each.after)) for each in found}
    assert told == {
        (each.field, turned.get(each.change, each.change), repr(each.after), repr(each.before)) for each in back
    }


@given(st.data())
def test_differences_make_the_later_round(data: st.DataObject):
    """The steps of one plan, less what was removed or changed, and with what was added or changed, are the other's."""
    a, b = (data.draw(rounds(number, "EUR", Role.CLIENT)) for number in (1, 2))
    steps = list(a.plan)
    found = [each for each in differences(a, b) if each.field == "milestone"]
    for each in found:
        if each.before is not None:
            steps.remove(each.before)  # type: ignore[arg-type]
        if each.after is not None:
            steps.append(each.after)  # type: ignore[arg-type]
    assert sorted(map(repr, steps)) == sorted(map(repr, b.plan))
