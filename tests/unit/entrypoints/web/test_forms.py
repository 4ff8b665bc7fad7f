"""What people type, as the bodies that the API takes."""

import pytest
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from upclone.domain.errors import Invalid
from upclone.entrypoints.api.market.skills import SkillEdit
from upclone.entrypoints.web.forms import amount_of, body_of


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


def test_a_list_that_was_emptied_is_told() -> None:
    """Where what is left out stays as it is: a field that is not on the page changes nothing, one that somebody
    cleared does."""
    kept = body_of(SkillEdit, MultiDict({"names.en": "Bookbinding", "names.fr": "Reliure"}))
    assert (kept.aliases, kept.categories) == (None, None)
    cleared = body_of(SkillEdit, MultiDict({"aliases:commas": " "}))
    assert (cleared.aliases, cleared.categories, cleared.names) == ([], None, None)
    with pytest.raises(ValidationError, match="at least 1"):
        body_of(SkillEdit, MultiDict({"categories": ""}))
    named = body_of(SkillEdit, MultiDict({"aliases:commas": "binding, book binding"}))
    assert named.aliases == ["binding", "book binding"]
