"""Words of money: every state has one, and what providers say is listed as they say it."""

import sys
from enum import StrEnum
from pathlib import Path

import pytest

from upclone.application.payments.withdrawals import Why
from upclone.domain.payments import chargebacks, escrow, invoices, methods, taxes, transfers
from upclone.domain.payments.ledger import EntryKind
from upclone.domain.payments.schedules import Rhythm
from upclone.entrypoints.web import site
from upclone.entrypoints.web.payments.movements import _LOOKS
from upclone.entrypoints.web.words import lexicon, payments
from upclone.entrypoints.web.words.payments_refusals import SAID

SOURCES = Path(site.__file__).parents[2]
ROOT = Path(__file__).parents[4]
sys.path.insert(0, str(ROOT / "frontend"))

import words  # noqa: E402  (the tool that keeps the catalogues)


@pytest.mark.parametrize("states", [transfers.State, methods.State, escrow.State, chargebacks.State])
def test_every_state_has_a_word_and_a_tone(states: type[StrEnum]) -> None:
    """None is made from its name in the code."""
    assert {state for state in states if (states, str(state)) not in lexicon.STATES} == set()


@pytest.mark.parametrize(
    "terms", [invoices.Kind, invoices.Document, transfers.Kind, Rhythm, taxes.Treatment, taxes.Standing]
)
def test_every_term_has_a_word(terms: type[StrEnum]) -> None:
    """Likewise."""
    assert {term for term in terms if (terms, str(term)) not in lexicon.TERMS} == set()


def test_every_movement_and_reason_has_words() -> None:
    """Whatever the ledger writes on an account of a person's, and whatever holds money back."""
    assert set(_LOOKS) == set(EntryKind)
    assert all(payments.held_why(why) for why in Why)


def test_what_providers_say_is_listed_as_they_say_it() -> None:
    """A sentence that was changed in its source is a new one for the catalogue."""
    sources = "".join(
        path.read_text() for wing in ("adapters", "application", "domain") for path in (SOURCES / wing).rglob("*.py")
    )
    assert [text for text in SAID if f'"{text}"' not in sources] == []


def test_the_wing_is_said_in_french() -> None:
    """No text of these pages is missing."""
    assert [text for wing, text in words.missing("fr") if wing == "payments"] == []
