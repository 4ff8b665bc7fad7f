"""Contracts: one row each. Its lock is the lock of everything under it: milestones, holds, disputes, its book."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Table, Uuid, bindparam

from upclone.adapters.postgres.deals.disputes import DISPUTE
from upclone.adapters.postgres.deals.hours import TIME_ENTRY
from upclone.adapters.postgres.deals.milestones import MILESTONE
from upclone.adapters.postgres.deals.timesheets import TIMESHEET
from upclone.adapters.postgres.metadata import (
    METADATA,
    Json,
    currency,
    due_index,
    is_currency,
    minor,
    one_of,
    ready,
    text,
    timestamp,
    within,
)
from upclone.adapters.postgres.payments.escrow import HOLD
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.adapters.postgres.values import Packed, optional, packed_or_null, unpack
from upclone.domain.actors import Parties, Role
from upclone.domain.deals.contracts import Billing, Contract, Signature, State, deadline
from upclone.domain.deals.terms import Terms
from upclone.domain.errors import NotFound
from upclone.domain.money import Money

CONTRACT = Table(
    "contract",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("job_id", Uuid, ForeignKey("job.id"), nullable=False),
    Column("proposal_id", Uuid, ForeignKey("proposal.id"), nullable=False),
    Column("client_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("freelancer_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("terms", Json, nullable=False),
    text("state"),
    timestamp("offered_at"),
    timestamp("expires_at"),
    minor("released_minor"),
    currency(),
    Column("signatures", Json, nullable=False),
    text("paused_by", nullable=True),
    timestamp("ended_at", nullable=True),
    due_at := timestamp("due_at", nullable=True),
    Column("version", BigInteger, nullable=False),
    Column("billing", Json, nullable=True),
    Column("contested", Boolean, nullable=False),
    Column("withheld", Boolean, nullable=False),
    due_index(due_at),
    Index(None, "client_id", "id"),
    Index(None, "freelancer_id", "id"),
    Index(None, "job_id"),
    Index(None, "proposal_id"),
    one_of("state", State),
    one_of("paused_by", (Role.CLIENT, Role.FREELANCER, Role.OPERATOR, Role.GATEWAY)),
    is_currency(),
    within("released_minor", 0),
    CheckConstraint("client_id <> freelancer_id", name="parties"),
)

_SIGNATURES: Final = tuple[Signature, ...]


def to_row(contract: Contract) -> dict[str, Any]:
    """A contract as its row."""
    due = deadline(contract)
    return {
        "id": contract.id,
        "job_id": contract.job_id,
        "proposal_id": contract.proposal_id,
        "client_id": contract.parties.client,
        "freelancer_id": contract.parties.freelancer,
        "terms": Packed(contract.terms),
        "state": contract.state.value,
        "offered_at": contract.offered_at,
        "expires_at": contract.expires_at,
        "released_minor": contract.released.amount_minor,
        "currency": contract.released.currency,
        "signatures": Packed(contract.signatures),
        "paused_by": contract.paused_by.value if contract.paused_by else None,
        "ended_at": contract.ended_at,
        "due_at": due.due_at if due else None,
        "version": contract.version,
        "billing": packed_or_null(contract.billing),
        "contested": contract.contested,
        "withheld": contract.withheld,
    }


def from_row(row: Row) -> Contract:
    """A contract of its row."""
    id, job, proposal, client, freelancer, terms, state, offered, expires, released, code, *rest = row
    signatures, paused_by, ended, _due, version, billing, contested, withheld = rest
    return Contract(
        id=id,
        job_id=job,
        proposal_id=proposal,
        parties=Parties(client, freelancer),
        terms=unpack(Terms, terms),
        state=State(state),
        offered_at=offered,
        expires_at=expires,
        released=Money(released, code),
        signatures=unpack(_SIGNATURES, signatures),
        paused_by=Role(paused_by) if paused_by else None,
        ended_at=ended,
        billing=optional(Billing, billing),
        contested=contested,
        withheld=withheld,
        version=version,
    )


ROWS = Rows("contract", CONTRACT, to_row, from_row)


def _lock_through(part: Table) -> str:
    found = ROWS.select().join(part, part.c.contract_id == CONTRACT.c.id).where(part.c.id == bindparam("id"))
    return ready(found.with_for_update(of=CONTRACT, key_share=True))


_OF_MILESTONE = _lock_through(MILESTONE)
_OF_HOLD = _lock_through(HOLD)
_OF_DISPUTE = _lock_through(DISPUTE)
_OF_TIMESHEET = _lock_through(TIMESHEET)
_OF_TIME_ENTRY = _lock_through(TIME_ENTRY)


@frozen
class Contracts(Kept[Contract]):
    """Deals."""

    rows: ClassVar = ROWS

    def lock_of_milestone(self, milestone_id: UUID) -> Contract:
        return self._lock_of(_OF_MILESTONE, "milestone", milestone_id)

    def lock_of_hold(self, hold_id: UUID) -> Contract:
        return self._lock_of(_OF_HOLD, "payment", hold_id)

    def lock_of_dispute(self, dispute_id: UUID) -> Contract:
        return self._lock_of(_OF_DISPUTE, "dispute", dispute_id)

    def lock_of_timesheet(self, timesheet_id: UUID) -> Contract:
        return self._lock_of(_OF_TIMESHEET, "timesheet", timesheet_id)

    def lock_of_time_entry(self, entry_id: UUID) -> Contract:
        return self._lock_of(_OF_TIME_ENTRY, "time entry", entry_id)

    def _lock_of(self, statement: str, kind: str, id: UUID) -> Contract:
        contract = ROWS.one(self.transaction, statement, id=id)
        if contract is None:
            raise NotFound(kind, str(id))
        return contract
