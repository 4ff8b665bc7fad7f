"""Every text of every page has its French, and no catalogue holds what no page says."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]
sys.path.insert(0, str(ROOT / "frontend"))

import words  # noqa: E402  (the tool that keeps them, beside what browsers load)


def test_everything_is_said_in_french() -> None:
    """None is missing, none is a guess."""
    assert list(words.missing("fr")) == []


def test_no_catalogue_holds_what_no_page_says() -> None:
    """`make words` takes away what is gone."""
    said = words.extracted()
    left = [
        (wing, message.id)
        for wing in ("common", *words.WINGS)
        for message in words.kept(wing, "fr")
        if message.id and not said[wing].get(message.id, message.context)
    ]
    assert left == []


def test_one_text_has_one_translation() -> None:
    """Pages read all catalogues as one: where two say the same text differently, a page says what another meant. What
    needs two words in French names its context."""
    told: dict[object, set[object]] = {}
    for wing in ("common", *words.WINGS):
        for message in words.kept(wing, "fr"):
            one = message.id if isinstance(message.id, str) else message.id[0]
            said = message.string if isinstance(message.string, str) else message.string[0]
            told.setdefault((message.context, one), set()).add(said)
    assert {text: said for text, said in told.items() if len(said) > 1} == {}


def test_french_has_no_line_break_before_a_sign() -> None:
    """The space before a colon, semicolon, question or exclamation mark, and inside of quotation marks, holds."""
    loose = [
        text
        for wing in ("common", *words.WINGS)
        for message in words.kept(wing, "fr")
        for text in ([message.string] if isinstance(message.string, str) else message.string)
        if message.id and re.search(r" [:;?!»]|« ", text)
    ]
    assert loose == []
