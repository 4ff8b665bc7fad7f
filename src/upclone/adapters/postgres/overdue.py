"""Deadlines that are over: what the clock's jobs should have done, whatever became of those jobs.

A clock can jump, and a job can be lost. The sweep looks at the objects themselves.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, ColumnElement, Table, bindparam, literal_column, or_, select, union_all

from upclone.adapters.postgres.deals.contracts import CONTRACT
from upclone.adapters.postgres.deals.disputes import DISPUTE
from upclone.adapters.postgres.deals.hours import TIME_ENTRY
from upclone.adapters.postgres.deals.milestones import MILESTONE
from upclone.adapters.postgres.deals.timesheets import TIMESHEET
from upclone.adapters.postgres.deferring import DEADLINES, FIRE_DEADLINE, lock_of
from upclone.adapters.postgres.market.invitations import INVITATION
from upclone.adapters.postgres.market.jobs import JOB
from upclone.adapters.postgres.market.proposals import PROPOSAL
from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.payments.approvals import APPROVAL
from upclone.adapters.postgres.payments.chargebacks import CHARGEBACK
from upclone.adapters.postgres.payments.escrow import HOLD
from upclone.adapters.postgres.payments.methods import METHOD
from upclone.adapters.postgres.people.accounts import ACCOUNT
from upclone.adapters.postgres.trust.sanctions import SANCTION
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.ports.system import Clock
from upclone.domain.deals import contracts, disputes, hours, milestones, timesheets
from upclone.domain.machine import ON_ITS_WAY
from upclone.domain.market import invitations, jobs, proposals
from upclone.domain.payments import approvals, chargebacks, escrow, methods
from upclone.domain.people import accounts
from upclone.domain.trust import sanctions

BATCH: Final = 500

_WAITING: Final[tuple[tuple[str, Table], ...]] = (
    (contracts.PROCESS.name, CONTRACT),
    (milestones.PROCESS.name, MILESTONE),
    (escrow.PROCESS.name, HOLD),
    (disputes.PROCESS.name, DISPUTE),
    (timesheets.PROCESS.name, TIMESHEET),
    (hours.PROCESS.name, TIME_ENTRY),
    (accounts.PROCESS.name, ACCOUNT),
    (jobs.PROCESS.name, JOB),
    (sanctions.PROCESS.name, SANCTION),
    (proposals.PROCESS.name, PROPOSAL),
    (invitations.PROCESS.name, INVITATION),
    (methods.PROCESS.name, METHOD),
    (chargebacks.PROCESS.name, CHARGEBACK),
    (approvals.PROCESS.name, APPROVAL),
)

_HALTED: Final = frozenset({milestones.PROCESS.name, disputes.PROCESS.name})
"""What waits while the contract is halted: a job would find nothing to do."""


def _not_halted(name: str, table: Table) -> tuple[ColumnElement[bool], ...]:
    if name not in _HALTED:
        return ()
    halted = or_(CONTRACT.c.contested, CONTRACT.c.withheld)
    return (~select(CONTRACT.c.id).where(CONTRACT.c.id == table.c.contract_id, halted).exists(),)


_OVERDUE: Final = ready(
    union_all(
        *(
            select(literal_column(f"'{name}'").label("process"), table.c.id, table.c.due_at).where(
                table.c.due_at < bindparam("second"), *_not_halted(name, table)
            )
            for name, table in _WAITING
        )
    )
    .order_by("due_at")
    .limit(bindparam("most", type_=BigInteger))
)

_HASTEN: Final = """
UPDATE procrastinate_jobs SET scheduled_at = now()
WHERE status = 'todo' AND scheduled_at > now() AND attempts = 0 AND queueing_lock = ANY (%(locks)s::text[])
"""

# One that is running, waits, or failed for good is left alone: a failed one is an operator's matter by now.
_DEFER: Final = """
SELECT procrastinate_defer_jobs_v1(array_agg(
    (%(queue)s, %(task)s, 0, NULL, due.lock, due.args::jsonb, NULL)::procrastinate_job_to_defer_v1))
FROM unnest(%(locks)s::text[], %(args)s::text[]) AS due (lock, args)
WHERE NOT EXISTS (
    SELECT FROM procrastinate_jobs AS known
    WHERE known.queueing_lock = due.lock AND known.status IN ('todo', 'doing', 'failed'))
"""


@frozen
class Overdue:
    """What is due by the application's clock."""

    unit_of_work: PostgresUnitOfWork
    clock: Clock

    def __call__(self, now: datetime | None = None) -> list[tuple[str, UUID]]:
        """(process, id) of every object that the clock should have woken for, the oldest first, 500 at most."""
        return [(process, id) for process, id, _ in self._due(now or self.clock.now())]

    def sweep(self) -> int:
        """See to it that a job works on each of them; how many there are."""
        with self.unit_of_work() as work:
            due = self._due(self.clock.now())
            if due:
                locks = [lock_of(process, id, at) for process, id, at in due]
                args = [json.dumps({"process": process, "id": str(id)}) for process, id, _ in due]
                work.transaction.run(_HASTEN, {"locks": locks})
                work.transaction.run(_DEFER, {"queue": DEADLINES, "task": FIRE_DEADLINE, "locks": locks, "args": args})
        return len(due)

    def _due(self, now: datetime) -> list[tuple[str, UUID, datetime]]:
        second = (now - ON_ITS_WAY).replace(microsecond=0)
        with self.unit_of_work() as work:
            return work.transaction.all(_OVERDUE, {"second": second, "most": BATCH})
