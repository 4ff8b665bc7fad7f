"""Every text of every page has its French, and no catalogue holds what no page says."""

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
