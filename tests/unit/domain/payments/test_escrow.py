"""A hold keeps money until it goes to one side, to the other, or to both: never more out than came in."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, money, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Actor, Role, member
from upclone.domain.errors import Invalid, MoveNotAllowed
from upclone.domain.money import Money
from upclone.domain.payments import deposits, discharges, escrow
from upclone.domain.payments.escrow import Hold, Move, State
from upclone.domain.payments.fees import FeeRates, Tier

NOTHING = money("0.00")


def discharge(hold: Hold, release: Money, refund: Money, by: Actor) -> tuple[Hold, discharges.Discharge, object]:
    return discharges.discharge(hold, release, refund, NOTHING, by, AT)


TRIAL = Trial(
    escrow.PROCESS,
    """
    requested confirm gateway -> held
    requested decline gateway -> declined
    requested expire clock gateway -> expired
    requested cancel client -> expired
    held freeze client freelancer -> frozen
    held release_part client operator clock -> held
    held refund_part freelancer operator -> held
    held release client operator clock -> released
    held refund client freelancer operator gateway -> refunded
    held split client freelancer operator clock gateway -> split
    frozen unfreeze client freelancer operator clock gateway -> held
    frozen release client freelancer operator clock -> released
    frozen refund client freelancer operator clock gateway -> refunded
    frozen split client freelancer operator clock gateway -> split
    held charge_back gateway -> held
    held reinstate gateway -> held
    frozen charge_back gateway -> frozen
    frozen reinstate gateway -> frozen
    released charge_back gateway -> released
    released reinstate gateway -> released
    released give_back freelancer operator -> released
    refunded charge_back gateway -> refunded
    refunded reinstate gateway -> refunded
    split charge_back gateway -> split
    split reinstate gateway -> split
    split give_back freelancer operator -> split
    """,
    variants=lambda state: {"plain": evolve(builders.held(), state=state)},
    actors=lambda hold: {
        Role.CLIENT: member(hold.parties.client),
        Role.FREELANCER: member(hold.parties.freelancer),
        Role.OPERATOR: OPERATOR,
        Role.MODERATOR: MODERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
        Role.STRANGER: member(new_id()),
    },
    verbs={
        Move.CONFIRM: lambda hold, by, role: deposits.confirm(hold, hold.total, "ref", by, AT),
        Move.DECLINE: lambda hold, by, role: deposits.decline(hold, "No funds.", by, AT),
        Move.EXPIRE: lambda hold, by, role: deposits.expire(hold, by, AT),
        Move.CANCEL: lambda hold, by, role: deposits.cancel(hold, by, AT),
        Move.FREEZE: lambda hold, by, role: escrow.freeze(hold, by, AT),
        Move.UNFREEZE: lambda hold, by, role: escrow.unfreeze(hold, by, AT),
        Move.RELEASE_PART: lambda hold, by, role: discharge(hold, money("1.00"), NOTHING, by),
        Move.REFUND_PART: lambda hold, by, role: discharge(hold, NOTHING, money("1.00"), by),
        Move.RELEASE: lambda hold, by, role: discharge(hold, hold.remaining, NOTHING, by),
        Move.REFUND: lambda hold, by, role: discharge(hold, NOTHING, hold.remaining, by),
        Move.SPLIT: lambda hold, by, role: discharge(hold, money("1.00"), hold.remaining - money("1.00"), by),
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(escrow.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


@pytest.fixture
def held() -> Hold:
    """100.00 EUR of work and 3.00 EUR of the client's fee."""
    return builders.held(builders.hold(builders.contract(agreed=builders.terms((money("100.00"),)))))


def test_money_of_another_amount_is_not_held(held: Hold):
    """What comes must be what was asked for, to the cent."""
    asked = evolve(held, state=State.REQUESTED)
    for paid in (money("102.99"), money("103.01"), money("103.00", "USD")):
        with pytest.raises(Invalid, match=r"103.00 EUR was asked for"):
            deposits.confirm(asked, paid, "ref", GATEWAY, AT)


