"""What the fields of moves are called, where a form is made from what the move needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

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
}
CHOICES: Final[Mapping[str, Any]] = {}


class Asked(Protocol):
    """A field of a form."""

    @property
    def choices(self) -> tuple[str, ...]: ...


def word(name: str) -> Any:
    """The label of a field."""
    return WORDS.get(name) or humanised(name)


def choices(field: Asked) -> list[tuple[str, Any]]:
    """The values of a field with their words."""
    return [(each, CHOICES.get(each) or humanised(each)) for each in field.choices]
