"""What people type, as the bodies that the API takes."""

import pytest
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from upclone.domain.errors import Invalid
from upclone.entrypoints.api.deals.disputes import OfferBody
from upclone.entrypoints.api.deals.offers import Revision
from upclone.entrypoints.api.deals.terms import MilestoneBody
from upclone.entrypoints.api.market.skills import SkillBody, SkillEdit
from upclone.entrypoints.api.payments.payouts import PayoutBody
from upclone.entrypoints.web.forms import REQUIRED, amount_of, body_of, refused
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


@pytest.mark.parametrize("text", ["1_000", "\uff11\uff12", "+5", "1e3", "0x10", "12,", "1.005", "\u00b2", "9" * 17])
def test_what_is_no_amount_never_becomes_minor_units(text: str) -> None:
    """It reaches the body as it was typed, which takes whole numbers alone: 1_000 is not ten euros."""
    typed = MultiDict({"amount": text, "amount.currency": "EUR"})
    with pytest.raises(ValidationError) as refused_by:
        body_of(PayoutBody, typed)
    assert list(refused(refused_by.value, typed).errors) == ["amount"]


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


@pytest.mark.parametrize(
    ("typed", "rule"),
    [("0", "must be more than zero"), ("-5", "must be more than zero"), ("", REQUIRED),
     ("douze €", "must be an amount such as 1250.00"), ("1e9", "must be an amount such as 1250.00"),
     ("99999999999999999999", "is too large an amount"), ("9999999999999999", "is too large an amount"),
     ("12,345", "EUR has 2 decimals; 12.345 can't be held exactly")],
)  # fmt: skip
def test_what_is_wrong_with_an_amount_stands_at_its_field(typed: str, rule: str) -> None:
    """However the body divides it; with what else is wrong."""
    form = MultiDict({"title": " ", "amount": typed, "amount.currency": "EUR"})
    with pytest.raises(ValidationError) as wrong:
        body_of(MilestoneBody, form)
    assert refused(wrong.value, form).errors == {"title": REQUIRED, "amount": rule}


def test_nothing_can_be_offered_and_less_can_not() -> None:
    """Of what is at stake in a dispute."""
    form = MultiDict({"release": "-5", "release.currency": "EUR"})
    with pytest.raises(ValidationError) as wrong:
        body_of(OfferBody, form)
    assert refused(wrong.value, form).errors == {"release": "must not be negative"}


def test_what_lacks_its_parts_is_wrong_in_those_that_are_empty() -> None:
    """Not in one that the form does not have."""
    for typed, wrong in (({}, ["names.en", "names.fr"]), ({"names.en": "Lino"}, ["names.fr"])):
        form = MultiDict({"names.en": "", "names.fr": "", "categories": "design", **typed})
        with pytest.raises(ValidationError) as raised:
            body_of(SkillBody, form)
        assert refused(raised.value, form).errors == dict.fromkeys(wrong, REQUIRED)


def test_a_rule_of_the_domain_finds_its_field_too() -> None:
    """Also where it names a part of an amount; a list is one field."""
    form = MultiDict({"budget_from": "5", "budget_from.currency": "EUR", "milestones.0.title": "x", "name": ""})
    for path, name in (("budget_from.amount_minor", "budget_from"), ("milestones", "milestones")):
        assert refused(Invalid(path, "must not be more than the budget"), form).errors == {
            name: "must not be more than the budget"
        }
    assert refused(Invalid("name", "must have 1 to 60 characters"), form).errors == {"name": REQUIRED}
