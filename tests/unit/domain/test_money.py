"""Money holds what its currency can hold exactly, refuses everything else, and divides without loss."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import LARGE, basis_points, currencies, money
from upclone.domain.errors import Invalid
from upclone.domain.money import EXPONENTS, MAX_MINOR, Money, exponent, largest, positive, price, total

anything = money(least=-MAX_MINOR, most=MAX_MINOR)
weights = st.lists(st.integers(0, 10_000), min_size=1, max_size=20).filter(any)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.50", "EUR", 1_250),
        ("12.5", "EUR", 1_250),
        ("12", "EUR", 1_200),
        ("0.01", "USD", 1),
        ("-0.01", "USD", -1),
        ("007.10", "PLN", 710),
        ("1250", "JPY", 1_250),
        ("1.005", "KWD", 1_005),
        ("1.5", "BHD", 1_500),
        ("0", "EUR", 0),
        ("1000000000000000", "JPY", MAX_MINOR),
    ],
)
def test_what_people_write_is_read(text: str, currency: str, minor: int):
    """Decimals follow ISO 4217: none for the yen, two for the euro, three for the dinar."""
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("1.005", "USD"),
        ("0.001", "EUR"),
        ("1.000", "EUR"),
        ("0.5", "JPY"),
        ("1.00", "JPY"),
        ("1.0005", "KWD"),
        ("1.0000000", "KWD"),
        *[
            (text, "EUR")
            for text in ("", " ", "NaN", "Infinity", "-inf", "1e3", "1E3", "0x10", "1_000", "1,5", "1,000.00")
        ],
        *[
            (text, "EUR")
            for text in ("1.", ".5", "+1", "--1", "- 1", " 1", "1 ", "1\n", "1.5.0", "€1", "1€", "١", "¹", "１")
        ],
        ("10000000000000.01", "EUR"),
        ("99999999999999999999", "JPY"),
    ],
)
def test_what_can_not_be_held_exactly_is_refused(text: str, currency: str):
    """Never rounded, never guessed."""
    with pytest.raises(Invalid):
        Money.parse(text, currency)


@pytest.mark.parametrize(
    "amount",
    [
        1.0,
        0.5,
        float("nan"),
        float("inf"),
        True,
        False,
        "1",
        None,
        Decimal(1),
        Fraction(1),
        2**53 + 1,
        2**63 - 1,
        2**63,
        -(2**63),
    ],
)
def test_only_whole_minor_units_within_bounds(amount: Any):
    """A float, a bool, a text or a number that some reader would distort is no amount."""
    with pytest.raises(Invalid) as caught:
        Money(amount, "EUR")
    assert caught.value.field == "amount_minor"


@pytest.mark.parametrize("amount", [0, 1, -1, 2**31, 2**31 - 1, MAX_MINOR, -MAX_MINOR])
def test_the_bounds_themselves_are_money(amount: int):
    """32-bit limits mean nothing here."""
    assert Money(amount, "EUR").amount_minor == amount


@pytest.mark.parametrize("code", ["", "eur", "EURO", "XXX", "XAU", "BTC", "EU", "EUR "])
def test_a_currency_is_an_iso_code(code: str):
    """Metals, tests and inventions are none that people are paid in."""
    with pytest.raises(Invalid) as caught:
        Money(1, code)
    assert caught.value.field == "currency"


def test_the_exponents_are_isos():
    """Spot checks against the published list; 0, 2 and 3 are all there are here."""
    known = {
        "JPY": 0,
        "KRW": 0,
        "CLP": 0,
        "XOF": 0,
        "EUR": 2,
        "USD": 2,
        "HUF": 2,
        "ISK": 0,
        "KWD": 3,
        "TND": 3,
        "IQD": 3,
    }
    assert {code: exponent(code) for code in known} == known
    assert set(EXPONENTS.values()) == {0, 2, 3}


@given(anything)
def test_what_is_written_reads_the_same(amount: Money):
    """`str` and `parse` are each other's reverse, for every exponent and sign."""
    number, currency = str(amount).split()
    assert Money.parse(number, currency) == amount


@given(anything, weights)
def test_a_split_loses_nothing(whole: Money, by: list[int]):
    """The parts sum exactly to the whole, each within one minor unit of its exact share, none of another sign."""
    parts = whole.split(by)
    assert total(parts, whole.currency) == whole
    for part, weight in zip(parts, by, strict=True):
        assert abs(part.amount_minor - Fraction(whole.amount_minor * weight, sum(by))) <= 1
        assert part.amount_minor * whole.amount_minor >= 0
        assert weight or not part


