"""The market: jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import ARRAY, Uuid, any_, bindparam, literal_column, select

from upclone.adapters.postgres.deals.contracts import CONTRACT
from upclone.adapters.postgres.market import jobs
from upclone.adapters.postgres.market.jobs import JOB
from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.reads.pages import (
    CLIENT,
    newest,
    paged,
    parties_may_see,
    slicing,
    viewing,
    wanted,
)
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.market import JobFilter, JobView
from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import Person
from upclone.domain.actors import Actor

# The newest contract of a job, where the viewer takes part in it.
_CONTRACT: Final = (
    select(CONTRACT.c.id)
    .where(CONTRACT.c.job_id == JOB.c.id, parties_may_see(CONTRACT))
    .order_by(CONTRACT.c.id.desc())
    .limit(literal_column("1"))
    .scalar_subquery()
)
_JOBS: Final = select(*JOB.columns, CLIENT.c.id, CLIENT.c.name, _CONTRACT).join(CLIENT, CLIENT.c.id == JOB.c.client_id)
_JOB: Final = ready(_JOBS.where(JOB.c.id == bindparam("id")))
_JOBS_OF: Final = ready(_JOBS.where(JOB.c.id == any_(bindparam("ids", type_=ARRAY(Uuid())))))
_JOBS_PAGE: Final = ready(
    newest(
        _JOBS.where(
            wanted(JOB.c.state, "state"), wanted(JOB.c.category, "category"), wanted(JOB.c.client_id, "client_id")
        ),
        JOB.c.id,
    )
)
_NOBODY: Final = {"viewer": None, "operator": False}


@frozen
class PostgresMarketReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def job(self, viewer: Actor | None, id: UUID) -> JobView | None:
        """Everybody sees jobs."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_JOB, {**(viewing(viewer) if viewer else _NOBODY), "id": id})
        return _job(row) if row else None

    def views(self, viewer: Actor | None, ids: Sequence[UUID]) -> tuple[JobView, ...]:
        """Those of these jobs that the viewer may see, in any order."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_JOBS_OF, {**(viewing(viewer) if viewer else _NOBODY), "ids": list(ids)})
        return tuple(map(_job, rows))

    def jobs(self, viewer: Actor | None, wanted: JobFilter, page: Slice) -> Page[JobView]:
        """Newest first."""
        arguments = {
            **(viewing(viewer) if viewer else _NOBODY),
            "state": wanted.state.value if wanted.state else None,
            "category": wanted.category or None,
            "client_id": wanted.client,
            **slicing(page),
        }
        with self.unit_of_work() as work:
            rows = work.transaction.all(_JOBS_PAGE, arguments)
        return paged(rows, page, _job, lambda view: view.job.id)


def _job(row: Any) -> JobView:
    return JobView(jobs.from_row(row[:-3]), Person(row[-3], row[-2]), row[-1])
