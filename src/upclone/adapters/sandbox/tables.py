"""The sandbox's own world: operations, what they moved, what is available, and the letters still to be delivered.

Nothing here belongs to upclone's store, and no transaction spans both: the migration creates these tables in a schema
of their own, and they are reached by connections of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from upclone.application.ports.gateways import Operation, Status

SCHEMA: Final = "sandbox"

METADATA: Final = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_N_name)s_fk",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    },
)


class Moved(StrEnum):
    """What an operation did with money. Each can happen to an operation once."""

    CAPTURED = "captured"
    REFUNDED = "refunded"
    REFUND_RETURNED = "refund_returned"
    PAID_OUT = "paid_out"
    PAYOUT_RETURNED = "payout_returned"
    CHARGED_BACK = "charged_back"
    CHARGE_RETURNED = "charge_returned"


def _one_of(column: str, values: Iterable[StrEnum]) -> CheckConstraint:
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)


def _text(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=nullable)


def _time(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


OPERATION: Final = Table(
    "operation",
    METADATA,
    _text("ref"),
    _text("operation"),
    _text("key"),
    _text("request"),
    _text("token"),
    _text("script"),
    Column("payment_ref", Text, ForeignKey("sandbox.operation.ref"), nullable=True),
    _text("currency"),
    Column("amount_minor", BigInteger, nullable=False),
    Column("moved_minor", BigInteger, nullable=True),
    _text("status"),
    _text("reason"),
    Column("refused", Boolean, nullable=False),
    _text("description"),
    _text("return_url"),
    Column("step", Integer, nullable=False),
    _time("due_at", nullable=True),
    Column("asked", Integer, nullable=False),
    _time("created_at"),
    _time("changed_at"),
    _time("answered_at", nullable=True),
    PrimaryKeyConstraint("ref"),
    UniqueConstraint("operation", "key"),
    _one_of("operation", (Operation.PAYMENT, Operation.REFUND, Operation.PAYOUT)),
    _one_of("status", Status),
    CheckConstraint("amount_minor > 0", name="amount_minor"),
)
"""`request` is what was asked for, in one line: the same key with another one is refused. `script` is the token whose
behaviour it follows; `step` counts what happened of it, and `due_at` is when the next thing happens."""

Index(None, OPERATION.c.due_at, postgresql_where=OPERATION.c.due_at.isnot(None))
Index(None, OPERATION.c.payment_ref, postgresql_where=OPERATION.c.payment_ref.isnot(None))

LOST_CALL: Final = Table(
    "lost_call",
    METADATA,
    _text("operation"),
    _text("key"),
    _time("at"),
    PrimaryKeyConstraint("operation", "key"),
)
"""Calls that got lost on their way here, once per key: of them nothing else is known."""

MOVEMENT: Final = Table(
    "movement",
    METADATA,
    Column("id", BigInteger, Identity(always=True)),
    Column("ref", Text, ForeignKey("sandbox.operation.ref"), nullable=False),
    _text("moved"),
    _text("currency"),
    Column("amount_minor", BigInteger, nullable=False),
    _time("at"),
    PrimaryKeyConstraint("id"),
    UniqueConstraint("ref", "moved"),
    _one_of("moved", Moved),
    CheckConstraint("amount_minor > 0", name="amount_minor"),
)
"""The sandbox's ledger, append-only: no operation can move the same money twice."""

BALANCE: Final = Table(
    "balance",
    METADATA,
    _text("currency"),
    Column("available_minor", BigInteger, nullable=False),
    PrimaryKeyConstraint("currency"),
)
"""What is captured and neither sent back nor out, nor on its way there: the sandbox never sends what it hasn't got.
Below zero a payer's bank alone can take it."""

OUTBOX: Final = Table(
    "outbox",
    METADATA,
    Column("id", BigInteger, Identity(always=True)),
    _text("event_id"),
    Column("ref", Text, ForeignKey("sandbox.operation.ref"), nullable=False),
    _text("operation"),
    _text("key"),
    _time("created_at"),
    _time("next_at", nullable=True),
    Column("attempts", Integer, nullable=False),
    _text("last_answer"),
    _time("delivered_at", nullable=True),
    _time("given_up_at", nullable=True),
    PrimaryKeyConstraint("id"),
)
"""One row per letter. Its times are real ones: the network knows nothing of the application's clock."""

Index(None, OUTBOX.c.next_at, postgresql_where=OUTBOX.c.next_at.isnot(None))
