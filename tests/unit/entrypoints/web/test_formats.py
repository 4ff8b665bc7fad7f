"""Amounts, moments and labels stand in a sentence as each language writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask, g
from flask_babel import force_locale

from upclone.adapters.memory import FixedClock
from upclone.domain.money import Money
from upclone.entrypoints.web import formats, languages
from upclone.entrypoints.web.words import outcomes

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONTH, DAYS = NOW + timedelta(days=14), NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def _page() -> Iterator[None]:
    """A page that is made now, for somebody whose clock is UTC."""
    app = Flask("upclone.entrypoints.web", static_folder=None)
    languages.speak(app, lambda: "en")
    with app.app_context():
        g.desk = SimpleNamespace(doors=SimpleNamespace(clock=FixedClock(NOW)), zone=UTC)
        yield


def _told(text: object) -> str:
    """As it is read: without tags, every space a space."""
    plain = getattr(text, "striptags", lambda: str(text))()
    return plain.replace("\u202f", " ").replace("\xa0", " ")


def test_a_moment_ends_a_sentence() -> None:
    """A day with its preposition; what is near, by its distance."""
    assert [_told(formats.on(at)) for at in (MONTH, DAYS, NOW)] == ["on Dec 6, 2026", "in 3 days", "just now"]
    with force_locale("fr"):
        assert [_told(formats.on(at)) for at in (MONTH, DAYS)] == ["le 6 déc. 2026", "dans 3 jours"]
        assert _told(formats.on(NOW - timedelta(hours=2))) == "il y a 2 heures"


def test_a_moment_says_how_long_something_lasts() -> None:
    """Until a day, or for as long as is left; what is over ended on its day."""
    assert [_told(formats.until(at)) for at in (MONTH, DAYS)] == ["until Dec 6, 2026", "for another 3 days"]
    assert _told(formats.until(NOW - timedelta(days=1))) == "until Nov 21, 2026"
    with force_locale("fr"):
        assert [_told(formats.until(at)) for at in (MONTH, DAYS)] == [
            "jusqu’au 6 déc. 2026",
            "pendant encore 3 jours",
        ]


def test_what_comes_and_what_goes_has_its_sign() -> None:
    """A plus and a minus of one width, without a space; nothing has none."""
    sums = [Money(27_000, "EUR"), Money(-30_900, "EUR"), Money(0, "EUR")]
    assert [_told(formats.signed(each)) for each in sums] == ["+€270.00", "−€309.00", "€0.00"]
    with force_locale("fr"):
        assert [_told(formats.signed(each)) for each in sums] == ["+270,00 €", "−309,00 €", "0,00 €"]
        assert _told(formats.money(sums[1])) == "−309,00 €"


def test_a_label_and_its_value() -> None:
    """With the space that French has before a colon. What somebody wrote is a text still, which a page escapes."""
    assert formats.labelled("Argent", "<b>") == "Argent: <b>"
    with force_locale("fr"):
        assert formats.labelled("Argent", "par e-mail") == "Argent\u202f: par e-mail"


def test_a_transfer_to_the_client_is_a_refund() -> None:
    """By the accounts that its money moves between."""
    assert str(outcomes.process_word("transfer", ["escrow:1:EUR", "refund_transit:1:EUR"])) == "Refund"
    assert str(outcomes.process_word("transfer", ["payout_transit:1:EUR"])) == "Transfer"
