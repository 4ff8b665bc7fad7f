"""Which news is about what, and which is written at all: events by their module, and those that differ from it."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Final
from uuid import UUID

from upclone.application.reactions import letters
from upclone.domain.actors import Parties
from upclone.domain.deals import (
    amendments,
    closings,
    deliveries,
    disputes,
    dues,
    endings,
    evidence,
    fundings,
    hours,
    interruptions,
    offers,
    questions,
    refunds,
    rulings,
    samples,
    settlements,
    stakes,
    timekeeping,
    timesheets,
)
from upclone.domain.events import Event
from upclone.domain.market import (
    bids,
    invitations,
    outcomes,
    postings,
    recommending,
    shortlists,
    vacancies,
    vetting,
)
from upclone.domain.messaging.news import Posting, Topic, posting
from upclone.domain.payments import chargebacks, deposits, discharges, escrow, methods, returns, transfers
from upclone.domain.trust import sanctions

_OF_MODULES: Final[tuple[tuple[ModuleType, Topic], ...]] = (
    (postings, Topic.HIRING),
    (vetting, Topic.HIRING),
    (vacancies, Topic.HIRING),
    (bids, Topic.HIRING),
    (shortlists, Topic.HIRING),
    (outcomes, Topic.HIRING),
    (invitations, Topic.HIRING),
    (offers, Topic.CONTRACTS),
    (interruptions, Topic.CONTRACTS),
    (endings, Topic.CONTRACTS),
    (amendments, Topic.CONTRACTS),
    (deliveries, Topic.CONTRACTS),
    (timesheets, Topic.CONTRACTS),
    (closings, Topic.CONTRACTS),
    (dues, Topic.CONTRACTS),
    (hours, Topic.CONTRACTS),
    (timekeeping, Topic.CONTRACTS),
    (samples, Topic.CONTRACTS),
    (questions, Topic.CONTRACTS),
    (fundings, Topic.MONEY),
    (refunds, Topic.MONEY),
    (stakes, Topic.MONEY),
    (escrow, Topic.MONEY),
    (deposits, Topic.MONEY),
    (discharges, Topic.MONEY),
    (returns, Topic.MONEY),
    (transfers, Topic.MONEY),
    (disputes, Topic.DISPUTES),
    (evidence, Topic.DISPUTES),
    (settlements, Topic.DISPUTES),
    (rulings, Topic.DISPUTES),
    (recommending, Topic.SUGGESTIONS),
    (chargebacks, Topic.ESSENTIAL),
    (methods, Topic.ESSENTIAL),
    (sanctions, Topic.ESSENTIAL),
)
_MODULES: Final[Mapping[str, Topic]] = {module.__name__: topic for module, topic in _OF_MODULES}
_BUT: Final[Mapping[type[Event], Topic]] = {
    deliveries.PartReleased: Topic.MONEY,
    dues.HoursPaid: Topic.MONEY,
    transfers.TransferFailed: Topic.ESSENTIAL,
    interruptions.ContractHalted: Topic.ESSENTIAL,
    interruptions.ContractWentOn: Topic.ESSENTIAL,
    evidence.DisputeOpened: Topic.ESSENTIAL,
    disputes.DisputeEscalated: Topic.ESSENTIAL,
    rulings.DisputeRuled: Topic.ESSENTIAL,
    rulings.DisputeResolved: Topic.ESSENTIAL,
    disputes.DisputeOvertaken: Topic.ESSENTIAL,
}

_WRITTEN_OTHERWISE: Final = frozenset(
    {
        # The account is suspended, banned or reinstated with them, and that has its letter.
        sanctions.SanctionImposed.__name__,
        sanctions.SanctionLifted.__name__,
        sanctions.SanctionExpired.__name__,
        *(letters.HEARD - {fundings.HoursChargeFailed.__name__}),
    }
)
"""Events with a letter of their own, to everybody who is told of them. A failed charge's goes to the client alone."""


def topic_of(event: Event) -> Topic | None:
    """What an event is news of; None where it has a letter of its own, or none."""
    if event.name in _WRITTEN_OTHERWISE:
        return None
    return _BUT.get(type(event)) or _MODULES.get(type(event).__module__)


def posting_of(event: Event, people: frozenset[UUID], parties: Parties | None) -> Posting | None:
    """How `people`, who are told of an event on the site, are to hear of it by letter.

    Whoever did it needs none, but for what is essential: that may have been done by somebody in their name.
    """
    topic = topic_of(event)
    to = people if topic is Topic.ESSENTIAL else people - {event.by}
    if isinstance(event, fundings.HoursChargeFailed) and parties is not None:
        to -= {parties.client}
    if topic is None or not to:
        return None
    owner = event.owner if isinstance(event, recommending.JobRecommended) else None
    about = owner or event.contract_id or getattr(event, "job_id", None) or event.subject_id
    return posting(topic, about, tuple(sorted(to)), event.at)
