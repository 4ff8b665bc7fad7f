"""Matching a gateway's report with the ledger: exactly what was planted is found, row by row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from upclone.domain.payments import books, findings
from upclone.domain.payments.books import Period, match
from upclone.domain.payments.findings import OLD, Finding, Reason
from upclone.domain.payments.lines import OnItsWay, Ours, Theirs, What
from upclone.domain.payments.reconciliation import MARGIN, TOLERANCE

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PERIOD = Period(NOW - timedelta(days=30), NOW - TOLERANCE)
AT = NOW - timedelta(days=10)
SIGN = {What.PAYMENT: 1, What.REFUND: -1, What.PAYOUT: -1, What.REFUND_RETURNED: 1, What.PAYOUT_RETURNED: 1}


@frozen
class Pair:
    """An operation as both books have it: the gateway's line, the ledger's, and that of the fee."""

    theirs: Theirs
    ours: Ours
    fee: Ours | None


def pair(
    number: int,
    what: What = What.PAYMENT,
    minor: int = 10_000,
    fee: int = 0,
    named: bool = True,
    at: datetime = AT,
    late: timedelta = timedelta(0),
) -> Pair:
    key, ref, effect = f"key_{number}", f"ref_{number}", SIGN[what] * minor
    theirs = Theirs(f"line_{number}", what, ref, key if named else None, "EUR", effect, fee, at)
    ours = Ours(UUID(int=number), "stripe", what, ref, key, "EUR", effect, at + late)
    booked = Ours(UUID(int=number + 10**6), "stripe", What.FEE, ref, None, "EUR", -fee, at + late) if fee else None
    return Pair(theirs, ours, booked)


def way(number: int, what: What = What.PAYOUT, minor: int = 10_000, at: datetime = AT) -> OnItsWay:
    """What `pair(number, what)` is here until it is paid."""
    return OnItsWay(UUID(int=number), "EUR", minor, at, what, f"key_{number}", f"ref_{number}")


def both(pairs: list[Pair]) -> tuple[list[Theirs], list[Ours]]:
    ours = [line for each in pairs for line in (each.ours, each.fee) if line is not None]
    return [each.theirs for each in pairs], ours


def found(theirs: list[Theirs], ours: list[Ours]) -> tuple[Finding, ...]:
    return match("stripe", theirs, ours, PERIOD).findings


def reasons(theirs: list[Theirs], ours: list[Ours]) -> list[tuple[Reason, str]]:
    """What is found, by the row's name."""
    return [(each.reason, each.line or str(each.entry)) for each in found(theirs, ours)]


ONE = pair(1, fee=50)
assert ONE.fee is not None


