"""Chargebacks: one row a claim of a payer's bank."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Table,
    UniqueConstraint,
    Uuid,
    bindparam,
    select,
)
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
from upclone.adapters.postgres.values import optional, packed_or_null
from upclone.application.ports.waiting import Waiting
from upclone.domain.actors import Parties
from upclone.domain.money import Money
from upclone.domain.payments.chargebacks import Chargeback, State, Taken, deadline
from upclone.domain.payments.reconciliation import StrayClaim

_MORE = "state NOT IN ('won', 'lost') OR state = 'won' AND taken IS NOT NULL AND NOT returned"

CHARGEBACK = Table(
    "chargeback",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("gateway"),
    text("ref"),
    Column("hold_id", Uuid, ForeignKey("hold.id"), nullable=False),
    Column("contract_id", Uuid, ForeignKey("contract.id"), nullable=False),
    Column("client_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("freelancer_id", Uuid, ForeignKey("account.id"), nullable=False),
    minor("amount_minor"),
    currency(),
    text("reason"),
    text("state"),
    timestamp("opened_at"),
    timestamp("answer_by"),
    text("failure"),
    Column("taken", Json, nullable=True),
    Column("returned", Boolean, nullable=False),
    timestamp("due_at", nullable=True),
    Column("version", BigInteger, nullable=False),
    UniqueConstraint("gateway", "ref"),
    Index(None, "contract_id"),
    Index(None, "hold_id"),
    Index(None, "freelancer_id", "id"),
    Index(None, "client_id", "id"),
    Index("chargeback_waiting_idx", "id", postgresql_where=sql(_MORE)),
    one_of("state", State),
    is_currency(),
    within("amount_minor", 1),
    CheckConstraint("NOT returned OR taken IS NOT NULL", name="returned"),
)
due_index(CHARGEBACK.c.due_at)

STRAY_CLAIM = Table(
    "stray_claim",
    METADATA,
    Column("gateway", text("gateway").type, primary_key=True),
    Column("ref", text("ref").type, primary_key=True),
    text("payment_ref"),
    minor("amount_minor"),
    currency(),
    text("reason"),
    timestamp("at"),
    Index(None, "at"),
    is_currency(),
)
_STRAY = """
INSERT INTO stray_claim (gateway, ref, payment_ref, amount_minor, currency, reason, at)
VALUES (%(gateway)s, %(ref)s, %(payment)s, %(minor)s, %(currency)s, %(reason)s, %(at)s) ON CONFLICT DO NOTHING
"""
_STRAYS = """
SELECT gateway, ref, payment_ref, amount_minor, currency, reason, at FROM stray_claim
ORDER BY at DESC, gateway, ref LIMIT %(limit)s
"""


def to_row(chargeback: Chargeback) -> dict[str, Any]:
    """A chargeback as its row."""
    due = deadline(chargeback)
    return {
        "id": chargeback.id,
        "gateway": chargeback.gateway,
        "ref": chargeback.ref,
        "hold_id": chargeback.hold_id,
        "contract_id": chargeback.contract_id,
        "client_id": chargeback.parties.client,
        "freelancer_id": chargeback.parties.freelancer,
        "amount_minor": chargeback.amount.amount_minor,
        "currency": chargeback.amount.currency,
        "reason": chargeback.reason,
        "state": chargeback.state.value,
        "opened_at": chargeback.opened_at,
        "answer_by": chargeback.answer_by,
        "failure": chargeback.failure,
        "taken": packed_or_null(chargeback.taken),
        "returned": chargeback.returned,
        "due_at": due.due_at if due else None,
        "version": chargeback.version,
    }


def from_row(row: Row) -> Chargeback:
    """A chargeback of its row."""
    id, gateway, ref, hold, contract, client, freelancer, amount, code, reason, state, *rest = row
    opened, answer_by, failure, taken, returned, _due, version = rest
    return Chargeback(
        id=id,
        gateway=gateway,
        ref=ref,
        hold_id=hold,
        contract_id=contract,
        parties=Parties(client, freelancer),
        amount=Money(amount, code),
        reason=reason,
        state=State(state),
        opened_at=opened,
        answer_by=answer_by,
        failure=failure,
        taken=optional(Taken, taken),
        returned=returned,
        version=version,
    )


ROWS = Rows("chargeback", CHARGEBACK, to_row, from_row, unique="ref")
_OF_REF = ready(ROWS.select().where(CHARGEBACK.c.gateway == bindparam("gateway"), CHARGEBACK.c.ref == bindparam("ref")))
_OF = ready(
    ROWS.select()
    .where(CHARGEBACK.c.contract_id == bindparam("contract_id"))
    .order_by(CHARGEBACK.c.opened_at, CHARGEBACK.c.id)
)
_WAITED = ready(
    select(CHARGEBACK.c.id, CHARGEBACK.c.gateway, CHARGEBACK.c.opened_at)
    .where(sql(f"({_MORE})"), CHARGEBACK.c.id > bindparam("after"))
    .order_by(CHARGEBACK.c.id)
    .limit(bindparam("most", type_=BigInteger))
)
_PAYMENT = "SELECT id FROM hold WHERE gateway = %(gateway)s AND gateway_ref = %(ref)s ORDER BY id LIMIT 1"


@frozen
class Chargebacks(Kept[Chargeback]):
    """Claims of payers' banks."""

    rows: ClassVar = ROWS

    def payment(self, gateway: str, payment_ref: str) -> UUID | None:
        row = self.transaction.one(_PAYMENT, {"gateway": gateway, "ref": payment_ref})
        return row[0] if row else None

    def stray(self, claim: StrayClaim) -> bool:
        given = {
            "gateway": claim.gateway,
            "ref": claim.ref,
            "payment": claim.payment_ref,
            "minor": claim.amount.amount_minor,
            "currency": claim.amount.currency,
            "reason": claim.reason,
            "at": claim.at,
        }
        return self.transaction.run(_STRAY, given) == 1

    def strays(self, limit: int) -> tuple[StrayClaim, ...]:
        return tuple(
            StrayClaim(gateway, ref, payment, Money(minor, code), reason, at)
            for gateway, ref, payment, minor, code, reason, at in self.transaction.all(_STRAYS, {"limit": limit})
        )

    def of_ref(self, gateway: str, ref: str) -> Chargeback | None:
        return ROWS.one(self.transaction, _OF_REF, gateway=gateway, ref=ref)

    def of(self, contract_id: UUID) -> tuple[Chargeback, ...]:
        return ROWS.all(self.transaction, _OF, contract_id=contract_id)

    def waiting(self, limit: int, after: UUID) -> tuple[Waiting, ...]:
        rows = self.transaction.all(_WAITED, {"most": limit, "after": after})
        return tuple(Waiting(id, gateway, str(id), opened) for id, gateway, opened in rows)
