"""What the wing `people` calls things on pages.

STATES with their tones, TERMS of fixed lists, ACTS by operation, EVENTS by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext, lazy_pgettext

from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.accounts import Move as AccountMove
from upclone.domain.people.accounts import State as AccountState
from upclone.domain.people.tokens import Scope
from upclone.entrypoints.web.words.people_acts import ACTS as ACTS
from upclone.entrypoints.web.words.tones import Said, States

STATES: Final[tuple[States, ...]] = (
    {
        AccountState.ACTIVE: Said(lazy_gettext("Active"), "live"),
        AccountState.SUSPENDED: Said(lazy_gettext("Suspended"), "alarm"),
        AccountState.BANNED: Said(lazy_gettext("Banned"), "alarm"),
        AccountState.LEAVING: Said(lazy_pgettext("account", "Leaving"), "wait"),
        AccountState.CLOSED: Said(lazy_gettext("Closed"), "calm"),
    },
)
TERMS: Final[tuple[Mapping[StrEnum, Any], ...]] = (
    {
        AccountRole.CLIENT: lazy_gettext("Client"),
        AccountRole.FREELANCER: lazy_gettext("Freelancer"),
        AccountRole.MODERATOR: lazy_gettext("Moderator"),
        AccountRole.ADMIN: lazy_gettext("Admin"),
    },
    {
        Scope.READ: lazy_gettext("Read everything that you see"),
        Scope.PROFILE: lazy_gettext("Change your profile and account"),
        Scope.MARKET: lazy_gettext("Post jobs, bid, invite, hire"),
        Scope.DEALS: lazy_gettext("Act in contracts and disputes"),
        Scope.MONEY: lazy_gettext("Pay, withdraw, and see to invoices"),
        Scope.ADMIN: lazy_gettext("Do the marketplace's own work"),
    },
    {AccountMove.CLOSE: lazy_gettext("The account is closed for good")},
)
STEPS: Final[Mapping[str, Any]] = {
    "skills": lazy_gettext("Name at least three skills"),
    "headline": lazy_gettext("Write a headline"),
    "bio": lazy_gettext("Tell of yourself in a few sentences"),
    "photo": lazy_gettext("Add a picture of yourself"),
    "rate": lazy_gettext("Say what an hour of yours costs"),
    "portfolio": lazy_gettext("Show a work that you did"),
    "availability": lazy_gettext("Say when you have time"),
    "categories": lazy_gettext("Choose where your work belongs"),
    "level": lazy_gettext("Say how experienced you are"),
    "place": lazy_gettext("Say where you are"),
    "languages": lazy_gettext("Name the languages that you speak"),
    "history": lazy_gettext("Add work that you did or what you learned"),
    "company": lazy_gettext("Name your company"),
    "sector": lazy_gettext("Say what your company does"),
    "site": lazy_gettext("Add your site"),
    "country": lazy_gettext("Say in which country you are"),
}
"""What would make a profile tell more, by the step's name."""
EVENTS: Final[Mapping[str, Any]] = {}
