"""Rooms of contracts, for the two parties and operators."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, Protocol, TypeVar
from uuid import UUID

from attrs import frozen
from sqlalchemy import ARRAY, Uuid, any_, bindparam, cast, select

from upclone.adapters.postgres.deals import contracts, disputes, milestones, timesheets
from upclone.adapters.postgres.deals.contracts import CONTRACT
from upclone.adapters.postgres.deals.disputes import DISPUTE
from upclone.adapters.postgres.deals.milestones import MILESTONE
from upclone.adapters.postgres.deals.timesheets import TIMESHEET
from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.reads.pages import parties_may_see, viewing
from upclone.adapters.postgres.reads.verifying import Tally, event_flaws
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.deals import HistoryRow
from upclone.application.reads.rooms import Standing
from upclone.domain.actors import Actor, Role

_IDS: Final = any_(cast(bindparam("ids"), ARRAY(Uuid)))
_CONTRACTS: Final = ready(contracts.ROWS.select().where(CONTRACT.c.id == _IDS, parties_may_see(CONTRACT)))
_MILESTONES: Final = ready(milestones.ROWS.select().where(MILESTONE.c.contract_id == _IDS).order_by(MILESTONE.c.number))
_DISPUTES: Final = ready(
    disputes.ROWS.select().where(DISPUTE.c.contract_id == _IDS).order_by(DISPUTE.c.opened_at, DISPUTE.c.id)
)
_WEEKS: Final = ready(timesheets.ROWS.select().where(TIMESHEET.c.contract_id == _IDS).order_by(TIMESHEET.c.starts_on))
_MAY_SEE: Final = ready(select(CONTRACT.c.id).where(CONTRACT.c.id == bindparam("id"), parties_may_see(CONTRACT)))
_HAPPENED: Final = """
SELECT seq, name, subject_id, by, role, at, facts::text, hash FROM event
WHERE contract_id = %(id)s AND name = ANY(%(names)s) ORDER BY seq
"""
_CHAIN: Final = """
SELECT id, name, subject_id, contract_id, by, role, at, facts::text, digest, seq, hash
FROM event WHERE contract_id = %(id)s ORDER BY seq
"""


class _OfContract(Protocol):
    @property
    def contract_id(self) -> UUID: ...


Part = TypeVar("Part", bound=_OfContract)


@frozen
class PostgresRoomReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def standings(self, viewer: Actor, ids: tuple[UUID, ...]) -> tuple[Standing, ...]:
        """In four statements."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_CONTRACTS, {**viewing(viewer), "ids": list(ids)})
            found = {contract.id: contract for contract in map(contracts.from_row, rows)}
            wanted = {"ids": list(found)}
            steps = _by_contract(map(milestones.from_row, work.transaction.all(_MILESTONES, wanted)))
            disputed = _by_contract(map(disputes.from_row, work.transaction.all(_DISPUTES, wanted)))
            weeks = _by_contract(map(timesheets.from_row, work.transaction.all(_WEEKS, wanted)))
        return tuple(
            Standing(found[id], tuple(steps[id]), tuple(disputed[id]), tuple(weeks[id])) for id in ids if id in found
        )

    def happened(self, viewer: Actor, contract_id: UUID, names: frozenset[str]) -> tuple[HistoryRow, ...] | None:
        """In order."""
        with self.unit_of_work() as work:
            if work.transaction.one(_MAY_SEE, {**viewing(viewer), "id": contract_id}) is None:
                return None
            rows = work.transaction.all(_HAPPENED, {"id": contract_id, "names": sorted(names)})
        return tuple(
            HistoryRow(seq, name, subject, by, Role(role), at, json.loads(facts), hash)
            for seq, name, subject, by, role, at, facts, hash in rows
        )

    def unaltered(self, viewer: Actor, contract_id: UUID) -> int | None:
        """Every digest and every link computed again."""
        with self.unit_of_work() as work:
            if work.transaction.one(_MAY_SEE, {**viewing(viewer), "id": contract_id}) is None:
                return None
            rows = work.transaction.all(_CHAIN, {"id": contract_id})
        return len(rows) if next(event_flaws(rows, Tally()), None) is None else -1


def _by_contract(parts: Iterable[Part]) -> Mapping[UUID, list[Part]]:
    found: defaultdict[UUID, list[Part]] = defaultdict(list)
    for part in parts:
        found[part.contract_id].append(part)
    return found
