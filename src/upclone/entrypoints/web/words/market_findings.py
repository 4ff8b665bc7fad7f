"""What rules find in a job before others see it, so that its client and moderators read it in their language: as the
domain says it."""

from __future__ import annotations

from typing import Final


def _(text: str) -> str:
    """Marks a text for the catalogue."""
    return text


FOUND: Final = (
    _("A link that leads people to talk, apply or pay elsewhere."),
    _("A phone number: people talk here until there is a contract."),
    _("An e-mail address: people talk here until there is a contract."),
    _("An invitation to talk elsewhere: people talk here until there is a contract."),
    _("Capital letters read as shouting."),
    _("Every job is read by a moderator before it is published."),
    _("It asks for accounts, passwords or papers that belong to somebody alone."),
    _("It asks for somebody's address or number: people talk here until there is a contract."),
    _("It asks for something that harms others."),
    _("It asks people to pay before they may work."),
    _("It can hardly pay for all of the work: is a digit missing?"),
    _("It can hardly pay for an hour: is a digit missing?"),
    _("It is unusually much for all of the work: is it a slip?"),
    _("It is unusually much for an hour: is it a slip?"),
    _("Its text is nearly that of another job."),
    _("Payment outside upclone: there, nobody's money is held for them."),
    _("Work that somebody else will hand in as their own."),
)