class TestEachReason:
    def test_two_books_that_agree(self):
        """By key, or by the gateway's name alone; nothing is found, and each line has one partner."""
        pairs = [pair(1, fee=50), pair(2, What.REFUND, named=False), pair(3, What.PAYOUT)]
        result = match("stripe", *both(pairs), PERIOD)
        assert (result.matched, result.findings, result.explained) == (3, (), {})

    @pytest.mark.parametrize(
        ("theirs", "ours", "expected"),
        [
            pytest.param([ONE.theirs], [], (Reason.MISSING_HERE, None, 9_950), id="missing here"),
            pytest.param([], [pair(1).ours], (Reason.MISSING_THERE, 10_000, None), id="missing there"),
            pytest.param(
                [evolve(ONE.theirs, effect=9_000)],
                [ONE.ours, ONE.fee],
                (Reason.AMOUNT_DIFFERS, 10_000, 9_000),
                id="amount",
            ),
            pytest.param(
                [evolve(ONE.theirs, fee=60)], [ONE.ours, ONE.fee], (Reason.FEE_DIFFERS, 50, 60), id="another fee"
            ),
            pytest.param([ONE.theirs], [ONE.ours], (Reason.FEE_DIFFERS, 0, 50), id="fee not booked"),
            pytest.param(
                [evolve(ONE.theirs, fee=0)], [ONE.ours, ONE.fee], (Reason.FEE_DIFFERS, 50, 0), id="fee not taken"
            ),
            pytest.param(
                [evolve(ONE.theirs, currency="USD", fee=0)],
                [ONE.ours],
                (Reason.CURRENCY_DIFFERS, 10_000, 10_000),
                id="currency",
            ),
            pytest.param(
                [pair(1).theirs, evolve(pair(1).theirs, id="line_again")],
                [ONE.ours],
                (Reason.DUPLICATE_THERE, None, 10_000),
                id="twice there",
            ),
            pytest.param(
                [pair(1).theirs],
                [evolve(pair(1).ours, gateway="paypal")],
                (Reason.WRONG_GATEWAY, 10_000, 10_000),
                id="another gateway's",
            ),
        ],
    )
    def test_a_planted_one_is_named_with_both_amounts(self, theirs: Any, ours: Any, expected: Any):
        """The reason, what it is here, what it is there; once."""
        assert [(each.reason, each.here, each.there) for each in found(theirs, ours)] == [expected]

    def test_balances(self):
        """They differ where neither a finding nor what is on its way explains it."""
        result = match("stripe", [pair(1).theirs], [], PERIOD)
        assert list(books.balances(result, {"EUR": 0}, {"EUR": 10_000}, NOW)) == []
        (differs,) = books.balances(result, {"EUR": 0}, {"EUR": 10_001}, NOW)
        assert (differs.reason, differs.here, differs.there) == (Reason.BALANCE_DIFFERS, 10_000, 10_001)

    def test_what_is_young_may_be_in_the_balance_or_not(self):
        """A report comes later than the balance that it explains."""
        result = match("paypal", [], [evolve(pair(1, at=NOW).ours, gateway="paypal")], PERIOD)
        assert result.findings == ()
        for there in (0, 10_000):
            assert list(books.balances(result, {"EUR": 10_000}, {"EUR": there}, NOW)) == []
        assert list(books.balances(result, {"EUR": 10_000}, {"EUR": -1}, NOW))

    def test_money_on_its_way_for_too_long(self):
        """After a week a person asks."""
        ways = [way(n, at=NOW - OLD + timedelta(seconds=n)) for n in (0, 1)]
        assert [each.ref for each in findings.too_old(ways, NOW)] == [str(UUID(int=0))]


