"""Holds: one row each."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Table, Uuid, bindparam, select
from sqlalchemy import text as sql

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
from upclone.application.ports.store import FIRST
from upclone.application.ports.waiting import Waiting
from upclone.domain.actors import Parties
from upclone.domain.money import Money
from upclone.domain.payments.escrow import Hold, State, deadline
from upclone.domain.payments.fees import FeeRates

_WAITING = f"state = '{State.REQUESTED}'"

HOLD = Table(
    "hold",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("contract_id", Uuid, ForeignKey("contract.id"), nullable=False),
    Column("milestone_id", Uuid, ForeignKey("milestone.id"), nullable=False),
    Column("client_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("freelancer_id", Uuid, ForeignKey("account.id"), nullable=False),
    text("gateway"),
    text("payment_method"),
    minor("work_minor"),
    currency(),
    Column("fees", Json, nullable=False),
    minor("released_minor"),
    minor("refunded_minor"),
    text("state"),
    timestamp("requested_at"),
    timestamp("expires_at"),
    text("gateway_ref", nullable=True),
    text("approve_url", nullable=True),
    text("failure", nullable=True),
    due_at := timestamp("due_at", nullable=True),
    Column("version", BigInteger, nullable=False),
    Column("off_session", Boolean, nullable=False),
    minor("earned_minor"),
    minor("given_back_minor"),
    minor("charged_minor"),
    due_index(due_at),
    Index(None, "contract_id", "requested_at"),
    Index(None, "milestone_id"),
    Index(None, "gateway", "gateway_ref"),
    Index("hold_waiting_idx", "requested_at", "id", postgresql_where=sql(_WAITING)),
    one_of("state", State),
    is_currency(),
    within("work_minor", 1),
    within("released_minor", 0),
    within("refunded_minor", 0),
    within("earned_minor", 0),
    within("given_back_minor", 0),
    within("charged_minor", 0),
    CheckConstraint("released_minor + refunded_minor <= work_minor", name="never_more_out_than_in"),
)


def to_row(hold: Hold) -> dict[str, Any]:
    """A hold as its row."""
    due = deadline(hold)
    return {
        "id": hold.id,
        "contract_id": hold.contract_id,
        "milestone_id": hold.milestone_id,
        "client_id": hold.parties.client,
        "freelancer_id": hold.parties.freelancer,
        "gateway": hold.gateway,
        "payment_method": hold.payment_method,
        "work_minor": hold.work.amount_minor,
        "currency": hold.work.currency,
        "fees": Packed(hold.fees),
        "released_minor": hold.released.amount_minor,
        "refunded_minor": hold.refunded.amount_minor,
        "state": hold.state.value,
        "requested_at": hold.requested_at,
        "expires_at": hold.expires_at,
        "gateway_ref": hold.gateway_ref,
        "approve_url": hold.approve_url,
        "failure": hold.failure,
        "due_at": due.due_at if due else None,
        "version": hold.version,
        "off_session": hold.off_session,
        "earned_minor": hold.earned.amount_minor,
        "given_back_minor": hold.given_back.amount_minor,
        "charged_minor": hold.charged.amount_minor,
    }


def from_row(row: Row) -> Hold:
    """A hold of its row."""
    id, contract, milestone, client, freelancer, gateway, method, work, code, fees, released, refunded, *rest = row
    state, requested, expires, ref, url, failure, _due, version, off_session, earned, given_back, charged = rest
    return Hold(
        id=id,
        contract_id=contract,
        milestone_id=milestone,
        parties=Parties(client, freelancer),
        gateway=gateway,
        payment_method=method,
        work=Money(work, code),
        fees=unpack(FeeRates, fees),
        released=Money(released, code),
        refunded=Money(refunded, code),
        state=State(state),
        requested_at=requested,
        expires_at=expires,
        gateway_ref=ref,
        approve_url=url,
        failure=failure,
        off_session=off_session,
        earned=Money(earned, code),
        given_back=Money(given_back, code),
        charged=Money(charged, code),
        version=version,
    )


ROWS = Rows("payment", HOLD, to_row, from_row)
_OF = ready(
    ROWS.select().where(HOLD.c.contract_id == bindparam("contract_id")).order_by(HOLD.c.requested_at, HOLD.c.id)
)
_WAITED = ready(
    select(HOLD.c.id, HOLD.c.gateway, HOLD.c.requested_at)
    .where(sql(_WAITING), HOLD.c.requested_at < bindparam("since"), HOLD.c.id > bindparam("after"))
    .order_by(HOLD.c.id)
    .limit(bindparam("most", type_=BigInteger))
)


@frozen
class Holds(Kept[Hold]):
    """Held money."""

    rows: ClassVar = ROWS

    def of(self, contract_id: UUID) -> tuple[Hold, ...]:
        return ROWS.all(self.transaction, _OF, contract_id=contract_id)

    def waiting(self, since: datetime, limit: int, after: UUID = FIRST) -> tuple[Waiting, ...]:
        rows = self.transaction.all(_WAITED, {"since": since, "most": limit, "after": after})
        return tuple(Waiting(id, gateway, str(id), asked) for id, gateway, asked in rows)
