"""VAT numbers: the form and the check digits of each country."""

import pytest

from upclone.adapters.vat_numbers import StdnumVatNumbers
from upclone.application.ports.invoices import VatNumbers
from upclone.domain.payments.taxes import UNION

NUMBERS: VatNumbers = StdnumVatNumbers()


@pytest.mark.parametrize(
    ("country", "number", "kept"),
    [
        ("FR", "40303265045", "FR40303265045"),
        ("FR", "fr 40 303 265 045", "FR40303265045"),
        ("FR", "FR40303265046", None),
        ("FR", "123", None),
        ("FR", "DE136695976", None),
        ("DE", "DE 136,695 976", "DE136695976"),
        ("DE", "136695978", None),
        ("GR", "EL094259216", "EL094259216"),
        ("IE", "6433435F", "IE6433435F"),
        ("NL", "NL004495445B01", "NL004495445B01"),
        ("ES", "ESB58378431", "ESB58378431"),
        ("IT", "00743110157", "IT00743110157"),
        ("PL", "PL8567346215", "PL8567346215"),
        ("GB", "GB 980 7806 84", "GB980780684"),
        ("CH", "CHE-107.787.577 MWST", "CHE107787577MWST"),
        ("NO", "NO 995 525 828 MVA", "NO995525828MVA"),
        ("NO", "NO995525829MVA", None),
        ("MC", "FR 53 0000 04605", "FR53000004605"),
        ("SE", "\x00" * 1000, None),
    ],
)
def test_a_number_of_its_country(country: str, number: str, kept: str | None):
    """With the prefix and without spaces, or none that there can be."""
    assert NUMBERS.canonical(country, number) == kept


@pytest.mark.parametrize("country", sorted(UNION | {"GB", "CH", "NO", "MC"}))
def test_every_country_of_the_table_is_known(country: str):
    """And what is no number is none anywhere."""
    assert NUMBERS.known(country)
    assert NUMBERS.canonical(country, "nonsense") is None
    assert not NUMBERS.known("US")
