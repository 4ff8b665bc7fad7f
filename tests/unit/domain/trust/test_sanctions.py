"""A sanction has a reason, an appeal that is heard by somebody else, and no hold on money without an end."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Role, member, operator
from upclone.domain.errors import Invalid, MoneyHeld, MoveNotAllowed, Refused
from upclone.domain.machine import Deadline
from upclone.domain.trust import sanctions
from upclone.domain.trust.sanctions import Appeal, Case, Kind, Move, Sanction, State

SANCTION = builders.sanction()
HOLDER = member(SANCTION.account_id)
OTHER = operator(builders.new_id())
SOMEBODY_ELSE = "another operator imposed it, or there is no other operator"


def case(state: State, by: Any, alone: bool) -> Case:
    said = Appeal("It is mine.", AT) if state is State.APPEALED else None
    return Case(evolve(SANCTION, state=state, appeal=said), by, alone)


TRIAL = Trial(
    sanctions.PROCESS,
    f"""
    in_force appeal holder -> appealed
    in_force lift operator -> lifted
    in_force review operator -> in_force
    in_force replace operator -> replaced
    in_force expire clock -> expired
    appealed uphold operator -> upheld [{SOMEBODY_ELSE}]
    appealed lift operator clock -> lifted [{SOMEBODY_ELSE}]
    appealed replace operator -> replaced [{SOMEBODY_ELSE}]
    upheld lift operator -> lifted
    upheld review operator -> upheld
    upheld replace operator -> replaced
    upheld expire clock -> expired
    """,
    variants=lambda state: {
        "by another": case(state, OTHER.id, alone=False),
        "by who imposed it": case(state, OPERATOR.id, alone=False),
        "by the only one": case(state, OPERATOR.id, alone=True),
    },
    actors=lambda case: {
        Role.HOLDER: HOLDER,
        Role.OPERATOR: operator(case.by),
        Role.MODERATOR: MODERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
        Role.STRANGER: member(builders.new_id()),
    },
    verbs={
        Move.APPEAL: lambda case, by, role: sanctions.appeal(case.sanction, "It is mine.", by, AT),
        Move.UPHOLD: lambda case, by, role: sanctions.uphold(case.sanction, "It is not.", by, AT, alone=case.alone),
        Move.LIFT: lambda case, by, role: sanctions.lift(case.sanction, "It is.", by, AT, alone=case.alone),
        Move.REVIEW: lambda case, by, role: sanctions.review(case.sanction, "It goes on.", None, by, AT),
        Move.REPLACE: lambda case, by, role: sanctions.replace(case.sanction, by, AT, alone=case.alone),
        Move.EXPIRE: lambda case, by, role: sanctions.expire(case.sanction, by, AT),
    },
    holds={SOMEBODY_ELSE: {"by who imposed it": "clock", "*": "operator clock"}},
)


@pytest.mark.parametrize(("state", "move"), all_cells(sanctions.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


@pytest.mark.parametrize("reason", ["", " \n\t", "\u200b", "\x00"])
def test_a_sanction_without_a_reason_can_not_be_expressed(reason: str):
    """BX-10: neither imposed nor built, nor changed into one."""
    with pytest.raises(Invalid, match="reason"):
        sanctions.impose(builders.new_id(), SANCTION.account_id, Kind.BAN, reason, OPERATOR, AT)
    with pytest.raises(Invalid, match="reason"):
        evolve(SANCTION, reason=reason)


def test_it_is_appealed_once_and_in_time():
    """30 days to the second; after a decision there is no second appeal."""
    last = AT + timedelta(days=30)
    assert SANCTION.appeal_until == last
    appealed, event = sanctions.appeal(SANCTION, "It is mine.", HOLDER, last)
    assert event.decide_by == appealed.decide_by == last + timedelta(days=14)
    with pytest.raises(Refused, match="30 days"):
        sanctions.appeal(SANCTION, "It is mine.", HOLDER, last + timedelta(seconds=1))
    upheld, _ = sanctions.uphold(appealed, "It is not.", OTHER, last, alone=False)
    with pytest.raises(MoveNotAllowed):
        sanctions.appeal(upheld, "But it is.", HOLDER, last)


def test_who_imposed_it_decides_its_appeal_only_where_nobody_else_can():
    """Due process: another operator hears it."""
    appealed, _ = sanctions.appeal(SANCTION, "It is mine.", HOLDER, AT)
    with pytest.raises(MoveNotAllowed, match="another operator"):
        sanctions.uphold(appealed, "No.", OPERATOR, AT, alone=False)
    assert sanctions.uphold(appealed, "No.", OPERATOR, AT, alone=True)[0].state is State.UPHELD


def ended(**changes: Any) -> Sanction:
    return evolve(SANCTION, until=AT + timedelta(days=10), review_at=None, **changes)


def test_the_clock_ends_what_has_an_end():
    """A suspension by its day, an appeal after 14 days; of both the earlier. A ban, and one without an end, wait."""
    assert sanctions.deadline(ended()) == Deadline(Move.EXPIRE, AT + timedelta(days=10))
    assert sanctions.deadline(ended(state=State.UPHELD)) == Deadline(Move.EXPIRE, AT + timedelta(days=10))
    waiting = {"state": State.APPEALED, "appeal": Appeal("It is mine.", AT)}
    assert sanctions.deadline(ended(**waiting)) == Deadline(Move.LIFT, AT + timedelta(days=10))
    assert sanctions.deadline(evolve(SANCTION, **waiting)) == Deadline(Move.LIFT, AT + timedelta(days=14))
    assert sanctions.deadline(builders.sanction(kind=Kind.BAN)) is None
    assert sanctions.deadline(SANCTION) is None
    assert sanctions.deadline(ended(state=State.LIFTED)) is None


def imposed(kind: Kind = Kind.SUSPENSION, **options: Any) -> Sanction:
    return sanctions.impose(builders.new_id(), SANCTION.account_id, kind, "Spam.", OPERATOR, AT, **options)[0]


def test_a_suspension_ends_or_is_looked_at_again():
    """Without an end, there is a day of review; a ban has neither, and no end in the past can be named."""
    assert (imposed().until, imposed().review_at) == (None, AT + timedelta(days=90))
    assert imposed(until=AT + timedelta(days=1)).review_at is None
    assert (imposed(Kind.BAN).until, imposed(Kind.BAN).review_at) == (None, None)
    for wrong in ({"kind": Kind.BAN, "until": AT + timedelta(days=1)}, {"until": AT}):
        with pytest.raises(Invalid, match="until"):
            imposed(**wrong)


def test_a_review_names_the_next_one():
    """An open-ended suspension goes on for another 90 days, or until a day that is named; others have none."""
    later = AT + timedelta(days=200)
    assert sanctions.review(SANCTION, "It goes on.", None, OPERATOR, AT)[0].review_at == AT + timedelta(days=90)
    assert sanctions.review(SANCTION, "It goes on.", later, OPERATOR, AT)[1].review_at == later
    for of, when in ((SANCTION, AT), (imposed(Kind.BAN), None), (ended(), None)):
        with pytest.raises(Invalid, match="review_at"):
            sanctions.review(of, "It goes on.", when, OPERATOR, AT)


def test_money_is_held_for_30_days_at_most():
    """A hold ends by itself, also where a ban replaces a suspension that held money before."""
    month = timedelta(days=30)
    assert imposed(hold_money=month).money_held_until == AT + month
    assert imposed().money_held_until is None
    for wrong in (month + timedelta(seconds=1), -timedelta(days=1)):
        with pytest.raises(Invalid, match="hold_money_days"):
            imposed(hold_money=wrong)
    before = imposed(hold_money=timedelta(days=1))
    later = AT + timedelta(days=20)
    facts = (builders.new_id(), SANCTION.account_id, Kind.BAN, "Fraud.", OPERATOR, later)
    banned, _ = sanctions.impose(*facts, hold_money=month, replaces=before)
    assert banned.money_held_until == AT + month


def test_payouts_wait_until_the_hold_ends():
    """Not a moment longer, and not at all once it is lifted."""
    held = imposed(hold_money=timedelta(days=3))
    with pytest.raises(MoneyHeld, match="2026-01-08"):
        sanctions.may_withdraw(held, AT + timedelta(days=3) - timedelta(seconds=1))
    sanctions.may_withdraw(held, AT + timedelta(days=3))
    sanctions.may_withdraw(evolve(held, state=State.LIFTED), AT)
    sanctions.may_withdraw(imposed(), AT)
    sanctions.may_withdraw(None, AT)