def test_the_rest_of_a_split_goes_to_the_first():
    """One minor unit each, to those who have a weight at all."""
    assert Money(100, "EUR").split([1, 1, 1]) == (Money(34, "EUR"), Money(33, "EUR"), Money(33, "EUR"))
    assert Money(-100, "EUR").split([1, 1, 1]) == (Money(-34, "EUR"), Money(-33, "EUR"), Money(-33, "EUR"))
    assert Money(5, "JPY").split([0, 70, 30]) == (Money(0, "JPY"), Money(4, "JPY"), Money(1, "JPY"))
    assert Money(1, "KWD").split([0, 0, 7]) == (Money(0, "KWD"), Money(0, "KWD"), Money(1, "KWD"))


@pytest.mark.parametrize("by", [[], [0], [0, 0], [1, -1], [2, -1], [0.5, 0.5], [True], [None]])
def test_a_split_needs_weights(by: list[Any]):
    """None, negative, all zero or broken: refused."""
    with pytest.raises(Invalid):
        Money(100, "EUR").split(by)


@given(money(least=-LARGE), basis_points)
def test_a_share_is_rounded_towards_zero(whole: Money, points: int):
    """The remainder is the other party's: share and rest are the whole, and neither turns its sign."""
    share = whole.share(points)
    exact = Fraction(abs(whole.amount_minor) * points, 10_000)
    assert abs(share.amount_minor) == exact.numerator // exact.denominator
    assert share.amount_minor * whole.amount_minor >= 0
    assert share + (whole - share) == whole


@pytest.mark.parametrize("points", [-1, 10_001])
def test_a_share_is_at_most_the_whole(points: int):
    """Basis points end at 10000."""
    with pytest.raises(Invalid):
        Money(100, "EUR").share(points)


@given(st.integers(-LARGE, LARGE), st.integers(-LARGE, LARGE), currencies)
def test_arithmetic_and_order_are_those_of_whole_numbers(one: int, two: int, code: str):
    """Within a currency nothing surprises."""
    a, b = Money(one, code), Money(two, code)
    assert (a + b, a - b, -a) == (Money(one + two, code), Money(one - two, code), Money(-one, code))
    assert (a < b, a <= b, a > b, a >= b, bool(a)) == (one < two, one <= two, one > two, one >= two, one != 0)


@pytest.mark.parametrize("operator", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_currencies_do_not_mix(operator: str):
    """Ten euros are neither more nor less than ten dollars."""
    with pytest.raises(Invalid) as caught:
        getattr(Money(10, "EUR"), operator)(Money(10, "USD"))
    assert caught.value.field == "currency"
    assert Money(10, "EUR") != Money(10, "USD")


def test_a_sum_has_one_currency():
    """Also where there is nothing to sum."""
    assert total([], "JPY") == Money(0, "JPY")
    with pytest.raises(Invalid):
        total([Money(1, "EUR"), Money(1, "USD")], "EUR")


def test_a_sum_stays_within_bounds():
    """What grows beyond what readers hold is refused, not distorted."""
    with pytest.raises(Invalid):
        total([Money(MAX_MINOR, "EUR"), Money(1, "EUR")], "EUR")


@pytest.mark.parametrize("amount", [0, -1])
def test_positive_means_more_than_zero(amount: int):
    """A price of nothing is no price; the field is named."""
    assert positive(Money(1, "EUR")) == Money(1, "EUR")
    with pytest.raises(Invalid) as caught:
        positive(Money(amount, "EUR"), "budget")
    assert caught.value.field == "budget"


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
@pytest.mark.parametrize("amount", [0, -1, 2**31, 10**12])
def test_a_price_is_more_than_zero_and_no_more_than_the_limit(currency, amount):
    """What nobody means to type is refused before it becomes a job, a milestone or a payout."""
    with pytest.raises(Invalid):
        price(Money(amount, currency))


def test_the_largest_prices_of_a_contract_fit():
    """A hundred milestones at the limit are still an amount that every reader holds, with their fees."""
    for currency in EXPONENTS:
        assert price(Money(largest(currency), currency))
        assert Money(100 * largest(currency), currency) + Money(3 * largest(currency), currency)
