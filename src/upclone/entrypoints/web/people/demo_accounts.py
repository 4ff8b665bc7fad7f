"""The people of a demonstration whom every visitor may be: one for each role, by one press on the page of signing in.

Admins are two: nobody decides an appeal of what they decided themselves, and some acts ask for a second person.
Whoever fills a demonstration opens these accounts; where one is missing, its button is.
"""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen
from flask_babel import lazy_gettext

from upclone.domain.people.accounts import AccountRole

PASSWORD: Final = "play money only"  # noqa: S105  (of a demonstration, and printed there)
"""Of all of them, for who signs in over the API."""


@frozen
class DemoAccount:
    """`key` names it in a form; `says` is what one can do as this person."""

    key: str
    email: str
    name: str
    roles: frozenset[AccountRole]
    word: Any
    says: Any
    icon: str


ACCOUNTS: Final = (
    DemoAccount(
        "client", "demo.client@example.org", "Camille Moreau", frozenset({AccountRole.CLIENT}),
        lazy_gettext("Client"), lazy_gettext("posts jobs, hires, pays"), icon="briefcase-business",
    ),
    DemoAccount(
        "freelancer", "demo.freelancer@example.org", "Idris Haddad", frozenset({AccountRole.FREELANCER}),
        lazy_gettext("Freelancer"), lazy_gettext("bids, delivers, is paid"), icon="palette",
    ),
    DemoAccount(
        "moderator", "demo.moderator@example.org", "Nora Lindqvist", frozenset({AccountRole.MODERATOR}),
        lazy_gettext("Moderator"), lazy_gettext("looks after jobs and people"), icon="eye",
    ),
    DemoAccount(
        "admin", "demo.admin@example.org", "Theo Castel", frozenset({AccountRole.ADMIN}),
        lazy_gettext("Admin"), lazy_gettext("decides disputes, watches the ledger"), icon="scale",
    ),
    DemoAccount(
        "second_admin", "demo.second.admin@example.org", "Marit Solheim", frozenset({AccountRole.ADMIN}),
        lazy_gettext("Second admin"), lazy_gettext("decides appeals, agrees where two are asked"), icon="gavel",
    ),
)  # fmt: skip
