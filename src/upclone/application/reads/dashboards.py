"""What a dashboard shows: what needs the viewer now, figures, and what came in for each of their jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.market import jobs, proposals
from upclone.domain.money import Money

MOST_NEEDS: Final = 50
PERIOD: Final = timedelta(days=30)
"""What figures of proposals count, and what they are compared with before it."""


class Need(StrEnum):
    """Why somebody is waited for. The comment says what `Waiting.id` names."""

    SIGN = "sign"  # a contract
    FUND = "fund"  # the contract of the milestone that comes next
    REVIEW = "review"  # the contract of work that was handed over
    DELIVER = "deliver"  # the contract of a funded milestone
    CHANGE = "change"  # the contract of work for which changes were asked
    AGREE = "agree"  # the contract of a proposed milestone, or of a proposed change
    REVIEW_WEEK = "review_week"  # the contract of hours
    ANSWER_DISPUTE = "answer_dispute"  # a dispute that the other side opened
    SETTLE_DISPUTE = "settle_dispute"  # a dispute with an offer of the other side's
    RULING = "ruling"  # a dispute with a ruling that the viewer has not accepted
    READ_PROPOSALS = "read_proposals"  # a job with terms of freelancers on the table
    ANSWER_TERMS = "answer_terms"  # a proposal with terms of the client's on the table
    ANSWER_INVITATION = "answer_invitation"  # an invitation
    FINISH_DRAFT = "finish_draft"  # a job
    ANSWER_REVIEW = "answer_review"  # a job that a moderator has rejected, or that is held back


@frozen
class Waiting:
    """Something that waits for the viewer: `count` of them, until `due_at` (None: without end).

    `title` is of the contract (and of its milestone, after a dot) or job, `other` the other person's name where there
    is one."""

    need: Need
    id: UUID
    title: str
    other: str
    amount: Money | None
    count: int
    due_at: datetime | None


@frozen
class Figures:
    """Counts. `working` and `hiring` are contracts under way; `sent` and `received` are proposals of the last PERIOD,
    `_before` those of the one before."""

    working: int
    hiring: int
    completed: int
    offering: int
    sent: int
    sent_before: int
    postings: int
    received: int
    received_before: int


@frozen
class Received:
    """What came in for a job: proposals that count, those on the shortlist, and those that wait for the client."""

    proposals: int
    shortlisted: int
    waiting: int


class DashboardReads(Protocol):
    """Each in one statement, and of the viewer alone: an operator has a dashboard of their own."""

    def needs(self, viewer: Actor) -> tuple[Waiting, ...]:
        """What waits for the viewer, what ends soonest first; MOST_NEEDS at most."""
        ...

    def figures(self, viewer: Actor, now: datetime) -> Figures: ...

    def postings(self, viewer: Actor) -> Mapping[jobs.State, int]:
        """How many jobs the viewer has in each state."""
        ...

    def proposals(
        self, viewer: Actor, since: datetime | None = None, side: Role = Role.FREELANCER
    ) -> Mapping[proposals.State, int]:
        """How many proposals the viewer has in each state, as their freelancer, or how many came in for their jobs as
        their client; `since`: made then or later."""
        ...

    def received(self, viewer: Actor, ids: Sequence[UUID]) -> Mapping[UUID, Received]:
        """What came in for those of these jobs that are the viewer's and got anything."""
        ...
