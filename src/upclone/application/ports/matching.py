"""What recommending needs: people's standing, whom to look at among very many, and who was told of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.market.scores import Knowledge, Need, Offer
from upclone.domain.market.standing import Standing


class Standings(Protocol):
    """What the marketplace saw of people."""

    def get(self, id: UUID) -> Standing:
        """A blank one for somebody of whom nothing was seen."""
        ...

    def renew(self, id: UUID, active_at: datetime | None) -> Standing:
        """Look at everything again that it is made of, and keep it; `active_at` is when they did something last, as
        far as the caller knows. The same again changes nothing."""
        ...


class Recommendations(Protocol):
    """Who was told of which job."""

    def tell(self, job_id: UUID, points: Mapping[UUID, int], a_day: int, at: datetime) -> tuple[UUID, ...]:
        """Note that these accounts are told of the job, and answer which of them: those who were not told of it yet and
        were told of fewer than `a_day` jobs since midnight (UTC)."""
        ...


@frozen
class JobCandidate:
    """An open job, and what it asks for."""

    id: UUID
    need: Need


@frozen
class FreelancerCandidate:
    """A listed freelancer, and what they offer."""

    id: UUID
    offer: Offer


class Candidates(Protocol):
    """Some hundreds that are worth scoring, out of very many, by the rarest skills first.

    Never among them: who or whose client may not act, who is not listed, one's own, and where a proposal was made
    already.
    """

    def knowledge(self, at: datetime) -> Knowledge:
        """What both sides are judged by."""
        ...

    def offer(self, freelancer_id: UUID, at: datetime) -> Offer:
        """What somebody offers. Who said nothing about themselves offers nothing in particular."""
        ...

    def jobs(self, freelancer_id: UUID, offer: Offer, at: datetime) -> Sequence[JobCandidate]:
        """Open jobs for everybody that may fit the offer."""
        ...

    def freelancers(self, job_id: UUID, client_id: UUID, need: Need, at: datetime) -> Sequence[FreelancerCandidate]:
        """Listed freelancers who may fit the need."""
        ...

    def clock_of(self, account_id: UUID, at: datetime) -> int | None:
        """Somebody's clock, in minutes east of Greenwich, where they said it."""
        ...