class TestOnItsWay:
    """What the gateway has taken off and not yet said to be paid: transit here, a line there."""

    @pytest.mark.parametrize("what", [What.PAYOUT, What.REFUND])
    @pytest.mark.parametrize("named", [True, False])
    @pytest.mark.parametrize("at", [AT, PERIOD.since - timedelta(days=1), NOW])
    def test_it_is_in_both_books(self, what: What, named: bool, at: datetime):
        """However long ago: by key, or by the gateway's name. It is matched, fee and all, and explains the balance."""
        theirs = pair(1, what, fee=25, named=named, at=at).theirs
        result = match("stripe", [theirs], [], PERIOD, [way(1, what, at=at)])
        assert (result.matched, result.findings) == (1, ())
        assert list(books.balances(result, {"EUR": 0}, {"EUR": -10_025}, NOW)) == []
        assert list(books.balances(result, {"EUR": 0}, {"EUR": 0}, NOW))

    def test_the_gateway_may_not_have_heard_of_it(self):
        """It waits, and both balances agree; where no report would tell, it may have left or not."""
        result = match("stripe", [], [], PERIOD, [way(1)])
        assert (result.matched, result.findings) == (0, ())
        assert list(books.balances(result, {"EUR": 0}, {"EUR": 0}, NOW)) == []
        assert list(books.balances(result, {"EUR": 0}, {"EUR": -10_000}, NOW))
        for at in (NOW, PERIOD.since - MARGIN - timedelta(seconds=1)):
            unsure = match("stripe", [], [], PERIOD, [way(1, at=at)])
            for there in (0, -10_000):
                assert list(books.balances(unsure, {"EUR": 0}, {"EUR": there}, NOW)) == []

    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({"effect": -9_000}, (Reason.AMOUNT_DIFFERS, -10_000, -9_000)),
            ({"currency": "USD"}, (Reason.CURRENCY_DIFFERS, -10_000, -10_000)),
            ({"key": "key_2", "ref": "ref_2"}, (Reason.MISSING_HERE, None, -10_000)),
        ],
    )
    def test_it_covers_nothing_else(self, changed: Any, expected: Any):
        """Another sum, another currency, somebody else's: found as ever, and it alone explains the balances."""
        theirs = evolve(pair(1, What.PAYOUT).theirs, **changed)
        result = match("stripe", [theirs], [], PERIOD, [way(1)])
        assert [(each.reason, each.here, each.there, each.entry) for each in result.findings] == [(*expected, None)]
        there = {"EUR": 0, "USD": 0} | {theirs.currency: theirs.effect}
        assert list(books.balances(result, {}, there, NOW)) == []

    def test_twice_there(self):
        """One of them is ours."""
        line = pair(1, What.PAYOUT).theirs
        result = match("stripe", [line, evolve(line, id="line_2")], [], PERIOD, [way(1)])
        assert [each.reason for each in result.findings] == [Reason.DUPLICATE_THERE]

    @pytest.mark.parametrize("ways", [1, 2])
    def test_it_came_back_and_nobody_has_heard(self, ways: int):
        """Ours says that it is on its way: that is a difference, and no money of nobody's to set apart. Young, it is
        none yet."""
        out, back = pair(1, What.PAYOUT).theirs, evolve(pair(2, What.PAYOUT_RETURNED).theirs, key="key_1")
        result = match("stripe", [out, back], [], PERIOD, [way(n) for n in range(1, ways + 1)])
        found = [(each.reason, each.line, each.here, each.there) for each in result.findings]
        assert found == [(Reason.AMOUNT_DIFFERS, "line_2", -10_000, 0)]
        assert list(books.balances(result, {"EUR": 0}, {"EUR": 0}, NOW)) == []
        young = match("stripe", [out, evolve(back, at=NOW)], [], PERIOD, [way(1)])
        assert young.findings == ()
        assert list(books.balances(young, {"EUR": 0}, {"EUR": 0}, NOW)) == []


class TestAtTheEdges:
    @pytest.mark.parametrize("late", [timedelta(days=3), -MARGIN + timedelta(seconds=1)])
    @pytest.mark.parametrize("at", [PERIOD.since, PERIOD.until - timedelta(seconds=1)])
    def test_a_partner_may_lie_outside_the_period(self, at: datetime, late: timedelta):
        """A letter that came three days late is no difference."""
        assert reasons(*both([pair(1, at=at, late=late)])) == []

    def test_what_came_back_before_anybody_heard_that_it_left(self):
        """The ledger knows that it failed: both lines are one trip, with its fee. One alone is found."""
        left, back = pair(1, What.PAYOUT, fee=25), pair(2, What.PAYOUT_RETURNED)
        assert left.fee is not None
        returned = evolve(back.theirs, key="key_1")
        failed = evolve(back.ours, key="key_1", ref="ref_1", effect=0)
        assert found([left.theirs, returned], [failed, left.fee]) == ()
        both_lines = {(Reason.MISSING_HERE, "line_1"), (Reason.MISSING_HERE, "line_2")}
        assert both_lines <= set(reasons([left.theirs, returned], []))
        assert (Reason.MISSING_HERE, "line_1") in reasons([left.theirs], [failed])
        assert found([], [failed]) == ()

    def test_a_fee_in_the_wrong_currency_is_no_mistake_of_its_own(self):
        """It follows from its line's."""
        theirs, ours = both([ONE])
        assert reasons([evolve(theirs[0], currency="USD")], ours) == [(Reason.CURRENCY_DIFFERS, "line_1")]

    def test_what_was_set_apart_is_found_by_its_line(self):
        """And by nothing else: the gateway's names are not ours."""
        apart = Ours(UUID(int=7), "stripe", What.OTHER, None, None, "EUR", 9_950, AT, "line_1")
        assert reasons([ONE.theirs], [apart]) == []

    def test_a_wrong_amount_does_not_take_the_right_ones_partner(self):
        """Paid twice under one key, once wrongly: whatever comes first in the report."""
        wrong = evolve(pair(1).theirs, id="line_0", effect=1)
        unexpected = evolve(pair(1).ours, entry=UUID(int=9), effect=1)
        assert reasons([wrong, pair(1).theirs], [pair(1).ours, unexpected]) == []

    def test_a_line_of_a_kind_that_nobody_knows_goes_by_its_names(self):
        """And by its direction."""
        assert reasons([evolve(pair(1).theirs, what=What.OTHER)], [pair(1).ours]) == []


