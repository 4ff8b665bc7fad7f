"""Proposals: one row each; a freelancer has one that counts on a job."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, Uuid
from sqlalchemy import text as sql

from upclone.adapters.postgres.metadata import (
    METADATA,
    Json,
    currency,
    is_currency,
    minor,
    one_of,
    text,
    timestamp,
    within,
)
from upclone.adapters.postgres.rows import Row, Rows
from upclone.adapters.postgres.transaction import Transaction
from upclone.adapters.postgres.values import Packed, unpack
from upclone.domain.actors import Parties
from upclone.domain.market.proposals import Proposal, State, Step
from upclone.domain.money import Money

PROPOSAL = Table(
    "proposal",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("job_id", Uuid, ForeignKey("job.id"), nullable=False),
    Column("client_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("freelancer_id", Uuid, ForeignKey("account.id"), nullable=False),
    minor("price_minor"),
    currency(),
    text("cover_letter"),
    Column("plan", Json, nullable=False),
    text("state"),
    timestamp("created_at"),
    Column("version", BigInteger, nullable=False),
    Index(
        "proposal_counting_key",
        "job_id",
        "freelancer_id",
        unique=True,
        postgresql_where=sql("state IN ('submitted', 'hired')"),
    ),
    Index(None, "job_id", "id"),
    Index(None, "freelancer_id", "id"),
    one_of("state", State),
    is_currency(),
    within("price_minor", 1),
    CheckConstraint("client_id <> freelancer_id", name="parties"),
)

_PLAN: Final = tuple[Step, ...]


def to_row(proposal: Proposal) -> dict[str, Any]:
    """A proposal as its row."""
    return {
        "id": proposal.id,
        "job_id": proposal.job_id,
        "client_id": proposal.parties.client,
        "freelancer_id": proposal.parties.freelancer,
        "price_minor": proposal.price.amount_minor,
        "currency": proposal.price.currency,
        "cover_letter": proposal.cover_letter,
        "plan": Packed(proposal.plan),
        "state": proposal.state.value,
        "created_at": proposal.created_at,
        "version": proposal.version,
    }


def from_row(row: Row) -> Proposal:
    """A proposal of its row."""
    id, job, client, freelancer, price, code, letter, plan, state, created, version = row
    return Proposal(
        id=id,
        job_id=job,
        parties=Parties(client, freelancer),
        price=Money(price, code),
        cover_letter=letter,
        plan=unpack(_PLAN, plan),
        state=State(state),
        created_at=created,
        version=version,
    )


ROWS = Rows("proposal", PROPOSAL, to_row, from_row, unique="job_id")


@frozen
class Proposals:
    """What freelancers offer."""

    transaction: Transaction

    def get(self, id: UUID) -> Proposal:
        return ROWS.get(self.transaction, id)

    def add(self, proposal: Proposal) -> None:
        ROWS.add(self.transaction, proposal)

    def save(self, proposal: Proposal) -> None:
        ROWS.save(self.transaction, proposal)
