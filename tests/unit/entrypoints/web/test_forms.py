"""What people type, as the bodies that the API takes."""

import pytest
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from upclone.domain.errors import Invalid
from upclone.entrypoints.api.deals.offers import Revision
from upclone.entrypoints.api.market.skills import SkillEdit
from upclone.entrypoints.web.forms import amount_of, body_of
from upclone.entrypoints.web.market.editing import numbered


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


def test_a_text_that_was_emptied_is_told() -> None:
    """Where it may be empty, and what is left out stays as it is."""
    assert body_of(Revision, MultiDict({"scope": "  ", "time_zone": "", "review_days": ""})).changes() == {"scope": ""}
    with pytest.raises(Invalid, match="must change something"):
        body_of(Revision, MultiDict({"time_zone": ""})).changes()


@pytest.mark.parametrize(
    ("pressed", "titles"),
    [({}, ["b", "c"]), ({"_more.steps": "1"}, ["", "b", "c"]), ({"_less.steps": "3"}, ["", "c"])],
)
def test_rows_are_numbered_as_the_body_has_them(pressed: dict[str, str], titles: list[str]) -> None:
    """Without those that are empty, unless rows are being added or taken away; in the order of their numbers."""
    rows = {"steps.11.title": "c", "steps.0.title": "", "steps.3.title": "b", "steps.0.amount.currency": "EUR"}
    found = numbered(MultiDict({**rows, **pressed, "price": "5"}), "steps")
    assert [found[f"steps.{number}.title"] for number in range(len(titles))] == titles
    assert found["price"] == "5"
    assert f"steps.{len(titles)}.title" not in found


def test_one_row_stays() -> None:
    """Also where all are empty, or the only one is taken away: a form without rows would show those that were kept."""
    for rows in ({"steps.1.title": " ", "steps.2.title": ""}, {"steps.2.title": "b", "_less.steps": "2"}):
        assert numbered(MultiDict(rows), "steps")["steps.0.title"] == ""