class Fault(StrEnum):
    """What is done to an operation that both books had."""

    NONE = "none"
    LOST_HERE = "missing_here"
    LOST_THERE = "missing_there"
    AMOUNT = "amount_differs"
    FEE = "fee_differs"
    CURRENCY = "currency_differs"
    TWICE = "duplicate_there"
    ELSEWHERE = "wrong_gateway"


@st.composite
def operations(draw: st.DrawFn) -> list[tuple[Pair, Fault]]:
    made = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        what = draw(st.sampled_from(list(SIGN)))
        minor, fee = draw(st.integers(100, 10**6)), draw(st.sampled_from([0, 0, 30]))
        at = PERIOD.since + draw(st.integers(0, 29 * 24 * 3600)) * timedelta(seconds=1)
        late = draw(st.integers(0, 3 * 24)) * timedelta(hours=1)
        fault = draw(st.sampled_from(Fault))
        named = draw(st.booleans())
        made.append((pair(number, what, minor, fee, named, at, late), fault))
    return made


@given(operations(), st.integers(0, 10**6))
def test_exactly_what_was_planted_is_found(planted: list[tuple[Pair, Fault]], seed: int):
    """Random operations and faults, both books in any order: each planted row is found by its reason, no other is,
    and the findings explain the whole difference of the balances."""
    theirs: list[Theirs] = []
    ours: list[Ours] = []
    expected = []
    for each, fault in planted:
        line, lines = each.theirs, [row for row in (each.ours, each.fee) if row is not None]
        name = line.id
        if fault is Fault.LOST_HERE:
            lines = []
        elif fault is Fault.LOST_THERE:
            lines = [evolve(each.ours, at=line.at)]
            name = str(each.ours.entry)
        elif fault is Fault.AMOUNT:
            line = evolve(line, effect=line.effect + (7 if line.effect > 0 else -7))
        elif fault is Fault.FEE:
            line = evolve(line, fee=line.fee + 3)
        elif fault is Fault.CURRENCY:
            line, lines = evolve(line, currency="USD", fee=0), [each.ours]
        elif fault is Fault.TWICE:
            theirs.append(evolve(line, id=f"{line.id}_again", at=line.at + timedelta(seconds=1)))
        elif fault is Fault.ELSEWHERE:
            lines = [evolve(row, gateway="paypal") for row in lines]
        if fault is not Fault.LOST_THERE:
            theirs.append(line)
        if fault is not Fault.NONE:
            expected.append((fault.value, name))
        ours += lines
    chance = Random(seed)
    chance.shuffle(theirs)
    chance.shuffle(ours)
    result = match("stripe", theirs, ours, PERIOD)
    seen = sorted(
        (each.reason.value, (each.line or str(each.entry)).removesuffix("_again")) for each in result.findings
    )
    assert seen == sorted(expected)
    here, there = dict.fromkeys(("EUR", "USD"), 0), dict.fromkeys(("EUR", "USD"), 0)
    for mine in ours:
        here[mine.currency] += mine.effect if mine.gateway == "stripe" else 0
    for line in theirs:
        there[line.currency] += line.effect - line.fee
    assert list(books.balances(result, here, there, NOW)) == []
