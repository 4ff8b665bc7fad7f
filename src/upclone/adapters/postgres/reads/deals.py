"""Deals, for the two parties and operators."""

from __future__ import annotations

import json
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import bindparam, select

from upclone.adapters.postgres.deals import contracts, disputes, milestones
from upclone.adapters.postgres.deals.contracts import CONTRACT
from upclone.adapters.postgres.deals.disputes import DISPUTE
from upclone.adapters.postgres.deals.milestones import MILESTONE
from upclone.adapters.postgres.market.jobs import JOB
from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.people import accounts
from upclone.adapters.postgres.reads.cases import dispute_row, disputes_of_people
from upclone.adapters.postgres.reads.pages import (
    CLIENT,
    FREELANCER,
    newest,
    paged,
    parties_may_see,
    slicing,
    two_people,
    viewing,
    wanted,
    with_people,
)
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.deals import ContractRow, ContractView, Deed, DisputeRow, HistoryRow, MilestoneView
from upclone.application.reads.paging import Page, Slice
from upclone.domain.actors import Actor, Role
from upclone.domain.deals.contracts import State
from upclone.domain.deals.disputes import Dispute
from upclone.domain.deals.disputes import State as DisputeState

_SEEN: Final = with_people(CONTRACT).where(parties_may_see(CONTRACT))
_CONTRACT: Final = ready(_SEEN.where(CONTRACT.c.id == bindparam("id")))
_SIDES: Final = (wanted(CONTRACT.c.client_id, "client"), wanted(CONTRACT.c.freelancer_id, "freelancer"))
_CONTRACTS: Final = ready(newest(_SEEN.where(wanted(CONTRACT.c.state, "state"), *_SIDES), CONTRACT.c.id))
_MILESTONE: Final = ready(
    select(*MILESTONE.columns, *CONTRACT.columns)
    .join(CONTRACT, CONTRACT.c.id == MILESTONE.c.contract_id)
    .where(MILESTONE.c.id == bindparam("id"), parties_may_see(CONTRACT))
)
_DISPUTES_SEEN: Final = disputes.ROWS.select().where(parties_may_see(DISPUTE))
_DISPUTE: Final = ready(_DISPUTES_SEEN.where(DISPUTE.c.id == bindparam("id")))
_DISPUTES: Final = ready(
    newest(disputes_of_people().where(parties_may_see(DISPUTE), wanted(DISPUTE.c.state, "state")), DISPUTE.c.id)
)
_MAY_SEE: Final = ready(select(CONTRACT.c.id).where(CONTRACT.c.id == bindparam("id"), parties_may_see(CONTRACT)))
_HISTORY: Final = """
SELECT seq, name, subject_id, by, role, at, facts::text, hash FROM event
WHERE contract_id = %(id)s AND seq > %(after)s ORDER BY seq LIMIT %(limit)s
"""
_DEED: Final = ready(
    select(*CONTRACT.columns, *CLIENT.columns, *FREELANCER.columns, JOB.c.title)
    .join(CLIENT, CLIENT.c.id == CONTRACT.c.client_id)
    .join(FREELANCER, FREELANCER.c.id == CONTRACT.c.freelancer_id)
    .join(JOB, JOB.c.id == CONTRACT.c.job_id)
    .where(CONTRACT.c.id == bindparam("id"), parties_may_see(CONTRACT))
)
_WIDTH: Final = len(CONTRACT.columns)
_MILESTONE_WIDTH: Final = len(MILESTONE.columns)
_ACCOUNT_WIDTH: Final = len(CLIENT.columns)


@frozen
class PostgresDealReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def contract(self, viewer: Actor, id: UUID) -> ContractView | None:
        """In four statements (five where it is paid by the hour), however much lies under it."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_CONTRACT, {**viewing(viewer), "id": id})
            if row is None:
                return None
            client, freelancer = two_people(row)
            found = contracts.from_row(row[:_WIDTH])
            return ContractView(
                found,
                client,
                freelancer,
                work.milestones.of(id),
                work.holds.of(id),
                work.disputes.of(id),
                work.timesheets.of(id) if found.terms.hourly_rate else (),
            )

    def contracts(self, viewer: Actor, state: State | None, page: Slice, role: Role | None = None) -> Page[ContractRow]:
        """The viewer's own; for operators, everybody's. `role`: only those where the viewer is that side."""
        sides = {each.value: viewer.id if role is each else None for each in (Role.CLIENT, Role.FREELANCER)}
        arguments = {**viewing(viewer), "state": state.value if state else None, **sides, **slicing(page)}
        with self.unit_of_work() as work:
            rows = work.transaction.all(_CONTRACTS, arguments)
        return paged(rows, page, contract_row, lambda row: row.contract.id)

    def milestone(self, viewer: Actor, id: UUID) -> MilestoneView | None:
        """With its contract."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_MILESTONE, {**viewing(viewer), "id": id})
        if row is None:
            return None
        return MilestoneView(milestones.from_row(row[:_MILESTONE_WIDTH]), contracts.from_row(row[_MILESTONE_WIDTH:]))

    def dispute(self, viewer: Actor, id: UUID) -> Dispute | None:
        """For the two parties and operators."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_DISPUTE, {**viewing(viewer), "id": id})
        return disputes.from_row(row) if row else None

    def disputes(self, viewer: Actor, state: DisputeState | None, page: Slice) -> Page[DisputeRow]:
        """The viewer's own; for operators, everybody's."""
        arguments = {**viewing(viewer), "state": state.value if state else None, **slicing(page)}
        with self.unit_of_work() as work:
            rows = work.transaction.all(_DISPUTES, arguments)
        return paged(rows, page, dispute_row, lambda row: row.dispute.id)

    def history(self, viewer: Actor, contract_id: UUID, after: int, limit: int) -> tuple[HistoryRow, ...] | None:
        """In order."""
        with self.unit_of_work() as work:
            if work.transaction.one(_MAY_SEE, {**viewing(viewer), "id": contract_id}) is None:
                return None
            rows = work.transaction.all(_HISTORY, {"id": contract_id, "after": after, "limit": limit})
        return tuple(_history_row(row) for row in rows)

    def deed(self, viewer: Actor, contract_id: UUID) -> Deed | None:
        """For the two parties and operators."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_DEED, {**viewing(viewer), "id": contract_id})
            if row is None:
                return None
            planned = work.milestones.of(contract_id)
        contract, people = row[:_WIDTH], row[_WIDTH:]
        return Deed(
            contracts.from_row(contract),
            planned,
            row[-1],
            accounts.from_row(people[:_ACCOUNT_WIDTH]),
            accounts.from_row(people[_ACCOUNT_WIDTH:-1]),
        )


def contract_row(row: Any) -> ContractRow:
    """A contract in a list, of a row that `with_people` makes."""
    return ContractRow(contracts.from_row(row[:_WIDTH]), *two_people(row))


def _history_row(row: Any) -> HistoryRow:
    seq, name, subject, by, role, at, facts, hash = row
    return HistoryRow(seq, name, subject, by, Role(role), at, json.loads(facts), hash)
