"""Cells that people wrote are text to a spreadsheet, whatever they begin with."""

import pytest

from upclone.adapters.pdf.statement_csv import KINDS, guarded
from upclone.domain.payments.ledger import EntryKind


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|calc", "%0A=1"])
def test_nothing_is_calculated(begins: str):
    """An apostrophe makes it text; line feeds are spaces."""
    assert guarded(begins).startswith("'")


@pytest.mark.parametrize("text", ["A logo", "Łucja = Lucia", "3 signs", ""])
def test_other_words_stay_as_they_are(text: str):
    """What no spreadsheet calculates is not touched."""
    assert guarded(text) == text


def test_every_kind_has_words():
    """In both languages."""
    assert set(KINDS) == set(EntryKind)
    assert all(len(words) == 2 and all(words) for words in KINDS.values())
