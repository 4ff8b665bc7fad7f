"""Limits: one number for every currency, and amounts for those that say otherwise."""

import pytest

from upclone.domain.errors import Invalid
from upclone.domain.money import MAX_MINOR, Money
from upclone.domain.payments.limits import Limits


@pytest.mark.parametrize(
    ("words", "currency", "minor"),
    [
        ("1000", "EUR", 100_000),
        ("1000", "JPY", 1_000),
        ("1000", "KWD", 1_000_000),
        ("1000, 150000 JPY, 400.500 KWD", "JPY", 150_000),
        ("1000, 150000 JPY, 400.500 KWD", "KWD", 400_500),
        ("1000,0 USD", "USD", 0),
        ("9999999999", "EUR", 999_999_999_900),
    ],
)
def test_what_a_limit_is_in_a_currency(words: str, currency: str, minor: int):
    """The number in the currency's own units, or the amount that names it."""
    assert Limits.parse(words).of(currency) == Money(minor, currency)
    assert minor <= MAX_MINOR


@pytest.mark.parametrize(
    "words", ["", "x", "-1", "1.5", "10 EUR", "1, 2", "1, 2.5 JPY", "1, 5 EUR, 6 EUR", "1, -5 EUR"]
)
def test_what_is_no_limit(words: str):
    """It says what one looks like."""
    with pytest.raises(Invalid):
        Limits.parse(words)


def test_more_than_the_limit_is_more_in_one_currency():
    """Sums are by currency: there are no rates here."""
    limits = Limits.parse("10")
    assert not limits.exceeded([Money(1_000, "EUR"), Money(1_000, "USD")])
    assert limits.exceeded([Money(500, "EUR"), Money(501, "EUR")])
