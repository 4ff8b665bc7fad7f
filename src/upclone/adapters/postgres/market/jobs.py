"""Jobs: one row each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Uuid

from upclone.adapters.postgres.metadata import (
    METADATA,
    currency,
    is_currency,
    minor,
    one_of,
    text,
    texts,
    timestamp,
    within,
)
from upclone.adapters.postgres.rows import Row, Rows
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.market.jobs import Job, Payment, State
from upclone.domain.money import Money

JOB = Table(
    "job",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, ForeignKey("account.id"), nullable=False),
    text("title"),
    text("description"),
    text("payment"),
    minor("budget_minor"),
    currency(),
    text("category"),
    texts("skills"),
    text("state"),
    timestamp("created_at"),
    Column("version", BigInteger, nullable=False),
    Index(None, "client_id", "id"),
    one_of("payment", Payment),
    one_of("state", State),
    is_currency(),
    within("budget_minor", 1),
)


def to_row(job: Job) -> dict[str, Any]:
    """A job as its row."""
    return {
        "id": job.id,
        "client_id": job.client_id,
        "title": job.title,
        "description": job.description,
        "payment": job.payment.value,
        "budget_minor": job.budget.amount_minor,
        "currency": job.budget.currency,
        "category": job.category,
        "skills": list(job.skills),
        "state": job.state.value,
        "created_at": job.created_at,
        "version": job.version,
    }


def from_row(row: Row) -> Job:
    """A job of its row."""
    id, client, title, description, payment, budget, code, category, skills, state, created, version = row
    return Job(
        id=id,
        client_id=client,
        title=title,
        description=description,
        payment=Payment(payment),
        budget=Money(budget, code),
        category=category,
        skills=tuple(skills),
        state=State(state),
        created_at=created,
        version=version,
    )


ROWS = Rows("job", JOB, to_row, from_row)


@frozen
class Jobs:
    """What clients ask for."""

    transaction: Transaction

    def get(self, id: UUID) -> Job:
        return ROWS.get(self.transaction, id)

    def lock(self, id: UUID) -> Job:
        return ROWS.lock(self.transaction, id)

    def add(self, job: Job) -> None:
        ROWS.add(self.transaction, job)

    def save(self, job: Job) -> None:
        ROWS.save(self.transaction, job)
