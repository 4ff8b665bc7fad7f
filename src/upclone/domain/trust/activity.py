"""Activity: what people do here, kept for their own dashboards and for a limited time.

It is shown to whom it is about and to nobody else, and nothing is decided on it: no ranking, no sanction, no price.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from attrs import frozen

LONGEST_DETAIL = 200


class Kind(StrEnum):
    """What was done. Reads are noted by the way in, the rest follows from events."""

    JOB_VIEWED = "job_viewed"
    JOBS_SEARCHED = "jobs_searched"
    FREELANCER_VIEWED = "freelancer_viewed"
    FREELANCERS_SEARCHED = "freelancers_searched"
    JOB_POSTED = "job_posted"
    APPLIED = "applied"
    APPLICATION_WITHDRAWN = "application_withdrawn"
    INVITED = "invited"
    HIRED = "hired"
    CONTRACT_SIGNED = "contract_signed"
    WORK_SUBMITTED = "work_submitted"
    WORK_APPROVED = "work_approved"
    CONTRACT_COMPLETED = "contract_completed"


@frozen
class Activity:
    """One thing that `account_id` did with `subject_id`, if with anything; `detail` are a search's words.

    What follows from an event has the event's id, so that it is noted once.
    """

    id: UUID
    account_id: UUID
    kind: Kind
    at: datetime
    subject_id: UUID | None = None
    detail: str = ""
