"""What people do, noted from what happened: one note an event, of whom acted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork
from upclone.domain.actors import Role
from upclone.domain.deals import deliveries, endings, offers
from upclone.domain.events import Event
from upclone.domain.market import bids, invitations, outcomes, postings
from upclone.domain.trust.activity import Activity, Kind

_PARTIES: Final = frozenset({Role.CLIENT, Role.FREELANCER})


def _itself(event: Any) -> UUID | None:
    return event.subject_id  # type: ignore[no-any-return]


def _job(event: Any) -> UUID | None:
    return event.job_id  # type: ignore[no-any-return]


NOTED: Final[Mapping[type[Event], tuple[Kind, Callable[[Any], UUID | None]]]] = {
    postings.JobPosted: (Kind.JOB_POSTED, _itself),
    bids.ProposalSubmitted: (Kind.APPLIED, _job),
    outcomes.ProposalWithdrawn: (Kind.APPLICATION_WITHDRAWN, _job),
    outcomes.ProposalHired: (Kind.HIRED, _job),
    invitations.InvitationSent: (Kind.INVITED, _job),
    offers.ContractSigned: (Kind.CONTRACT_SIGNED, _itself),
    endings.ContractCompleted: (Kind.CONTRACT_COMPLETED, _itself),
    deliveries.WorkSubmitted: (Kind.WORK_SUBMITTED, _itself),
    deliveries.MilestoneApproved: (Kind.WORK_APPROVED, _itself),
}
"""Event → what it is called among one's activity, and what it was done with."""

HEARD: Final = frozenset(event.__name__ for event in NOTED)
"""The names of the events that are noted."""


@frozen
class Notes:
    """Writes what people did."""

    unit_of_work: UnitOfWork

    def note(self, event_id: UUID, event: Event) -> None:
        """Keep it, once. What operators and the clock do for others is nobody's activity."""
        if event.by is None or event.role not in _PARTIES:
            return
        kind, subject = NOTED[type(event)]
        with self.unit_of_work() as work:
            work.activities.add([Activity(event_id, event.by, kind, event.at, subject(event))])
