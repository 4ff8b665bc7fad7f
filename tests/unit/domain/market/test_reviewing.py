"""Review holds what leads people away or asks what nobody may ask, and lets honest work pass, in both languages."""

import time

import pytest
from attrs import evolve

from tests import builders
from tests.unit.domain.market.review_texts import HELD, PASS
from upclone.domain.market.briefs import Brief, Duration, Payment
from upclone.domain.market.likeness import BANDS, alike, bands
from upclone.domain.market.reviewing import fold, review
from upclone.domain.market.suspicions import SUSPICIONS
from upclone.domain.money import Money
from upclone.domain.people.profiles import Level


def saying(words: str) -> Brief:
    return builders.brief(description=words)


def rules(brief: Brief) -> list[str]:
    return [finding.rule for finding in review(brief)]


@pytest.mark.parametrize("words", PASS)
def test_honest_work_passes(words: str):
    """No rule holds it back: as a description, as a question, and in every letter's other forms."""
    assert review(saying(words)) == ()
    assert review(builders.brief(questions=(words,))) == ()


@pytest.mark.parametrize(("words", "rule"), HELD)
def test_what_must_be_seen_is_held(words: str, rule: str):
    """The rule is named, with the field, the words at fault as they were written, and a sentence."""
    found = {finding.rule: finding for finding in review(saying(words))}
    assert rule in found
    finding = found[rule]
    assert finding.field == "description"
    assert finding.excerpt
    assert finding.excerpt in " ".join(words.split())
    assert finding.words.endswith(".")
    assert rule in rules(builders.brief(questions=(words,)))


def test_the_table_is_large_enough():
    """Forty of each at least, and every rule of texts is tried in it."""
    assert min(len(PASS), len(HELD)) >= 40
    assert {rule for _, rule in HELD} == {suspicion.rule for suspicion in SUSPICIONS}


def test_a_rule_speaks_once_a_field():
    """Ten numbers are one finding, and a title is a field of its own."""
    brief = builders.brief(title="Call 06 12 34 56 78", description="Or 06 12 34 56 79, or 06 12 34 56 80. " * 5)
    assert [(each.rule, each.field) for each in review(brief)] == [
        ("contact_phone", "title"),
        ("contact_phone", "description"),
    ]


@pytest.mark.parametrize(
    ("title", "description", "found"),
    [
        ("x", "x", []),
        ("Fence", "White.", []),
        ("NEED WORDPRESS EXPERT URGENTLY", "Fix the menu of a site, please.", ["shouting"]),
        ("SEO, SEA and CRM for an NGO", "REST API on AWS, GDPR, ISO 27001, and HTML/CSS.", []),
        ("A logo", "WE NEED THIS LOGO BEFORE MONDAY MORNING PLEASE WRITE QUICKLY THANKS EVERYBODY", ["shouting"]),
        ("شعار لمخبز صغير", "نحتاج إلى شعار بسيط ودافئ لمخبز صغير في الحي", []),
        ("小さなパン屋のロゴ", "紙袋の上でも読みやすい、あたたかいロゴをお願いします。", []),
    ],
)
def test_manners(title: str, description: str, found: list[str]):
    """Too many capitals are held; few words, abbreviations and scripts without capitals are not."""
    assert rules(builders.brief(title=title, description=description)) == found


def priced(minor: int, currency: str = "EUR", **changes: object) -> Brief:
    return evolve(builders.brief(Money(minor, currency)), **changes)


@pytest.mark.parametrize(
    ("brief", "found"),
    [
        (priced(100), []),
        (priced(99), ["budget_low"]),
        (priced(150, duration=Duration.LONG), ["budget_low"]),
        (priced(50_000, duration=Duration.LONG), []),
        (priced(100_000_000), []),
        (priced(100_000_100), ["budget_high"]),
        (priced(90, payment=Payment.HOURLY), ["budget_low"]),
        (priced(2_500, payment=Payment.HOURLY), []),
        (priced(500, payment=Payment.HOURLY, level=Level.EXPERT), ["budget_low"]),
        (priced(200_000, payment=Payment.HOURLY), ["budget_high"]),
        (priced(3_000, "JPY"), []),
        (priced(50, "JPY"), ["budget_low"]),
        (priced(3_000, "JPY", payment=Payment.HOURLY), []),
        (priced(15_000, "KWD", payment=Payment.HOURLY), []),
        (priced(1, "XPF"), []),
    ],
)
def test_budgets_that_can_not_be_right(brief: Brief, found: list[str]):
    """By currency, length and level; where nobody knows what a currency is worth, nothing is said."""
    assert rules(brief) == found


def test_folding_keeps_the_place():
    """Accents, wide digits, ligatures and joiners fold away; the excerpt is what was written."""
    folded = fold("Été \uff11\uff12 \ufb01n a\u200bb")
    assert folded.text == "ete 12 fin ab"
    assert folded.excerpt(0, 3) == "Été"
    assert folded.excerpt(4, 6) == "\uff11\uff12"


@pytest.mark.parametrize("letters", ["a" * 20_000, "a." * 10_000, "0 " * 10_000, "zero " * 4_000, "my my.at " * 2_000])
def test_no_text_takes_long(letters: str):
    """The longest texts of the worst kind are read in less than a second."""
    began = time.perf_counter()
    review(saying(letters))
    assert time.perf_counter() - began < 1


LONG = (
    "We are a small bakery by the harbour and want a new site. It shows what we bake each day of the week, lets people "
    "order cakes two days ahead, and tells them when to fetch them. Photographs and texts are there, in two languages."
)


def test_copies_share_a_band_and_others_do_not():
    """A copy with a few words changed is found by what is stored; another job of the same trade is not."""
    original = saying(LONG)
    copy = saying(LONG.replace("small bakery", "small BAKERY").replace("new site", "fresh website"))
    other = saying(
        "A hotel in the mountains wants its booking page to be faster. We have texts and photographs in four "
        "languages, a payment provider, and forty rooms; the calendar must not show what is taken already."
    )
    assert len(bands(original)) == BANDS
    assert set(bands(original)) & set(bands(copy))
    assert alike(original, copy)
    assert not set(bands(original)) & set(bands(other))
    assert not alike(original, other)


def test_short_texts_are_no_copies():
    """Honest clients ask for a logo in the same twenty words."""
    assert bands(builders.brief()) == ()
    assert not alike(builders.brief(), builders.brief())
