"""Tax: each cell of the table by hand, rates by their day, and prices that hold their tax to the cent."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upclone.domain.errors import Invalid
from upclone.domain.money import Money
from upclone.domain.payments import taxes
from upclone.domain.payments.taxes import Place, Standing, Tax, TaxIdentity, Treatment

ON = date(2026, 3, 1)
ME = UUID(int=1)


def firm(country: str, number: str = "", **more: bool) -> TaxIdentity:
    return TaxIdentity(ME, country, True, "Firm", vat_number=number, **more)


def person(country: str) -> TaxIdentity:
    return TaxIdentity(ME, country)


FR, FR_SMALL = firm("FR", "FR40303265045"), firm("FR", "FR40303265045", small_business=True)
FR_TINY, FR_PERSON = firm("FR", small_business=True), person("FR")
DE, DE_PERSON, DE_UNNUMBERED = firm("DE", "DE136695976"), person("DE"), firm("DE")
GB, GB_PERSON = firm("GB", "GB980780684"), person("GB")
CH, CH_PERSON = firm("CH", "CHE107787577MWST"), person("CH")
NO, NO_PERSON = firm("NO", "NO995525828MVA"), person("NO")
US, US_PERSON = firm("US"), person("US")

STANDARD, REVERSE, OUTSIDE = Treatment.STANDARD, Treatment.REVERSE_CHARGE, Treatment.OUTSIDE_SCOPE
ZERO, SMALL, NONE = Treatment.ZERO_RATED, Treatment.SMALL_BUSINESS, Treatment.NOT_TAXABLE

CELLS = [
    ("a French firm at home", FR, FR, STANDARD, 2000),
    ("to a person at home", FR, FR_PERSON, STANDARD, 2000),
    ("to a German firm with a number", FR, DE, REVERSE, 0),
    ("to a German firm without one", FR, DE_UNNUMBERED, STANDARD, 2000),
    ("to a German person", FR, DE_PERSON, STANDARD, 2000),
    ("to a British firm", FR, GB, OUTSIDE, 0),
    ("to an American firm, which has no number", FR, US, OUTSIDE, 0),
    ("to an American person", FR, US_PERSON, STANDARD, 2000),
    ("to who said nothing", FR, None, STANDARD, 2000),
    ("to Monaco, whose tax is the French one", FR, firm("MC", "FR53000004605"), STANDARD, 2000),
    ("a German firm at home", DE, DE_PERSON, STANDARD, 1900),
    ("to a French firm", DE, FR, REVERSE, 0),
    ("an exempt French seller at home", FR_SMALL, FR, SMALL, 0),
    ("to a person at home", FR_SMALL, FR_PERSON, SMALL, 0),
    ("to a German firm", FR_SMALL, DE, REVERSE, 0),
    ("to a German firm, with no number of its own", FR_TINY, DE, SMALL, 0),
    ("to a German person", FR_SMALL, DE_PERSON, SMALL, 0),
    ("to an American firm", FR_SMALL, US, OUTSIDE, 0),
    ("to an American person", FR_SMALL, US_PERSON, SMALL, 0),
    ("a French person", FR_PERSON, DE, NONE, 0),
    ("a firm that is not registered", DE_UNNUMBERED, DE, NONE, 0),
    ("who said nothing", None, FR, NONE, 0),
    ("a British firm at home", GB, GB_PERSON, STANDARD, 2000),
    ("to a firm abroad", GB, FR, OUTSIDE, 0),
    ("to a person abroad", GB, FR_PERSON, STANDARD, 2000),
    ("a Swiss firm at home", CH, CH_PERSON, STANDARD, 810),
    ("to a firm abroad", CH, FR, OUTSIDE, 0),
    ("to a person abroad", CH, FR_PERSON, OUTSIDE, 0),
    ("a Norwegian firm at home", NO, NO_PERSON, STANDARD, 2500),
    ("to a firm abroad", NO, DE, ZERO, 0),
    ("to a person abroad", NO, DE_PERSON, ZERO, 0),
    ("an exempt British seller", firm("GB", small_business=True), FR, SMALL, 0),
    ("an American firm", firm("US", "12-3456789"), FR, OUTSIDE, 0),
    ("an American person", US_PERSON, FR, NONE, 0),
]


@pytest.mark.parametrize(("case", "seller", "buyer", "treatment", "rate"), CELLS)
def test_a_cell(case: str, seller: TaxIdentity | None, buyer: TaxIdentity | None, treatment: Treatment, rate: int):
    """Seller × buyer × business: what is charged, and how much."""
    charged = taxes.tax(seller, buyer, ON)
    assert (charged.treatment, charged.basis_points) == (treatment, rate), case


def test_every_case_is_in_the_table():
    """Whoever meets whom: there is one rule, and none is for a case that can't be."""
    regions = {"union": tuple(Place), **dict.fromkeys(("GB", "CH", "NO", "elsewhere"), (Place.HERE, Place.ABROAD))}
    cases = {
        (region, standing, place, business)
        for region, places in regions.items()
        for standing in Standing
        for place in places
        for business in (True, False)
    }
    assert set(taxes.RULES) == cases


