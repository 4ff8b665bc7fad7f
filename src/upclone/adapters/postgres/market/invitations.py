"""Invitations: one row each; a freelancer has one that waits or was answered on a job."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, Uuid, bindparam, literal_column
from sqlalchemy import text as sql

from upclone.adapters.postgres.metadata import METADATA, due_index, one_of, ready, text, timestamp
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.domain.actors import Parties
from upclone.domain.market.invitations import Invitation, State, deadline

INVITATION = Table(
    "invitation",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("job_id", Uuid, ForeignKey("job.id"), nullable=False),
    Column("client_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("freelancer_id", Uuid, ForeignKey("account.id"), nullable=False),
    text("message"),
    text("state"),
    text("reason"),
    timestamp("sent_at"),
    timestamp("expires_at"),
    timestamp("due_at", nullable=True),
    Column("version", BigInteger, nullable=False),
    Index(
        "invitation_answered_key",
        "job_id",
        "freelancer_id",
        unique=True,
        postgresql_where=sql("state IN ('sent', 'accepted', 'declined')"),
    ),
    Index(None, "job_id", "freelancer_id", "id"),
    Index(None, "client_id", "id"),
    Index(None, "freelancer_id", "id"),
    one_of("state", State),
    CheckConstraint("client_id <> freelancer_id", name="parties"),
)
due_index(INVITATION.c.due_at)


def to_row(invitation: Invitation) -> dict[str, Any]:
    """An invitation as its row."""
    due = deadline(invitation)
    return {
        "id": invitation.id,
        "job_id": invitation.job_id,
        "client_id": invitation.parties.client,
        "freelancer_id": invitation.parties.freelancer,
        "message": invitation.message,
        "state": invitation.state.value,
        "reason": invitation.reason,
        "sent_at": invitation.sent_at,
        "expires_at": invitation.expires_at,
        "due_at": due.due_at if due else None,
        "version": invitation.version,
    }


def from_row(row: Row) -> Invitation:
    """An invitation of its row."""
    id, job, client, freelancer, message, state, reason, sent, expires, _due, version = row
    return Invitation(
        id=id,
        job_id=job,
        parties=Parties(client, freelancer),
        message=message,
        state=State(state),
        sent_at=sent,
        expires_at=expires,
        reason=reason,
        version=version,
    )


ROWS = Rows("invitation", INVITATION, to_row, from_row, unique="freelancer_id")

_NEWEST: Final = ready(
    ROWS.select()
    .where(INVITATION.c.job_id == bindparam("job_id"), INVITATION.c.freelancer_id == bindparam("freelancer_id"))
    .order_by(INVITATION.c.id.desc())
    .limit(literal_column("1"))
)


@frozen
class Invitations(Kept[Invitation]):
    """What clients ask freelancers to bid on."""

    rows: ClassVar = ROWS

    def newest(self, job_id: UUID, freelancer_id: UUID) -> Invitation | None:
        return ROWS.one(self.transaction, _NEWEST, job_id=job_id, freelancer_id=freelancer_id)
