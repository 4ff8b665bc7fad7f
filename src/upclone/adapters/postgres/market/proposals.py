"""Proposals: one row each; a freelancer has one that counts on a job."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Table, Uuid, bindparam
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

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
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.adapters.postgres.values import Packed, unpack
from upclone.domain.actors import Parties
from upclone.domain.market.proposals import Answer, Proposal, State, deadline
from upclone.domain.market.rounds import Round

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
    Column("rounds", Json, nullable=False),
    Column("answers", Json, nullable=False),
    Column("attachments", ARRAY(Uuid), nullable=False),
    Column("shortlisted", Boolean, nullable=False),
    text("reason"),
    timestamp("due_at", nullable=True),
    Index(
        "proposal_counting_key",
        "job_id",
        "freelancer_id",
        unique=True,
        postgresql_where=sql("state IN ('submitted', 'countered', 'hired')"),
    ),
    Index(None, "job_id", "id"),
    Index(None, "freelancer_id", "id"),
    Index(None, "client_id", "id"),
    one_of("state", State),
    is_currency(),
    within("price_minor", 1),
    CheckConstraint("client_id <> freelancer_id", name="parties"),
)
due_index(PROPOSAL.c.due_at)

_ROUNDS: Final = tuple[Round, ...]
_ANSWERS: Final = tuple[Answer, ...]


def to_row(proposal: Proposal) -> dict[str, Any]:
    """A proposal as its row. What lies on the table has columns of its own, for whoever sorts or looks by SQL."""
    due = deadline(proposal)
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
        "rounds": Packed(proposal.rounds),
        "answers": Packed(proposal.answers),
        "attachments": list(proposal.attachments),
        "shortlisted": proposal.shortlisted,
        "reason": proposal.reason,
        "due_at": due.due_at if due else None,
    }


def from_row(row: Row) -> Proposal:
    """A proposal of its row."""
    id, job, client, freelancer, _price, _code, letter, _plan, state, created, version, *more = row
    rounds, answers, attachments, shortlisted, reason, _due = more
    return Proposal(
        id=id,
        job_id=job,
        parties=Parties(client, freelancer),
        cover_letter=letter,
        rounds=unpack(_ROUNDS, rounds),
        state=State(state),
        created_at=created,
        answers=unpack(_ANSWERS, answers),
        attachments=tuple(attachments),
        shortlisted=shortlisted,
        reason=reason,
        version=version,
    )


ROWS = Rows("proposal", PROPOSAL, to_row, from_row, unique="job_id")

_COUNTING: Final = ready(
    ROWS.select().where(
        PROPOSAL.c.job_id == bindparam("job_id"),
        PROPOSAL.c.freelancer_id == bindparam("freelancer_id"),
        sql("proposal.state IN ('submitted', 'countered', 'hired')"),
    )
)


_BIDDERS: Final = """
SELECT DISTINCT freelancer_id FROM proposal
WHERE job_id = %(job_id)s AND state NOT IN ('declined', 'withdrawn', 'expired', 'lapsed') ORDER BY freelancer_id
"""


@frozen
class Proposals(Kept[Proposal]):
    """What freelancers offer."""

    rows: ClassVar = ROWS

    def counting(self, job_id: UUID, freelancer_id: UUID) -> Proposal | None:
        return ROWS.one(self.transaction, _COUNTING, job_id=job_id, freelancer_id=freelancer_id)

    def bidders(self, job_id: UUID) -> tuple[UUID, ...]:
        return tuple(id for (id,) in self.transaction.all(_BIDDERS, {"job_id": job_id}))
