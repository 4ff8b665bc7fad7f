"""Time entries: one row each; a freelancer has one timer that runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, Uuid, bindparam, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from upclone.adapters.postgres.metadata import METADATA, Json, due_index, one_of, ready, text, timestamp
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.adapters.postgres.values import Packed, optional, packed_or_null, unpack
from upclone.domain.actors import Parties
from upclone.domain.deals.commitments import Sample
from upclone.domain.deals.hours import State, TimeEntry, deadline
from upclone.domain.money import Money

TIME_ENTRY = Table(
    "time_entry",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("contract_id", Uuid, ForeignKey("contract.id"), nullable=False),
    Column("timesheet_id", Uuid, ForeignKey("timesheet.id"), nullable=False),
    Column("client_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("freelancer_id", Uuid, ForeignKey("account.id"), nullable=False),
    timestamp("started_at"),
    timestamp("ended_at", nullable=True),
    text("state"),
    text("memo"),
    text("salt"),
    text("commitment"),
    text("reason"),
    Column("attachments", ARRAY(Uuid), nullable=False),
    Column("samples", Json, nullable=False),
    due_at := timestamp("due_at", nullable=True),
    text("question", nullable=True),
    text("answer", nullable=True),
    text("ruling", nullable=True),
    Column("billed", Json, nullable=True),
    Column("version", BigInteger, nullable=False),
    Index(
        "time_entry_running_key",
        "freelancer_id",
        unique=True,
        postgresql_where=sql(f"state = '{State.RUNNING}'"),
    ),
    due_index(due_at),
    Index(None, "timesheet_id", "started_at"),
    Index(None, "freelancer_id", "started_at"),
    one_of("state", State),
    CheckConstraint("ended_at > started_at OR state = 'deleted'", name="lasts"),
    CheckConstraint(f"(ended_at IS NULL) = (state = '{State.RUNNING}') OR state = '{State.DELETED}'", name="running"),
    CheckConstraint("commitment ~ '^[0-9a-f]{64}$'", name="commitment"),
)

_SAMPLES: Final = tuple[Sample, ...]


def to_row(entry: TimeEntry) -> dict[str, Any]:
    """An entry as its row."""
    assert deadline(entry) is not None or entry.due_at is None, "only the clock's states have a time limit"
    return {
        "id": entry.id,
        "contract_id": entry.contract_id,
        "timesheet_id": entry.timesheet_id,
        "client_id": entry.parties.client,
        "freelancer_id": entry.parties.freelancer,
        "started_at": entry.started_at,
        "ended_at": entry.ended_at,
        "state": entry.state.value,
        "memo": entry.memo,
        "salt": entry.salt,
        "commitment": entry.commitment,
        "reason": entry.reason,
        "attachments": list(entry.attachments),
        "samples": Packed(entry.samples),
        "due_at": entry.due_at,
        "question": entry.question,
        "answer": entry.answer,
        "ruling": entry.ruling,
        "billed": packed_or_null(entry.billed),
        "version": entry.version,
    }


def from_row(row: Row) -> TimeEntry:
    """An entry of its row."""
    id, contract, timesheet, client, freelancer, started, ended, state, memo, salt, commitment, reason, *rest = row
    attachments, samples, due, question, answer, ruling, billed, version = rest
    return TimeEntry(
        id=id,
        contract_id=contract,
        timesheet_id=timesheet,
        parties=Parties(client, freelancer),
        started_at=started,
        ended_at=ended,
        state=State(state),
        memo=memo,
        salt=salt,
        commitment=commitment,
        reason=reason,
        attachments=tuple(attachments),
        samples=unpack(_SAMPLES, samples),
        due_at=due,
        question=question,
        answer=answer,
        ruling=ruling,
        billed=optional(Money, billed),
        version=version,
    )


ROWS = Rows("time entry", TIME_ENTRY, to_row, from_row, unique="freelancer_id")
_ENTRY = TIME_ENTRY.c
_IN_ORDER = ROWS.select().order_by(_ENTRY.started_at, _ENTRY.id)
_OF = ready(_IN_ORDER.where(_ENTRY.timesheet_id == bindparam("timesheet_id")))
_RUNNING = ready(
    ROWS.select().where(_ENTRY.freelancer_id == bindparam("freelancer_id"), sql(f"state = '{State.RUNNING}'"))
)
_OVERLAPPING = ready(
    _IN_ORDER.where(
        _ENTRY.freelancer_id == bindparam("freelancer_id"),
        sql(f"state <> '{State.DELETED}'"),
        _ENTRY.started_at < bindparam("until"),
        func.coalesce(_ENTRY.ended_at, sql("'infinity'")) > bindparam("since"),
    )
)


@frozen
class TimeEntries(Kept[TimeEntry]):
    """The time in weeks."""

    rows: ClassVar = ROWS

    def of(self, timesheet_id: UUID) -> tuple[TimeEntry, ...]:
        return ROWS.all(self.transaction, _OF, timesheet_id=timesheet_id)

    def running(self, freelancer_id: UUID) -> TimeEntry | None:
        return ROWS.one(self.transaction, _RUNNING, freelancer_id=freelancer_id)

    def overlapping(self, freelancer_id: UUID, start: datetime, end: datetime) -> tuple[TimeEntry, ...]:
        return ROWS.all(self.transaction, _OVERLAPPING, freelancer_id=freelancer_id, since=start, until=end)
