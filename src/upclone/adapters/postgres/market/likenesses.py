"""Which jobs' texts are alike: a few numbers a job, found by any of them through one index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Uuid, bindparam, literal_column, or_
from sqlalchemy.dialects.postgresql import ARRAY, insert

from upclone.adapters.postgres.market.jobs import JOB, ROWS
from upclone.adapters.postgres.metadata import METADATA, ready
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.market.jobs import Job

JOB_LIKENESS = Table(
    "job_likeness",
    METADATA,
    Column("job_id", Uuid, ForeignKey("job.id"), primary_key=True),
    Column("bands", ARRAY(BigInteger), nullable=False),
    Index("job_likeness_bands_idx", "bands", postgresql_using="gin"),
)

_KEEP_VALUES = insert(JOB_LIKENESS).values(job_id=bindparam("job_id"), bands=bindparam("bands"))
_KEEP: Final = ready(
    _KEEP_VALUES.on_conflict_do_update(index_elements=["job_id"], set_={"bands": _KEEP_VALUES.excluded.bands})
)
_NEAR: Final = ready(
    ROWS.select()
    .join(JOB_LIKENESS, JOB_LIKENESS.c.job_id == JOB.c.id)
    .where(
        JOB_LIKENESS.c.bands.overlap(bindparam("bands", type_=ARRAY(BigInteger))),
        JOB.c.id != bindparam("job_id"),
        or_(
            JOB.c.state.in_([literal_column(f"'{state}'") for state in ("pending", "open", "paused")]),
            JOB.c.state.in_([literal_column(f"'{state}'") for state in ("rejected", "removed")]),
            (JOB.c.client_id != bindparam("client_id")) & (JOB.c.state != literal_column("'draft'")),
        ),
    )
    .order_by(JOB.c.id.desc())
    .limit(literal_column("20"))
)


@frozen
class Likenesses:
    """The bands of jobs' texts."""

    transaction: Transaction

    def keep(self, job_id: UUID, bands: tuple[int, ...]) -> None:
        self.transaction.run(_KEEP, {"job_id": job_id, "bands": list(bands)})

    def near(self, job_id: UUID, client_id: UUID, bands: Iterable[int]) -> tuple[Job, ...]:
        rows = self.transaction.all(_NEAR, {"job_id": job_id, "client_id": client_id, "bands": list(bands)})
        return tuple(map(ROWS.from_row, rows))
