"""Acceptance 8: what people type finds what they mean, in both languages, slips and all."""

from __future__ import annotations

import pytest

from tests.integration.search.conftest import Market, rows

QUERIES = rows("queries.txt")


def test_the_table_is_long_enough():
    """At least sixty questions that name what they must find."""
    assert len([must for _, must, *_ in QUERIES if must]) >= 60


@pytest.mark.parametrize(("typed", "must", "never"), [(q, m.split(), "".join(n).split()) for q, m, *n in QUERIES])
def test_the_first_page_has_what_was_meant(market: Market, typed: str, must: list[str], never: list[str]):
    """Every job that must be on the first page is there, and none that must not be."""
    found = market.keys(typed)
    assert set(must) <= set(found), f"{typed!r} found {found}"
    assert not set(never) & set(found), f"{typed!r} found {found}"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("bakry", "bakery"), ("pyhton", "python"), ("podacst", "podcast"), ("boulangerei", "boulangerie")],
)
def test_a_slip_is_said(market: Market, typed: str, meant: str):
    """`corrected` names what was taken for what."""
    assert dict(market.find(typed).corrected) == {typed: meant}


@pytest.mark.parametrize("typed", ["bakeries", "référencement", "JS", '"bakry"', "the", "C++", "plombiers"])
def test_what_is_known_is_not_corrected(market: Market, typed: str):
    """Other endings, accents, names of skills and quoted words are what somebody meant."""
    assert market.find(typed).corrected == {}


def test_a_word_that_just_came_is_no_slip(market: Market):
    """Somebody uses a word for the first time: it is found at once, however near it is to a known one."""
    job = market.post(title="Pythra set-up")
    assert [view.job.id for view in market.find("Pythra").items] == [job.id]


def test_the_title_comes_first(market: Market):
    """Where the words are in the title, the job is above one that mentions them."""
    last = market.post(title="Zeppelin restoration", description="Fabric and ropes.")
    market.post(title="Airship museum", description="We own a zeppelin.")
    assert market.find("zeppelin").items[0].job.id == last.id
