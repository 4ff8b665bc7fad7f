"""What the wing `messaging` calls things on pages.

STATES with their tones, TERMS of fixed lists, ACTS by operation, EVENTS by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext as _

from upclone.domain.messaging.news import How, Topic
from upclone.entrypoints.api.messaging import news, notifications
from upclone.entrypoints.web.words.tones import Act, States, plainly

STATES: Final[tuple[States, ...]] = ()
TERMS: Final[tuple[Mapping[StrEnum, Any], ...]] = (
    {
        Topic.HIRING: _("Jobs, proposals and invitations"),
        Topic.CONTRACTS: _("Contracts and milestones"),
        Topic.MONEY: _("Money"),
        Topic.DISPUTES: _("Steps of a dispute"),
        Topic.SUGGESTIONS: _("Jobs that fit you"),
        Topic.ESSENTIAL: _("Security and decisions"),
    },
    {How.AT_ONCE: _("At once"), How.DAILY: _("Once a day"), How.NEVER: _("Never")},
)
ABOUT: Final[Mapping[Topic, Any]] = {
    Topic.HIRING: _("Somebody bids, answers, invites you or makes an offer; a job is changed or closed."),
    Topic.CONTRACTS: _("Signatures, milestones, work that is handed in, approved or sent back, hours and weeks."),
    Topic.MONEY: _("Milestones that are funded, released or refunded, and payouts that arrive."),
    Topic.DISPUTES: _("Answers, evidence, offers to settle and appeals."),
    Topic.SUGGESTIONS: _("New jobs that suit your profile. How often a saved search writes is chosen there."),
    Topic.ESSENTIAL: _(
        "Your password, second factor and ways in; ways to be paid, and payouts that fail; restrictions of your "
        "account; disputes that are opened or decided; banks that want money back."
    ),
}
"""What belongs to a topic."""
ACTS: Final[Mapping[Callable[..., Any], Act]] = {
    notifications.read: plainly(_("Mark a notification as read")),
    notifications.read_up_to: plainly(_("Mark notifications as read")),
    news.choose: plainly(_("Choose which letters come")),
}
EVENTS: Final[Mapping[str, Any]] = {}
