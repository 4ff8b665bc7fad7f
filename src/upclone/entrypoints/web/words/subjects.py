"""Where what happened is looked at: the page of each event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Final
from uuid import UUID

from upclone.domain.deals import (
    amendments,
    closings,
    contracts,
    deliveries,
    disputes,
    dues,
    endings,
    evidence,
    fundings,
    hours,
    interruptions,
    milestones,
    offers,
    questions,
    refunds,
    rulings,
    samples,
    settlements,
    stakes,
    timekeeping,
    timesheets,
    withholdings,
)
from upclone.domain.events import Event
from upclone.domain.market import (
    bids,
    invitations,
    jobs,
    outcomes,
    postings,
    proposals,
    recommending,
    searches,
    shortlists,
    vacancies,
    vetting,
)
from upclone.domain.payments import (
    chargebacks,
    deposits,
    discharges,
    escrow,
    methods,
    reconciliation,
    returns,
    transfers,
)
from upclone.domain.trust import sanctions

_PAGES: Final[tuple[tuple[ModuleType, str], ...]] = (
    (disputes, "/disputes/{subject}"),
    (evidence, "/disputes/{subject}"),
    (settlements, "/disputes/{subject}"),
    (rulings, "/disputes/{subject}"),
    (contracts, "/contracts/{contract}"),
    (offers, "/contracts/{contract}"),
    (interruptions, "/contracts/{contract}"),
    (endings, "/contracts/{contract}"),
    (milestones, "/contracts/{contract}"),
    (amendments, "/contracts/{contract}"),
    (fundings, "/contracts/{contract}"),
    (deliveries, "/contracts/{contract}"),
    (refunds, "/contracts/{contract}"),
    (withholdings, "/contracts/{contract}"),
    (stakes, "/contracts/{contract}"),
    (timesheets, "/contracts/{contract}/time"),
    (closings, "/contracts/{contract}/time"),
    (dues, "/contracts/{contract}/time"),
    (hours, "/contracts/{contract}/time"),
    (timekeeping, "/contracts/{contract}/time"),
    (samples, "/contracts/{contract}/time"),
    (questions, "/contracts/{contract}/time"),
    (escrow, "/contracts/{contract}"),
    (deposits, "/contracts/{contract}"),
    (discharges, "/contracts/{contract}"),
    (returns, "/contracts/{contract}"),
    (chargebacks, "/chargebacks/{subject}"),
    (jobs, "/jobs/{subject}"),
    (postings, "/jobs/{subject}"),
    (vetting, "/jobs/{subject}"),
    (vacancies, "/jobs/{subject}"),
    (recommending, "/jobs/{subject}"),
    (proposals, "/proposals/{subject}"),
    (bids, "/proposals/{subject}"),
    (outcomes, "/proposals/{subject}"),
    (shortlists, "/proposals/{subject}"),
    (invitations, "/invitations/{subject}"),
    (searches, "/searches/{subject}"),
    (transfers, "/payouts/{subject}"),
    (methods, "/methods/{subject}"),
    (reconciliation, "/admin/reconciliations"),
    (sanctions, "/account/standing"),
)


def _events() -> Iterator[tuple[str, str]]:
    for module, place in _PAGES:
        for name, kind in vars(module).items():
            if isinstance(kind, type) and issubclass(kind, Event) and kind.__module__ == module.__name__:
                yield name, place


PLACES: Final[Mapping[str, str]] = dict(_events())
"""Event name → the page of what it is about."""


def address_of(event: str, subject_id: UUID, contract_id: UUID | None) -> str:
    """The address of the page that an event is about."""
    return PLACES.get(event, "/dashboard").format(subject=subject_id, contract=contract_id or subject_id)
