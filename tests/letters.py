"""Letters of every kind, to be rendered and sent."""

from typing import Any

from attrs import evolve

from upclone.application.ports.mail import FACTS, Item, Letter, LetterKind

CODE = "0190c0de00007000800000000000ad31.dGhpcyBpcyBhIHNlYWwgb2Ygc29tZSBsZW5ndGggMDE"
LINK = f"https://upclone.example/account/verify?token={CODE}"
SAID = {
    "name": "Ada Byron",
    "link": LINK,
    "code": CODE,
    "expires_at": "2026-03-01T09:05:00+00:00",
    "at": "2026-11-21T14:05:00+00:00",
    "change": "on",
    "left": "7",
    "provider": "LinkedIn",
    "gateway": "stripe",
    "reason": "Forty people got the same offer.\nWrite to each about their own job.",
    "until": "2026-12-01T00:00:00+00:00",
    "decision": "upheld",
    "amount": "1648.00 EUR",
    "title": "A logo for a bakery",
    "search": "logo & branding",
    "count": "1",
    "settings": "https://upclone.example/account/notifications",
    "method": "Bank •••• 6789",
    "unsubscribe": "https://upclone.example/searches/1/stop?token=x",
}
"""A value for each fact that any letter has."""


def letter(kind: LetterKind = LetterKind.VERIFY_EMAIL, language: str = "en", **changes: Any) -> Letter:
    """A letter of this kind; keyword arguments replace facts by their names, or other fields."""
    facts = {fact: str(changes.pop(fact, SAID[fact])) for fact in sorted(FACTS[kind])}
    items = (Item("A logo", "300 EUR, remote", "https://upclone.example/jobs/1"),)
    made = Letter(
        "ada@example.org", language, kind, facts, f"event:{kind}", items if facts.keys() & {"search", "count"} else ()
    )
    return evolve(made, **changes)
