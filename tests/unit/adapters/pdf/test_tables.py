"""Cells that people wrote are text to a spreadsheet, whatever they begin with; money and moments are themselves."""

from datetime import date, datetime, timedelta, timezone

import pytest

from upclone.adapters.pdf.tables import guarded, written
from upclone.domain.money import Money


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|calc", "%0A=1"])
def test_nothing_is_calculated(begins: str):
    """An apostrophe makes it text; line feeds are spaces."""
    assert guarded(begins).startswith("'")
    assert f"'{begins.strip()}" in written([], [[begins]], "en").decode()


@pytest.mark.parametrize("text", ["A logo", "Łucja = Lucia", "3 signs", ""])
def test_other_words_stay_as_they_are(text: str):
    """What no spreadsheet calculates is not touched."""
    assert guarded(text) == text


def test_values_are_written_for_the_language():
    """Numbers stay numbers, below zero too; a moment is told by its own clock; what is not there is empty."""
    paris = timezone(timedelta(hours=1))
    row = [Money(-123456, "EUR"), Money(5, "JPY"), 7, datetime(2026, 3, 1, 0, 30, tzinfo=paris), date(2026, 3, 1), None]
    heads = ["Net", "Yen", "Count", "At", "On", "Note"]
    bom = b"\xef\xbb\xbf"
    english = b"Net,Yen,Count,At,On,Note\r\n-1234.56,5,7,2026-03-01T00:30:00+01:00,2026-03-01,\r\n"
    french = b"Net;Yen;Count;At;On;Note\r\n-1234,56;5;7;2026-03-01T00:30:00+01:00;2026-03-01;\r\n"
    assert written(heads, [row], "en") == bom + english
    assert written(heads, [row], "fr") == bom + french
