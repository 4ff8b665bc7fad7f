"""Amounts, rates and times as each language writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upclone.adapters.pdf.figures import day, moment, money, percent, short_day
from upclone.domain.money import EXPONENTS, MAX_MINOR, Money


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [
        (Money(125_000, "EUR"), "1,250.00\xa0EUR", "1\u202f250,00\xa0€"),
        (Money(-5, "EUR"), "-0.05\xa0EUR", "-0,05\xa0€"),
        (Money(0, "USD"), "0.00\xa0USD", "0,00\xa0USD"),
        (Money(1_234_567, "JPY"), "1,234,567\xa0JPY", "1\u202f234\u202f567\xa0JPY"),
        (Money(1_234_567, "KWD"), "1,234.567\xa0KWD", "1\u202f234,567\xa0KWD"),
        (Money(MAX_MINOR, "EUR"), "10,000,000,000,000.00\xa0EUR", "10\u202f000\u202f000\u202f000\u202f000,00\xa0€"),
    ],
)
def test_an_amount_is_written_in_full_with_its_currencys_decimals(amount: Money, english: str, french: str) -> None:
    """No amount is rounded, and nothing in it can be broken over two lines."""
    assert money(amount, "en") == english
    assert money(amount, "fr") == french


@given(st.integers(-MAX_MINOR, MAX_MINOR), st.sampled_from(sorted(EXPONENTS)))
def test_a_written_amount_reads_back_as_the_same_money(minor: int, currency: str) -> None:
    """Taking out the grouping gives an amount that Money parses to the cent."""
    amount = Money(minor, currency)
    number, code = money(amount, "en").split("\xa0")
    assert Money.parse(number.replace(",", ""), code) == amount


@pytest.mark.parametrize(
    ("points", "english", "french"),
    [(0, "0%", "0\xa0%"), (1000, "10%", "10\xa0%"), (1250, "12.5%", "12,5\xa0%"), (5, "0.05%", "0,05\xa0%")],
)
def test_a_rate_keeps_the_decimals_it_has(points: int, english: str, french: str) -> None:
    """Basis points are not rounded to whole percents."""
    assert (percent(points, "en"), percent(points, "fr")) == (english, french)


def test_days_are_the_days_of_utc() -> None:
    """One moment is the same day for everyone who holds the document."""
    late = datetime(2026, 4, 30, 23, 30, tzinfo=timezone(timedelta(hours=-3)))
    assert day(late, "en") == "1 May 2026"
    assert day(late, "fr") == "1er mai 2026"
    assert short_day(late, "en") == "1 May 2026"
    assert short_day(late, "fr") == "01/05/2026"
    assert moment(late, "en") == "1 May 2026, 02:30 UTC"
    assert moment(datetime(2026, 8, 2, 9, 5, tzinfo=UTC), "fr") == "2 août 2026 à 09:05 UTC"
