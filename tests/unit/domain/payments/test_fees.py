"""Fees: paid in parts or at once, a sum costs the same to the cent, and rounding is never to a party's cost."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import LARGE, currencies, fee_rates
from upclone.domain.errors import Invalid
from upclone.domain.money import EXPONENTS, Money
from upclone.domain.payments.fees import FeeRates, Tier, groups, quote, rates_for, summed

parts = st.lists(st.integers(0, 10**9), min_size=1, max_size=8)


def exact(rates: FeeRates, released: int) -> Fraction:
    """The freelancer's fee before rounding, tier by tier: written apart from the code under test."""
    owed, below = Fraction(0), 0
    for tier in rates.freelancer:
        upper = released if tier.upto_minor is None else min(tier.upto_minor, released)
        if upper > below:
            owed += Fraction((upper - below) * tier.basis_points, 10_000)
            below = upper
    return owed


@given(fee_rates(), parts, currencies)
def test_parts_cost_what_the_whole_costs(rates: FeeRates, amounts: list[int], code: str):
    """For every split of every sum over every table of tiers."""
    nothing, fee, released = Money.zero(code), Money.zero(code), Money.zero(code)
    for amount in amounts:
        part = Money(amount, code)
        fee += rates.freelancer_fee(released, part)
        released += part
    assert fee == rates.freelancer_fee(nothing, released)


@given(fee_rates(), st.integers(0, LARGE), currencies)
def test_the_marketplace_rounds_down(rates: FeeRates, amount: int, code: str):
    """The fee is the exact one without its fraction of a minor unit."""
    owed = exact(rates, amount)
    assert rates.freelancer_fee(Money.zero(code), Money(amount, code)) == Money(
        owed.numerator // owed.denominator, code
    )


@given(fee_rates(), st.integers(0, 10**9), st.integers(0, 10**9), currencies)
def test_a_fee_is_never_negative_and_never_more_than_the_part(rates: FeeRates, before: int, amount: int, code: str):
    """Nobody pays to be paid, wherever the part lies among the tiers."""
    fee = rates.freelancer_fee(Money(before, code), Money(amount, code))
    assert 0 <= fee.amount_minor <= amount
    assert fee.amount_minor <= exact(rates, before + amount) - exact(rates, before) + 1


@given(fee_rates(), st.integers(0, LARGE), st.integers(0, LARGE), currencies)
def test_more_work_never_costs_less(rates: FeeRates, one: int, two: int, code: str):
    """Both sides' fees grow with the sum."""
    less, more = sorted((one, two))
    nothing = Money.zero(code)
    assert rates.freelancer_fee(nothing, Money(less, code)) <= rates.freelancer_fee(nothing, Money(more, code))
    assert rates.client_fee(Money(less, code)) <= rates.client_fee(Money(more, code))


@pytest.mark.parametrize(
    ("currency", "released", "fee"),
    [
        ("EUR", 100_000, 10_000),
        ("EUR", 1_000_000, 73_000),
        ("EUR", 2_000_000, 123_000),
        ("EUR", 100_001, 10_000),
        ("EUR", 9, 0),
        ("JPY", 150_000, 15_000),
        ("JPY", 1_500_000, 109_500),
        ("JPY", 9, 0),
        ("JPY", 10, 1),
        ("KWD", 300_000, 30_000),
        ("KWD", 3_000_000, 219_000),
        ("KWD", 1_009, 100),
        ("PLN", 4_000_000, 292_000),
        ("UGX", 10_000_000, 1_000_000),
    ],
)
def test_todays_rates(currency: str, released: int, fee: int):
    """10 %, then 7 %, then 5 %, at bounds that mean about the same in each currency; worked out by hand."""
    rates = rates_for(currency)
    assert rates.freelancer_fee(Money.zero(currency), Money(released, currency)) == Money(fee, currency)


@pytest.mark.parametrize(("amount", "fee"), [(100_00, 3_00), (33, 0), (34, 1), (1, 0), (99_99, 2_99)])
def test_the_client_pays_three_percent(amount: int, fee: int):
    """Rounded down, like everything that the marketplace takes."""
    assert rates_for("EUR").client_fee(Money(amount, "EUR")) == Money(fee, "EUR")


@pytest.mark.parametrize(
    "tiers",
    [
        (),
        (Tier(100, 10),),
        (Tier(None, 10), Tier(None, 5)),
        (Tier(100, 10), Tier(100, 5), Tier(None, 1)),
        (Tier(200, 10), Tier(100, 5), Tier(None, 1)),
        (Tier(0, 10), Tier(None, 1)),
        (Tier(-5, 10), Tier(None, 1)),
    ],
)
def test_tiers_rise_to_no_end(tiers: tuple[Tier, ...]):
    """A table with a gap, a step back or an end is refused."""
    with pytest.raises(Invalid):
        FeeRates(300, tiers)


@pytest.mark.parametrize("rate", [-1, 10_001, 3.0, True, "300", None])
def test_a_rate_is_a_whole_number_of_basis_points(rate: Any):
    """From nothing to everything, and no float."""
    with pytest.raises(Invalid):
        Tier(None, rate)
    with pytest.raises(Invalid):
        FeeRates(rate, (Tier(None, 0),))


@given(fee_rates(), parts, st.integers(0, 10**9), currencies)
def test_a_quote_is_what_is_charged(rates: FeeRates, amounts: list[int], before: int, code: str):
    """Both sides, to the cent, in whatever parts: what the client pays is what the freelancer gets and both fees."""
    released = Money(before, code)
    quotes = quote(rates, [Money(amount, code) for amount in amounts], released)
    whole = summed(quotes, code)
    assert whole.client_pays == whole.freelancer_gets + whole.client_fee + whole.freelancer_fee
    assert whole.freelancer_fee == rates.freelancer_fee(released, Money(sum(amounts), code))
    assert [each.client_fee for each in quotes] == [rates.client_fee(Money(amount, code)) for amount in amounts]


def test_every_currency_has_rates_in_one_group():
    """What is published is what contracts are signed with."""
    listed = {currency: rates for currencies, rates in groups() for currency in currencies}
    assert listed == {currency: rates_for(currency) for currency in EXPONENTS}
