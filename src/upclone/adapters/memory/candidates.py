"""Whom to look at when recommending: everybody and everything, because there is little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from attrs import frozen

from upclone.adapters.memory.store import MemoryStore
from upclone.adapters.memory.tables import Tables
from upclone.application.ports.matching import FreelancerCandidate, JobCandidate
from upclone.domain.market.briefs import Visibility
from upclone.domain.market.jobs import Job, State
from upclone.domain.market.scores import Knowledge, Need, Offer
from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.accounts import State as AccountState


@frozen
class MemoryCandidates:
    """Everybody and everything that may be recommended. Nobody's clock is known."""

    store: MemoryStore

    def knowledge(self, at: datetime) -> Knowledge:
        """Rarity among the open jobs."""
        with self.store() as work:
            known = work.categories.known()
            listed = list(self._open(work.tables))
        above = {each.id: each.slug for each in known.categories.values()}
        parents = {each.slug: above[each.parent] for each in known.categories.values() if each.parent is not None}
        docs: dict[str, int] = {}
        for job in listed:
            for slug in (*job.brief.skills, *job.brief.extra_skills):
                docs[slug] = docs.get(slug, 0) + 1
        merged = {kept: known.canonical(kept) for kept in docs if known.canonical(kept) != kept}
        return Knowledge(at.date(), len(listed), docs, parents, merged)

    def offer(self, freelancer_id: UUID, at: datetime) -> Offer:
        """Of whoever it is."""
        with self.store() as work:
            account = work.accounts.get(freelancer_id)
            profile, standing = work.freelancers.get(freelancer_id), work.standings.get(freelancer_id)
        return Offer(profile, standing, account.language, max((at - account.created_at).days, 0))

    def jobs(self, freelancer_id: UUID, offer: Offer, at: datetime) -> Sequence[JobCandidate]:
        """All that are open for everybody."""
        with self.store() as work:
            tables = work.tables
            bid = {each.job_id for each in tables.proposals.values() if each.parties.freelancer == freelancer_id}
            found = [job for job in self._open(tables) if job.client_id != freelancer_id and job.id not in bid]
        fresh = (job for job in found if job.brief.apply_until is None or job.brief.apply_until > at)
        return [JobCandidate(job.id, Need(job.brief)) for job in fresh]

    def freelancers(self, job_id: UUID, client_id: UUID, need: Need, at: datetime) -> Sequence[FreelancerCandidate]:
        """All who are listed."""
        with self.store() as work:
            tables = work.tables
            bid = {each.parties.freelancer for each in tables.proposals.values() if each.job_id == job_id}
            people = [
                account.id
                for account in tables.accounts.values()
                if account.state is AccountState.ACTIVE
                and AccountRole.FREELANCER in account.roles
                and account.id != client_id
                and account.id not in bid
                and work.freelancers.get(account.id).listed
            ]
        return [FreelancerCandidate(id, self.offer(id, at)) for id in people]

    def clock_of(self, account_id: UUID, at: datetime) -> int | None:
        """Not known."""
        return None

    def _open(self, tables: Tables) -> Iterator[Job]:
        for job in tables.jobs.values():
            public = job.brief.visibility is Visibility.PUBLIC
            if job.state is State.OPEN and public and self._acts(tables, job.client_id):
                yield job

    def _acts(self, tables: Tables, id: UUID) -> bool:
        account = tables.accounts.get(id)
        return account is not None and account.state is AccountState.ACTIVE
