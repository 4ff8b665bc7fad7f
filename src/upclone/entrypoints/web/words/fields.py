"""What the fields of moves are called, where a form is made from what the move needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext

from upclone.entrypoints.web.words.tones import humanised

WORDS: Final[Mapping[str, Any]] = {
    "reason": lazy_gettext("Reason"),
    "note": lazy_gettext("Note"),
    "amount": lazy_gettext("Amount"),
    "statement": lazy_gettext("Statement"),
    "memo": lazy_gettext("Memo"),
    "title": lazy_gettext("Title"),
    "description": lazy_gettext("Description"),
    "links": lazy_gettext("Links"),
    "until": lazy_gettext("Until"),
    "apply_until": lazy_gettext("Apply until"),
    "expires_at": lazy_gettext("Until"),
    "answer": lazy_gettext("Your answer"),
    "idle_minutes": lazy_gettext("Minutes without work"),
    "hold_money_days": lazy_gettext("Days before they can withdraw"),
    "review_at": lazy_gettext("Next look"),
    "into": lazy_gettext("The skill that stays"),
    "number": lazy_gettext("Number of the sample"),
    "salt": lazy_gettext("Its salt"),
    "minute": lazy_gettext("Minute"),
    "count": lazy_gettext("Keys and clicks"),
    "milestone": lazy_gettext("Milestone"),
    "milestones": lazy_gettext("Milestones"),
    "questions": lazy_gettext("Questions"),
    "dispute": lazy_gettext("Dispute"),
    "outcome": lazy_gettext("Outcome"),
    "transfer": lazy_gettext("Transfer"),
    "hold": lazy_gettext("Payment"),
    "account": lazy_gettext("Account"),
    "gateway": lazy_gettext("Gateway"),
    "destination": lazy_gettext("Where to"),
    "currency": lazy_gettext("Currency"),
    "line": lazy_gettext("Line of the gateway’s report"),
    "to": lazy_gettext("Its place"),
    "invoice": lazy_gettext("Invoice"),
    "entry": lazy_gettext("Entry of the ledger"),
}
"""Also what acts for two people are told."""

NOTES: Final[Mapping[str, Any]] = {
    "idle_minutes": lazy_gettext("They are taken off what the timer measured."),
    "hold_money_days": lazy_gettext("Left empty, what they earned can be withdrawn as always."),
}


def word(name: str) -> Any:
    """The label of a field."""
    return WORDS.get(name) or humanised(name)


def note(name: str) -> Any:
    """What is said below a field, empty where its label says it all."""
    return NOTES.get(name, "")