def test_a_part_leaves_the_hold_and_the_rest_ends_it(held: Hold):
    """30 released, 20 refunded, 50 released: the hold ends as split, and the fees are those of 80."""
    part, first, _ = discharge(held, money("30.00"), NOTHING, OPERATOR)
    assert (part.state, part.remaining, first.client_fee, first.net) == (
        State.HELD,
        money("70.00"),
        money("0.90"),
        money("27.00"),
    )
    less, second, _ = discharge(part, NOTHING, money("20.00"), OPERATOR)
    assert (less.state, second.back) == (State.HELD, money("20.60"))
    ended, third, event = discharge(less, money("50.00"), NOTHING, OPERATOR)
    assert (ended.state, ended.remaining, ended.held, event.final) == (State.SPLIT, NOTHING, NOTHING, True)
    assert first.client_fee + third.client_fee == money("2.40")


def test_more_than_is_held_is_refused(held: Hold):
    """One cent over the rest, in any combination."""
    part, *_ = discharge(held, money("30.00"), NOTHING, OPERATOR)
    for release, refund in [("70.01", "0.00"), ("0.00", "70.01"), ("70.00", "0.01")]:
        with pytest.raises(Invalid, match=r"70.00 EUR is held"):
            discharge(part, money(release), money(refund), OPERATOR)


@pytest.mark.parametrize(("release", "refund"), [("0.00", "0.00"), ("-1.00", "2.00"), ("2.00", "-1.00")])
def test_nothing_and_less_is_refused(held: Hold, release: str, refund: str):
    """A discharge moves something, and never backwards."""
    with pytest.raises(Invalid, match="more than zero"):
        discharge(held, money(release), money(refund), OPERATOR)


def test_a_frozen_hold_gives_no_parts(held: Hold):
    """While a dispute runs, money leaves all at once or not at all."""
    frozen, _ = escrow.freeze(held, member(held.parties.client), AT)
    for release, refund in [("1.00", "0.00"), ("0.00", "1.00")]:
        with pytest.raises(MoveNotAllowed, match="frozen has no move"):
            discharge(frozen, money(release), money(refund), OPERATOR)


def test_only_a_requested_hold_expires(held: Hold):
    """Its deadline is the time until which the payer may approve."""
    due = escrow.deadline(evolve(held, state=State.REQUESTED))
    assert due is not None
    assert (due.move, due.due_at) == (Move.EXPIRE, held.expires_at)
    assert all(escrow.deadline(evolve(held, state=state)) is None for state in set(State) - {State.REQUESTED})


@given(
    work=st.integers(1, 10**9),
    client=st.integers(0, 10_000),
    rate=st.integers(0, 10_000),
    cuts=st.lists(st.tuples(st.booleans(), st.integers(1, 10**9)), max_size=6),
    last=st.integers(0, 10_000),
)
def test_no_sequence_of_parts_loses_a_cent(work: int, client: int, rate: int, cuts: list[tuple[bool, int]], last: int):
    """What came in is what went out: to the freelancer, to the marketplace, back to the client. The fee is that of
    the whole released sum, however it was cut."""
    fees = FeeRates(client, (Tier(None, rate),))
    deal = builders.contract(agreed=builders.terms((Money(work, "EUR"),), fees))
    hold = builders.held(builders.hold(deal))
    came, out, charged = hold.total, NOTHING, NOTHING
    released = NOTHING
    for to_freelancer, cut in cuts:
        part = Money(cut, "EUR")
        if part >= hold.remaining:
            continue
        before, parts = hold, (part, NOTHING) if to_freelancer else (NOTHING, part)
        hold, amounts, _ = discharges.discharge(hold, *parts, released, OPERATOR, AT)
        released += amounts.released
        out += amounts.net + amounts.fee + amounts.back
        charged += amounts.client_fee
        assert before.held - hold.held == amounts.released + amounts.client_fee + amounts.back
        assert hold.held == came - out
    release = hold.remaining.share(last)
    hold, amounts, _ = discharges.discharge(hold, release, hold.remaining - release, released, OPERATOR, AT)
    assert out + amounts.net + amounts.fee + amounts.back == came
    assert hold.held == NOTHING
    assert charged + amounts.client_fee == fees.client_fee(released + release)
