"""Amounts on pages."""

from __future__ import annotations

from upclone.entrypoints.web.amounts import CURRENCIES, place


def test_currencies_have_one_order() -> None:
    """Those that are chosen from as they are offered; others after them, by their code."""
    assert sorted(["ZAR", *reversed(CURRENCIES), "AUD"], key=place) == [*CURRENCIES, "AUD", "ZAR"]
