"""Jobs: one row each. Its brief lies in columns of its own, so that queries can ask for every part of it."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, Uuid, bindparam
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql

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
    texts,
    timestamp,
    within,
)
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.adapters.postgres.search.index import index_job
from upclone.adapters.postgres.values import Packed, optional, packed_or_null, unpack
from upclone.domain.market.briefs import Brief, Duration, Finding, Payment, Visibility
from upclone.domain.market.jobs import Job, State, deadline
from upclone.domain.money import Money
from upclone.domain.people.places import Place
from upclone.domain.people.profiles import Level

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
    Column("budget_from_minor", BigInteger, nullable=True),
    texts("extra_skills"),
    text("level", nullable=True),
    text("duration", nullable=True),
    Column("place", Json, nullable=True),
    timestamp("apply_until", nullable=True),
    texts("questions"),
    Column("attachments", postgresql.ARRAY(Uuid), nullable=False),
    text("visibility"),
    text("language"),
    timestamp("opened_at", nullable=True),
    timestamp("expires_at", nullable=True),
    due_at := timestamp("due_at", nullable=True),
    Column("findings", Json, nullable=False),
    Column("cleared", Json, nullable=False),
    text("note"),
    text("reason"),
    due_index(due_at),
    Index(None, "client_id", "id"),
    Index("job_pending_idx", "id", postgresql_where=sql("state = 'pending'")),
    one_of("payment", Payment),
    one_of("state", State),
    one_of("level", Level),
    one_of("duration", Duration),
    one_of("visibility", Visibility),
    is_currency(),
    within("budget_minor", 1),
    CheckConstraint("budget_from_minor BETWEEN 1 AND budget_minor", name="budget_from_minor"),
    CheckConstraint(
        "state NOT IN ('open', 'paused', 'filled', 'expired') OR (opened_at IS NOT NULL AND expires_at IS NOT NULL)",
        name="opened",
    ),
)

_FINDINGS: Final = tuple[Finding, ...]


def to_row(job: Job) -> dict[str, Any]:
    """A job as its row."""
    brief, due = job.brief, deadline(job)
    return {
        "id": job.id,
        "client_id": job.client_id,
        "title": brief.title,
        "description": brief.description,
        "payment": brief.payment.value,
        "budget_minor": brief.budget.amount_minor,
        "currency": brief.budget.currency,
        "category": brief.category,
        "skills": list(brief.skills),
        "state": job.state.value,
        "created_at": job.created_at,
        "version": job.version,
        "budget_from_minor": brief.budget_from.amount_minor if brief.budget_from else None,
        "extra_skills": list(brief.extra_skills),
        "level": brief.level.value if brief.level else None,
        "duration": brief.duration.value if brief.duration else None,
        "place": packed_or_null(brief.place),
        "apply_until": brief.apply_until,
        "questions": list(brief.questions),
        "attachments": list(brief.attachments),
        "visibility": brief.visibility.value,
        "language": brief.language,
        "opened_at": job.opened_at,
        "expires_at": job.expires_at,
        "due_at": due.due_at if due else None,
        "findings": Packed(job.findings),
        "cleared": Packed(job.cleared),
        "note": job.note,
        "reason": job.reason,
    }


def from_row(row: Row) -> Job:
    """A job of its row."""
    id, client, title, description, payment, budget, code, category, skills, state, created, version, *asked = row
    lowest, extra, level, duration, place, until, questions, attachments, visibility, language, *course = asked
    opened, expires, _due, findings, cleared, note, reason = course
    brief = Brief(
        title=title,
        description=description,
        payment=Payment(payment),
        budget=Money(budget, code),
        budget_from=None if lowest is None else Money(lowest, code),
        category=category,
        skills=tuple(skills),
        extra_skills=tuple(extra),
        level=Level(level) if level else None,
        duration=Duration(duration) if duration else None,
        place=optional(Place, place),
        apply_until=until,
        questions=tuple(questions),
        attachments=tuple(attachments),
        visibility=Visibility(visibility),
        language=language,
    )
    return Job(
        id=id,
        client_id=client,
        brief=brief,
        state=State(state),
        created_at=created,
        opened_at=opened,
        expires_at=expires,
        findings=unpack(_FINDINGS, findings),
        cleared=unpack(_FINDINGS, cleared),
        note=note,
        reason=reason,
        version=version,
    )


ROWS = Rows("job", JOB, to_row, from_row)


_OPEN_OF = ready(
    ROWS.select()
    .where(JOB.c.client_id == bindparam("client"), sql("state = 'open'"))
    .order_by(JOB.c.id)
    .with_for_update(key_share=True)
)


@frozen
class Jobs(Kept[Job]):
    """What clients ask for."""

    rows: ClassVar = ROWS

    def add(self, added: Job) -> None:
        super().add(added)
        index_job(self.transaction, added)

    def save(self, saved: Job) -> None:
        super().save(saved)
        index_job(self.transaction, saved)

    def open_of(self, client_id: UUID) -> tuple[Job, ...]:
        return ROWS.all(self.transaction, _OPEN_OF, client=client_id)
