"""Amounts as people type them."""

import pytest
from werkzeug.datastructures import MultiDict

from upclone.domain.errors import Invalid
from upclone.entrypoints.web.forms import amount_of


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("1250", "EUR", 125000), ("1 250,50", "EUR", 125050), ("1\u202f250.5", "EUR", 125050), ("1'250.00", "CHF", 125000),
     ("1250", "JPY", 1250), ("1.005", "KWD", 1005)],
)  # fmt: skip
def test_an_amount_is_read_exactly(text: str, currency: str, minor: int) -> None:
    """With the groups and the decimal sign of either language."""
    typed = MultiDict({"price": text, "price.currency": currency})
    assert amount_of(typed, "price") == {"amount_minor": minor, "currency": currency}


@pytest.mark.parametrize("currency", ["", "euro"])
@pytest.mark.parametrize("text", ["12.50", "1,2,3", "twelve", "1.005"])
def test_what_is_no_amount_is_refused_by_its_field(text: str, currency: str) -> None:
    """No currency is ever guessed."""
    with pytest.raises(Invalid) as refused:
        amount_of(MultiDict({"price": text, "price.currency": currency}), "price")
    assert refused.value.field == "price"


def test_nothing_typed_is_no_amount() -> None:
    """Whatever currency was chosen."""
    assert amount_of(MultiDict({"price": "  ", "price.currency": "EUR"}), "price") is None
