"""What the wing `trust` calls things on pages.

STATES with their tones, TERMS of fixed lists, ACTS by operation, EVENTS by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext

from upclone.domain.trust.sanctions import Kind as SanctionKind
from upclone.domain.trust.sanctions import Move as SanctionMove
from upclone.domain.trust.sanctions import State as SanctionState
from upclone.entrypoints.api.trust import sanctions
from upclone.entrypoints.web.words import trust_acts, trust_money
from upclone.entrypoints.web.words.tones import Act, Said, States

STATES: Final[tuple[States, ...]] = (
    *trust_money.STATES,
    {
        SanctionState.IN_FORCE: Said(lazy_gettext("In force"), "alarm"),
        SanctionState.APPEALED: Said(lazy_gettext("Appealed"), "wait"),
        SanctionState.UPHELD: Said(lazy_gettext("Upheld"), "alarm"),
        SanctionState.LIFTED: Said(lazy_gettext("Lifted"), "done"),
        SanctionState.REPLACED: Said(lazy_gettext("Replaced"), "calm"),
        SanctionState.EXPIRED: Said(lazy_gettext("Over"), "calm"),
    },
)
TERMS: Final[tuple[Mapping[StrEnum, Any], ...]] = (
    *trust_money.TERMS,
    {
        SanctionKind.SUSPENSION: lazy_gettext("Suspension"),
        SanctionKind.BAN: lazy_gettext("Ban"),
    },
    {
        SanctionMove.EXPIRE: lazy_gettext("The sanction ends"),
        SanctionMove.LIFT: lazy_gettext("The sanction is lifted by itself"),
    },
)
ACTS: Final[Mapping[Callable[..., Any], Act]] = {
    **trust_acts.ACTS,
    sanctions.appeal: Act(
        lazy_gettext("Appeal this decision"),
        lazy_gettext("Send the appeal"),
        lazy_gettext(
            "You can appeal once. Another person than the one who decided looks at it; if nobody does within two "
            "weeks, the sanction is lifted."
        ),
        icon="gavel",
        said=lazy_gettext("Your appeal is on its way."),
    ),
}
EVENTS: Final[Mapping[str, Any]] = {
    "SanctionImposed": lazy_gettext("Your account was restricted"),
    "SanctionUpheld": lazy_gettext("Your appeal was decided: the restriction stays"),
    "SanctionLifted": lazy_gettext("A restriction of your account was lifted"),
    "SanctionReviewed": lazy_gettext("A restriction of your account was looked at again"),
    "SanctionExpired": lazy_gettext("A restriction of your account is over"),
    "BooksDiffered": lazy_gettext("The books differ from a payment provider’s"),
    "BooksUnread": lazy_gettext("A payment provider’s books could not be read"),
    "StrayClaimed": lazy_gettext("A bank takes back a payment that belongs to no contract"),
    "FundsAged": lazy_gettext("Money has been held for a long time"),
}
