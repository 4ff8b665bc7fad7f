"""User text reaches the page as it reads, or not at all."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upclone.adapters.pdf.inert import BOX, inert, one_line

LATIN = frozenset(range(0x20, 0x250)) | {ord("€"), ord(BOX), 0x301, 0x202F}


@pytest.mark.parametrize(
    ("raw", "printed"),
    [
        ("pay 100\u202e00.001\u202c EUR", "pay 10000.001 EUR"),
        ("\u2066left\u2069\u200f\u061c", "left"),
        ("zero\u200bwidth\ufeff soft\xadhyphen", "zerowidth softhyphen"),
        ("bell\x07 null\x00 escape\x1b[31m", "bell null escape[31m"),
        ("tab\there\r\nnew\u2028line", "tab here\nnew\nline"),
        ("e\u0301té", "été"),
        ("z" + "\u0301" * 40, "ź\u0301\u0301"),
        ("\u2003wide\u3000spaces", " wide spaces"),
        ("\U0001f600\ufe0f 漢字", f"{BOX} {BOX}{BOX}"),
        ("half \ud83d pair", f"half {BOX} pair"),
        ("private \ue000", f"private {BOX}"),
    ],
)
def test_what_steers_the_printer_is_taken_out(raw: str, printed: str) -> None:
    """Controls and overrides vanish, unknown characters leave a box, accents do not pile up."""
    assert inert(raw, LATIN) == printed


@given(st.text())
def test_only_printable_characters_are_left(raw: str) -> None:
    """Whatever comes in, what goes on is covered by the fonts or a line feed, and free of format characters."""
    clean = inert(raw, LATIN)
    assert all(letter == "\n" or ord(letter) in LATIN for letter in clean)
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in clean.replace("\n", ""))


def test_one_line_keeps_no_break_spaces() -> None:
    """An amount stays together with its currency."""
    assert one_line("a\n\n b\xa0c  d") == "a b\xa0c d"
