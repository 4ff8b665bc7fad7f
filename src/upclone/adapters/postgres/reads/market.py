"""The market: jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import ARRAY, Uuid, any_, bindparam, cast, exists, func, literal_column, or_, select

from upclone.adapters.postgres.deals.contracts import CONTRACT
from upclone.adapters.postgres.market import jobs
from upclone.adapters.postgres.market.jobs import JOB
from upclone.adapters.postgres.market.proposals import PROPOSAL
from upclone.adapters.postgres.market.standing import STANDING
from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.reads.pages import (
    CLIENT,
    newest,
    paged,
    parties_may_see,
    person,
    slicing,
    wanted,
)
from upclone.adapters.postgres.reads.seeing import is_public, is_shown, looking, may_see_job, was_invited
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.market import JobFilter, JobView
from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import Person
from upclone.domain.actors import Actor
from upclone.domain.market.jobs import State

# The newest contract of a job, where the viewer takes part in it.
_CONTRACT: Final = (
    select(CONTRACT.c.id)
    .where(CONTRACT.c.job_id == JOB.c.id, parties_may_see(CONTRACT))
    .order_by(CONTRACT.c.id.desc())
    .limit(literal_column("1"))
    .scalar_subquery()
)
# As the index of those that count has it: it answers alone.
_PROPOSALS: Final = (
    select(func.count())
    .select_from(PROPOSAL)
    .where(PROPOSAL.c.job_id == JOB.c.id, literal_column("proposal.state IN ('submitted', 'countered', 'hired')"))
    .scalar_subquery()
)
_PAYS: Final = exists(
    select(literal_column("1"))
    .select_from(STANDING)
    .where(STANDING.c.account_id == JOB.c.client_id, STANDING.c.verified)
)
_JOBS: Final = select(*JOB.columns, *person(CLIENT), _CONTRACT, was_invited(), _PROPOSALS, _PAYS).join(
    CLIENT, CLIENT.c.id == JOB.c.client_id
)
_JOB: Final = ready(_JOBS.where(JOB.c.id == bindparam("id"), may_see_job()))
_JOBS_OF: Final = ready(_JOBS.where(JOB.c.id == any_(bindparam("ids", type_=ARRAY(Uuid()))), may_see_job()))
_JOBS_PAGE: Final = ready(
    newest(
        _JOBS.where(
            wanted(JOB.c.state, "state"),
            wanted(JOB.c.category, "category"),
            wanted(JOB.c.client_id, "client_id"),
            is_shown(),
            is_public(),
        ),
        JOB.c.id,
    )
)
_OWN_JOBS: Final = ready(
    newest(
        _JOBS.where(JOB.c.client_id == cast(bindparam("viewer"), Uuid()), wanted(JOB.c.state, "state")),
        JOB.c.id,
    )
)
# Who has waited longest is read first. Nobody judges what is their own.
_QUEUE: Final = ready(
    _JOBS.where(
        bindparam("moderator"),
        JOB.c.state == literal_column("'pending'"),
        JOB.c.client_id.is_distinct_from(cast(bindparam("viewer"), Uuid())),
        or_(cast(bindparam("after"), Uuid()).is_(None), JOB.c.id > cast(bindparam("after"), Uuid())),
    )
    .order_by(JOB.c.id)
    .limit(bindparam("limit"))
)


def _by(viewer: Actor | None) -> dict[str, Any]:
    return {**looking(viewer), "operator": bool(viewer and viewer.is_operator)}


@frozen
class PostgresMarketReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def job(self, viewer: Actor | None, id: UUID) -> JobView | None:
        """For whoever may see it."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_JOB, {**_by(viewer), "id": id})
        return _job(row) if row else None

    def views(self, viewer: Actor | None, ids: Sequence[UUID]) -> tuple[JobView, ...]:
        """Those of these jobs that the viewer may see, in any order."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_JOBS_OF, {**_by(viewer), "ids": list(ids)})
        return tuple(map(_job, rows))

    def jobs(self, viewer: Actor | None, wanted: JobFilter, page: Slice) -> Page[JobView]:
        """Those that are out for everybody, newest first."""
        arguments = {
            **_by(viewer),
            "state": wanted.state.value if wanted.state else None,
            "category": wanted.category or None,
            "client_id": wanted.client,
            **slicing(page),
        }
        with self.unit_of_work() as work:
            rows = work.transaction.all(_JOBS_PAGE, arguments)
        return paged(rows, page, _job, lambda view: view.job.id)

    def own_jobs(self, viewer: Actor, state: State | None, page: Slice) -> Page[JobView]:
        """Newest first."""
        arguments = {**_by(viewer), "state": state.value if state else None, **slicing(page)}
        with self.unit_of_work() as work:
            rows = work.transaction.all(_OWN_JOBS, arguments)
        return paged(rows, page, _job, lambda view: view.job.id)

    def review_queue(self, viewer: Actor, page: Slice) -> Page[JobView]:
        """Oldest first."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_QUEUE, {**_by(viewer), **slicing(page)})
        return paged(rows, page, _job, lambda view: view.job.id)


def _job(row: Any) -> JobView:
    *client, contract, invited, proposals, pays = row[-7:]
    return JobView(jobs.from_row(row[:-7]), Person(*client), contract, invited, proposals, pays)
