"""Transfers: one row a payout or refund."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Uuid, bindparam, select
from sqlalchemy import text as sql

from upclone.adapters.postgres.metadata import (
    METADATA,
    currency,
    is_currency,
    minor,
    one_of,
    ready,
    text,
    timestamp,
    within,
)
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.application.ports.store import FIRST
from upclone.application.ports.waiting import Waiting
from upclone.domain.money import Money
from upclone.domain.payments.transfers import Kind, State, Transfer

_WAITING = f"state IN ('{State.REQUESTED}', '{State.SENT}')"

TRANSFER = Table(
    "transfer",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("kind"),
    Column("owner_id", Uuid, ForeignKey("account.id"), nullable=False),
    text("gateway"),
    text("destination"),
    minor("amount_minor"),
    currency(),
    text("state"),
    Column("attempt", Integer, nullable=False),
    timestamp("requested_at"),
    Column("contract_id", Uuid, ForeignKey("contract.id"), nullable=True),
    Column("hold_id", Uuid, ForeignKey("hold.id"), nullable=True),
    text("gateway_ref", nullable=True),
    text("failure", nullable=True),
    # The ledger stands for itself: no foreign key leads into it.
    Column("transit_entry", Uuid, nullable=True),
    Column("version", BigInteger, nullable=False),
    timestamp("paid_at", nullable=True),
    timestamp("look_at", nullable=True),
    Index(None, "owner_id", "id"),
    Index(None, "contract_id"),
    Index(None, "hold_id"),
    Index("transfer_waiting_idx", "requested_at", "id", postgresql_where=sql(_WAITING)),
    Index("transfer_look_at_idx", "look_at", postgresql_where=sql("look_at IS NOT NULL")),
    one_of("kind", Kind),
    one_of("state", State),
    is_currency(),
    within("amount_minor", 1),
    within("attempt", 1),
    CheckConstraint(f"look_at IS NULL OR state = '{State.PAID}' AND paid_at IS NOT NULL", name="look_at"),
)


def to_row(transfer: Transfer) -> dict[str, Any]:
    """A transfer as its row."""
    return {
        "id": transfer.id,
        "kind": transfer.kind.value,
        "owner_id": transfer.owner,
        "gateway": transfer.gateway,
        "destination": transfer.destination,
        "amount_minor": transfer.amount.amount_minor,
        "currency": transfer.amount.currency,
        "state": transfer.state.value,
        "attempt": transfer.attempt,
        "requested_at": transfer.requested_at,
        "contract_id": transfer.contract_id,
        "hold_id": transfer.hold_id,
        "gateway_ref": transfer.gateway_ref,
        "failure": transfer.failure,
        "transit_entry": transfer.transit_entry,
        "version": transfer.version,
        "paid_at": transfer.paid_at,
        "look_at": transfer.look_at,
    }


def from_row(row: Row) -> Transfer:
    """A transfer of its row."""
    id, kind, owner, gateway, destination, amount, code, state, attempt, requested, *rest = row
    contract, hold, ref, failure, transit, version, paid, look = rest
    return Transfer(
        id=id,
        kind=Kind(kind),
        owner=owner,
        gateway=gateway,
        destination=destination,
        amount=Money(amount, code),
        state=State(state),
        attempt=attempt,
        requested_at=requested,
        contract_id=contract,
        hold_id=hold,
        gateway_ref=ref,
        failure=failure,
        transit_entry=transit,
        paid_at=paid,
        look_at=look,
        version=version,
    )


ROWS = Rows("transfer", TRANSFER, to_row, from_row)
_WAITED = ready(
    select(TRANSFER.c.id, TRANSFER.c.gateway, TRANSFER.c.attempt, TRANSFER.c.requested_at)
    .where(sql(_WAITING), TRANSFER.c.requested_at < bindparam("since"), TRANSFER.c.id > bindparam("after"))
    .order_by(TRANSFER.c.id)
    .limit(bindparam("most", type_=BigInteger))
)

_LOOKED_FOR = ready(
    select(TRANSFER.c.id, TRANSFER.c.gateway, TRANSFER.c.attempt, TRANSFER.c.look_at)
    .where(TRANSFER.c.look_at <= bindparam("now"), TRANSFER.c.id > bindparam("after"))
    .order_by(TRANSFER.c.id)
    .limit(bindparam("most", type_=BigInteger))
)


@frozen
class Transfers(Kept[Transfer]):
    """Money on its way out."""

    rows: ClassVar = ROWS

    def waiting(self, since: datetime, limit: int, after: UUID = FIRST) -> tuple[Waiting, ...]:
        rows = self.transaction.all(_WAITED, {"since": since, "most": limit, "after": after})
        return tuple(_waiting(row) for row in rows)

    def looked_for(self, now: datetime, limit: int, after: UUID = FIRST) -> tuple[Waiting, ...]:
        rows = self.transaction.all(_LOOKED_FOR, {"now": now, "most": limit, "after": after})
        return tuple(_waiting(row) for row in rows)


def _waiting(row: Row) -> Waiting:
    id, gateway, attempt, since = row
    return Waiting(id, gateway, f"{id}:{attempt}", since)