RATES = (  # noqa: SIM905
    "AT 2000 BE 2100 BG 2000 CY 1900 CZ 2100 DE 1900 DK 2500 EE 2400 ES 2100 FI 2550 FR 2000 GR 2400 HR 2500 HU 2700 "
    "IE 2300 IT 2200 LT 2100 LU 1700 LV 2100 MT 1800 NL 2100 PL 2300 PT 2300 RO 2100 SE 2500 SI 2200 SK 2300 GB 2000 "
    "CH 810 NO 2500 MC 2000"
).split()


@pytest.mark.parametrize(("country", "rate"), list(zip(RATES[::2], map(int, RATES[1::2]), strict=True)))
def test_the_standard_rates_of_today(country: str, rate: int):
    """The 27, Great Britain, Switzerland, Norway; and Monaco."""
    assert taxes.rate(country, ON) == rate
    assert set(taxes.RATES) == set(RATES[::2]) - {"MC"}


@pytest.mark.parametrize(
    ("country", "day", "rate"),
    [
        ("EE", date(2025, 6, 30), 2200),
        ("EE", date(2025, 7, 1), 2400),
        ("SK", date(2024, 12, 31), 2000),
        ("SK", date(2025, 1, 1), 2300),
        ("FI", date(2024, 8, 31), 2400),
        ("FI", date(2024, 9, 1), 2550),
        ("RO", date(2025, 7, 31), 1900),
        ("RO", date(2025, 8, 1), 2100),
    ],
)
def test_a_rate_changes_with_its_day(country: str, day: date, rate: int):
    """What was supplied the day before has the old one."""
    assert taxes.rate(country, day) == rate


@given(st.integers(0, 10**12), st.sampled_from([0, 810, 1700, 2000, 2550, 2700]))
def test_net_and_tax_sum_to_the_price(minor: int, rate: int):
    """The tax is the rate on what is left without it, to within half a cent."""
    gross = Money(minor, "EUR")
    tax = Tax(STANDARD, rate).within(gross)
    net = gross - tax
    assert abs(2 * (net.amount_minor * rate - tax.amount_minor * 10_000)) <= 10_000 + rate
    assert Tax(STANDARD, rate).within(-gross) == -tax


def test_only_a_business_has_a_number():
    """A private person has no VAT number, no exemption, no register; a business has a name."""
    with pytest.raises(Invalid, match="business"):
        TaxIdentity(ME, "FR", vat_number="FR40303265045")
    with pytest.raises(Invalid, match="business"):
        TaxIdentity(ME, "FR", small_business=True)
    with pytest.raises(Invalid, match="legal_name"):
        TaxIdentity(ME, "FR", business=True)
