"""The words for an event outside any page: for letters, which are written where nobody looks on."""

from __future__ import annotations

from functools import cache

from flask import Flask
from flask_babel import force_locale

from upclone.domain.money import Money
from upclone.entrypoints.web import languages, writing
from upclone.entrypoints.web.words import lexicon


def told(event: str, language: str) -> str:
    """What happened, as a sentence without its full stop."""
    with _speaker().app_context(), force_locale(language):
        return str(lexicon.event(event))


def paid(amount: Money, language: str) -> str:
    """An amount with its currency, as pages write it."""
    return writing.amount(amount.amount_minor, amount.currency, language)


@cache
def _speaker() -> Flask:
    """An application that serves nobody: catalogues are kept with one."""
    app = Flask("upclone.entrypoints.web", static_folder=None)
    languages.speak(app, lambda: languages.DEFAULT)
    return app
