"""Amounts, numbers and times are written as the library writes them, whichever was asked for first."""

from datetime import UTC, datetime, timedelta

import pytest
from babel.dates import format_timedelta
from flask import Flask, render_template_string
from flask_babel import force_locale, gettext

from upclone.entrypoints.web import languages, writing


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_distance_is_the_librarys(language: str) -> None:
    """Around every border between two units, both ways."""
    borders = [round(1.2 * 60 * each) for each in (1, 60, 1_440, 7 * 1_440, 30 * 1_440, 365 * 1_440)]
    for seconds in (0, 1, 59, *(border + by for border in borders for by in (-40, -1, 0, 1, 40)), 10**8):
        for away in (
            timedelta(seconds=seconds),
            timedelta(seconds=-seconds),
            timedelta(seconds=-seconds, microseconds=7),
        ):
            told = format_timedelta(away, add_direction=True, locale=language, threshold=1.2)
            assert writing.distance(away, language) == told, away


def test_amounts_keep_the_decimals_of_their_currency() -> None:
    """None is dropped, none is invented, in either language."""
    assert writing.amount(123_456, "EUR", "en") == "€1,234.56"
    assert writing.amount(123_456, "EUR", "fr").replace("\u202f", " ").replace("\xa0", " ") == "1 234,56 €"
    assert writing.amount(5, "JPY", "en") == "¥5"
    assert writing.amount(-5, "KWD", "en").endswith("0.005")
    assert writing.whole_amount(50, "EUR", "en") == "€50"


def test_zero_has_no_minus() -> None:
    """Though it equals the one that would."""
    assert [writing.number(each, "en") for each in (-0.0, 0.0, 0)] == ["0", "0", "0"]
    assert writing.percent(-0.0, "en") == "0%"
    assert writing.percent(-0.125, "en") == "−12.5%"  # the sign, not a hyphen


def test_seconds_are_not_told() -> None:
    """Moments of one minute are written alike."""
    at = datetime(2026, 11, 3, 9, 5, 59, tzinfo=UTC)
    assert writing.moment(at, "en") == writing.moment(at.replace(second=0), "en") == "3 Nov 2026, 09:05"


def test_a_template_speaks_the_language_of_the_moment() -> None:
    """With facts and without, for each language in turn; what people wrote is escaped, what a template says is not."""
    app = Flask("upclone.entrypoints.web", static_folder=None)
    languages.speak(app, lambda: "en")
    page = "{{ _('Sign in') }} {% trans %}Sign in{% endtrans %} {% trans %}5 %{% endtrans %} {{ _('%(a)s & b', a=a) }}"
    with app.app_context():
        for _ in range(2):
            assert render_template_string(page, a="<i>") == "Sign in Sign in 5 % &lt;i&gt; & b"
            with force_locale("fr"):
                assert gettext("Sign in") == "Se connecter"
                assert render_template_string(page, a="<i>") == "Se connecter Se connecter 5 % &lt;i&gt; & b"
